"""Small texts with one kind of damage or noise each, and what a careful reader makes of them.

`tests/golden/clean/*.json`: `raw` lines (or the fields of a record), `body` paragraphs, `dropped` (line, reason), `repairs` (kind,
given, clean), `fields` that are to be read from the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from streams.core.offsets import raw_span
from tests.builders import article

if TYPE_CHECKING:
    from collections.abc import Callable

    from streams.core.article import Article

Case = dict[str, Any]
FILES = sorted((Path(__file__).parent / "clean").glob("*.json"))
CASES: list[tuple[str, Case]] = [(path.stem, case) for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))]

FIELDS: dict[str, Callable[[Article], Any]] = {
    "headline": lambda found: [found.headline.text or "", found.headline.source],
    "byline": lambda found: list(found.byline),
    "dateline": lambda found: (line := found.dateline) and [line.city, line.agency, line.month, line.day],
    "anchor": lambda found: [found.anchor.day, found.anchor.source],
    "notices": lambda found: [one.code for one in found.notices if one.code not in ("no_publish_date", "no_id")],
    "signal": lambda found: found.signal,
}


def given(case: Case) -> dict[str, Any]:
    raw = case["raw"]
    return raw if isinstance(raw, dict) else {"text": "\n".join(raw)}


def test_there_are_enough_cases_of_each_class() -> None:
    """Sixty at least, every class of noise among them, and no name twice."""
    assert len(CASES) >= 60
    assert len({(group, case["name"]) for group, case in CASES}) == len(CASES)
    assert min(sum(group == path.stem for group, _ in CASES) for path in FILES) >= 2


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{group}: {case['name']}") for group, case in CASES])
def test_a_text_is_cleaned_as_a_reader_would(case: Case) -> None:
    """The story is whole, what is dropped or repaired has its reason, and the fields say what the text says."""
    found = article(given(case))
    assert [found.body[one.start : one.end] for one in found.paragraphs] == case["body"]
    assert [[one.line, one.reason] for one in found.dropped] == case["dropped"]
    assert [[one.kind, one.raw, one.clean] for one in found.repairs] == case["repairs"]
    assert {name: FIELDS[name](found) for name in case.get("fields", {})} == case.get("fields", {})


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{group}: {case['name']}") for group, case in CASES])
def test_clean_text_is_not_cleaned_again(case: Case) -> None:
    """Cleaning a clean body changes nothing."""
    once = article(given(case)).body
    again = article({"text": once, "headline": "None of it"})
    assert (again.body, again.repairs) == (once, ())


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{group}: {case['name']}") for group, case in CASES])
def test_each_character_leads_back_to_the_given_text(case: Case) -> None:
    """Runs hold the same characters on both sides, and each repair stands where it says."""
    found, text = article(given(case)), given(case)["text"]
    for clean, raw, length in found.raw_map:
        assert found.body[clean : clean + length] == text[raw : raw + length]
    for one in found.repairs:
        assert text[one.raw_offset : one.raw_offset + len(one.raw)] == one.raw
    for sentence in found.sentences:
        start, end = raw_span(found.raw_map, sentence.start, sentence.end)
        assert 0 <= start < end <= len(text)
