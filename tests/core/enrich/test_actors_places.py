"""Capitals as governments, halves of a country, places of one name."""

from __future__ import annotations

import pytest

from .reading import named, read


def test_lists_of_capitals() -> None:
    """What the first of a list of capitals is, the others are."""
    assert named("He thanked Nairobi, Kampala and Kigali.") == {"cty:KEN": 1, "cty:UGA": 1, "cty:RWA": 1}
    assert "cty:KEN" not in named("He was in Nairobi, Kampala and Kigali.")


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


def test_state_or_country_of_one_name() -> None:
    """Georgia beside a town of the United States is the state; else it is the country."""
    assert "cty:GEO" not in named("It rained in Atlanta, Georgia, for a week.")
    assert "cty:GEO" in named("The US thanked Georgia and Armenia.")


def test_fifty_thousand_capitalised_words() -> None:
    """A page of nothing but capitals is read to its end, and names nobody."""
    assert named(" ".join(f"Zork{'abcdefghij'[i % 10]}" for i in range(50_000))) == {}


def test_a_surname_that_is_a_place_too() -> None:
    """A surname is a person's where the article has her full name, and a place's elsewhere."""
    assert named("Maria Zamora, 40, spoke. Zamora left.") == {"per:~Maria_Zamora": 2}
    assert named("Zimbabwean leader Tendai Moyo spoke. Moyo left.") == {"cty:ZWE": 1, "per:~Tendai_Moyo": 2}
    assert "loc:new-york" in named("Maria Zamora spoke in New York.")
    assert set(named("He left Helmand for Herat.")) == {"loc:helmand", "loc:herat"}


def test_an_ordinary_word_is_a_place_beside_its_neighbours_only() -> None:
    """A title before a person is no town, a firm no province; beside other places of the country the name is the place."""
    assert not any(e.startswith("loc:") for e in named("Chair Mary Tendo spoke. Meta cut jobs, and Pool rules changed."))
    assert "loc:pool" in named("Rebels from Pool marched on Brazzaville and Sangha.")
