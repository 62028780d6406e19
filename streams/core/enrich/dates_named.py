"""Readers of expressions that name a day or a month of the calendar."""

from __future__ import annotations

import re
from datetime import date

from ..article import TimexType
from .dates_calendar import add_days, add_months, make_day
from .dates_cues import FUTURE, OPEN, PAST
from .dates_hit import Found, Hit, Told
from .dates_words import DAY_PARTS, NAME_LIKE, word_set

_BEFORE_DATE = word_set("in of since by from until till to before after during for through between and early late mid last next this on around about every "
    "the its their our his her 's or beginning end middle start mid- than at past late- ( -")  # fmt: skip


_RANGE = re.compile(r".{0,2}M[no]?[&>-]")
_PAIR = re.compile(r"[&>-](?:[no]O?)?(?P<mo>M)[no]?,?O?(?P<yr>Y)")
_BEFORE_DAY = word_set("on until till by since from before after")
_AFTER_DAY = word_set("and to that when after before as with at in because")
_ATTACKS, _OF_ATTACKS = (9, 11), word_set("attacks terrorist terror hijackers hijackings commission")
"""The one day of the calendar that is a name of its year."""
SLACK = 14
LEAP_GAP = 8
"""Years between two days of the name 29 February, at most: there was none in 1900."""


def iso(hit: Hit) -> Found | None:
    """`2023-12-28`, with or without a time."""
    text = hit.tokens.text(hit.first)
    day = make_day(int(text[:4]), int(text[5:7]), int(text[8:10]))
    if day is None or day.year < 1000:
        return None
    time = text[11:16]
    return Found("TIME", f"{day}T{time}", confidence=0.99) if time else Found("DATE", str(day), confidence=0.99)


def slashed(hit: Hit) -> Found | None:
    """`28/12/2023`, `28.12.2023`, `2023/12/28`. Where day and month could be swapped both stay possible: only the year is said.

    EDTF then names both days as one of a set. A dot is never American: the day comes first.
    """
    text = hit.tokens.text(hit.first)
    first, second, third = (int(part) for part in re.split(r"[./-]", text))
    if first > 31:
        day = make_day(first, second, third)
        return Found("DATE", str(day), confidence=0.95) if day else None
    year = third if third >= 100 else third + (2000 if third < 40 else 1900)
    orders = (make_day(year, second, first), None if "." in text else make_day(year, first, second))
    days = sorted({day for day in orders if day})
    if len(days) == 1:
        return Found("DATE", str(days[0]), confidence=0.95)
    return Found("DATE", f"{year}-XX-XX", confidence=0.5, edtf=f"[{days[0]},{days[1]}]") if days else None


def month_day(hit: Hit) -> Found | None:
    """`Thursday, 28 December 2023`, `Dec. 28`, `December 28 of that year`."""
    month, day = int(hit.number("mo")), int(hit.number("day"))
    if not 1 <= day <= 31 or (make_day(2024, month, day) is None) or not _is_month(hit):
        return None
    if (month, day) == _ATTACKS and hit.after() in _OF_ATTACKS and not hit.has("yr"):
        return Found("DATE", "2001-09-11", confidence=0.9)
    part = f"T{DAY_PARTS[hit.low('part')]}" if hit.has("part") else ""
    kind: TimexType = "TIME" if part else "DATE"
    if hit.has("yr"):
        full = make_day(int(hit.number("yr")), month, day)
        return Found(kind, f"{full}{part}", confidence=0.99) if full else None
    year, relative = _year_of(hit, month, day)
    full = make_day(year, month, day) if year else None
    value = str(full) if full else f"XXXX-{month:02d}-{day:02d}"
    return Found(kind, value + part, relative=relative and full is not None, confidence=0.9)


