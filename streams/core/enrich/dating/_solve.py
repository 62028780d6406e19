"""Clues → the days that satisfy them → an anchor, or None."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from math import prod

from ...article import Anchor, Article, Proof
from ._clue import Clue

LONGEST = timedelta(days=366)
"""An interval that leaves the year open says too little to be worth a mark on every date."""
SEARCHED = timedelta(days=366 * 16)
"""Days between the first and the last possible one that are looked at: four elections."""
LAG = timedelta(days=6)
"""A report may be up to this much later than the weekday in its lead, before that weekday comes again."""
LEAST = 0.6
"""Confidence below which nothing is said."""
MOST_PROOFS = 12
MOST_TESTS = 40
"""Clues that are tested on each day: a list of a thousand dates proves no more than its first forty."""


def solve(article: Article, clues: list[Clue], received: date | None) -> Anchor | None:
    """The first and last day that pass all proofs, and the best of them if one stands out in a month that is sure."""
    first = max((clue for clue in clues if clue.after), key=lambda c: (c.after, -c.start), default=None)
    last = min((clue for clue in clues if clue.before), key=lambda c: (c.before, c.start), default=None)
    latest = min((day for day in (last.before if last else None, received) if day), default=None)
    if first is None or first.after is None or latest is None or not timedelta(0) <= latest - first.after <= SEARCHED:
        return None
    if latest - first.after > 2 * LONGEST and not any(clue.tells_years for clue in clues):
        return None
    days = [first.after + timedelta(days=n) for n in range((latest - first.after).days + 1)]
    used = [clue for clue in (first, last if latest != received else None) if clue]
    days, used = _narrowed(days, used, [clue for clue in clues if clue.holds and clue.kind == "proof"][:MOST_TESTS])
    on_weekday, with_weekday = _narrowed(days, used, _agreed(clues))
    best, steps = _narrowed(on_weekday, with_weekday, [clue for clue in clues if clue.kind == "near"][:1])
    if not best:
        best, steps = on_weekday, with_weekday
    if on_weekday:
        used = with_weekday
        days = [day for day in days if timedelta(0) <= day - on_weekday[0] <= LAG] if len(on_weekday) == 1 else on_weekday
    if not days or days[-1] - days[0] > LONGEST:
        return None
    return _anchor(article, days, used, best, steps)


def _narrowed(days: list[date], used: list[Clue], clues: Iterable[Clue]) -> tuple[list[date], list[Clue]]:
    """The days that pass, and the clues that it took: one that excludes nothing is not needed."""
    for clue in clues:
        passed = [day for day in days if clue.holds is None or clue.holds(day)]
        if len(passed) < len(days):
            days, used = passed, [*used, clue]
    return days, used


def _agreed(clues: list[Clue]) -> list[Clue]:
    """The weekday of the lead, if the lead knows only one."""
    found = [clue for clue in clues if clue.kind == "weekday"]
    return found[:1] if len({clue.says for clue in found}) == 1 else []


def _anchor(article: Article, days: list[date], used: list[Clue], near: list[date], with_near: list[Clue]) -> Anchor | None:
    sure_month = days[0].replace(day=1) == days[-1].replace(day=1)
    best = near[0] if len(near) == 1 and sure_month else None
    steps = with_near if best else used
    confidence = min(0.99, round(prod(clue.trust for clue in steps), 2))
    if confidence < LEAST:
        return None
    return Anchor(
        day=best.isoformat() if best else None,
        source="inferred",
        precision="day" if best else "month" if sure_month else "year",
        confidence=confidence,
        evidence=(*article.anchor.evidence, *(clue.says for clue in steps[:MOST_PROOFS])),
        begin=days[0].isoformat(),
        end_day=days[-1].isoformat(),
        proof=_proof(article, steps),
    )


def _proof(article: Article, clues: list[Clue]) -> tuple[Proof, ...]:
    starts = [sentence.start for sentence in article.sentences]
    found = sorted({(clue.start, clue.end, clue.says) for clue in clues[:MOST_PROOFS] if clue.end > clue.start})
    return tuple(Proof(max(0, bisect_right(starts, start) - 1), start, end, says) for start, end, says in found)
