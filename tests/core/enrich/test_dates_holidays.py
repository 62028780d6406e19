"""Holidays that move: computed for any year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.dates_holidays import easter, holiday_day, jewish_new_year, orthodox_easter
from streams.core.enrich.dates_words import FIXED_HOLIDAYS, MOVING_HOLIDAYS


@pytest.mark.parametrize(("year", "day"), [(2000, "2000-04-23"), (2008, "2008-03-23"), (2024, "2024-03-31"), (2038, "2038-04-25")])
def test_easter(year: int, day: str) -> None:
    """Early, late and usual Easter Sundays are those of the calendar."""
    assert easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("good friday", "2024-03-29"),
        ("ash wednesday", "2024-02-14"),
        ("ascension day", "2024-05-09"),
        ("pentecost", "2024-05-19"),
        ("orthodox easter", "2024-05-05"),
        ("thanksgiving", "2024-11-28"),
        ("thanksgiving day", "2024-11-28"),
        ("labor day", "2024-09-02"),
        ("memorial day", "2024-05-27"),
        ("martin luther king day", "2024-01-15"),
        ("columbus day", "2024-10-14"),
        ("rosh hashanah", "2024-10-03"),
        ("yom kippur", "2024-10-12"),
        ("passover", "2024-04-23"),
        ("shavuot", "2024-06-12"),
        ("earth day", "2024-04-22"),
    ],
)
def test_moving_holidays(name: str, day: str) -> None:
    """Holidays that move are computed for the year."""
    found = holiday_day(name, 2024)
    assert found is not None
    assert found.isoformat() == day


def test_what_depends_on_the_moon_being_seen_has_no_day() -> None:
    """Ramadan begins when the moon is sighted: no computation gives the day."""
    assert holiday_day("ramadan", 2024) is None


@given(st.integers(1, 9998), st.sampled_from(sorted({*FIXED_HOLIDAYS, *MOVING_HOLIDAYS})))
def test_every_name_has_a_day_in_every_year(year: int, name: str) -> None:
    """The day lies in the year that was asked for, or nowhere (29 February is no holiday)."""
    day = holiday_day(name, year)
    assert day is None or day.year in (year, year + (name in ("orthodox easter", "rosh hashanah")))


@given(st.integers(1, 9000))
def test_weekdays_of_the_feasts(year: int) -> None:
    """Both Easters are Sundays; the Jewish new year is never a Sunday, Wednesday or Friday."""
    other = orthodox_easter(year)
    assert easter(year).isoweekday() == 7
    assert other is not None
    assert other.isoweekday() == 7
    assert jewish_new_year(year + 3761).isoweekday() not in (7, 3, 5)
