"""Readers of definite units: `the quarter`, `the week of May 6`, `the same month last year`, `the year-earlier period`."""

from __future__ import annotations

from .dates_calendar import days_of, week_value
from .dates_hit import Found, Hit, Told
from .dates_named import month_day
from .dates_units import UNKNOWN, period, shifted
from .dates_words import unit_of, word_set

_BEFORE_UNIT = word_set("for during in over throughout through within")
_OVER = word_set("over in during through down for")
_SINCE = word_set("since before after following leading until ahead preceding")
_SPANS = ("week", "month", "quarter", "year")


def the_unit(hit: Hit) -> Found | None:
    """`sales for the year`, `during the week`: the one that was told of last, else the anchor's. Not `the year of the flood`."""
    unit = unit_of(hit.low("unit"))
    if unit not in _SPANS or hit.before() not in _BEFORE_UNIT or (hit.tokens.text(hit.last)[:1].isalpha() and hit.after() not in _GOES_ON):
        return None
    if hit.tokens.letter(hit.last) == "-":
        return None
    told = hit.told(unit) if unit in ("quarter", "month") else None
    base = told or (Told(hit.anchor, relative=True) if hit.anchor else None)
    return Found("DATE", shifted(base.day if base else None, unit, 0), relative=base is not None and base.relative, confidence=0.6)


_GOES_ON = word_set("and but as to from with while when because on at were was is are, the a it he they")


def week_of(hit: Hit) -> Found | None:
    """`the week of March 11`: the week that day lies in."""
    day = month_day(hit)
    if hit.low("unit") != "week" or day is None:
        return None
    days = days_of(day.value)
    return Found("DATE", week_value(days[0]) if days else UNKNOWN["week"], relative=day.relative, confidence=0.8)


def same_last(hit: Hit) -> Found | None:
    """`the same quarter last year`, `the same period of last year`: what was told of last, a year before."""
    if hit.low("ru") != "year" or hit.low("unit") in ("time", "moment"):
        return None
    return _year_before(hit, -1 if hit.match["rel"] == "L" else 1)


def year_earlier(hit: Hit) -> Found | None:
    """`the year-earlier quarter`, `year-ago`."""
    if hit.low("unit") not in ("year", "month") or hit.low("way") not in ("earlier", "ago"):
        return None
    if hit.low("unit") == "month":
        told = hit.told("month") or (Told(hit.anchor, relative=True) if hit.anchor else None)
        return Found("DATE", shifted(told.day if told else None, "month", -1), relative=told is not None and told.relative, confidence=0.7)
    return _year_before(hit, -1)


def _year_before(hit: Hit, step: int) -> Found:
    year = hit.anchor.year if hit.anchor else None
    told = hit.scene.period
    if told is not None and "-" in told.value:
        head, _, tail = told.value.partition("-")
        return Found("DATE", f"{int(head) + step:04d}-{tail}", relative=told.relative, confidence=0.7)
    return Found("DATE", f"{year + step:04d}" if year else UNKNOWN["year"], relative=year is not None, confidence=0.6)


def ahead(hit: Hit) -> Found | None:
    """`the weeks ahead`, `years to come`."""
    word, before = hit.tokens.low(hit.last - 1), hit.tokens.letters[hit.last - 2]
    if (word == "come") != (before == ">") or (word == "ahead" and hit.after() == "of"):
        return None
    return Found("DATE", "FUTURE_REF", confidence=0.8)


def the_units(hit: Hit) -> Found | None:
    """`over the years`, `in the weeks before the vote`: how long, without a number."""
    unit, before, after = unit_of(hit.low("unit")), hit.before(), hit.after()
    if unit in ("second", "quarter", "season", "minute", "hour") or before not in _OVER:
        return None
    if after not in _SINCE and not (before in ("over", "through") and not hit.tokens.text(hit.last)[:1].isalpha()):
        return None
    return Found("DURATION", period(unit, None), confidence=0.75)


def these_days(hit: Hit) -> Found | None:
    """`these days`."""
    return Found("DATE", "PRESENT_REF", confidence=0.85) if hit.low("unit") == "days" else None


def the_moment(hit: Hit) -> Found | None:
    """`at the moment`."""
    if hit.tokens.low(hit.last - 1) != "moment" or hit.before() not in ("at", "for"):
        return None
    return Found("DATE", "PRESENT_REF", confidence=0.85)
