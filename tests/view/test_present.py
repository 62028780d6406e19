"""What a template shows: paragraphs, days, bars and links."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from streams.view import present

from .builders import TEXT, a_reading, an_article


def timex(**fields: Any) -> dict[str, Any]:
    return {"type": "DATE", "value": "2026-03-10", "begin": "2026-03-10", "end_day": "2026-03-10", "anchor": "given"} | fields


@pytest.mark.parametrize(
    ("fields", "days", "how"),
    [
        ({}, "2026-03-10", "from the article's day, given with the article"),
        ({"anchor": "none"}, "2026-03-10", "as written"),
        ({"end_day": "2026-03-12"}, "2026-03-10 to 2026-03-12", "from the article's day, given with the article"),
        ({"anchor": "none", "begin": None, "end_day": None}, "", "left open: no day to count from"),
        ({"type": "DURATION", "begin": None, "end_day": None}, "", "a length of time"),
    ],
)
def test_a_date_says_what_it_was_counted_from(fields: dict[str, Any], days: str, how: str) -> None:
    """Days it covers and their origin; an unresolved one says that it is."""
    assert (present.date_days(timex(**fields)), present.date_how(timex(**fields))) == (days, how)


def test_paragraphs_have_all_the_text() -> None:
    """One piece per paragraph with the line it began on."""
    reading = a_reading(an_article())
    article, read = msgspec.to_builtins(reading.article), msgspec.to_builtins(reading.reading)
    found = present.paragraphs(article, read)
    assert [p["line"] for p in found] == [1, 2]
    assert "\n\n".join(p["html"].striptags() for p in found) == " ".join(TEXT.split(" "))


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        [{"start": 5, "end": 10, "raw_line": 1}],
        [{"start": 0, "end": 10, "raw_line": 1}],
        [{"start": 0, "end": 10, "raw_line": 1}, {"start": 5, "end": len(TEXT), "raw_line": 2}],
        [{"start": 10, "end": 0, "raw_line": 1}],
    ],
)
def test_paragraphs_that_would_lose_text_are_not_used(paragraphs: list[dict[str, int]]) -> None:
    """Whatever a record says its paragraphs are, all of the body is shown."""
    article = msgspec.to_builtins(an_article()) | {"paragraphs": paragraphs}
    found = present.paragraphs(article, None)
    assert [p["html"].striptags() for p in found] == [" ".join(TEXT.split())]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https://user:secret@example.org", False),
        ("https://", False),
        ("//example.org", False),
        ("/path", False),
        ("https://[bad", False),
        ("", False),
        (None, False),
        ("https://example.org/" + "a" * 3000, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, *, linked: bool) -> None:
    """http(s) with a host and without a password."""
    assert present.web_link(url) == (url if linked else "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-03-10T09:00:05.000Z", "2026-03-10 09:00:05 UTC"),
        ("2026-03-10T09:00:05+02:00", "2026-03-10 07:00:05 UTC"),
        (0.0, "never"),
        (1_773_133_300.0, "2026-03-10 09:01:40 UTC"),
        ("yesterday", "yesterday"),
        ("2026-03-10", "2026-03-10"),
        (1e30, "1e+30"),
        (None, "never"),
    ],
)
def test_times_are_readable(value: str | float | None, shown: str) -> None:
    """UTC to the second; what is no time is shown as it is."""
    assert present.when(value) == shown


def test_bars_end_with_no_date() -> None:
    """Months in order, then the articles without a day, as wide as their share of the largest."""
    month = {"articles": 1, "named": 3, "nominal": 1, "pronoun": 0}
    found = present.bars({"2026-03": month, "2025-12": month | {"named": 0}}, {"articles": 1, "named": 2, "nominal": 0, "pronoun": 0})
    assert [(row["month"], row["mentions"], row["percent"]) for row in found] == [("2025-12", 1, 25), ("2026-03", 4, 100), ("", 2, 50)]


def test_reasons_are_counted() -> None:
    """The same word in two places is one reason, twice."""
    assert present.reasons("War and war", [(0, 3), (8, 11)]) == [("war", 2)]
