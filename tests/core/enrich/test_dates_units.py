"""Arithmetic on units, as TIMEX3 values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.dates_calendar import days_of
from streams.core.enrich.dates_units import LETTERS, UNKNOWN, ago, period, shifted

DAY = date(2020, 2, 29)


@pytest.mark.parametrize(
    ("unit", "amount", "value"),
    [
        ("day", 3, "P3D"),
        ("fortnight", 1, "P2W"),
        ("quarter", 2, "P6M"),
        ("decade", 2, "P20Y"),
        ("hour", 12, "PT12H"),
        ("minute", 30, "PT30M"),
        ("year", 2.5, "P2.5Y"),
        ("year", 0.5, "P6M"),
        ("week", None, "PXW"),
    ],
)
def test_length_of_units(unit: str, amount: float | None, value: str) -> None:
    """A duration is said in the unit's own letter, without an amount by an X."""
    assert period(unit, amount) == value


@pytest.mark.parametrize(
    ("unit", "amount", "value"),
    [
        ("day", -1, "2020-02-28"),
        ("week", 1, "2020-W10"),
        ("weekend", 0, "2020-W09-WE"),
        ("month", -2, "2019-12"),
        ("quarter", -1, "2019-Q4"),
        ("year", 1, "2021"),
        ("decade", -1, "201"),
        ("century", 0, "20"),
    ],
)
def test_the_unit_before_this_and_after(unit: str, amount: float, value: str) -> None:
    """`last`, `this` and `next` name the whole unit."""
    assert shifted(DAY, unit, amount) == value


@pytest.mark.parametrize(
    ("unit", "amount", "value"),
    [("decade", -2, "2000"), ("year", -1.5, "2018-08"), ("hour", -36, "2020-02-27"), ("week", -2, "2020-W07"), ("year", -2500, "XXXX")],
)
def test_so_long_ago(unit: str, amount: float, value: str) -> None:
    """Decades ago are said as a year; what lies before the calendar stays open."""
    assert ago(DAY, unit, amount) == value


@given(st.none() | st.dates(), st.sampled_from(sorted(LETTERS)), st.floats(-1e9, 1e9))
def test_arithmetic_never_leaves_the_calendar(day: date | None, unit: str, amount: float) -> None:
    """Whatever the amount, the value is a place in the calendar or says that it is unknown."""
    for value in (shifted(day, unit, amount), ago(day, unit, amount)):
        assert days_of(value) is not None or value in UNKNOWN.values()
