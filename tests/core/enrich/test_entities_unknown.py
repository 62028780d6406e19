"""Names of a plain kind whose bearer nobody knows."""

from __future__ import annotations

import pytest

from streams.core.enrich.actors import find_actors
from tests.builders import article

from .reading import named, read, shipped


@pytest.mark.parametrize("name", ["Zolt D. Brack", "J. E. Zolt", "Qerim al-Zolt", "Brack van der Zolt"])
def test_the_shape_of_a_name_makes_a_person(name: str) -> None:
    """An initial, or a joining word that only names of people have, is evidence enough."""
    found = find_actors(article({"text": f"The prize went to {name} this time.", "language": "en"}), shipped())
    assert [entity.id for entity in found.entities] == [f"per:~{name.replace(' ', '_')}"]


def test_a_romance_joining_word_proves_nothing() -> None:
    """Things are called so too."""
    assert named("The prize went to Zolt de Brack this time.") == {}


@pytest.mark.parametrize(
    "text",
    ["They met Mary Brack, Zolt Qerim and others.", "They met Mary Brack and Zolt Qerim there.", "They met Zolt Qerim, and Mary Brack."],
)
def test_who_is_listed_beside_a_person_is_one(text: str) -> None:
    """Before or after the one who is known to be one."""
    assert named(text) == {"per:~Mary_Brack": 1, "per:~Zolt_Qerim": 1}


def test_the_company_goes_on_along_a_list() -> None:
    """Each one vouches for the next."""
    assert len(named("They met Mary Brack, Zolt Qerim, Arfo Lenk and Dorb Vask there.")) == 4


@pytest.mark.parametrize(
    "text", ["They met near Zolt Qerim and others.", "Mary Brack saw Zolt Qerim there.", "They met Mary Brack, Zolt Bank and others."]
)
def test_nobody_is_made_a_person_without_a_list(text: str) -> None:
    """Nor is an organisation in a list."""
    assert "per:~Zolt_Qerim" not in named(text)
    assert "per:~Zolt_Bank" not in named(text)


def test_a_name_that_many_organisations_bear_is_an_organisation() -> None:
    """Which one stays open: the id holds the name as it stands. Where the article decides, the registry's counts."""
    assert named("The Labour Party won.") == {"org:~Labour_Party": 1}
    assert "org:labour-uk" in named("In Britain the Labour Party won.")


@pytest.mark.parametrize("text", ["He joined the ZQRP in May.", "The ZQRP said so.", "He left the ZQRP, too."])
def test_an_acronym_after_the_is_an_organisation(text: str) -> None:
    """Of three letters and more."""
    assert named(text) == {"org:~ZQRP": 1}


@pytest.mark.parametrize(
    "text",
    [
        "The DNA said so.",
        "He saw the ZQRP lights in May.",
        "It was ZQRP.",
        "He left the ZQRP-led talks.",
        "HE LEFT THE ZQRP, TOO, AND SAID SO.",
    ],
)
def test_other_capitals_are_not(text: str) -> None:
    """Known things, labels before a noun, words without "the", parts of words, and lines where everything is in capitals."""
    assert named(text) == {}


def test_a_line_of_capitals_repeats_names() -> None:
    """Those of the registry's places, and those that the article names otherwise."""
    found = read("NAIROBI AND KENYA FEAR ZOLT BANK\nMary Brack left Zolt Bank.")
    assert [(m.surface, m.entity) for m in found.mentions if m.sentence == 0] == [
        ("NAIROBI", "loc:nairobi"),
        ("KENYA", "cty:KEN"),
        ("ZOLT BANK", "org:~Zolt_Bank"),
    ]


def test_a_common_word_in_capitals_is_no_place() -> None:
    """ "TURKEY" may be dinner, but a word of everyday is never a town."""
    assert named("READ ALL ABOUT IT: THE EAST IS NEAR") == {}


@pytest.mark.parametrize("name", ["Zolt Breweries", "Lima Yankees", "Zolt Partisi", "Partido Zolt", "Zolt Solutions"])
def test_more_words_that_end_or_begin_an_organisation(name: str) -> None:
    """Companies, teams, parties in other languages. The place in a team's name is no place of its own."""
    assert named(f"He joined the {name} in May.") == {f"org:~{name.replace(' ', '_')}": 1}
