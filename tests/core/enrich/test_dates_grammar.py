"""The grammar as such: bounded, complete, honest about what may begin a match."""

from __future__ import annotations

import re
import sys

import pytest

from streams.core.enrich.dates import find_dates
from streams.core.enrich.dates_cues import FUTURE, OPEN, PAST, direction
from streams.core.enrich.dates_grammar import RULES
from streams.core.enrich.dates_tokens import scan
from streams.core.enrich.dating._words import Reading

from .dated_articles import article

ALL_RULES = sorted({rule.name: rule for rules in RULES.values() for rule in rules}.items())


@pytest.mark.parametrize(("name", "rule"), ALL_RULES)
def test_no_rule_looks_at_unbounded_text(name: str, rule: object) -> None:
    """A pattern without `*` and `+` sees a fixed number of words: work grows with the text and not faster."""
    pattern = rule.pattern.pattern  # type: ignore[attr-defined]
    assert not re.search(r"[*+]|\{\d*,\}", pattern), name


def test_words_grow_with_the_text() -> None:
    """Twice the text is twice the words, however odd."""
    for odd in ("1" * 50 + " ", "1,.1,. ", "'98's ", "last last the of ", "((((-", "٣٤ "):
        assert len(scan(odd * 200).letters) <= 2 * len(scan(odd * 100).letters) + 2


def calls(body: str) -> int:
    """How many functions are called to read a text: work that no clock has to measure."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    subject = article(body)
    sys.setprofile(counted)
    try:
        found = find_dates(subject)
        reading = Reading.of(subject)
        clues = [*reading.bounds(), *reading.tests()]
    finally:
        sys.setprofile(None)
    assert len(clues) <= 4 * len(found)
    return count


@pytest.mark.parametrize(
    "odd",
    [
        "last ", "last last last the of ", " 7 ", "7 ", "March 5 ", "the end of the ", "on Monday will ", "1.", "1,", "'98 ", "((((-", "Dec. ", "2 1/2 ",
        "two hundred ", "expected to last several days on December 31. ", "second-day Wednesday ", "year-earlier quarter ", "at least a few ", "\n", "x",
        "in 2019 it fell. ", "fiscal 2019, ", "2019-20, ", "third quarter of Japan's ", "third quarter of Japan's fiscal ", "\u202e\u200b🙂 ",
    ],
)  # fmt: skip
def test_twice_the_text_is_at_most_twice_the_work(odd: str) -> None:
    """A hundred thousand numbers, a line without end: the work for dates and for dating grows with the text and no faster."""
    assert calls(odd * 600) <= 2.1 * calls(odd * 300) + 100


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("The council met on X", PAST),
        ("The council will meet on X", FUTURE),
        ("The council is to meet on X", FUTURE),
        ("The council is expected to meet on X", FUTURE),
        ("On X the council voted", PAST),
        ("On X the council will vote", FUTURE),
        ("It said it will close on X", FUTURE),
        ("Both agreed to meet on X", FUTURE),
        ("It must be closed by X", FUTURE),
        ("It had closed by X", PAST),
        ("The deal to be signed on X", OPEN),
        ("It could be sold on X", FUTURE),
        ("He left. The vote on X", OPEN),
    ],
)
def test_nearest_cue_gives_the_direction(text: str, way: int) -> None:
    """Tense and cue words beside an expression say whether it is over or to come."""
    tokens = scan(text)
    at = tokens.lows.index("x")
    assert direction(tokens, at, at + 1) == way


@pytest.mark.parametrize(
    ("body", "surfaces"),
    [
        ("It ran from March to May 2011.", [("March", "2011-03"), ("May 2011", "2011-05")]),
        ("It ran from November to February 2011.", [("November", "2010-11"), ("February 2011", "2011-02")]),
        ("He came on 5 May 2011 and left two days later.", [("5 May 2011", "2011-05-05"), ("two days later", "2011-05-07")]),
        ("He came on 5 May 2011 and left the next day.", [("5 May 2011", "2011-05-05"), ("the next day", "2011-05-06")]),
        ("It fell in June 2011; that year was dry.", [("June 2011", "2011-06"), ("that year", "2011")]),
        ("The 2007-08 season was long.", [("2007", "2007"), ("08", "2008")]),
        ("It closed in early May 2011.", [("early May 2011", "2011-05")]),
        ("They met on the night of 5 May 2011.", [("the night of 5 May 2011", "2011-05-05TNI")]),
        ("The last week of May 2011 was calm.", [("The last week of May 2011", "2011-05")]),
        ("It opens on Christmas Day 2011.", [("Christmas Day 2011", "2011-12-25")]),
        ("Herod died in 4 BC.", [("4 BC", "BC0004")]),
    ],
)
def test_what_the_text_told_before_counts(body: str, surfaces: list[tuple[str, str]]) -> None:
    """Expressions lean on those before and beside them without any day of publication."""
    assert [(timex.surface, timex.value) for timex in find_dates(article(body))] == surfaces


def test_history_keeps_its_years() -> None:
    """In a text that tells of other years, a month belongs to the year last named and not to the day of publication."""
    body = (
        "The war began in 1812. In 1813 the north rose. In 1814 it fell. In 1815 it rose again. By 1816 all was lost. "
        "The 1817 truce held. In 1818 it broke. In 1820 a fleet came; in March it burned the port."
    )
    assert find_dates(article(body, "2021-06-16"))[-1].value == "1820-03"


def test_edges_carry_a_mod() -> None:
    """`early` and `the end of` are kept as TIMEX3 mods."""
    assert [timex.mod for timex in find_dates(article("From early 2011 to the end of 2012."))] == ["START", "END"]


def test_obituary_is_a_report() -> None:
    """Eight past years do not make a history of a text that speaks of weekdays: its months belong to the day of publication."""
    body = (
        "Jan Holm died on Monday. Born in 1930, he studied in 1950, sailed in 1952, wrote in 1960, won in 1961, taught in 1970, "
        "retired in 1990 and moved in 1995. Friends said on Tuesday that he fell ill in March."
    )
    assert find_dates(article(body, "2021-06-16"))[-1].value == "2021-03"
