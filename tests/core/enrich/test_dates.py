"""Time expressions: what is found, what it means, and what must not be read as one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import MapRun, Sentence
from streams.core.enrich.dates import find_dates

from .dated_articles import article

WEDNESDAY = "2021-06-16"
"""The day of publication in most of these cases: a Wednesday in ISO week 24."""


def values(body: str, day: str | None = WEDNESDAY) -> list[tuple[str, str]]:
    return [(timex.surface, timex.value) for timex in find_dates(article(body, day))]


@pytest.mark.parametrize(
    ("body", "surface", "value"),
    [
        ("The dam opened on 3 March 2019.", "3 March 2019", "2019-03-03"),
        ("The dam opened on March 3, 2019.", "March 3, 2019", "2019-03-03"),
        ("The dam opened on Mar. 3, 2019.", "Mar. 3, 2019", "2019-03-03"),
        ("The dam opened on 2019-03-03.", "2019-03-03", "2019-03-03"),
        ("The dam opened on the 3rd of March, 2019.", "the 3rd of March, 2019", "2019-03-03"),
        ("The dam opened on Sunday, March 3, 2019.", "Sunday, March 3, 2019", "2019-03-03"),
        ("The dam opened on 31/12/2018.", "31/12/2018", "2018-12-31"),
        ("The dam opened on 12/31/2018.", "12/31/2018", "2018-12-31"),
        ("The dam opened in March 2019.", "March 2019", "2019-03"),
        ("The dam opened in 2019.", "2019", "2019"),
        ("The dam opened on 3.12.2018.", "3.12.2018", "2018-12-03"),
        ("The dam opened on 2018/12/31.", "2018/12/31", "2018-12-31"),
        ("The dam opened on the second Tuesday in May 2018.", "the second Tuesday in May 2018", "2018-05-08"),
        ("The dam was planned in the 1970s.", "the 1970s", "197"),
        ("The dam was planned in the 19th century.", "the 19th century", "18"),
        ("Output fell in the third quarter of 2018.", "the third quarter of 2018", "2018-Q3"),
        ("Output fell in the spring of 2018.", "the spring of 2018", "2018-SP"),
    ],
)
@pytest.mark.parametrize("day", [WEDNESDAY, None])
def test_absolute_dates_need_no_anchor(body: str, surface: str, value: str, day: str | None) -> None:
    """A date written out means the same with and without a day of publication."""
    assert values(body, day) == [(surface, value)]


@pytest.mark.parametrize(
    ("body", "surface", "value", "without"),
    [
        ("Lena Orlova resigned on Monday.", "Monday", "2021-06-14", "XXXX-WXX-1"),
        ("Lena Orlova resigned on Wednesday.", "Wednesday", "2021-06-16", "XXXX-WXX-3"),
        ("Lena Orlova will resign on Friday.", "Friday", "2021-06-18", "XXXX-WXX-5"),
        ("The vote is due next Tuesday.", "next Tuesday", "2021-06-22", "XXXX-WXX-2"),
        ("The mine closed last Friday.", "last Friday", "2021-06-11", "XXXX-WXX-5"),
        ("The mine closed on April 9.", "April 9", "2021-04-09", "XXXX-04-09"),
        ("The mine closed on August 9.", "August 9", "2020-08-09", "XXXX-08-09"),
        ("The mine will close on August 9.", "August 9", "2021-08-09", "XXXX-08-09"),
        ("The mine closed in February.", "February", "2021-02", "XXXX-02"),
        ("Chile votes in October next year.", "October next year", "2022-10", "XXXX-10"),
        ("Chile voted last year.", "last year", "2020", "XXXX"),
        ("Chile voted last week.", "last week", "2021-W23", "XXXX-WXX"),
        ("It rained over the weekend.", "the weekend", "2021-W23-WE", "XXXX-WXX-WE"),
        ("It rained earlier in the week.", "earlier in the week", "2021-W24", "XXXX-WXX"),
        ("Chile votes next month.", "next month", "2021-07", "XXXX-XX"),
        ("Chile voted yesterday.", "Yesterday".lower(), "2021-06-15", "XXXX-XX-XX"),
        ("Chile voted three weeks ago.", "three weeks ago", "2021-W21", "XXXX-WXX"),
        ("Chile voted two decades ago.", "two decades ago", "2001", "XXXX"),
        ("Sales rose in the last quarter.", "the last quarter", "2021-Q1", "XXXX-QX"),
    ],
)
def test_relative_dates_lean_on_the_anchor(body: str, surface: str, value: str, without: str) -> None:
    """With a day of publication a relative date is resolved; without one it stays open and says so."""
    assert values(body) == [(surface, value)]
    (open_one,) = find_dates(article(body))
    assert (open_one.value, open_one.anchor, open_one.begin, open_one.end_day) == (without, "none", None, None)


@pytest.mark.parametrize(
    ("body", "surface", "kind", "value"),
    [
        ("The siege took several days.", "several days", "DURATION", "PXD"),
        ("The siege took three weeks.", "three weeks", "DURATION", "P3W"),
        ("It is a 12-hour flight.", "12-hour", "DURATION", "PT12H"),
        ("It took two and a half years.", "two and a half years", "DURATION", "P2.5Y"),
        ("It plans talks over the next six months.", "the next six months", "DURATION", "P6M"),
        ("Markets open every Monday.", "every Monday", "SET", "XXXX-WXX-1"),
        ("The bulletin is printed daily.", "daily", "SET", "P1D"),
        ("They build 15 a year.", "a year", "SET", "P1Y"),
        ("The siren sounds at 6:40 p.m.", "6:40 p.m.", "TIME", "XXXX-XX-XXT18:40"),
    ],
)
def test_durations_sets_and_times(body: str, surface: str, kind: str, value: str) -> None:
    """Lengths, repeats and clock times have their own types."""
    assert [(t.surface, t.type, t.value) for t in find_dates(article(body))] == [(surface, kind, value)]


@pytest.mark.parametrize(
    "body",
    [
        "The union may strike and the troops march.",
        "The second-day session was long.",
        "The strike could last several.",
        "They marched in Room 2010.",
        "Ministers said they may act, and August Wilson wrote.",
        "We met 2000 people.",
        "The ship weighs 1950 tonnes.",
        "The talks are expected to last.",
        "The fall of the house surprised them, and water from the spring was cold.",
        "Theresa May spoke.",
        "It cost $1999.",
        "Winds reached 180 km per hour, or 110 miles an hour.",
        "The Daily Herald reported it.",
    ],
)
def test_what_is_no_time_expression(body: str) -> None:
    """Verbs, names and amounts that look like dates are left alone."""
    assert values(body) == []


@pytest.mark.parametrize(
    ("body", "surface", "value"),
    [
        ("A recount could be held as soon as July 18.", "July 18", "2021-07-18"),
        ("The union said pilots could be called out as early as October 2.", "October 2", "2021-10-02"),
        ("The minister said a ban may follow on October 2.", "October 2", "2021-10-02"),
        ("The fine must be paid on September 9, the court ruled.", "September 9", "2021-09-09"),
        ("The vote could have been held on October 2.", "October 2", "2020-10-02"),
        ("Neighbours said they could hear shots on Monday.", "Monday", "2021-06-14"),
        ("The governor declared a curfew from Friday.", "Friday", "2021-06-18"),
        ("The bank announced new fees starting Monday.", "Monday", "2021-06-21"),
        ("He walked from Friday and slept little.", "Friday", "2021-06-11"),
    ],
)
def test_what_may_come_is_to_come(body: str, surface: str, value: str) -> None:
    """A modal, `as soon as` and what is decreed from a day point ahead; what could have been does not."""
    assert values(body) == [(surface, value)]


@pytest.mark.parametrize(
    ("body", "surface", "value", "without"),
    [
        ("The ferry sank the day before yesterday.", "the day before yesterday", "2021-06-14", "XXXX-XX-XX"),
        ("The ferry sails the day after tomorrow.", "the day after tomorrow", "2021-06-18", "XXXX-XX-XX"),
        ("They met the Thursday before last.", "the Thursday before last", "2021-06-03", "XXXX-WXX-4"),
        ("They meet the Monday after next.", "the Monday after next", "2021-06-28", "XXXX-WXX-1"),
        ("Sales fell the year before last.", "the year before last", "2019", "XXXX"),
        ("Sales fell the week before last.", "the week before last", "2021-W22", "XXXX-WXX"),
        ("Sales fell the November before last.", "the November before last", "2019-11", "XXXX-11"),
        ("It burned the night before last.", "the night before last", "2021-06-14TNI", "XXXX-XX-XXTNI"),
        ("They will meet a week from Tuesday.", "a week from Tuesday", "2021-06-29", "XXXX-XX-XX"),
        ("They will meet two weeks from today.", "two weeks from today", "2021-06-30", "XXXX-XX-XX"),
    ],
)
def test_two_steps_are_counted(body: str, surface: str, value: str, without: str) -> None:
    """`before last`, `after next` and `a week from` are one expression and go both steps."""
    assert values(body) == [(surface, value)]
    assert values(body, None) == [(surface, without)]


def test_how_long_from_a_day_is_two_expressions() -> None:
    """`for two weeks from Monday` says how long and since when."""
    assert [surface for surface, _ in values("The lock is shut for two weeks from Monday.")] == ["two weeks", "Monday"]


def test_day_and_month_that_could_be_swapped_stay_open() -> None:
    """`03/04/2021` says only the year, however near one of the two days is; EDTF names both."""
    (timex,) = find_dates(article("Signed on 03/04/2021.", "2021-04-03"))
    assert (timex.value, timex.begin, timex.edtf) == ("2021-XX-XX", None, "[2021-03-04,2021-04-03]")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It lasts from Friday to Sunday.", ["2021-06-11", "2021-06-13"]),
        ("It ran from 5 to 7 May.", ["2021-05-05", "2021-05-07"]),
        ("It ran May 5-7.", ["2021-05-05", "2021-05-07"]),
        ("It will run between September and January.", ["2021-09", "2022-01"]),
        ("It opens at 5pm on Monday.", ["2021-06-14T17:00", "2021-06-14"]),
        ("It opened on Tuesday, 9 June.", ["2020-06-09"]),
    ],
)
def test_neighbours_help_each_other(body: str, expected: list[str]) -> None:
    """The end of a range follows its beginning, a time takes the weekday beside it, a weekday picks the year."""
    assert [value for _, value in values(body)] == expected


def test_an_amount_in_a_range_stays_open() -> None:
    """`10-12 days` is neither ten nor twelve nor twenty-two."""
    assert values("It takes 10-12 days, or twenty-two weeks, or two hundred years.") == [
        ("10-12 days", "PXD"),
        ("twenty-two weeks", "P22W"),
        ("two hundred years", "P200Y"),
    ]


def test_another_language_gives_only_iso_dates() -> None:
    """What is not English is not read as English."""
    body = "Am Monday 3 March 2019 und am 2019-03-03 in august."
    assert [t.surface for t in find_dates(article(body, WEDNESDAY, language="de"))] == ["2019-03-03"]


@pytest.mark.parametrize(
    ("body", "day", "value"),
    [
        ("They met on February 29.", "2010-01-01", "2008-02-29"),
        ("They met on Monday, February 29.", "2010-01-01", "2008-02-29"),
        ("They will meet on 29 February.", "2010-01-01", "2012-02-29"),
        ("They met on February 29.", "1901-06-01", "1896-02-29"),
        ("They met on February 29.", "0001-01-01", "0004-02-29"),
        ("They will meet on February 29.", "9999-12-31", "9996-02-29"),
    ],
)
def test_a_leap_day_is_sought_beyond_the_next_year(body: str, day: str, value: str) -> None:
    """The nearest on the side that the sentence points to; the only one where the calendar ends."""
    assert [found[1] for found in values(body, day)] == [value]


def test_week_covers_monday_to_sunday() -> None:
    """Begin and end are inclusive days, and EDTF names a week by them."""
    (timex,) = find_dates(article("The ferry sank last week.", WEDNESDAY))
    assert (timex.begin, timex.end_day, timex.edtf) == ("2021-06-07", "2021-06-13", "2021-06-07/2021-06-13")


def test_raw_offsets_follow_the_map() -> None:
    """A clean span is found again in the text as it was given."""
    (timex,) = find_dates(article("Shut on Monday.", WEDNESDAY, raw_map=(MapRun(0, 40, 4), MapRun(4, 50, 11))))
    assert (timex.raw_start, timex.raw_end) == (54, 60)


def test_each_expression_knows_its_sentence() -> None:
    """`sentence` is the index of the sentence it begins in."""
    body = "It opened on Monday. It shut on Friday."
    found = find_dates(article(body, WEDNESDAY, sentences=(Sentence(0, 20, 0), Sentence(21, 39, 0))))
    assert [timex.sentence for timex in found] == [0, 1]


@given(
    st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    st.dates(date(1950, 1, 1), date(2080, 1, 1)),
    st.sampled_from(["The bridge fell on {}.", "The bridge will open on {}.", "{}"]),
)
def test_weekday_lies_within_a_week(weekday: str, day: date, frame: str) -> None:
    """Whatever the cue, a weekday is resolved to that weekday, at most seven days away."""
    (timex,) = find_dates(article(frame.format(weekday), day.isoformat()))
    found = date.fromisoformat(timex.value)
    assert found.strftime("%A") == weekday
    assert abs(found - day) <= timedelta(days=7)


WORDS = (
    "in on the of last next this week year month day days years ago later May March 5 31 2019 1850 1990s , - . ( quarter first third "
    "second several three half a and early end Monday January yesterday now every per fiscal 10:30 p.m. GMT century '98 99 BC \n"
)
PIECES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=30)


@given(PIECES.map(" ".join) | st.text(max_size=200), st.none() | st.dates())
def test_any_text_gives_sound_expressions(body: str, day: date | None) -> None:
    """Nothing raises; spans do not overlap and slice to their surface; begin is never after end; twice the same is the same."""
    subject = article(body, day.isoformat() if day else None)
    found = find_dates(subject)
    assert found == find_dates(subject)
    assert all(body[t.start : t.end] == t.surface for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(t.begin is None or (t.end_day is not None and t.begin <= t.end_day) for t in found)
    assert all(0 < t.confidence <= 1 for t in found)
