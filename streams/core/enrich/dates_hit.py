"""A place where a rule of the grammar matched, and what was read there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..article import TimexType
from .dates_calendar import Days, days_of
from .dates_cues import direction
from .dates_tokens import Tokens
from .dates_words import MODS

_PERIOD = re.compile(r"\d{4}-(?:Q[1-4]|H[12]|\d\d)")


class Found(NamedTuple):
    """What a rule read. `relative`: the value leans on the anchor of the article."""

    type: TimexType
    value: str
    mod: str | None = None
    relative: bool = False
    confidence: float = 0.95
    edtf: str | None = None
    """Where EDTF can say more than the value: one of two days."""
    lead: int = 0
    """Words in front of the match that belong to it: `at least`."""
    quant: str | None = None
    freq: str | None = None
    days: Days | None = None
    """Where the text says more than the value: whose fiscal year it is."""


class Period(NamedTuple):
    """A month, quarter or half year the text spoke of, and where: the index of the word after it."""

    value: str
    relative: bool
    at: int


class Told(NamedTuple):
    """A day the text itself spoke of, or the first day of what it spoke of; and whether that leaned on the anchor."""

    day: date
    relative: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What an expression is read against. `anchor` is the day of publication or None.

    `day`, `month` and `year` are the last ones the text spoke of: `that day` asks for a day, and a year said since then is no
    answer. `narrative`: the text tells of other years than the anchor's; there a month belongs to the year last named.
    """

    anchor: date | None
    narrative: bool = False
    day: Told | None = None
    month: Told | None = None
    year: Told | None = None
    period: Period | None = None

    def after(self, found: Found, at: int = 0) -> Scene:
        """The scene for what follows. In a narrative only what is told without the anchor counts."""
        days = days_of(found.value) if found.type in ("DATE", "TIME") else None
        if days is None or (self.narrative and found.relative):
            return self
        told, (first, last) = Told(days[0], found.relative), days
        day, month, period = self.day, self.month, self.period
        if _PERIOD.fullmatch(found.value):
            month, period = told, Period(found.value, found.relative, at)
        elif first == last:
            day = month = told
        elif first.month == last.month and first.day == 1:
            month = told
        elif first.year != last.year:
            return self
        return Scene(self.anchor, self.narrative, day, month, told, period)


@dataclass(frozen=True, slots=True)
class Hit:
    """The words that `match` covers, in their scene."""

    tokens: Tokens
    match: re.Match[str]
    scene: Scene

    @property
    def anchor(self) -> date | None:
        return self.scene.anchor

    @property
    def narrated_year(self) -> Told | None:
        """The year last named, in a text that tells of other years."""
        return self.scene.year if self.scene.narrative else None

    def told(self, unit: str) -> Told | None:
        """The last day, month or year the text spoke of that is precise enough for `unit`."""
        if unit in ("year", "decade", "century"):
            return self.scene.year
        return self.scene.month if unit in ("month", "quarter") else self.scene.day

    def at(self, group: str) -> int:
        """Index of the word that a group caught, or -1."""
        return self.match.start(group)

    def has(self, group: str) -> bool:
        return group in self.match.re.groupindex and self.match[group] is not None

    def low(self, group: str) -> str:
        at = self.match.start(group) if group in self.match.re.groupindex else -1
        return self.tokens.lows[at] if at >= 0 else ""

    def number(self, group: str) -> float:
        return self.tokens.number(self.at(group))

    @property
    def first(self) -> int:
        return self.match.start()

    @property
    def last(self) -> int:
        """Index of the first word after it."""
        return self.match.end()

    @property
    def surface(self) -> str:
        return self.tokens.body[self.tokens.starts[self.first] : self.tokens.ends[self.last - 1]]

    def before(self, n: int = 1) -> str:
        return self.tokens.low(self.first - n)

    def after(self, n: int = 0) -> str:
        return self.tokens.low(self.last + n)

    @property
    def mod(self) -> str | None:
        """TIMEX3 `mod` of an edge (`early`, `the end of`) or of a rough number (`nearly`, `more than`)."""
        return MODS.get(self.low("edge") or self.low("when") or self.low("mod") or self.low("than"))

    def direction(self) -> int:
        return direction(self.tokens, self.first, self.last)
