"""Roles at the mention, surnames of two bearers, and offices that text and registry see differently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streams.core.article import Anchor
from streams.core.enrich.actors import find_actors
from streams.core.lexicon import Lexicon

from .reading import body_of, read

LEXICON = Lexicon.from_rows(
    [
        {"id": "cty:KEN", "name": "Kenya", "type": "country", "country": "KEN", "demonyms": ["Kenyan"]},
        {
            "id": "per:ada-otieno",
            "name": "Ada Otieno",
            "type": "person",
            "country": "KEN",
            "roles": [{"title": "President", "start": "2013-04-09", "end": "2022-09-13"}],
            "as_of": "2026-01",
        },
        {
            "id": "per:ben-ruto",
            "name": "Ben Ruto",
            "type": "person",
            "country": "KEN",
            "roles": [{"title": "President", "start": "2022-09-13"}, {"title": "Vice President", "start": "2013", "end": "2022"}],
            "as_of": "2026-01",
        },
        {"given_names": ["Cleo", "Dora"]},
    ]
)


def notices(text: str, day: str | None = "2024-06-05") -> list[tuple[str, str]]:
    return [(n.code, n.detail) for n in read(text, day, lexicon=LEXICON).notices]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("He met then-President Ada Otieno.", "then-President"),
        ("He met former President Ada Otieno.", "former President"),
        ("He met President-elect Ada Otieno.", "President-elect"),
        ("Acting President Ada Otieno spoke.", "Acting President"),
        ("The late President Ada Otieno sang.", "late President"),
        ("Deputy Prime Minister Ada Otieno spoke.", "Deputy Prime Minister"),
    ],
)
def test_the_role_is_as_it_stands(text: str, role: str) -> None:
    """What qualifies a title is kept with it."""
    assert [m.role for m in read(text, lexicon=LEXICON).mentions] == [role]


def test_an_office_that_ended_is_a_conflict() -> None:
    """The text has somebody in office whom the registry has out of it; the notice names both, and how old the registry is."""
    [(code, detail)] = notices("President Ada Otieno spoke. President Ada Otieno left.")
    assert code == "role_conflict"
    assert all(part in detail for part in ("Ada Otieno", "president", "2024-06-05", "2022-09-13", "2026-01"))


def test_an_office_of_somebody_else_is_a_conflict() -> None:
    """A name that the registry does not have, in an office that it gives to another: the registry has grown old."""
    [(code, detail)] = notices("Kenyan President Cleo Moyo spoke.")
    assert code == "role_conflict"
    assert all(part in detail for part in ("Cleo Moyo", "president of Kenya", "Ben Ruto", "2022-09-13"))


@pytest.mark.parametrize(
    "text",
    [
        "Former President Ada Otieno spoke.",
        "The late President Ada Otieno was honoured.",
        "He met then-President Ada Otieno.",
        "President-elect Cleo Moyo of Kenya spoke.",
        "Kenyan President-elect Cleo Moyo spoke.",
        "Kenyan Vice President Cleo Moyo spoke.",
        "Kenyan Acting President Cleo Moyo spoke.",
        "In 2015 President Ada Otieno built a dam.",
        "President Ada Otieno lost to Ben Ruto.",
        "President Ada Otieno lost. Former President Ada Otieno left.",
        "President Ben Ruto spoke.",
        "Club President Cleo Moyo spoke.",
        "Ada Otieno, a president, spoke.",
    ],
)
def test_no_conflict(text: str) -> None:
    """What looks back, or is another office, or is explained by the article itself, is none."""
    assert notices(text) == []


def test_the_weeks_after_a_change_are_left_alone() -> None:
    """Dates of registries are those of months, and news of a change comes slowly."""
    assert notices("President Ada Otieno spoke.", "2022-10-30") == []
    assert notices("Kenyan President Ada Otieno spoke.", "2022-10-30") == []
    assert notices("President Ada Otieno spoke.", "2015-10-30") == []


def test_an_unknown_or_inferred_day_is_no_ground() -> None:
    """Without a sure day nobody can say who was in office."""
    assert notices("President Ada Otieno spoke.", None) == []
    article = replace(body_of("President Ada Otieno spoke."), anchor=Anchor("2024-06-05", "inferred"))
    assert find_actors(article, LEXICON).notices == ()


def test_an_ambiguous_surname_is_told() -> None:
    """After two of one family a surname is the nearest one's, with less confidence, both candidates and a notice."""
    found = read("Ada Otieno and Dora Otieno met. Otieno spoke. Otieno left.", lexicon=LEXICON)
    last = found.mentions[-1]
    assert (last.entity, last.candidates) == ("per:~Dora_Otieno", ("per:ada-otieno", "per:~Dora_Otieno"))
    assert last.confidence < 0.6
    [notice] = found.notices
    assert notice.code == "ambiguous_surname"
    assert all(part in notice.detail for part in ("'Otieno'", "Ada Otieno", "Dora Otieno", "2 times"))


def test_a_surname_of_one_is_no_matter() -> None:
    """One bearer, however often, or a title that tells them apart: no candidates, no notice."""
    for text in ("Ada Otieno met Dora Moyo. Otieno spoke.", "President Ada Otieno met Dora Otieno. President Otieno spoke."):
        found = read(text, lexicon=LEXICON)
        assert (found.notices, {m.candidates for m in found.mentions}) == ((), {()})
