"""Organisations, weapons, elections and ministries, known or not."""

from __future__ import annotations

from streams.core.article import Timex

from .reading import named, read


def test_an_organisation_swallows_its_parts() -> None:
    """The name of an organisation is one mention: no country, city or person inside it counts."""
    assert set(named("The Bank of Japan met the Kenya News Agency and the Washington Post at Cairo University.")) == {
        "org:bank-of-japan",
        "org:kenya-news-agency",
        "org:washington-post",
        "org:~Cairo_University",
    }


def test_a_court_belongs_to_the_country_before_it() -> None:
    """A name that needs its country is not another country's because that one is named too."""
    assert "org:us-senate" not in named("In the US they heard that the Kenyan Senate voted.")
    assert "org:us-senate" in named("In the US the Senate voted.")


def test_a_company_by_its_first_word() -> None:
    """A company is called by its name without its legal form later on."""
    assert named("Zibra Ltd rose. Shares of Zibra fell.") == {"org:~Zibra_Ltd": 2}


def test_acronym_introduced() -> None:
    """A full name with its letters in brackets makes the letters its name for the rest of the article."""
    found = named("The Lake Turkana Fishers Union (LTFU) met. LTFU members voted.")
    assert found == {"org:~Lake_Turkana_Fishers_Union": 3}


def test_initials_of_a_full_name() -> None:
    """A full name makes its initials known, without brackets too."""
    assert named("The African Union met. The AU agreed.") == {"igo:AU": 2}
    assert named("The AU agreed.") == {}


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


def test_the_year_of_an_election_is_shared() -> None:
    """An election named twice in an article, once with its year, is one event."""
    assert (
        named("Kenya's presidential election nears. The 2027 Kenyan presidential election matters.")["evt:kenya-presidential-election-2027"]
        == 2
    )


def test_a_letter_and_a_number_need_a_weapon_beside_them() -> None:
    """ "F-16s" are aircraft where jets are spoken of; "B-12" and "S-1" are not."""
    assert "wpn:f-16" in named("Belgium sent F-16s and other jets.")
    assert named("Take vitamin B-12 and fill in form S-1.") == {}


def test_a_shared_party_name_is_the_party_of_the_country_named() -> None:
    """ "The Pirate Party" is the one of the country in focus; with none named nobody is guessed."""
    assert "org:cze-czech-pirate-party" in named("In Prague the Czech cabinet fell. The Pirate Party rejoiced.")
    assert "org:lux-pirate-party" in named("Luxembourg voted on Sunday. The Pirate Party rejoiced.")
    assert not any(e.endswith("pirate-party") for e in named("The Pirate Party rejoiced at the count."))
