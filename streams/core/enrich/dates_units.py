"""Arithmetic on units: `last week`, `three years ago`, `the previous quarter` as TIMEX3 values."""

from __future__ import annotations

from datetime import date

from .dates_calendar import add_days, add_months, week_value

LETTERS = {
    "second": ("T", "S", 1), "minute": ("T", "M", 1), "hour": ("T", "H", 1), "day": ("", "D", 1), "week": ("", "W", 1), "fortnight": ("", "W", 2),
    "weekend": ("", "D", 2), "month": ("", "M", 1), "quarter": ("", "M", 3), "season": ("", "M", 3), "year": ("", "Y", 1),
    "decade": ("", "Y", 10), "century": ("", "Y", 100),
}  # fmt: skip
UNKNOWN = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "fortnight": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "year": "XXXX", "decade": "XXX", "century": "XX", "hour": "XXXX-XX-XX", "minute": "XXXX-XX-XX", "second": "XXXX-XX-XX", "season": "XXXX-XX",
}  # fmt: skip
"""What a unit is called when nothing says which one."""


_HALVES = {"year": "P6M", "hour": "PT30M", "minute": "PT30S", "day": "PT12H"}


def period(unit: str, amount: float | None) -> str:
    """A DURATION value: `P3W`, `PT12H`, `P2.5Y`; `PXD` without an amount."""
    time, letter, factor = LETTERS[unit]
    if amount is None:
        return f"P{time}X{letter}"
    total = amount * factor
    if total == 0.5 and unit in _HALVES:  # half of these is said in the next smaller unit
        return _HALVES[unit]
    return f"P{time}{total:g}{letter}" if total < 1e6 else f"P{time}X{letter}"


def shifted(day: date | None, unit: str, amount: float) -> str:
    """The unit that lies `amount` units away from the one `day` is in, at the precision of the unit."""
    if day is None:
        return UNKNOWN[unit]
    if unit in ("year", "decade", "century"):
        return _years(day, unit, amount)
    if unit in ("month", "quarter", "season"):
        return _months(day, unit, amount)
    steps = {"week": 7.0, "fortnight": 14.0, "weekend": 7.0, "hour": 1 / 24}.get(unit, 1.0 if unit == "day" else 0.0)
    moved = add_days(day, round(amount * steps)) if abs(amount) < 1e6 else None
    if moved is None:
        return UNKNOWN[unit]
    if unit in ("week", "fortnight"):
        return week_value(moved)
    return f"{week_value(moved)}-WE" if unit == "weekend" else moved.isoformat()


def _years(day: date, unit: str, amount: float) -> str:
    if unit == "year" and amount != int(amount):
        return _months(day, "month", amount * 12)
    whole = int(amount)
    year = day.year + whole * {"year": 1, "decade": 10, "century": 100}[unit]
    if not 1000 <= year <= 9999:
        return UNKNOWN[unit]
    return str(year)[: {"year": 4, "decade": 3, "century": 2}[unit]]


def _months(day: date, unit: str, amount: float) -> str:
    year, month = add_months(day, round(amount * (3 if unit in ("quarter", "season") else 1)))
    if not 1000 <= year <= 9999:
        return UNKNOWN[unit]
    return f"{year}-Q{(month + 2) // 3}" if unit == "quarter" else f"{year}-{month:02d}"


def ago(day: date | None, unit: str, amount: float) -> str:
    """`two decades ago` is a year, `two weeks ago` a week, `36 hours ago` a day."""
    factor = {"decade": 10, "century": 100}.get(unit, 1)
    return shifted(day, "year" if factor > 1 else unit, amount * factor)
