"""Whose fiscal year it is: a government, since when its rule is known, and never a company whose name ends with a country."""

from __future__ import annotations

import pytest

from streams.core.enrich.dates import find_dates

from .dated_articles import article


@pytest.mark.parametrize(
    ("body", "begin"),
    [
        ("The government of India's fiscal 2019 was poor.", "2018-04-01"),
        ("Prime Minister Modi said India's fiscal 2019 was poor.", "2018-04-01"),
        ("It was poor, he said. India's fiscal 2019 was poor.", "2018-04-01"),
        ("NEW YORK — India's fiscal 2019 was poor.", "2018-04-01"),
        ("“India's fiscal 2019 was poor.”", "2018-04-01"),
        ("Nestle\nIndia's fiscal 2019 was poor.", "2018-04-01"),
        ("In India's fiscal 2019 it fell.", "2018-04-01"),
        ("The United States' fiscal 2019 was poor.", "2018-10-01"),
        ("Under Trump the U.S. fiscal 2019 was poor.", "2018-10-01"),
        ("The US federal government's fiscal year 2019 was poor.", "2018-10-01"),
        ("South Korea's fiscal 2019 was poor.", "2019-01-01"),
        ("Saudi Arabia's fiscal 2019 was poor.", "2019-01-01"),
        ("Saudi Arabian fiscal 2019 was poor.", "2019-01-01"),
        ("The Kingdom of Saudi Arabia's fiscal 2019 was poor.", "2019-01-01"),
        ("The U.S. government's fiscal 1977 was poor.", "1976-10-01"),
        ("Indonesia's fiscal 2001 was poor.", "2001-01-01"),
        ("New Zealand's fiscal 1991 was poor.", "1990-07-01"),
    ],
)
def test_a_government_has_days(body: str, begin: str) -> None:
    """It stands right before the year, alone or after words that name nobody."""
    (timex,) = find_dates(article(body, "2021-06-16"))
    assert timex.begin == begin


@pytest.mark.parametrize(
    "body",
    [
        "New Mexico's fiscal 2019 was poor.",
        "It said New Mexico's fiscal 2019 was poor.",
        "Bank of America's fiscal 2019 was poor.",
        "The Bank of the United States' fiscal 2019 was poor.",
        "The Reserve Bank of India's fiscal year 2018-19 was poor.",
        "Nissan Motor Co. of Japan fiscal 2019 was poor.",
        "Tata Motors Ltd. India's fiscal 2019 was poor.",
        "Toyota Motor North America's fiscal 2019 was poor.",
        "The Latin American fiscal 2019 was poor.",
        "The former East German fiscal 1985 was poor.",
        "Northern India's fiscal 2019 was poor.",
        "North Korea's fiscal 2019 was poor.",
        "Walmart U.S. fiscal 2019 was poor.",
        "Walmart's U.S. fiscal 2019 was poor.",
        "Its U.S. fiscal 2019 was poor.",
        "Siemens Germany's FY2019 was poor.",
        "Deutsche Bank UK FY2018-19 was poor.",
        "Air France fiscal 2019 was poor.",
        "Air\u00a0France fiscal 2019 was poor.",
        "Nestle India's fiscal 2019 was poor.",
        "Air India's last fiscal year was poor.",
        "The Bank of Japan's next fiscal year will be poor.",
        "Sales in the U.S. this fiscal year are poor.",
        "In the U.S. the third quarter of fiscal 2019 was poor.",
    ],
)
def test_a_name_that_ends_with_a_country_has_none(body: str) -> None:
    """A firm, a bank, a region: its year is its own, and keeps its mark."""
    (timex,) = find_dates(article(body, "2021-06-16"))
    assert timex.value.startswith("FY")
    assert (timex.begin, timex.end_day, timex.edtf) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        "The U.S. government's fiscal 1976 was poor.",
        "Indonesia's fiscal 2000 was poor.",
        "New Zealand's fiscal 1989 was poor.",
        "Saudi Arabia's fiscal 2016 was poor.",
        "Britain's financial year 1975-76 was poor.",
    ],
)
def test_before_the_rule_is_known_there_are_no_days(body: str) -> None:
    """Governments changed their years; what the older ones were is not guessed."""
    (timex,) = find_dates(article(body, "2021-06-16"))
    assert timex.value.startswith("FY")
    assert timex.begin is None


def test_the_day_of_publication_lies_in_a_known_year_or_counts_for_nothing() -> None:
    """In November 1976 the current year is the first of the new kind; a year before, which it is depends on the old kind."""
    body = "The U.S. government's current fiscal year is poor."
    assert [t.value for day in ("1976-11-01", "1975-11-01") for t in find_dates(article(body, day))] == ["FY1977", "FYXXXX"]
