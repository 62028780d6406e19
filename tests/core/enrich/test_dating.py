"""An article without a date: what its words prove of the day it was published, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Anchor, Article, Dateline, EnrichedArticle, Paragraph
from streams.core.enrich import Tools, enrich
from streams.core.enrich.actors import find_actors
from streams.core.enrich.dates import find_dates
from streams.core.enrich.dating import infer_anchor
from streams.core.ledger import accepted
from streams.core.lexicon import Lexicon
from streams.core.mentions import actor_mentions
from streams.core.sentences import split_sentences
from streams.vocabulary import load_vocabulary

from .dated_articles import article

LEXICON = Lexicon.from_rows(
    [
        {"id": "cty:USA", "name": "United States", "type": "country", "country": "USA", "aliases": ["US"], "demonyms": ["American"]},
        {
            "id": "per:ada-quist",
            "name": "Ada Quist",
            "type": "person",
            "family_name": "Quist",
            "roles": [{"title": "President", "start": "2009-03", "end": "2013-02-10"}],
        },
    ]
)

CONGRESS = (
    "Harbour workers will vote on pay, their union announced on Monday. The union set targets for 2016 at a congress. "
    "It is a year before the US presidential election of next year. Sunday's third-day debate was long. "
    "The congress is expected to run for several days and will end on May 20. It followed a strike on April 14, when two ports were shut. "
    "Since the April strike the docks have been calm. Wages fell in 2013."
)


def story(body: str, received: str = "2026-01-01", dateline: Dateline | None = None) -> Article:
    sentences = split_sentences(body, (Paragraph(0, len(body), 1),))
    return replace(article(body, received=received, sentences=sentences), dateline=dateline)


def inferred(body: str, received: str = "2026-01-01", dateline: Dateline | None = None) -> Anchor | None:
    one = story(body, received, dateline)
    return infer_anchor(one, find_actors(one, LEXICON, find_dates(one)).mentions, LEXICON)


def said(anchor: Anchor | None) -> tuple[str | None, str | None, str | None] | None:
    return (anchor.begin, anchor.end_day, anchor.day) if anchor else None


def test_clues_of_many_kinds_give_interval_best_day_and_proof() -> None:
    """Election and plan give the year, a past and a coming day the month, the lead the weekday, the congress the week."""
    anchor = inferred(CONGRESS)
    assert anchor is not None
    assert said(anchor) == ("2015-05-04", "2015-05-18", "2015-05-18")
    assert anchor.source == "inferred"
    assert 0.8 <= anchor.confidence < 0.9
    assert {CONGRESS[p.start : p.end] for p in anchor.proof} >= {"2016", "May 20", "Monday", "several days"}
    assert all(p.says for p in anchor.proof)


@pytest.mark.parametrize(
    ("body", "received", "expected"),
    [
        ("The dam broke on 3 March 2019.", "2019-03-10", ("2019-03-03", "2019-03-12", None)),
        ("The dam broke in March 2019.", "2019-05-20", ("2019-03-01", "2019-05-22", None)),
        ("The dam broke in 2018. A new one will be built in 2019.", "2026-01-01", None),
        ("The dam broke on 3 March 2019. It will open again in June 2019.", "2026-01-01", ("2019-03-03", "2019-06-30", None)),
        ("The dam broke on 3 March 2019. Works are scheduled for 9 March 2019.", "2026-01-01", ("2019-03-03", "2019-03-09", None)),
        ("The dam broke on 3 March 2019, the mayor said on Tuesday.", "2019-03-07", ("2019-03-05", "2019-03-09", "2019-03-05")),
        ("The dam broke on 3 March 2019. Floods came on 2 May.", "2019-06-01", ("2019-05-02", "2019-06-03", None)),
        ("The dam broke on 3 March 2019. Floods came in April.", "2019-04-28", ("2019-03-03", "2019-03-31", None)),
        ("President Ada Quist said it was dry. The lake fell on Monday, 9 July.", "2026-01-01", ("2012-07-09", "2013-01-05", None)),
        ("Former President Ada Quist spoke. The lake fell in 2013.", "2013-06-30", ("2013-02-10", "2013-07-02", None)),
    ],
)
def test_each_kind_of_clue(body: str, received: str, expected: tuple[str, str, str | None] | None) -> None:
    """What is past lies before the day, what is to come after it; the time of receipt is the latest that it can be."""
    assert said(inferred(body, received)) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The dam broke on Monday.",
        "The dam broke on 3 March.",
        "The dam was built in 1998.",
        "The dam may break by 2031.",
        "The dam broke on 3 March 2019. It will open in May 2017.",
        "The dam was to open in 2025, and it would have cost less in 2018.",
        "Quist wrote that the dam broke in 1890. In 1891 it will break, she wrote.",
        "",
    ],
)
def test_too_little_or_a_contradiction_is_nothing(body: str) -> None:
    """A year that stays open, and clues that exclude each other, give no anchor at all."""
    assert inferred(body) is None


def test_dateline_without_a_year_and_a_weekday_give_the_year() -> None:
    """`ROME, Dec. 28` and a fitting year in the text are a day."""
    line = Dateline("ROME, Dec. 28 (AGI)", "Rome", "AGI", 12, 28)
    anchor = inferred("The lake rose in 2019, the mayor said on Saturday. It will be measured in 2020.", "2026-01-01", line)
    assert said(anchor) == ("2019-12-28", "2019-12-29", "2019-12-28")


def test_receipt_is_no_evidence() -> None:
    """Without a word about time the day of receipt dates nothing; a receipt of 1970 knows nothing."""
    assert inferred("The lake rose.", "2019-12-28") is None
    assert inferred("The lake rose in 2019.", "1970-01-01") is None


def test_a_given_day_is_never_overruled() -> None:
    """An article that has a day keeps it, whatever its text says."""
    one = replace(story(CONGRESS), anchor=Anchor("1999-01-01", "given", "day", 1.0))
    assert infer_anchor(one, (), LEXICON) is None


def test_other_languages_are_not_guessed_at() -> None:
    """English only."""
    assert infer_anchor(replace(story(CONGRESS), language=article("", language="de").language), (), LEXICON) is None


def test_only_what_the_interval_decides_is_resolved() -> None:
    """The year is known, so months have theirs; which Monday it was is not, so `Monday` and `last week` stay open. All bear the mark."""
    body = CONGRESS + " Sales fell last week, and rose last year. A ballot is due in October."
    anchor = inferred(body)
    assert anchor is not None
    found = {t.surface: t for t in find_dates(replace(story(body), anchor=anchor))}
    assert found["October"].value == "2015-10"
    assert found["April 14"].value == "2015-04-14"
    assert found["last year"].value == "2014"
    assert {found[name].anchor for name in ("October", "April 14", "last year")} == {"inferred"}
    assert (found["Monday"].value, found["last week"].value) == ("XXXX-WXX-1", "XXXX-WXX")
    assert {found[name].anchor for name in ("Monday", "last week", "2013")} == {"none"}
    assert found["October"].confidence <= anchor.confidence


@given(st.dates(date(1990, 1, 1), date(2025, 12, 1)), st.integers(0, 400), st.sampled_from(["opened", "will open"]))
def test_the_truth_lies_within_the_interval(day: date, away: int, verb: str) -> None:
    """Whatever day an article of that day tells as past or to come, the interval holds the day."""
    other = date.fromordinal(day.toordinal() + (away if verb == "will open" else -away))
    body = f"The bridge {verb} on {other.day} {other:%B} {other.year}. Tolls rose on {day.day} {day:%B} {day.year}."
    anchor = inferred(body, day.isoformat())
    assert anchor is not None
    assert anchor.begin is not None
    assert anchor.end_day is not None
    assert anchor.begin <= day.isoformat() <= anchor.end_day


def test_an_inferred_day_counts_in_its_month_and_an_interval_alone_in_none() -> None:
    """The month of the best day is proved; where no day stands out the article counts as undated. Both say so in a notice."""
    tools = Tools(LEXICON, load_vocabulary())
    for body, received, day in ((CONGRESS, "2026-01-01", "2015-05-18"), ("President Ada Quist spoke in 2010.", "2010-09-09", None)):
        read = enrich(story(body, received), tools, max_mentions=500)
        assert isinstance(read, EnrichedArticle)
        assert {m.day for m in actor_mentions(read).values()} == {day}
        assert {m.anchor_source for m in actor_mentions(read).values()} == {"inferred"}
        assert "date_inferred" in [notice.code for notice in read.reading.notices]
        assert accepted(0, read.article, 1, {}).month == (day or "")[:7]


def test_a_list_of_dates_costs_no_more_than_its_length() -> None:
    """Ten times the clues are ten times the proofs looked for at most: what is tested on each day is bounded."""
    many = "".join(f"It rose on {n % 28 + 1} May. " for n in range(3_000))
    anchor = inferred(f"It opened on 1 June 2019. {many}", "2019-07-01")
    assert anchor is None or len(anchor.proof) <= 12
