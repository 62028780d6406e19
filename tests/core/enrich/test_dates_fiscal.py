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


@pytest.mark.parametrize(
    ("body", "surface", "value", "begin", "end"),
    [
        ("India's Q3 FY2019-20 was poor.", "Q3 FY2019-20", "FY2019-20-Q3", "2019-10-01", "2019-12-31"),
        ("India's Q2 FY20 growth fell.", "Q2 FY20", "FY2020-Q2", "2019-07-01", "2019-09-30"),
        ("India's Q2FY20 growth fell.", "Q2FY20", "FY2020-Q2", "2019-07-01", "2019-09-30"),
        ("Profit rose in Q1 FY22.", "Q1 FY22", "FY2022-Q1", None, None),
        ("Profit rose in the first quarter of FY22.", "the first quarter of FY22", "FY2022-Q1", None, None),
        (
            "India's third quarter of fiscal year 2019-20 fell.",
            "third quarter of fiscal year 2019-20",
            "FY2019-20-Q3",
            "2019-10-01",
            "2019-12-31",
        ),
        ("India's FY2019-20 Q3 was poor.", "FY2019-20 Q3", "FY2019-20-Q3", "2019-10-01", "2019-12-31"),
        ("India's FY19-20 was poor.", "FY19-20", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("India's FY 20-21 was poor.", "FY 20-21", "FY2020-21", "2020-04-01", "2021-03-31"),
        ("India's fiscal year 19-20 was poor.", "fiscal year 19-20", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("India's FY1999-00 was poor.", "FY1999-00", "FY1999-00", "1999-04-01", "2000-03-31"),
        ("India's FY98 was poor.", "FY98", "FY1998", "1997-04-01", "1998-03-31"),
        ("India's current fiscal year 2019-20 fell.", "current fiscal year 2019-20", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("India's 2019‑20 fiscal year was poor.", "2019‑20 fiscal year", "FY2019-20", "2019-04-01", "2020-03-31"),
        ("Japan's 2019 fiscal year was poor.", "2019 fiscal year", "FY2019", "2019-04-01", "2020-03-31"),
        ("Sales in the last quarter of fiscal 2019 fell.", "the last quarter of fiscal 2019", "FY2019-Q4", None, None),
        (
            "In the third quarter of Japan's fiscal 2019 it fell.",
            "the third quarter of Japan's fiscal 2019",
            "FY2019-Q3",
            "2019-10-01",
            "2019-12-31",
        ),
        (
            "The first half of the U.S. government's fiscal 2020 was poor.",
            "The first half of the U.S. government's fiscal 2020",
            "FY2020-H1",
            "2019-10-01",
            "2020-03-31",
        ),
        ("It fell in Q3 of Japan's fiscal 2019.", "Q3 of Japan's fiscal 2019", "FY2019-Q3", "2019-10-01", "2019-12-31"),
        ("The first quarter of Apple's fiscal 2020 was poor.", "The first quarter of Apple's fiscal 2020", "FY2020-Q1", None, None),
        (
            "The third quarter of Japan's current fiscal year is near.",
            "The third quarter of Japan's current fiscal year",
            "FY2021-Q3",
            "2021-10-01",
            "2021-12-31",
        ),
        ("It was the third quarter of this fiscal year.", "the third quarter of this fiscal year", "FYXXXX-Q3", None, None),
        ("The third quarter of Japan's fiscal year was poor.", "The third quarter of Japan's fiscal year", "FYXXXX-Q3", None, None),
        ("The growth in the second quarter (Q2) of FY20 was 4.5%.", "FY20", "FY2020", None, None),
        ("The third quarter of a dull fiscal 2019 was poor.", "fiscal 2019", "FY2019", None, None),
        ("The last quarter of a dull fiscal 2019 was poor.", "fiscal 2019", "FY2019", None, None),
        ("India's fiscal 2019-21 plan failed.", "fiscal 2019", "FY2019", None, None),
        ("Japan's following fiscal year will be poor.", "following fiscal year", "FYXXXX", None, None),
        ("Sales fell last calendar month.", "last calendar month", "2021-05", "2021-05-01", "2021-05-31"),
        ("Sales fell in the last calendar month.", "the last calendar month", "2021-05", "2021-05-01", "2021-05-31"),
        ("Sales fell this calendar week.", "this calendar week", "2021-W24", "2021-06-14", "2021-06-20"),
        ("Sales fell last calendar year.", "last calendar year", "2020", "2020-01-01", "2020-12-31"),
        ("Results for the FY 31 March 2020 were poor.", "31 March 2020", "2020-03-31", "2020-03-31", "2020-03-31"),
    ],
)
def test_the_whole_expression_is_one(body: str, surface: str, value: str, begin: str | None, end: str | None) -> None:
    """Quarters, pairs of years and short years are read with what belongs to them, and nothing stray beside them."""
    found = find_dates(article(body, "2021-06-16"))
    assert [(t.surface, t.value, t.begin, t.end_day) for t in found] == [(surface, value, begin, end)]


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("U.S. fiscal years 2019 and 2020 were poor.", [("FY2019", "2018-10-01"), ("FY2020", "2019-10-01")]),
        ("It rose in fiscal 2018, 2019 and 2020.", [("FY2018", None), ("FY2019", None), ("FY2020", None)]),
        ("India's fiscal years 2019-20 and 2020-21 were poor.", [("FY2019-20", None), ("FY2020-21", None)]),
        ("India's fiscal years 2018 to 2021 were poor.", [("FY2018", "2017-04-01"), ("FY2021", None)]),
        ("India's fiscal 2019-2021 plan failed.", [("FY2019", None), ("FY2021", None)]),
        ("It rose in calendar 2019 and 2020.", [("2019", "2019-01-01"), ("2020", "2020-01-01")]),
    ],
)
def test_years_in_a_list_are_as_fiscal_as_the_first(body: str, values: list[tuple[str, str | None]]) -> None:
    """The second year has no word `fiscal` of its own, and is no calendar year for that."""
    assert [(t.value, t.begin) for t in find_dates(article(body, "2021-06-16"))] == values


@pytest.mark.parametrize(
    "body",
    [
        "Use file FY.2 here.",
        "A fiscal 20 is nothing.",
        "It made a FY20% rise.",
        "It has FY20 000 people.",
        "He came from Blackpool, FY10 5AB.",
        "Japan's next fiscal quarter will be poor.",
        "Japan's fiscal quarter 2019 was poor.",
        "The last fiscal quarter was poor.",
        "This fiscal season is poor.",
        "It cost FY19-21 million.",
        "Japan's 19-20 fiscal year",
    ],
)
def test_what_is_no_fiscal_year_is_none(body: str) -> None:
    """Amounts, postcodes, other units than years: nothing is read, and no plain year instead."""
    assert find_dates(article(body, "2021-06-16")) == ()


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("It ended on FY 12 March.", ["2021-03-12"]),
        ("It ended with FY 19-20 March 2020.", ["2020-03-19", "2020-03-20"]),
        ("It lasted FY 12 months.", ["P12M"]),
        ("The financial 2008 crash hit.", ["2008"]),
    ],
)
def test_a_day_behind_the_mark_stays_a_day(body: str, values: list[str]) -> None:
    """Two figures are a year only where no month and no unit follows."""
    assert [t.value for t in find_dates(article(body, "2021-06-16"))] == values


@pytest.mark.parametrize(("day", "step"), [("9999-06-01", "next"), ("0001-01-01", "last")])
def test_beyond_the_calendar_there_is_no_year(day: str, step: str) -> None:
    """No year 10000 and none before the first."""
    found = find_dates(article(f"Japan's {step} fiscal year is as poor as the {step} calendar year.", day))
    assert [(t.value, t.begin) for t in found] == [("FYXXXX", None), ("XXXX", None)]


def test_without_a_date_the_next_one_stays_open() -> None:
    """Whose it is helps only with a day to count from."""
    (timex,) = find_dates(article("Japan's next fiscal year will be poor.", None))
    assert (timex.value, timex.begin) == ("FYXXXX", None)
