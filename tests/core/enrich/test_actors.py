"""Who is named in an article: countries, their forms, and the shape of what is found."""

from __future__ import annotations

from streams.core.enrich.actors import find_actors

from .reading import body_of, forms, named, read, shipped


def test_short_forms_are_one_actor() -> None:
    """US, U.S., United States and America are the same country."""
    assert named("The US agreed. The U.S. Treasury paid. The United States and America are one, US-led too.")["cty:USA"] == 5


def test_case_tells_us_from_the_country() -> None:
    """The pronoun is no country, nor is it in a line that is all in capitals."""
    assert named("They told us to wait. It helped us.\nTELL US MORE ABOUT THE MARKET TODAY.") == {}


def test_hyphen_is_a_boundary() -> None:
    """Countries and people on either side of a hyphen are each named."""
    found = named("The Ruto-Museveni talks followed Kenyan-Ugandan quarrels. William Ruto smiled at Yoweri Museveni in anti-France mood.")
    assert found == {"per:william-ruto": 2, "per:yoweri-museveni": 2, "cty:KEN": 1, "cty:UGA": 1, "cty:FRA": 1}


def test_demonym_counts_for_the_country_once() -> None:
    """ "South Sudanese" is South Sudan, and no Sudan inside it."""
    assert forms("South Sudanese soldiers met Sudanese traders.") == [
        ("South Sudanese", "cty:SSD", "demonym"),
        ("Sudanese", "cty:SDN", "demonym"),
    ]


def test_no_name_begins_with_an_article() -> None:
    """ "The" before an organisation is no part of it."""
    assert named("She told The Kisumu Chamber so. The Kisumu Chamber agreed.") == {"org:~Kisumu_Chamber": 2}


def test_local_name_needs_its_country() -> None:
    """A name that several countries have means the one that the article names; without one it is an organisation nobody knows."""
    assert "org:labour-uk" in named("In Britain the Labour Party won.")
    assert "org:labour-nz" in named("In New Zealand the Labour Party won.")
    assert named("The Labour Party won.") == {"org:~Labour_Party": 1}


def test_other_languages_are_left_alone() -> None:
    """An article that is not in English has no entities, and says why."""
    found = find_actors(body_of("Emmanuel Macron a parlé à Paris.", language="fr"), shipped())
    assert (found.entities, found.mentions, [n.code for n in found.notices]) == ((), (), ["language_not_supported"])


def test_mentions_are_in_order_and_cut_from_the_body() -> None:
    """Mentions are sorted by place, their surface is what stands there, and counts are theirs."""
    text = "Kenya and Uganda met Japan’s envoy. Kenyan troops left."
    found = read(text)
    assert [(m.start, m.end) for m in found.mentions] == sorted((m.start, m.end) for m in found.mentions)
    assert all(text[m.start : m.end] == m.surface for m in found.mentions)
    assert sum(e.named for e in found.entities) == len(found.mentions)
    assert [e.first for e in found.entities] == sorted(e.first for e in found.entities)


def test_an_empty_article_names_nobody() -> None:
    """No text, no entities."""
    assert read("").entities == ()


def test_a_currency_is_no_country() -> None:
    """ "US$" is money."""
    assert named("It cost US$ 20 and US$30.") == {}
