"""Readers of expressions that count two steps: `the day before yesterday`, `the week before last`, `a week from Tuesday`."""

from __future__ import annotations

from .dates_calendar import add_days
from .dates_hit import Found, Hit
from .dates_named import month_beyond
from .dates_units import UNKNOWN, shifted
from .dates_words import DAY_PARTS, unit_of, word_set

_BEYOND = {("before", "yesterday"): -2, ("after", "tomorrow"): 2}
_TWICE = {("before", "last"): -2, ("after", "next"): 2}
_LASTS_BEFORE = word_set("for of over within during in")
"""`closed for two weeks from Monday` says how long, not when."""
_DAYS = {"day": 1, "week": 7, "fortnight": 14}


def day_beyond(hit: Hit) -> Found | None:
    """`the day before yesterday`, `the day after tomorrow`."""
    steps = _BEYOND.get((hit.low("way"), hit.low("dei")))
    if steps is None or hit.low("unit") != "day":
        return None
    return Found("DATE", shifted(hit.anchor, "day", steps), relative=hit.anchor is not None)


def one_beyond(hit: Hit) -> Found | None:
    """`the Thursday before last`, `the year before last`, `the night before last`, `the week after next`."""
    steps = _TWICE.get((hit.low("way"), hit.low("rel")))
    if steps is None:
        return None
    if hit.has("wd"):
        return _weekday(hit, steps)
    if hit.has("mo"):
        return month_beyond(hit, steps)
    if hit.has("part"):
        return Found("TIME", f"{shifted(hit.anchor, 'day', steps)}T{DAY_PARTS[hit.low('part')]}", relative=hit.anchor is not None)
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "minute", "hour"):
        return None
    return Found("DATE", shifted(hit.anchor, unit, steps), relative=hit.anchor is not None)


def _weekday(hit: Hit, steps: int) -> Found:
    number = int(hit.number("wd"))
    ahead = (number - hit.anchor.isoweekday()) % 7 if hit.anchor else 0
    day = add_days(hit.anchor, ahead - 14 if steps < 0 else (ahead or 7) + 7) if hit.anchor else None
    return Found("DATE", str(day or f"XXXX-WXX-{number}"), relative=day is not None, confidence=0.85)


def from_weekday(hit: Hit) -> Found | None:
    """`a week from Tuesday`, `two weeks from today`: counted from the Tuesday to come. Months and years stay open."""
    if hit.tokens.low(hit.last - 2) != "from" or hit.before() in _LASTS_BEFORE:
        return None
    unit = unit_of(hit.low("unit"))
    if unit not in _DAYS:
        return Found("DATE", UNKNOWN["day"], confidence=0.6) if unit in ("month", "year") else None
    start = (int(hit.number("wd")) - hit.anchor.isoweekday()) % 7 or 7 if hit.has("wd") and hit.anchor else 0
    count = int(hit.number("num")) if hit.has("num") else 1
    day = add_days(hit.anchor, start + (int(hit.number("dei")) if hit.has("dei") else 0) + count * _DAYS[unit]) if hit.anchor else None
    return Found("DATE", str(day or UNKNOWN["day"]), relative=day is not None, confidence=0.8)
