"""People: full names, titles, surnames, and who is nobody."""

from __future__ import annotations

import pytest

from streams.core.lexicon import Lexicon

from .reading import named, read


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


FAMOUS = Lexicon.from_rows(
    [
        {"id": "per:ada-otieno", "name": "Ada Otieno", "type": "person", "country": "KEN", "aliases": ["Otieno"]},
        {"id": "per:ben-otieno", "name": "Ben Otieno", "type": "person", "country": "KEN"},
        {"id": "per:ada-otieno-jr", "name": "Ada Otieno Jr", "type": "person", "country": "KEN", "aliases": ["Ada Otieno Jr."]},
        {"given_names": ["Cleo"]},
    ]
)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Otieno spoke.", ["ada-otieno"]),
        ("Ben Otieno came. Otieno left.", ["ben-otieno", "ben-otieno"]),
        ("Ada Otieno came with Ben Otieno. Otieno left.", ["ada-otieno", "ben-otieno", "ada-otieno"]),
        ("President Otieno met Ben Otieno. Otieno left.", ["ada-otieno", "ben-otieno", "ada-otieno"]),
        ("Otieno met Ben Otieno.", ["ada-otieno", "ben-otieno"]),
        ("Cleo Otieno, 40, spoke. Otieno left.", ["~Cleo_Otieno", "~Cleo_Otieno"]),
        ("Ada Otieno Jr. came. Otieno Jr. left.", ["ada-otieno-jr", "ada-otieno-jr"]),
        ("The Otieno Foundation paid.", []),
    ],
)
def test_famous_surname(text: str, who: list[str]) -> None:
    """A surname that the registry gives to one person alone is hers, unless the article has named only others of that name."""
    people = [m.entity for m in read(text, lexicon=FAMOUS).mentions if m.entity.startswith("per:")]
    assert people == [f"per:{name}" for name in who]


def test_former_title_is_kept() -> None:
    """The title as it stands is the role at the mention."""
    roles = {m.entity: m.role for m in read("He met then-Chancellor Angela Merkel and former Prime Minister Tony Blair.").mentions}
    assert roles == {"per:angela-merkel": "then-Chancellor", "per:tony-blair": "former Prime Minister"}


def test_given_name_that_is_a_country() -> None:
    """A country's name before a surname is a given name."""
    assert named("Chad Brewer sold pies. Brewer left.") == {"per:~Chad_Brewer": 2}
    assert named("Chad sold oil to Jordan.") == {"cty:TCD": 1, "cty:JOR": 1}


def test_repeated_full_name() -> None:
    """A new name found once by evidence is the same person wherever the string stands, headlines included."""
    assert named("Lena Orlova Wins Another Term Without Much Ado\nSpokeswoman Lena Orlova smiled.")["per:~Lena_Orlova"] == 2


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
        "The National Defense Authorization Act passed at the Rose Garden and the Georgia Dome.",
        "They like Human Rights and the Green Deal.",
    ],
)
def test_no_person_without_evidence(text: str) -> None:
    """Pronouns, weekdays, months, headlines and lines in capitals make no person."""
    assert [e.id for e in read(text).entities if e.type == "person"] == []


def test_namesake_of_a_leader_is_another_person() -> None:
    """A first name that the leader does not have makes it somebody else."""
    assert "per:vladimir-putin" not in named("Igor Putin, 50, opened a bank.")


def test_two_halves_of_a_given_name() -> None:
    """A hyphened given name belongs to the person, in either spelling."""
    assert set(named("Spokeswoman Park Sun-young spoke. Park left.")) == {"per:~Park_Sun-young"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mr Wanjiru-Larsen left.", "per:~Wanjiru-Larsen"),
        ("Spokesman Jan Peter Achterberg left.", "per:~Jan_Peter_Achterberg"),
        ("Singer Emma King left.", "per:~Emma_King"),
        ("Mayor Michael Bloomberg left.", "per:~Michael_Bloomberg"),
    ],
)
def test_names_that_look_like_something_else(text: str, who: str) -> None:
    """Two surnames in one, a given name that abbreviates a month, a surname that is a title or a company."""
    assert named(text) == {who: 1}


def test_a_title_given_with_a_name_decides_between_two() -> None:
    """ "Judge Lowe" is the Lowe who was called a judge; a surname alone is the nearest full name, with less confidence."""
    mentions = read("Judge Rita Lowe jailed Sam Lowe, a baker. Judge Lowe called it theft. Lowe wept.").mentions
    assert [m.entity for m in mentions] == ["per:~Rita_Lowe", "per:~Sam_Lowe", "per:~Rita_Lowe", "per:~Sam_Lowe"]
    assert mentions[2].confidence > mentions[3].confidence


def test_an_office_is_its_holder_of_the_day_though_a_namesake_is_named_in_full() -> None:
    """ "President Bush" of 2002 is not the former president who is named in full; in 1990 he is."""
    text = "President Bush smiled. His father, former President George HW Bush, waved. President Bush left, and Bush was late."
    lexicon = Lexicon.from_rows(
        [
            {
                "id": "per:old",
                "name": "George HW Bush",
                "type": "person",
                "country": "USA",
                "family_name": "Bush",
                "roles": [{"title": "President", "start": "1989-01-20", "end": "1993-01-20"}],
            },
            {
                "id": "per:new",
                "name": "George W Bush",
                "type": "person",
                "country": "USA",
                "family_name": "Bush",
                "roles": [{"title": "President", "start": "2001-01-20", "end": "2009-01-20"}],
            },
        ]
    )
    mentions = [m for m in read(text, "2002-05-04", lexicon=lexicon).mentions if m.form != "pronoun"]
    assert [m.entity for m in mentions] == ["per:new", "per:old", "per:new", "per:new"]
    assert {m.entity for m in read(text, "1990-05-04", lexicon=lexicon).mentions} == {"per:old"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Minister Omar May said it may rain.", "per:~Omar_May"),
        ("Mr Karim March was late.", "per:~Karim_March"),
        ("June Tendo said no.", "per:~June_Tendo"),
        ("The singer April Tendo said no.", "per:~April_Tendo"),
    ],
)
def test_a_month_inside_a_name_is_a_part_of_it(text: str, who: str) -> None:
    """Behind a given name or a title, and before a surname, a month's word is a name."""
    assert named(text) == {who: 1}


@pytest.mark.parametrize(
    "text",
    ["In June Tendo resigned.", "Last May Tendo resigned.", "On April 5 rain fell.", "May Day came.", "June figures rose.", "Friday came."],
)
def test_a_month_alone_is_nobody(text: str) -> None:
    """After a preposition or before a plain word it is a month; a day is never a person."""
    assert not any(entity.startswith("per:") and "_" in entity for entity in named(text))


def test_a_country_s_word_inside_a_name_is_no_country() -> None:
    """ "Mr. Polish" is no Pole; a given name before a famous surname is a namesake."""
    assert named("Mr. Polish left.") == {}
    assert named("Georgia Trump, no relation of Donald Trump, ran.") == {"per:~Georgia_Trump": 1, "per:donald-trump": 1}
