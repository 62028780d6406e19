"""Values and the days they cover."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.enrich.dates_calendar import days_of, edtf_of, week_value


@pytest.mark.parametrize(
    ("value", "begin", "end", "edtf"),
    [
        ("2020-02", "2020-02-01", "2020-02-29", "2020-02"),
        ("2021-12", "2021-12-01", "2021-12-31", "2021-12"),
        ("2021", "2021-01-01", "2021-12-31", "2021"),
        ("199", "1990-01-01", "1999-12-31", "199X"),
        ("18", "1800-01-01", "1899-12-31", "18XX"),
        ("2020-W53", "2020-12-28", "2021-01-03", "2020-12-28/2021-01-03"),
        ("2020-W53-WE", "2021-01-02", "2021-01-03", "2021-01-02/2021-01-03"),
        ("2021-Q2", "2021-04-01", "2021-06-30", "2021-34"),
        ("2021-H2", "2021-07-01", "2021-12-31", "2021-41"),
        ("2021-WI", "2021-12-01", "2022-02-28", "2021-24"),
        ("2021-06-16T18:40", "2021-06-16", "2021-06-16", "2021-06-16"),
        ("2021-06-16TMO", "2021-06-16", "2021-06-16", "2021-06-16"),
    ],
)
def test_days_and_edtf_of_a_value(value: str, begin: str, end: str, edtf: str) -> None:
    """A value covers inclusive days, and EDTF says the same."""
    assert days_of(value) == (date.fromisoformat(begin), date.fromisoformat(end))
    assert edtf_of(value) == edtf


@pytest.mark.parametrize(
    "value", ["XXXX-WXX-4", "PAST_REF", "2021-13", "2021-02-30", "2021-W60", "0000", "FY2021", "BC0431", "P3D", "", "٢٠٢١"]
)
def test_open_and_impossible_values_cover_no_days(value: str) -> None:
    """What is unresolved or does not exist covers nothing."""
    assert days_of(value) is None


def test_month_and_day_without_year_is_edtf() -> None:
    """EDTF can leave the year open; a weekday alone it cannot say."""
    assert edtf_of("XXXX-12-31") == "XXXX-12-31"
    assert edtf_of("XXXX-WXX-4") is None


def test_about_is_marked() -> None:
    """An approximate value carries EDTF's tilde."""
    assert edtf_of("2021", "APPROX") == "2021~"


@given(st.dates(date(1, 1, 8), date(9999, 12, 24)))
def test_week_of_a_day_holds_the_day(day: date) -> None:
    """The ISO week of a day begins on a Monday, has seven days and holds the day."""
    days = days_of(week_value(day))
    assert days is not None
    assert days[0].isoweekday() == 1
    assert days[1] - days[0] == timedelta(days=6)
    assert days[0] <= day <= days[1]
