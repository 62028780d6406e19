"""When a source has fallen silent: by its own habits, and by a time that is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.view.silence import Heard, pace, seconds

HOUR, DAY = 3600.0, 86_400.0
LAST = seconds("2026-03-10T09:00:00.000Z")


def heard(records: int = 100, pause: float = 10 * HOUR, first: str = "2026-03-03T09:00:00.000Z") -> Heard:
    return Heard(first, "2026-03-10T09:00:00.000Z", records, pause)


@pytest.mark.parametrize(
    ("of", "quiet", "state"),
    [
        (heard(), 20 * HOUR, "active"),
        (heard(), 20 * HOUR + 1, "silent"),
        (heard(pause=63 * HOUR), 4 * DAY, "active"),
        (heard(pause=0), 2 * HOUR, "active"),
        (heard(pause=0), 2 * HOUR + 1, "silent"),
        (heard(records=9), 30 * DAY, "new"),
        (heard(first="2026-03-09T10:00:00.000Z"), 30 * DAY, "new"),
    ],
    ids=["a night", "longer than two nights", "a weekend", "never pauses", "less than two hours is not known", "few records", "one batch"],
)
def test_silent_is_more_than_twice_the_longest_pause(of: Heard, quiet: float, state: str) -> None:
    assert pace(of, LAST + quiet).state == state


def test_what_is_expected_is_a_rate_an_hour() -> None:
    """169 records have 168 pauses, and there are 168 hours in a week. The unit is the hour."""
    assert pace(heard(records=169), LAST).per_hour == 1.0


def test_silence_begins_with_the_last_record() -> None:
    found = pace(heard(), LAST + 2 * DAY)
    assert (found.silent_since, found.quiet, found.allowed) == ("2026-03-10T09:00:00.000Z", 2 * DAY, 20 * HOUR)
    assert pace(heard(), LAST).silent_since is None


def test_a_record_from_the_future_is_no_quiet() -> None:
    """The broker's clock may be ahead of ours."""
    assert pace(heard(), LAST - DAY).quiet == 0


@given(st.floats(0, 10 * DAY), st.floats(0, 10 * DAY), st.floats(0, 7 * DAY))
def test_silence_does_not_end_by_waiting(one: float, other: float, pause: float) -> None:
    """Once silent, silent until the next record."""
    early, late = sorted((one, other))
    order = ("active", "silent")
    assert order.index(pace(heard(pause=pause), LAST + early).state) <= order.index(pace(heard(pause=pause), LAST + late).state)


def test_what_is_no_time_is_long_ago() -> None:
    assert seconds("soon") == 0
