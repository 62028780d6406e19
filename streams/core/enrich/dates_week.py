"""Readers of weekdays and weekends."""

from __future__ import annotations

import re
from datetime import date

from .dates_calendar import add_days, nth_weekday, week_value
from .dates_cues import FUTURE
from .dates_hit import Found, Hit
from .dates_named import month
from .dates_words import DAY_PARTS, word_set

_BEFORE_SHORT = word_set("on next last ( ,")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_MONTH = re.compile(r"(\d{4})-(\d\d)")


def weekday(hit: Hit) -> Found | None:
    """`Thursday`, `last Monday`, `Friday morning`, `Tuesday next week`. Without a cue the last one, the day itself included."""
    if hit.low("wd") in ("sun", "sat", "wed") and hit.before() not in _BEFORE_SHORT:
        return None
    number = int(hit.number("wd"))
    day = weekday_day(hit, number)
    value = str(day) if day else f"XXXX-WXX-{number}"
    if hit.low("part").endswith("s"):
        return Found("SET", f"XXXX-WXX-{number}T{DAY_PARTS[hit.low('part')]}", confidence=0.85)
    if hit.has("part"):
        return Found("TIME", value + f"T{DAY_PARTS[hit.low('part')]}", hit.mod, relative=day is not None, confidence=0.9)
    return Found("DATE", value, hit.mod, relative=day is not None, confidence=0.9)


def nth_day(hit: Hit) -> Found | None:
    """`Wednesday's second-day session`: the Wednesday."""
    told, number = hit.told("day"), int(hit.tokens.number(hit.first - 2))
    if hit.low("unit") != "day":
        return None
    known = told is not None and told.day.isoweekday() == number
    return Found(
        "DATE", str(told.day) if told and known else f"XXXX-WXX-{number}", relative=known and bool(told and told.relative), confidence=0.7
    )


def weekday_day(hit: Hit, number: int) -> date | None:
    """The day a weekday stands for, at most a week from the anchor, or from the day it is the end of a range with."""
    anchor = hit.anchor
    if anchor is None:
        return None
    ahead = (number - anchor.isoweekday()) % 7
    if hit.has("rw"):
        return add_days(anchor, number - anchor.isoweekday() + {"L": -7, "X": 7}.get(hit.match["rw"], 0))
    if hit.has("rel"):
        this_week = number - anchor.isoweekday()
        return add_days(anchor, {"L": ahead - 7, "X": ahead or 7}.get(hit.match["rel"], this_week))
    told = hit.told("day")
    if told and hit.tokens.letters[max(0, hit.first - 2) : hit.first] in ("D>", "D-"):
        return add_days(told.day, (number - told.day.isoweekday()) % 7)
    return add_days(anchor, ahead if hit.direction() == FUTURE else ahead - 7 if ahead else 0)


def weekday_of_month(hit: Hit) -> Found | None:
    """`the first Monday of May`, `the last Friday in November 2020`."""
    found, n = month(hit), _ORDINALS.get(hit.low("ord"))
    if found is None or n is None:
        return None
    known = _MONTH.fullmatch(found.value)
    if known is None:
        return Found("DATE", f"{found.value}-XX", confidence=0.6)
    day = nth_weekday(int(known[1]), int(known[2]), int(hit.number("wd")), n)
    return Found("DATE", str(day), relative=found.relative, confidence=0.85)


def weekend(hit: Hit) -> Found | None:
    """`over the weekend`: the last one, or the one to come."""
    if hit.low("unit") != "weekend":
        return None
    if hit.anchor is None:
        return Found("DATE", "XXXX-WXX-WE", confidence=0.7)
    back = 0 if hit.direction() == FUTURE or hit.anchor.isoweekday() >= 6 else -7
    day = add_days(hit.anchor, back)
    return Found("DATE", f"{week_value(day)}-WE", relative=True, confidence=0.75) if day else None
