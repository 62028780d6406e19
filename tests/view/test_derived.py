"""What triggers keep beside the rows is what counting the rows would give, whatever was read in whatever order."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.article import Anchor, Article, Reading, Rejection, Timex
from streams.core.mentions import actor_mentions
from streams.view import derived

from .builders import Feed, a_reading, a_row, a_store, an_article, newer, withdrawn

COUNTED = {
    "SELECT actor_id, coalesce(day, ''), count(*), sum(named), sum(nominal), sum(pronoun), sum(as_source), sum(as_source > 0)"
    " FROM mentions WHERE gone = 0 GROUP BY 1, 2": "SELECT * FROM actor_days",
    "SELECT code, coalesce(day, ''), count(*) FROM article_tags GROUP BY 1, 2": "SELECT * FROM tag_days",
    "SELECT first_day, count(*) FROM article_dates WHERE first_day = last_day GROUP BY 1": "SELECT * FROM date_days",
    "SELECT 'articles', pub_status, count(*) FROM articles GROUP BY 2 UNION ALL SELECT 'actors', '', count(*) FROM actors HAVING count(*)"
    " UNION ALL SELECT 'letters', severity, count(*) FROM deadletters GROUP BY 2": "SELECT * FROM totals WHERE n <> 0",
}


def state(feed: Feed) -> list[list[Any]]:
    with sqlite3.connect(feed.store.path) as db:
        out = [sorted(db.execute(kept).fetchall()) for kept in COUNTED.values()]
        assert [sorted(db.execute(counted).fetchall()) for counted in COUNTED] == out
    db.close()
    return out


STEPS = st.lists(st.tuples(st.sampled_from(["whole", "newer", "undated", "withdraw", "erase", "row", "gone row", "letter", "trim"]), st.sampled_from("123")), max_size=12)  # fmt: skip


@given(STEPS)
@settings(max_examples=40)
def test_sums_are_the_rows_added_up(steps: list[tuple[str, str]]) -> None:
    """Property: after any mix of versions, corrections, withdrawals, erasures, rows, letters and trims each kept sum is the sum of its rows."""
    with TemporaryDirectory() as folder:
        feed = Feed(a_store(Path(folder)))
        for step, name in steps:
            _take(feed, step, an_article(name))
        state(feed)
        feed.store.close()


def _take(feed: Feed, step: str, article: Article) -> None:
    match step:
        case "whole":
            feed.whole(a_reading(article))
        case "newer":
            feed.whole(a_reading(newer(article, "Estonia waited on Tuesday for the sea cable.")))
        case "undated":
            feed.whole(a_reading(replace(article, anchor=Anchor()), generation=2))
        case "withdraw":
            feed.article(withdrawn(article))
        case "erase":
            feed.erase(article.article_id)
        case "row":
            feed.actor(a_row("cty:EST", f"Estonia {feed.next}"))
        case "gone row":
            feed.send("actors", "cty:EST", None)
        case "letter":
            feed.letter(Rejection("read", "bad_json", "No."), b"{", feed.next)
        case _:
            feed.store.trim({("news.enriched", 0): feed.next, ("news.deadletter", 0): feed.next})


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_newest_reading_gives_tags_and_dates(tmp_path: Path, order: tuple[int, int]) -> None:
    """An older version that comes late changes nothing: the correction names no cable any more."""
    feed = Feed(a_store(tmp_path))
    both = [a_reading(an_article()), a_reading(newer(an_article(), "Estonia waits."))]
    for n in order:
        feed.version(both[n])
    assert state(feed)[1:3] == [[], []]
    feed.store.close()


def test_a_date_is_one_row_per_article(tmp_path: Path) -> None:
    """A day that three sentences name is one row with their numbers, at the place of the first."""
    article = an_article(body="On Tuesday rain.\nOn Tuesday sun.")
    (first,) = a_reading(article).reading.timexes
    second = replace(first, start=20, end=27, sentence=1)
    (row,) = derived.dates(article, Reading(1, "e", "r", timexes=(second, first)))
    assert row == ("2026-03-10", "2026-03-10", "Tuesday", "given", "[0,1]", 0, 16)


@pytest.mark.parametrize(
    ("begin", "end"),
    [(None, None), ("2026-13-01", "2026-13-02"), ("2026-03-11", "2026-03-10"), ("1900-01-01", "1999-12-31"), ("-044-03-15", "-044-03-15"), ("2026-03", "2026-03")],
)  # fmt: skip
def test_what_is_no_span_of_days_has_no_row(begin: str | None, end: str | None) -> None:
    """Open dates, days that no calendar has, spans that run backwards, centuries: none of them is said of a day."""
    timex = Timex("then", "DATE", "x", 0, 4, 0, 4, 0, "rule", 1.0, "none", None, begin, end)
    assert derived.dates(an_article(), Reading(1, "e", "r", timexes=(timex,))) == []


def test_mentions_and_their_days_agree_for_whoever_loses_the_day(tmp_path: Path) -> None:
    """An article whose day is taken back is counted as undated from then on."""
    feed = Feed(a_store(tmp_path))
    feed.whole(a_reading(an_article()))
    for mention in actor_mentions(a_reading(replace(an_article(), anchor=Anchor()), generation=2)).values():
        feed.mention(mention)
    assert {row[1] for row in state(feed)[0]} == {""}
    feed.store.close()
