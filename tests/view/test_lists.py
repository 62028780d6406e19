"""Search, filters and pages over what the store holds."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Headline, Rejection, Source
from streams.core.mentions import actor_mentions
from streams.view import actor, details, letters, lists, search
from streams.view.database import Database, TooSlowError
from streams.view.search import Wanted

from .builders import Feed, a_reading, a_row, a_store, an_article


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    feed = Feed(a_store(tmp_path_factory.mktemp("lists")))
    feed.whole(a_reading(an_article("1")))
    feed.whole(
        a_reading(
            an_article("2", "Nothing of that in Zürich.", headline=Headline('100% O\'Brien "quoted"', "given", 1.0), source=Source("other"))
        )
    )
    feed.actor(a_row("per:~Lena_Orlova", "Lena Orlová", 3))
    feed.actor(a_row("cty:EST", "Estonia", 5, "country"))
    for n in range(120):
        feed.actor(a_row(f"per:~P{n:03}", f"Person {n:03}", 0))
    feed.letter(Rejection("read", "bad_json", "The value is not JSON."), b"{", 5)
    feed.letter(Rejection("enrich", "repeat", "Seen before.", "info", an_article("1").article_id), b"{}", 6)
    yield feed
    feed.store.close()


@pytest.fixture
def ask(feed: Feed) -> Iterator[Callable[..., Any]]:
    database = Database(feed.store.path)

    def run(query: Callable[..., Any], *args: Any) -> Any:
        return asyncio.run(database.run(lambda db: query(db, *args)))

    yield run
    database.close()


@pytest.mark.parametrize(
    ("q", "found"), [("cable", 1), ("CABLE mended", 1), ("cab", 1), ("cable nowhere", 0), ("zurich", 1), ("obrien", 0), ("o'brien", 1)]
)
def test_articles_are_found_by_words(ask: Callable[..., Any], q: str, found: int) -> None:
    """All words must occur, in headline or text, whatever their case and accents; the last may be a beginning."""
    assert ask(search.articles, Wanted(q), 1)["total"] == found


def test_hits_are_marked(ask: Callable[..., Any]) -> None:
    """An excerpt is cut at the words that were searched: every second piece is one."""
    (row,) = ask(search.articles, Wanted("talks grid"), 1)["rows"]
    assert row["hits"][1::2] == ["talks", "Grid"]
    assert "".join(row["hits"]).startswith("…") or "Estonian" in row["hits"][0]


@pytest.mark.parametrize(
    "q", ['"', "'", "*", "a AND", "NEAR(", "headline:x", "-cable", "(", "{}", "^a", "\0", "\ud800", "%", "''--", 'x" OR 1', "🙂"]
)
def test_search_syntax_is_only_text(ask: Callable[..., Any], q: str) -> None:
    """No input is an error in the search, and none is an operator."""
    words = " ".join(re.findall(r"\w+", q))
    assert ask(search.articles, Wanted(q), 1)["total"] == ask(search.articles, Wanted(words), 1)["total"]
    assert ask(lists.actors, q, "named", 1)["pages"] >= 1
    assert ask(letters.dead_letters, letters.Filter(q), 1)["total"] <= 2


@given(st.text(alphabet=st.characters(), max_size=300))
def test_a_query_is_always_quoted_words(text: str) -> None:
    """Whatever is typed, the search engine sees quoted words and nothing else."""
    query = lists.fts_query(text)
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        if query:
            db.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    db.close()


def test_filters_narrow(ask: Callable[..., Any]) -> None:
    """Status and source are exact, and combine with words."""
    assert ask(search.articles, Wanted(status="canceled"), 1)["total"] == 0
    assert ask(search.articles, Wanted(status="usable", source="other"), 1)["total"] == 1
    assert ask(search.articles, Wanted("cable", source="other"), 1)["total"] == 0


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("orlova", ["per:~Lena_Orlova"]),
        ("CTY:est", ["cty:EST"]),
        ("%", []),
        ("_", []),
        ('"', []),
        ("es", ["cty:EST"]),
        ("na_o", ["per:~Lena_Orlova"]),
        ("lena orlova", ["per:~Lena_Orlova"]),
    ],
)
def test_actors_are_found_by_name_or_id(ask: Callable[..., Any], q: str, ids: list[str]) -> None:
    """Part of a name or an id from three letters on, the beginning below, without case and accents; `%` and `_` stand for themselves."""
    assert [row["actor_id"] for row in ask(lists.actors, q, "named", 1)["rows"]] == ids


def test_pages_are_capped(ask: Callable[..., Any]) -> None:
    """122 actors are three pages of at most 50; a page beyond the last is the last."""
    data = ask(lists.actors, "", "named", 99)
    assert (data["total"], data["pages"], data["page_number"], len(data["rows"])) == (122, 3, 3, 22)
    assert [row["actor_id"] for row in ask(lists.actors, "", "nonsense", 1)["rows"]][:2] == ["cty:EST", "per:~Lena_Orlova"]


def test_an_actor_knows_its_sentences(ask: Callable[..., Any]) -> None:
    """The sentences that mention an actor come with the places inside the sentence."""
    data = ask(actor.actor, "per:~Lena_Orlova", 1)
    sentences = [s for a in data["articles"] for s in a["sentences"]]
    surfaces = [s["text"][span["start"] : span["end"]] for s in sentences for span in s["spans"]]
    assert surfaces == ["Lena Orlova", "Orlova", "She", "the minister"]


def test_an_actor_counts_texts_apart_from_articles(tmp_path: Path) -> None:
    """The same wire copy under three ids: three articles, one text; without a day it is undated, not today."""
    feed = Feed(a_store(tmp_path))
    for n in range(3):
        for mention in actor_mentions(a_reading(an_article(str(n)))).values():
            feed.mention(mention)
    database = Database(feed.store.path)
    data = asyncio.run(database.run(lambda db: actor.actor(db, "cty:EST", 1)))
    assert data
    assert (data["sums"]["articles"], data["sums"]["texts"], data["row"]) == (3, 1, None)
    database.close()
    feed.store.close()


def test_dead_letters_are_grouped_and_found(ask: Callable[..., Any]) -> None:
    """By code, stage, severity, words and place."""
    assert [(g["code"], g["n"]) for g in ask(letters.dead_letters, letters.Filter(), 1)["groups"]] == [("bad_json", 1), ("repeat", 1)]
    assert ask(letters.dead_letters, letters.Filter("news.raw/1/5"), 1)["total"] == 1
    assert ask(letters.dead_letters, letters.Filter(severity="info"), 1)["total"] == 1


def test_a_slow_query_is_stopped(feed: Feed) -> None:
    """A query that would never end is ended at its deadline, and the connection goes on working."""
    database = Database(feed.store.path, seconds=0.05)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlowError):
        asyncio.run(database.run(lambda db: db.execute(endless).fetchone()))
    assert asyncio.run(database.run(lambda db: db.execute("SELECT 1").fetchone()[0])) == 1
    database.close()


def test_pages_cannot_write(feed: Feed) -> None:
    """The connection of the pages is read-only."""
    database = Database(feed.store.path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(database.run(lambda db: db.execute("DELETE FROM actors")))
    database.close()


def test_hex_shows_every_byte() -> None:
    """Offset, hex and ASCII, 16 bytes a line."""
    lines = details.hex_dump(bytes(range(250, 256)) + b"A" * 12).splitlines()
    assert lines[0] == f"000000  {'fa fb fc fd fe ff' + ' 41' * 10:<47}  {'·' * 6}{'A' * 10}"
    assert lines[1].startswith("000010  41 41")


def test_texts_by_day_are_not_counted_where_they_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chart then shows articles alone; it never says a number that was not counted."""
    feed = Feed(a_store(tmp_path))
    for given_id in "12":
        feed.whole(a_reading(an_article(given_id)))
    database = Database(feed.store.path)

    def days() -> Any:
        data = asyncio.run(database.run(lambda db: actor.actor(db, "cty:EST", 1)))
        assert data
        return data["days"]

    assert sum(day["texts"] for day in days()) == 1
    monkeypatch.setattr(actor, "MOST_TEXTS", 1)
    assert {day["texts"] for day in days()} == {None}
    articles, _ = actor.charts("cty:EST", days())
    assert (articles.series, sum(sum(bar.values) for bar in articles.bars)) == (("articles",), 2)
    database.close()
    feed.store.close()
