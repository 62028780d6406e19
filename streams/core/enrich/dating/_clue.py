"""One thing that the words of an article say about the day it was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Clue:
    """`start` and `end` are the words in the body. A clue is a first day (`after`), a last day (`before`), or a test of a day.

    `proof`: every day has to pass. `weekday`: chosen among the days that pass. `near`: points at the best of them; proves nothing.
    """

    says: str
    start: int
    end: int
    trust: float
    """How often such a clue is right: from counts where there are some (see `_words`), else a cautious guess."""
    after: date | None = None
    before: date | None = None
    holds: Callable[[date], bool] | None = None
    kind: Literal["proof", "weekday", "near"] = "proof"
    tells_years: bool = False
    """Not every year has such a day at the same place: an election, a weekday with its date."""
