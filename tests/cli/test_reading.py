"""Where reading begins."""

from __future__ import annotations

import pytest

from streams.cli._reading import Start, parse_start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("beginning", Start("beginning")),
        ("latest", Start("latest")),
        ("12", Start("offset", 12)),
        ("3:12", Start("offset", 12, 3)),
        ("1970-01-01T00:00:01Z", Start("time", 1000)),
        ("1970-01-01T01:00:01+01:00", Start("time", 1000)),
        ("1970-01-02", Start("time", 86_400_000)),
        ("0001-01-01T00:00:00+23:59", Start("time", 0)),
    ],
)
def test_places_and_times_to_begin_at(text: str, start: Start) -> None:
    """A word, an offset, a partition with an offset, or a time; a time without a zone is UTC."""
    assert parse_start(text) == start


@pytest.mark.parametrize("text", ["", "yesterday", "-1", "1:2:3", "1:", "99999999999999999999999"])
def test_anything_else_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises((ValueError, OverflowError)):
        parse_start(text)
