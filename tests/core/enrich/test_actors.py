"""Who is named in an article: the ladder from exact names to what follows from them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from streams.core.article import Timex
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


def test_an_organisation_swallows_its_parts() -> None:
    """The name of an organisation is one mention: no country, city or person inside it counts."""
    assert set(named("The Bank of Japan met the Kenya News Agency and the Washington Post at Cairo University.")) == {
        "org:bank-of-japan",
        "org:kenya-news-agency",
        "org:washington-post",
        "org:~Cairo_University",
    }


def test_surname_after_full_name() -> None:
    """A surname is the person whose full name came before; possessives do not matter."""
    found = named("Fumio Kishida spoke in Tokyo. Kishida's plan failed. Mr Kishida left.")
    assert found["per:fumio-kishida"] == 3


def test_two_of_one_family_stay_two() -> None:
    """Two people of one family name in one article are two actors, and a surname is the nearest one before."""
    found = read("Raul Castro waved. Castro smiled. Later Fidel Castro came. Castro sat down.")
    assert [(m.surface, m.entity) for m in found.mentions] == [
        ("Raul Castro", "per:raul-castro"),
        ("Castro", "per:raul-castro"),
        ("Fidel Castro", "per:fidel-castro"),
        ("Castro", "per:fidel-castro"),
    ]
    assert found.mentions[1].confidence < 0.9


def test_surname_without_antecedent_is_nobody() -> None:
    """A common surname alone names nobody."""
    assert named("Castro said nothing. Khan agreed.") == {}


def test_title_and_surname_find_the_office_holder() -> None:
    """ "President Ruto" is the one who held such an office, and the title is kept with the mention."""
    found = read("Kenyan President Ruto flew to Rome.", day="2023-05-04")
    person = next(m for m in found.mentions if m.entity.startswith("per:"))
    assert (person.entity, person.form, person.role) == ("per:william-ruto", "short_name", "President")


def test_office_holder_of_the_day() -> None:
    """Of two presidents of one family name the day of the article decides."""
    assert "per:george-w-bush" in named("US President Bush spoke.", day="2003-03-19")
    assert "per:george-hw-bush" in named("US President Bush spoke.", day="1990-08-08")


def test_former_title_is_kept() -> None:
    """The title as it stands is the role at the mention."""
    roles = {m.entity: m.role for m in read("He met then-Chancellor Angela Merkel and former Prime Minister Tony Blair.").mentions}
    assert roles == {"per:angela-merkel": "then-Chancellor", "per:tony-blair": "former Prime Minister"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Nairobi said it would not pay.", "metonym"),
        ("Talks with Nairobi go on.", "metonym"),
        ("Relations between Nairobi and Kampala are cold.", "metonym"),
        ("Nairobi's decision surprised them.", "metonym"),
        ("The Nairobi-backed plan failed.", "metonym"),
        ("He lives in Nairobi now.", "place"),
        ("He flew to Nairobi.", "place"),
        ("Nairobi's streets were empty.", "place"),
        ("A Nairobi-based firm won.", "place"),
        ("The road from Nairobi was closed.", "place"),
        ("They accused Nairobi of delay.", "metonym"),
        ("Nairobi has not replied.", "metonym"),
        ("Nairobi is considering the plan.", "metonym"),
        ("Nairobi is lovely in the rain.", "place"),
    ],
)
def test_capital_as_government_or_place(text: str, form: str) -> None:
    """A capital that acts or is dealt with is the country; one that lies somewhere is a place."""
    mention = read(text).mentions[0]
    assert (mention.entity, mention.form) == (("cty:KEN", "metonym") if form == "metonym" else ("loc:nairobi", "name"))


def test_sides_need_their_country() -> None:
    """ "the South" is a country only where it or its other half is named, and never before a capital."""
    assert named("South Sudan spoke. The South wants peace in the South Pacific.")["cty:SSD"] == 2
    assert "cty:SSD" not in named("Rain fell over the South. The North was dry.")
    assert "cty:PRK" in named("Seoul warned that the North would answer. South Korea waited.")


def test_a_half_needs_the_pair() -> None:
    """ "the North" is Sudan beside South Sudan; in an article on Sudan alone it is a part of it."""
    assert named("Sudan and South Sudan talked. The North agreed.")["cty:SDN"] == 2
    assert named("Sudan had rain. The North was dry.")["cty:SDN"] == 1


def test_both_of_a_pair_of_capitals() -> None:
    """Two capitals with one verb are two governments."""
    assert named("Nairobi and Kampala signed it.") == {"cty:KEN": 1, "cty:UGA": 1}


def test_given_name_that_is_a_country() -> None:
    """A country's name before a surname is a given name."""
    assert named("Chad Brewer sold pies. Brewer left.") == {"per:~Chad_Brewer": 2}
    assert named("Chad sold oil to Jordan.") == {"cty:TCD": 1, "cty:JOR": 1}


def test_state_or_country_of_one_name() -> None:
    """Georgia beside a town of the United States is the state; else it is the country."""
    assert "cty:GEO" not in named("It rained in Atlanta, Georgia, for a week.")
    assert "cty:GEO" in named("The US thanked Georgia and Armenia.")


def test_repeated_full_name() -> None:
    """A new name found once by evidence is the same person wherever the string stands, headlines included."""
    assert named("Lena Orlova Wins Another Term Without Much Ado\nSpokeswoman Lena Orlova smiled.")["per:~Lena_Orlova"] == 2


def test_acronym_introduced() -> None:
    """A full name with its letters in brackets makes the letters its name for the rest of the article."""
    found = named("The Lake Turkana Fishers Union (LTFU) met. LTFU members voted.")
    assert found == {"org:~Lake_Turkana_Fishers_Union": 3}