def same_month_day(hit: Hit) -> Found | None:
    """The `7` of `May 5-7`."""
    told, day = hit.told("day"), int(hit.number("day"))
    full = make_day(told.day.year, told.day.month, day) if told else None
    month_index = hit.first - 3
    if full and told and told.day < full:
        return Found("DATE", str(full), relative=told.relative, confidence=0.85)
    if told or hit.tokens.number(hit.first - 2) >= day:
        return None
    return Found("DATE", f"XXXX-{int(hit.tokens.number(month_index)):02d}-{day:02d}", confidence=0.8)


def day_of_month(hit: Hit) -> Found | None:
    """`on the 15th`: of the month told of last, else the nearest on the side its sentence points to."""
    day = int(hit.number("day"))
    if hit.before() not in _BEFORE_DAY or (hit.tokens.text(hit.last)[:1].isalpha() and hit.after() not in _AFTER_DAY):
        return None
    told = hit.told("month") or (Told(hit.anchor, relative=True) if hit.anchor else None)
    full = make_day(told.day.year, told.day.month, day) if told else None
    if full and told and told.day == hit.anchor and full > told.day and hit.direction() != FUTURE:
        full = make_day(*add_months(told.day, -1), day)
    return Found(
        "DATE", str(full or f"XXXX-XX-{day:02d}"), relative=full is not None and told is not None and told.relative, confidence=0.7
    )


def month(hit: Hit) -> Found | None:
    """`early November 2023`, `November next year`, `last May`, `November`."""
    if not _is_month(hit):
        return None
    number = int(hit.number("mo"))
    if hit.has("bc"):
        return Found("DATE", f"BC{int(hit.number('bc')):04d}-{number:02d}", hit.mod)
    if hit.has("yr"):
        return Found("DATE", f"{int(hit.number('yr')):04d}-{number:02d}", hit.mod, confidence=0.98)
    year, relative = _year_of(hit, number, 0)
    value = f"{year}-{number:02d}" if year else f"XXXX-{number:02d}"
    return Found("DATE", value, hit.mod, relative=relative and year > 0, confidence=0.85)


def _is_month(hit: Hit) -> bool:
    """Not the verb `may`, not `march`, not a name: a capital, and for doubtful words evidence beside it."""
    index, tokens = hit.at("mo"), hit.tokens
    low, written = tokens.low(index), tokens.text(index)
    if low not in NAME_LIKE or written.endswith(".") or not written[0].isupper():
        return low not in NAME_LIKE or written[0].isupper()
    if any(hit.has(group) for group in ("yr", "day", "edge", "rel", "ry")):
        return True
    neighbour, following = tokens.text(index - 1), tokens.text(hit.last)
    if following[:1].isupper() and tokens.letter(hit.last) == ".":
        return neighbour in ("in", "since", "until", "In") and low in ("april", "june")
    if low in ("may", "march"):
        return neighbour.lower() in _BEFORE_DATE and (neighbour != "the" or following[:1].islower())
    return neighbour.lower() in _BEFORE_DATE or not neighbour[:1].isupper()


def _year_of(hit: Hit, month_number: int, day: int) -> tuple[int, bool]:
    """The year that belongs to a month or a day of a month, 0 when nothing tells; and whether the anchor told it."""
    if hit.has("ry"):
        return said_year(hit)
    if told := _told_year(hit, month_number):
        return told
    if hit.anchor is None:
        return 0, False
    if hit.has("rel"):
        return _pointed_year(hit.anchor, month_number, hit.match["rel"]), True
    near = nearest_year(hit.anchor, month_number, day, hit.direction())
    return (_year_of_weekday(hit, month_number, day, near) if hit.has("wd") else near), True


def _told_year(hit: Hit, month_number: int) -> tuple[int, bool] | None:
    """The year as the text around it gives it: at the end of the same range, at its beginning, or told before."""
    if shared := _shared_year(hit, month_number):
        return shared, False
    if after := _told_just_before(hit, month_number):
        return after
    told = hit.narrated_year
    return (told.day.year, told.relative) if told else None


