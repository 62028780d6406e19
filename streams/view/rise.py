"""Who is in the news now: the rise of an actor against what is usual for it. A pure function of three numbers.

`recent` is in how many articles it is in the last two days, `usual` in how many it is in two days on the average of the four weeks before. The
rise is (recent - usual) / sqrt(usual + 1): the difference in units of its chance variation, were articles to come independently of each
other (a Poisson variable varies by the square root of its mean). The 1 keeps those whom nobody knew yesterday from being infinitely
new: three articles about somebody new (3.0) weigh more than 25 where 16 are usual (2.2) or 120 where 100 are (2.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

RECENT_DAYS: Final = 2
"""Today and yesterday: today alone is mostly not over yet."""
USUAL_DAYS: Final = 28
"""Four weeks, so that each day of the week is in it as often."""


@dataclass(frozen=True, slots=True)
class Rise:
    recent: int
    usual: float
    score: float
    times: float | None
    """`recent` by `usual`; None when it was not there at all."""


def rise(recent: int, before: int) -> Rise:
    """`before`: articles in the USUAL_DAYS before the recent ones."""
    usual = before * RECENT_DAYS / USUAL_DAYS
    return Rise(recent, usual, (recent - usual) / sqrt(usual + 1), recent / usual if before else None)
