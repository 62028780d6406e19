"""The days of holidays that move: computed, none looked up. Proleptic Gregorian, years 1 to 9999."""

from __future__ import annotations

from datetime import MAXYEAR, date

from .dates_calendar import add_days, make_day, nth_weekday
from .dates_words import EASTER_DAYS, FIXED_HOLIDAYS, JEWISH_HOLIDAYS, MONDAY_HOLIDAYS

_JEWISH_EPOCH = -1_373_427
"""Ordinal of 1 Tishri of the Jewish year 1 (7 October 3761 BC, Julian calendar)."""
_PARTS = 25_920
"""Parts (halakim) in a day; a lunation has 29 days and 13,753 of them."""


def holiday_day(name: str, year: int) -> date | None:
    """The day of a holiday in a civil year; None for names that are not known and days outside the calendar."""
    if fixed := FIXED_HOLIDAYS.get(name):
        return make_day(year, *fixed)
    if name in EASTER_DAYS:
        return add_days(easter(year), EASTER_DAYS[name])
    if name in MONDAY_HOLIDAYS:
        return nth_weekday(year, *MONDAY_HOLIDAYS[name])
    if name in JEWISH_HOLIDAYS and 1 <= year < MAXYEAR:
        return add_days(jewish_new_year(year + 3761), JEWISH_HOLIDAYS[name])
    return orthodox_easter(year) if name == "orthodox easter" else None


def easter(year: int) -> date:
    """Easter Sunday of the Western churches: the Meeus/Jones/Butcher computation."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def orthodox_easter(year: int) -> date | None:
    """Easter Sunday of the Orthodox churches: Meeus' computation in the Julian calendar, moved to the Gregorian one."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return add_days(date(year, month, day + 1), year // 100 - year // 400 - 2)


def jewish_new_year(year: int) -> date:
    """Rosh Hashanah of a Jewish year, by the molad and its four postponements."""
    return date.fromordinal(_JEWISH_EPOCH + _elapsed(year) + _correction(year))


def _elapsed(year: int) -> int:
    """Days from the epoch to the new year; never a Sunday, Wednesday or Friday."""
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    day = 29 * months + parts // _PARTS
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _correction(year: int) -> int:
    """A year of 356 days, or one of 382 behind, is made possible by waiting."""
    before, here, after = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    return 2 if after - here == 356 else 1 if here - before == 382 else 0