def test_local_name_needs_its_country() -> None:
    """A name that several countries have means the one that the article names."""
    assert "org:labour-uk" in named("In Britain the Labour Party won.")
    assert "org:labour-nz" in named("In New Zealand the Labour Party won.")
    assert named("The Labour Party won.") == {}


def test_numbered_weapon() -> None:
    """A member of a family of weapons has an id of its own, and a readable name."""
    found = read("Iran showed a Shahab-3 missile.")
    weapon = next(e for e in found.entities if e.type == "weapon")
    assert (weapon.id, weapon.name, weapon.named) == ("wpn:shahab-3", "Shahab-3", 1)


def test_common_word_is_no_weapon() -> None:
    """A weapon called like a common word needs its kind beside it."""
    assert "wpn:patriot" in named("Poland bought Patriot missiles.")
    assert "wpn:patriot" not in named("A true Patriot never sleeps in Poland.")


def test_election_with_its_year_in_the_name() -> None:
    """An election is an event with country, kind and year; the country inside it is named too."""
    found = read("The 2027 Kenyan presidential election is near.")
    assert [(m.surface, m.entity) for m in found.mentions] == [
        ("2027 Kenyan presidential election", "evt:kenya-presidential-election-2027"),
        ("Kenyan", "cty:KEN"),
    ]
    assert found.entities[0].name == "2027 Kenya presidential election"


def test_election_dated_by_a_time_expression() -> None:
    """The resolved time beside an election gives its year; an unresolved one gives none."""
    text = "He will stand in the French presidential election in April next year."
    at = text.index("April")
    time = Timex(text[at:-1], "DATE", "2027-04", at, len(text) - 1, at, len(text) - 1, 0, "", 1.0, "given")
    assert "evt:france-presidential-election-2027" in named(text, timexes=[time])
    assert "evt:france-presidential-election" in named(text)


def test_ministry_belongs_to_the_country_beside_it() -> None:
    """A ministry is an agency of the country named with it."""
    found = read("Japan's Foreign Ministry protested. The Sudanese Ministry of Defence was silent.")
    assert {e.id: (e.name, e.type) for e in found.entities if e.id.startswith("org:")} == {
        "org:jpn-foreign-ministry": ("Foreign Ministry of Japan", "agency"),
        "org:sdn-defence-ministry": ("Defence Ministry of Sudan", "agency"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "She met spokeswoman Lena Orlova on Monday.",
        "Lena Orlova, 45, has a shop.",
        "Lena Orlova, who sells bread, was calm.",
        "“Never,” said Lena Orlova. Orlova laughed.",
    ],
)
def test_unknown_person_with_evidence(text: str) -> None:
    """An unknown full name with evidence beside it is a provisional person whose name its id holds."""
    entity = next(e for e in read(text).entities if e.type == "person")
    assert (entity.id, entity.name, entity.provisional) == ("per:~Lena_Orlova", "Lena Orlova", True)


@pytest.mark.parametrize(
    "text",
    [
        "He said on Monday that May was cold, and she agreed in December.",
        "Climate Change Worries Voters Across Many Small Towns",
        "POLICE CHIEF WARNS CITIZENS OF FLOODS",
        "Meanwhile Critics Say little. However Experts said more.",
        "They like Human Rights and the Green Deal.",
    ],
)
def test_no_person_without_evidence(text: str) -> None:
    """Pronouns, weekdays, months, headlines and lines in capitals make no person."""
    assert [e.id for e in read(text).entities if e.type == "person"] == []


def test_namesake_of_a_leader_is_another_person() -> None:
    """A first name that the leader does not have makes it somebody else."""
    assert "per:vladimir-putin" not in named("Igor Putin, 50, opened a bank.")


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


def test_two_halves_of_a_given_name() -> None:
    """A hyphened given name belongs to the person, in either spelling."""
    assert set(named("Spokeswoman Park Sun-young spoke. Park left.")) == {"per:~Park_Sun-young"}


def test_the_year_of_an_election_is_shared() -> None:
    """An election named twice in an article, once with its year, is one event."""
    assert (
        named("Kenya's presidential election nears. The 2027 Kenyan presidential election matters.")["evt:kenya-presidential-election-2027"]
        == 2
    )


def work(text: str) -> int:
    """Lines of code that reading `text` runs: time that no busy machine can change."""
    article, lexicon, lines = body_of(text), shipped(), 0
    find_actors(body_of("Kenya."), lexicon)  # the lexicon builds its index once

    def count(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        find_actors(article, lexicon)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize(
    "unit",
    [
        "Zukor Balen ",
        "Kim Jong Un met Kim Jong Il. Kim said no. ",
        "Mr Van Aken and Ann Van Beek said so. ",
        "The 2024 US presidential election in Kenya, the US presidential election. ",
        "University of X and the Bank of Y (BOY), ",
        "A-",
        "President ",
        "Washington and ",
        "the North ",
        "U.S.",
        "((((",
    ],
)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """Reading is linear in the article, whatever it is made of."""
    once, twice = work(unit * 80), work(unit * 160)
    assert twice < 2.2 * once + 500


def test_fifty_thousand_capitalised_words() -> None:
    """A page of nothing but capitals is read to its end, and names nobody."""
    assert named(" ".join(f"Zork{'abcdefghij'[i % 10]}" for i in range(50_000))) == {}


@pytest.mark.parametrize(
    "text", ["\u202eKenya\u202c and Uganda", "Kenya\u200band", "<b>Kenya</b>", "’’’’ Kenya''", "Kenya\x00Uganda", "🙂Kenya🙂"]
)
def test_odd_characters_do_no_harm(text: str) -> None:
    """Control, zero-width, bidi characters and emoji change no offset."""
    assert all(text[m.start : m.end] == m.surface for m in read(text).mentions)
