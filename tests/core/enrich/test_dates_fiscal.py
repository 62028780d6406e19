"""A fiscal year covers days where the text says whose it is; each government's own rule, by hand."""

from __future__ import annotations

import pytest

from streams.core.enrich.dates import find_dates

from .dated_articles import article


@pytest.mark.parametrize(
    ("body", "value", "begin", "end"),
    [
        ("The U.S. government's fiscal year 2019 was poor.", "FY2019", "2018-10-01", "2019-09-30"),
        ("Japan's fiscal 2019 was poor.", "FY2019", "2019-04-01", "2020-03-31"),
        ("India’s FY2020 was poor.", "FY2020", "2019-04-01", "2020-03-31"),
        ("Australian fiscal 2020 was poor.", "FY2020", "2019-07-01", "2020-06-30"),
        ("Canada's federal fiscal year 2019-20 was poor.", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("Britain's 2019/20 financial year was poor.", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("China's fiscal 2019 was poor.", "FY2019", "2019-01-01", "2019-12-31"),
        ("India's third quarter of fiscal 2020 was poor.", "FY2020-Q3", "2019-10-01", "2019-12-31"),
        ("The U.S. first half of fiscal 2020 was poor.", "FY2020-H1", "2019-10-01", "2020-03-31"),
        ("Japan's fourth quarter of fiscal 2019 was poor.", "FY2019-Q4", "2020-01-01", "2020-03-31"),
        ("Japan's current fiscal year is poor.", "FY2021", "2021-04-01", "2022-03-31"),
        ("The U.S. government's next fiscal year will be poor.", "FY2022", "2021-10-01", "2022-09-30"),
        ("Australia's last fiscal year was poor.", "FY2020", "2019-07-01", "2020-06-30"),
    ],
)
def test_the_governments_own_year(body: str, value: str, begin: str, end: str) -> None:
    """On 16 June 2021: value, first and last day, and the same days in EDTF."""
    (timex,) = find_dates(article(body, "2021-06-16"))
    assert (timex.value, timex.begin, timex.end_day, timex.edtf) == (value, begin, end, f"{begin}/{end}")


@pytest.mark.parametrize(
    "body",
    [
        "Fiscal 2019 was poor.",
        "The American firm's fiscal 2019 was poor.",
        "Toyota's fiscal 2019 was poor.",
        "Canada's fiscal 2019 was poor.",
        "Japan was hit when fiscal 2019 was poor.",
        "Non-US fiscal 2019 was poor.",
        "Its next fiscal year will be poor.",
        "Britain's current financial year is poor.",
    ],
)
def test_no_days_where_it_is_not_known_whose(body: str) -> None:
    """A company's year is its own, and in some countries one number means either year: no day is claimed."""
    (timex,) = find_dates(article(body, "2021-06-16"))
    assert timex.value.startswith("FY")
    assert (timex.begin, timex.end_day, timex.edtf) == (None, None, None)


@pytest.mark.parametrize("body", ["The fiscal 2019-21 plan failed.", "Use file FY.2 now.", "A fiscal 20 is nothing."])
def test_what_is_no_pair_of_years_is_none(body: str) -> None:
    """Two numbers that do not follow each other are no fiscal year of two calendar years; a bare number is no year."""
    assert not [t for t in find_dates(article(body, "2021-06-16")) if t.value.startswith("FY") and t.value != "FY2019"]


def test_without_a_date_the_next_one_stays_open() -> None:
    """Whose it is helps only with a day to count from."""
    (timex,) = find_dates(article("Japan's next fiscal year will be poor.", None))
    assert (timex.value, timex.begin) == ("FYXXXX", None)
