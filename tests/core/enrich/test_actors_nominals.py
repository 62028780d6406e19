"""Definite nominals: "the ruling party", "the company", "the president"."""

from __future__ import annotations

import pytest

from .reading import read

DAY = "2023-12-28"


def nominals(text: str, day: str | None = DAY) -> list[tuple[str, str]]:
    """(surface, entity) of each that was resolved."""
    return [(m.surface, m.entity) for m in read(text, day).mentions if m.form == "nominal"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In Japan the ruling party won. The party cheered.", [("ruling party", "org:ldp-japan"), ("party", "org:ldp-japan")]),
        ("Kenya sent trucks. The military guarded them.", [("military", "org:kdf")]),
        ("Two Norwegian ships sank, the Norwegian army said.", [("army", "org:nor-armed-forces")]),
        ("Russian state media reported rain.", [("state media", "org:rus-state-media")]),
        ("Kenya rejoiced. The country has oil.", [("country", "cty:KEN")]),
        ("Peru's unions marched. The government said no.", [("government", "cty:PER")]),
        ("The Kenyan regime has fallen. The regime was old.", [("regime", "cty:KEN")]),
        ("Boeing lost money. The company blamed rain.", [("company", "org:boeing")]),
        ("Reuters saw the letter. The news agency printed it.", [("news agency", "org:reuters")]),
        ("The World Bank paid. The bank said so.", [("bank", "igo:WB")]),
        ("Kenyan President William Ruto spoke. The president left.", [("president", "per:william-ruto")]),
        ("Norway's Prime Minister Jonas Gahr Støre spoke. The prime minister left.", [("prime minister", "per:jonas-gahr-stre")]),
        ("William Ruto ran. The 57-year-old won.", [("57-year-old", "per:william-ruto")]),
        ("They showed a Hwasong-18 missile, its newest weapon.", [("newest weapon", "wpn:hwasong-18")]),
        ("Boko Haram fled. The group left.", [("group", "org:boko-haram")]),
    ],
)
def test_the_only_one_is_meant(text: str, found: list[tuple[str, str]]) -> None:
    """A nominal is whoever the article leaves; its span has no article."""
    assert nominals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Boeing met Airbus. The company paid.",
        "Kenya met Uganda. The country has oil.",
        "Kenya and Uganda agreed. The military was silent.",
        "Kenya rejoiced. The country in Asia did not.",
        "Kenya rejoiced. The government in the north did not.",
        "Kenya spoke of the regime.",
        "Boeing lost. The company that makes pies won.",
        "The party leader of Labour left the party.",
        "Boeing lost. A company won.",
        "Boeing lost. The company car broke.",
        "William Ruto met Emmanuel Macron. The president laughed.",
        "William Ruto spoke. The president of Gabon laughed.",
        "The company, the agency and the group met the president.",
        "Boeing met Zorblax of Quux. The company paid.",
        "In the United States the ruling party lost.",
        "Old music plays; the old laugh. The 20-year-old car broke.",
    ],
)
def test_what_may_be_another_is_nobody(text: str) -> None:
    """Two of a kind, a restriction, a longer noun, an unknown name in between: nothing is said."""
    assert nominals(text) == []


def test_an_office_of_the_registry_is_that_of_the_day() -> None:
    """Which party rules, and who is president, depends on the day of the article; without one only what never changed is said."""
    assert nominals("In South Korea the ruling party won.", "2023-01-05") == [("ruling party", "org:ppp-korea")]
    assert nominals("In South Korea the ruling party won.", "2018-01-05") == [("ruling party", "org:dpk")]
    assert nominals("In South Korea the ruling party won.", None) == [("ruling party", "org:dpk")]
    assert nominals("Joe Biden slept. The president woke.", "2017-06-05") == []


def test_nominals_never_count_as_named() -> None:
    """They have a count of their own, and a confidence below a name's."""
    found = read("Boeing lost money. The company blamed rain.", DAY)
    assert [(e.id, e.named, e.nominal, e.pronoun) for e in found.entities] == [("org:boeing", 1, 1, 0)]
    assert found.mentions[1].confidence < 0.9
