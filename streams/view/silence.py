"""When a source has fallen silent. The rule, as a pure function of what was heard from it and of a time that is given.

A source is silent when nothing has come from it for more than twice its longest pause of the last seven days, and for at least two hours.
Nights and weekends are pauses like any other, so nobody has to tell a schedule. Whoever sent fewer than ten records in these days, or has
been heard for less than a day, is not known well enough: a batch that was published once is no habit. Seven days count back from its last record, not from now: a source that died a month ago is still silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

WINDOW_DAYS: Final = 7
LEAST_RECORDS: Final = 10
LEAST_HEARD: Final = 86_400.0
"""Seconds from the first to the last record: a night has to be among them."""
LEAST_SECONDS: Final = 7_200.0
"""Pauses are known between hours, not within one: below two hours, twice a pause would be a guess."""
TIMES: Final = 2.0

State = Literal["active", "silent", "new"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from a source in the seven days before its last record; times are RFC 3339, of receipt by the broker."""

    first: str
    last: str
    records: int
    pause: float
    """Longest pause between two hours with records, in seconds; 0 when there was none."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_hour` is expected: what came on average while it was heard. `silent_since` is its last record, when it is silent."""

    state: State
    per_hour: float | None
    allowed: float
    """Seconds of quiet after which it counts as silent."""
    quiet: float
    """Seconds since its last record."""
    silent_since: str | None


def pace(heard: Heard, now: float) -> Pace:
    """`now` is in seconds since 1970. A record from the future leaves no quiet."""
    first, last = seconds(heard.first), seconds(heard.last)
    quiet, allowed = max(0.0, now - last), max(LEAST_SECONDS, TIMES * heard.pause)
    if heard.records < LEAST_RECORDS or last - first < LEAST_HEARD:
        return Pace("new", None, allowed, quiet, None)
    per_hour = (heard.records - 1) * 3600 / (last - first)  # n records have n - 1 pauses between them
    silent = quiet > allowed
    return Pace("silent" if silent else "active", per_hour, allowed, quiet, heard.last if silent else None)


def seconds(at: str) -> float:
    """Since 1970; what is no time is 0."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