def _year_of_weekday(hit: Hit, month_number: int, day: int, near: int) -> int:
    """`Monday, 5 June` is in a year in which that day is a Monday; the likely year when none beside it fits."""
    years = (near, near - 1, near + 1)
    fitting = (y for y in years if (made := make_day(y, month_number, day)) and made.isoweekday() == hit.number("wd"))
    return next(fitting, near)


def _told_just_before(hit: Hit, month_number: int) -> tuple[int, bool] | None:
    """The end of a range is not before its beginning: `between May and July`."""
    told = hit.told("month")
    if told is None or not _RANGE.fullmatch(hit.tokens.letters, max(0, hit.first - 3), hit.first):
        return None
    return told.day.year + (month_number < told.day.month), told.relative


def _shared_year(hit: Hit, month_number: int) -> int:
    """`between March and May 1988`, `26 June - 4 August 1952`: the year said once, at the end; 0 if there is none."""
    pair = _PAIR.match(hit.tokens.letters, hit.last)
    if pair is None:
        return 0
    year, end_month = int(hit.tokens.number(pair.start("yr"))), int(hit.tokens.number(pair.start("mo")))
    return year if month_number <= end_month else year - 1


def month_beyond(hit: Hit, steps: int) -> Found | None:
    """`the November before last`: one year beyond the one that `last November` or `next November` means."""
    if not _is_month(hit):
        return None
    number = int(hit.number("mo"))
    if hit.anchor is None:
        return Found("DATE", f"XXXX-{number:02d}", confidence=0.6)
    year = _pointed_year(hit.anchor, number, "L" if steps < 0 else "X") + (-1 if steps < 0 else 1)
    return Found("DATE", f"{year}-{number:02d}", relative=True, confidence=0.85)


def said_year(hit: Hit) -> tuple[int, bool]:
    letter = hit.match["ry"]
    index = hit.match.start("ry")
    if hit.low("ru") != "year":
        return 0, False
    if hit.tokens.letters[index] == "S":
        told = hit.told("year")
        return (told.day.year, told.relative) if told else (0, False)
    if hit.anchor is None:
        return 0, False
    return hit.anchor.year + {"L": -1, "T": 0, "X": 1}.get(letter, 0), True


def _pointed_year(anchor: date, month_number: int, letter: str) -> int:
    """`last May` is over, `next May` is to come, `this May` is in the anchor's year."""
    if letter == "L":
        return anchor.year if month_number < anchor.month else anchor.year - 1
    return anchor.year + (letter == "X" and month_number <= anchor.month)


def nearest_year(anchor: date, month_number: int, day: int, way: int) -> int:
    """The year that brings the month (or day) nearest to the anchor on the side its sentence points to.

    Within `SLACK` days a cue does not count: `signed a deal to open on 4 June` would be read as the past.
    """
    if not day:
        ahead = (month_number - anchor.month) % 12
        if ahead == 0:
            return anchor.year
        future = anchor.year + (1 if month_number < anchor.month else 0)
        use_future = way == FUTURE or (way == OPEN and ahead < 6)
        return future if use_future else future - 1
    options = _distances(anchor, month_number, day, 1) or _distances(anchor, month_number, day, LEAP_GAP)
    if way == FUTURE:
        just = [n for n in options if -SLACK <= n < 0]
        chosen = just[0] if just else min((n for n in options if n >= 0), default=max(options))
    elif way == PAST:
        soon = [n for n in options if 0 < n <= SLACK]
        chosen = soon[0] if soon else max((n for n in options if n <= 0), default=min(options))
    else:
        chosen = min(options, key=lambda n: (abs(n), n))
    moved = add_days(anchor, chosen)
    return moved.year if moved else anchor.year


def _distances(anchor: date, month_number: int, day: int, years: int) -> list[int]:
    """Days from the anchor to that day in each of the years around it that have it."""
    return [(made - anchor).days for year in range(-years, years + 1) if (made := make_day(anchor.year + year, month_number, day))]
