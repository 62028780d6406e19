"""Clues in time expressions: what is over and what is to come, weekdays, the dateline.

The counts in the comments are those of 103 Wikinews articles and 22 histories whose day is known, with the date hidden.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ...article import Article
from ..dates import Match, find_matches
from ..dates_calendar import Days, days_of, make_day
from ..dates_cues import FUTURE, PAST, sentence_of
from ..dates_tokens import Tokens, scan
from ..dates_words import WEEKDAYS, word_set
from ._clue import Clue

STRICT = 0.998
"""974 of 976 dates in the past lay in the past."""
MONTH = 0.98
"""11 of 11, too few for more."""
LEAD_WEEKDAY = 0.93
"""By the convention of the wires: the lead names the day of the report by its weekday. Wikinews is often a day or two later."""
DATELINE = 0.97
UNDERWAY = 0.95
HALF_YEAR = timedelta(days=180)
"""A day without its year is seldom farther away: 18 of 18 lay within 124 days."""
SEVERAL = 7
"""`Several days` is not yet `more than a week`."""

_AHEAD = word_set(
    "will would shall ll upcoming forthcoming expected expects expect scheduled due plan plans planned planning likely slated tipped hopes hope "
    "intends going deadline may might could can should must forecast forecasts target targets set agreed"
)
_SURE = word_set("will shall upcoming scheduled due slated expected expects plans planned likely")
_OVER = word_set("was were had did took began became died won killed held fell")
_NOT_OVER = word_set("to by from for until till")
_LOOKING_BACK = word_set("following after since")
_PLANS = word_set("objectives goals targets budget plan plans forecast outlook agenda priorities guidance estimates")
_REPORTS = word_set("said says told reported announced confirmed declared warned")
_GOES_ON = word_set("last lasts lasting continue continues run runs take takes")
_ABSOLUTE = frozenset({"iso", "month_day", "day_month", "month", "year", "quarter", "season", "holiday"})


@dataclass(frozen=True)
class Reading:
    """The time expressions of an article as they stand, resolved against nothing."""

    article: Article
    tokens: Tokens
    matches: tuple[Match, ...]

    @classmethod
    def of(cls, article: Article) -> Reading:
        tokens = scan(article.body)
        return cls(article, tokens, tuple(find_matches(tokens, None)))

    def span(self, match: Match) -> tuple[int, int]:
        return self.tokens.starts[match.hit.first], self.tokens.ends[match.hit.last - 1]

    def bounds(self) -> Iterator[Clue]:
        """The days before and after which the article was written."""
        for match in self.matches:
            yield from self._absolute(match)

    def tests(self) -> Iterator[Clue]:
        """All other clues of the text. A history (`Scene.narrative`) tells of its own years only."""
        yield from self._dateline()
        for match in self.matches:
            if not match.hit.scene.narrative:
                yield from self._yearless(match)
                yield from self._weekday(match)
                yield from self._underway(match)

    def way(self, match: Match) -> int:
        """PAST or FUTURE where nothing else in the sentence speaks against it, else 0."""
        hit, lows = match.hit, self.tokens.lows
        first, last = sentence_of(self.tokens, hit.first, hit.last)
        left, near = lows[max(first, hit.first - 12) : hit.first], lows[max(first, hit.first - 8) : hit.first]
        right = lows[hit.last : last]
        right = right[: right.index(",")] if "," in right else right
        back = max((n for n, low in enumerate(left) if low in _LOOKING_BACK), default=-1)
        if back >= 0 and not _AHEAD.intersection(left[back:]) and not _NOT_OVER.intersection(lows[hit.first - 1 : hit.first]):
            return PAST
        way = hit.direction()
        if way == PAST and not _AHEAD.intersection((*lows[first : hit.first], *right)) and not _NOT_OVER.intersection(left[-3:]):
            return PAST
        if way == FUTURE and _SURE.intersection(near) and not _OVER.intersection((*near, *right[:3])):
            return FUTURE
        return 0

    def _absolute(self, match: Match) -> Iterator[Clue]:
        days = days_of(match.found.value) if match.rule.name in _ABSOLUTE and not match.found.relative else None
        letters = self.tokens.letter(match.hit.first - 1), self.tokens.letter(match.hit.last)
        if days is None or "-" in letters or match.found.type == "SET":
            return
        surface, way = match.hit.surface, self.way(match)
        if self._planned(match):
            yield Clue(f"{surface} is planned for and not over", *self.span(match), STRICT, before=days[1])
        elif way == PAST:
            yield Clue(f"{surface} is told as the past", *self.span(match), STRICT, after=days[0])
        elif way == FUTURE and not match.hit.scene.narrative:
            yield Clue(f"{surface} is to come", *self.span(match), STRICT, before=days[1])

    def _planned(self, match: Match) -> bool:
        first = match.hit.first
        return self.tokens.low(first - 1) == "for" and bool(_PLANS.intersection(self.tokens.lows[max(0, first - 4) : first - 1]))

    def _yearless(self, match: Match) -> Iterator[Clue]:
        month, day = _month_and_day(match.found.value)
        way, surface, span = self.way(match), match.hit.surface, self.span(match)
        if not month or not way or match.hit.has("ry"):
            return
        if not day and way == PAST:
            yield Clue(f"{surface} is over: this is another month", *span, MONTH, holds=lambda p: p.month != month)
        elif day and way == PAST:
            yield Clue(f"{surface} is past", *span, STRICT, holds=lambda p: _lately(p, month, day))
        elif day:
            yield Clue(f"{surface} is to come", *span, STRICT, holds=lambda p: _soon(p, month, day))
        if day and match.hit.has("wd"):
            number = int(match.hit.number("wd"))
            yield Clue(f"{surface} is that weekday", *span, STRICT, holds=lambda p: _falls_on(p, month, day, number), tells_years=True)

    def _weekday(self, match: Match) -> Iterator[Clue]:
        """`..., state media reported on Thursday` in the lead."""
        value, hit = match.found.value, match.hit
        if (
            match.rule.name != "weekday"
            or hit.has("rel")
            or hit.has("rw")
            or not value.startswith("XXXX-WXX-")
            or self._sentence(match) > 1
        ):
            return
        lows = self.tokens.lows
        beside = self.way(match) == PAST and _REPORTS.intersection(lows[hit.last : hit.last + 2])
        if beside or _REPORTS.intersection(lows[max(0, hit.first - 2) : hit.first]):
            number = int(hit.number("wd"))
            says = f"the lead reports on {WEEKDAYS[number - 1].capitalize()}"
            yield Clue(says, *self.span(match), LEAD_WEEKDAY, holds=lambda p: p.isoweekday() == number, kind="weekday")

    def _underway(self, match: Match) -> Iterator[Clue]:
        """Something that lasts some days, of which one was told by its number, ends on a day to come: that day is near."""
        hit, value = match.hit, match.found.value
        if match.found.type != "DURATION" or not value.endswith("D") or not value.startswith("P") or not self.days_are_counted:
            return
        if not _GOES_ON.intersection(self.tokens.lows[max(0, hit.first - 3) : hit.first]):
            return
        length = SEVERAL if value == "PXD" else int(float(value[1:-1]))
        for other in self.in_sentence(self._sentence(match)):
            month, day = _month_and_day(other.found.value)
            if day and self.way(other) == FUTURE:
                says = f"what lasts {hit.surface} ends on {other.hit.surface}"
                yield Clue(says, *self.span(match), UNDERWAY, holds=lambda p: _soon(p, month, day, timedelta(days=length)), kind="near")  # noqa: B023 - the first is the only one
                return

    @cached_property
    def days_are_counted(self) -> bool:
        """`Wednesday's second-day session`: an ordinal day beside a weekday that is over."""
        letters = self.tokens.letters
        for match in self.matches:
            if match.rule.name == "weekday" and self.way(match) != FUTURE:
                beside = letters[match.hit.last : match.hit.last + 4]
                at = next((match.hit.last + n for n, letter in enumerate(beside) if letter in "qco"), -1)
                if at >= 0 and self.tokens.low(at + 1 + (self.tokens.letter(at + 1) == "-")) == "day":
                    return True
        return False

    def _sentence(self, match: Match) -> int:
        return max(0, bisect_right(self._starts, self.tokens.starts[match.hit.first]) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.article.sentences]

    @cached_property
    def _by_sentence(self) -> dict[int, list[Match]]:
        found: dict[int, list[Match]] = {}
        for match in self.matches:
            found.setdefault(self._sentence(match), []).append(match)
        return found

    def in_sentence(self, sentence: int) -> list[Match]:
        """The time expressions of a sentence, the first twenty: a longer list is no sentence."""
        return self._by_sentence.get(sentence, [])[:20]

    def _dateline(self) -> Iterator[Clue]:
        line = self.article.dateline
        if line and line.month and line.day:
            month, day = line.month, line.day
            yield Clue(
                f"the dateline says {line.raw[:80]}",
                0,
                0,
                DATELINE,
                holds=lambda p: _lately(p, month, day, timedelta(days=1)),
                tells_years=True,
            )
            yield Clue(
                "a report is published on the day of its dateline",
                0,
                0,
                DATELINE,
                holds=lambda p: (p.month, p.day) == (month, day),
                kind="near",
            )


def _month_and_day(value: str) -> tuple[int, int]:
    """Of `XXXX-12` and `XXXX-12-31`; zeros for anything else."""
    parts = value.split("-")
    if parts[0] != "XXXX" or not all(part.isdecimal() for part in parts[1:]) or not 2 <= len(parts) <= 3:
        return 0, 0
    return int(parts[1]), int(parts[2]) if len(parts) == 3 else 0


def _each(p: date, month: int, day: int) -> Iterator[date]:
    return filter(None, (make_day(p.year + n, month, day) for n in (-1, 0, 1)))


def _lately(p: date, month: int, day: int, within: timedelta = HALF_YEAR) -> bool:
    return any(timedelta(0) <= p - one <= within for one in _each(p, month, day))


def _soon(p: date, month: int, day: int, within: timedelta = HALF_YEAR) -> bool:
    return any(timedelta(0) < one - p <= within for one in _each(p, month, day))


def _falls_on(p: date, month: int, day: int, weekday: int) -> bool:
    return any(abs(one - p) <= HALF_YEAR and one.isoweekday() == weekday for one in _each(p, month, day))


__all__ = ["Days", "Reading"]
