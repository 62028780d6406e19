"""TIMEX3 values and the days they cover. Proleptic Gregorian; years 1 to 9999; weeks are ISO weeks."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
"""Meteorological seasons of the northern hemisphere; a winter is named after the year in which it begins."""
_SEASON_EDTF = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T[\w:+-]*)?")
_PERIOD = re.compile(r"(\d{4})-(?:(\d\d)|W(\d\d)(-WE)?|Q([1-4])|H([12])|(SP|SU|FA|WI))")

Days = tuple[date, date]


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none (February 30)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_days(day: date, n: int) -> date | None:
    try:
        return day + timedelta(days=n)
    except OverflowError:
        return None


def add_months(day: date, n: int) -> tuple[int, int]:
    """Year and month that lie `n` months from the month of `day`."""
    index = day.year * 12 + day.month - 1 + n
    return index // 12, index % 12 + 1


def week_value(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_days(year: int, first: int, last: int) -> Days | None:
    """From the first day of one month to the last day of another of the same year, or of the next if it is earlier."""
    end_year = year + 1 if last < first else year
    if not (year >= MINYEAR and end_year < MAXYEAR):
        return None
    return date(year, first, 1), date(end_year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def days_of(value: str) -> Days | None:
    """First and last day of a DATE or TIME value; None where it is unresolved, a reference or no date."""
    if "/" in value:
        parts = [days_of(part) for part in value.split("/", 1)]
        return (parts[0][0], parts[1][1]) if parts[0] and parts[1] and parts[0][0] <= parts[1][1] else None
    if full := _DAY.fullmatch(value):
        day = make_day(int(full[1]), int(full[2]), int(full[3]))
        return (day, day) if day else None
    if period := _PERIOD.fullmatch(value):
        return _period_days(period)
    if value.isdecimal() and value.isascii() and len(value) <= 4:
        return _long_days(value)
    return None


def _period_days(period: re.Match[str]) -> Days | None:
    year, (month, week, weekend, quarter, half, season) = int(period[1]), period.groups()[1:]
    if month:
        return month_days(year, int(month), int(month)) if 1 <= int(month) <= 12 else None
    if week:
        return _week_days(year, int(week), weekend is not None)
    if quarter:
        return month_days(year, 3 * int(quarter) - 2, 3 * int(quarter))
    if half:
        return month_days(year, 6 * int(half) - 5, 6 * int(half))
    return month_days(year, *_SEASON_MONTHS[season])


def _week_days(year: int, week: int, weekend: bool) -> Days | None:  # noqa: FBT001 - private, named at the only call
    try:
        return date.fromisocalendar(year, week, 6 if weekend else 1), date.fromisocalendar(year, week, 7)
    except ValueError:
        return None


def _long_days(value: str) -> Days | None:
    """`2023`, `202` (a decade), `20` (a century as its first two digits)."""
    first, last = int(value.ljust(4, "0")), int(value.ljust(4, "9"))
    if len(value) < 2 or first < MINYEAR:
        return None
    return date(first, 1, 1), date(last, 12, 31)


def edtf_of(value: str, mod: str | None = None) -> str | None:
    """The value as EDTF (ISO 8601-2): weeks and weekends as intervals of days; None for what EDTF cannot say."""
    days = days_of(value)
    mark = "~" if mod == "APPROX" else ""
    if days is None:
        return value + mark if re.fullmatch(r"XXXX-\d\d(?:-\d\d)?", value) else None
    if day := _DAY.fullmatch(value):
        return f"{day[1]}-{day[2]}-{day[3]}{mark}"
    if value.isdecimal():
        return value.ljust(4, "X") + mark
    period = _PERIOD.fullmatch(value)
    if period is None or period[3]:
        return f"{days[0].isoformat()}/{days[1].isoformat()}"
    return _period_edtf(period) + mark


def _period_edtf(period: re.Match[str]) -> str:
    """Codes 21 to 24 are seasons, 33 to 36 quarters, 40 and 41 halves (ISO 8601-2, sub-year groupings)."""
    year, month, _, _, quarter, half, season = period.groups()
    if quarter:
        return f"{year}-{32 + int(quarter)}"
    if half:
        return f"{year}-{39 + int(half)}"
    return f"{year}-{_SEASON_EDTF[season]}" if season else f"{year}-{month}"


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th ISO weekday of a month; n = -1 for the last."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    days = month_days(year, month, month)
    last = days[1] if days else date(year, month, 28)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)
