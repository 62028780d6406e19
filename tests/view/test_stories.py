"""Articles whose texts are nearly the same are one story, counted once, whatever the order in which they come and go."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Anchor, Article, Source
from streams.core.sketch import same_story, sketch
from streams.view import actor, details, front, search, stories
from streams.view.database import Database
from streams.view.search import Wanted

from .builders import TEXT, Feed, a_reading, a_store, an_article, newer, withdrawn

SHORTER = TEXT.partition("\n")[0]
"""Of the same wire report its first paragraph, more than half of it."""
PARTS = [" ".join(f"{name}{n}" for n in range(30)) for name in ("bridge", "ferry", "court", "storm")]
TABLES = (
    "CREATE TABLE stories (id INTEGER PRIMARY KEY, article_id TEXT NOT NULL, story TEXT NOT NULL, sketch BLOB NOT NULL);"
    "CREATE TABLE story_leads (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id)) WITHOUT ROWID"
)
bodies = st.lists(st.sampled_from(PARTS), min_size=0, max_size=4, unique=True).map(" ".join)
steps = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.none() | bodies), max_size=40)


@given(steps)
def test_stories_are_what_is_connected_now(done: list[tuple[str, str | None]]) -> None:
    """Articles come, change and leave; what holds in the end depends on what is there alone."""
    db, there = sqlite3.connect(":memory:"), dict[str, str]()
    db.executescript(TABLES)
    for article_id, body in done:
        if body is None:
            stories.drop(db, article_id)
            there.pop(article_id, None)
        else:
            stories.take(db, article_id, body)
            there[article_id] = body
    assert dict(db.execute("SELECT article_id, story FROM stories")) == connected(there)
    leads = {hash_ for body in there.values() for hash_ in sketch(body).leads}
    assert {row[0] for row in db.execute("SELECT hash FROM story_leads")} == leads


def test_a_story_that_many_tell_stays_whole_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more articles than are looked at for one hash."""
    monkeypatch.setattr(stories, "_MOST_ALIKE", 2)
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    for article_id in "abcdefgh":
        stories.take(db, article_id, PARTS[0])
    stories.drop(db, "a")
    assert dict(db.execute("SELECT article_id, story FROM stories")) == dict.fromkeys("bcdefgh", "b")


def connected(there: dict[str, str]) -> dict[str, str]:
    """Article → the least id of those that it is connected with, found by asking all pairs until nothing moves."""
    made = {id_: sketch(body) for id_, body in there.items()}
    found = {id_: id_ for id_ in there}
    for _ in there:
        for a in there:
            for b in there:
                if same_story(made[a], made[b]) and set(made[a].leads) & set(made[b].leads):
                    found[a] = found[b] = min(found[a], found[b])
    return found


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    feed = Feed(a_store(tmp_path))
    yield feed
    feed.store.close()


@pytest.fixture
def ask(feed: Feed) -> Iterator[Callable[..., Any]]:
    database = Database(feed.store.path)

    def run(query: Callable[..., Any], *args: Any) -> Any:
        return asyncio.run(database.run(lambda db: query(db, *args)))

    yield run
    database.close()


def told() -> tuple[Article, Article, Article]:
    """A report, the same shortened by another source, and a report of something else."""
    other = "Estonia opened a harbour on Tuesday. Nobody spoke of cables, and the mayor of Tallinn cut a ribbon in the rain."
    return an_article("1"), an_article("2", SHORTER, source=Source("other")), an_article("3", other)


def test_an_actor_counts_stories_apart_from_texts_and_articles(feed: Feed, ask: Callable[..., Any]) -> None:
    for article in told():
        feed.whole(a_reading(article))
    data = ask(actor.actor, "cty:EST", 1)
    assert [data["sums"][name] for name in ("articles", "texts", "stories")] == [3, 3, 2]
    (day,) = [day for day in data["days"] if day["articles"]]
    assert (day["texts"], day["stories"]) == (3, 2)
    articles, _ = actor.charts("cty:EST", data["days"])
    assert (articles.series, [bar.values for bar in articles.bars if any(bar.values)]) == (("stories", "a story again"), [(2, 1)])
    (row,) = [row for row in ask(front.rising, "2026-03-10") if row["actor_id"] == "cty:EST"]
    assert (row["recent"], row["texts"], row["stories"]) == (3, 3, 2)


def test_what_has_no_date_is_counted_too(feed: Feed, ask: Callable[..., Any]) -> None:
    for article in (an_article("1", anchor=Anchor()), an_article("2", SHORTER, anchor=Anchor())):
        feed.whole(a_reading(article))
    assert [(d["articles"], d["stories"]) for d in ask(actor.actor, "cty:EST", 1)["days"] if d["day"] == ""] == [(2, 1)]


def test_an_article_names_the_others_of_its_story(feed: Feed, ask: Callable[..., Any]) -> None:
    report, short, other = told()
    for article in (report, short, other, an_article("4")):
        feed.whole(a_reading(article))
    found = ask(details.article, report.article_id)
    assert found["story"]["articles"] == 3
    assert {row["article_id"] for row in found["story"]["others"]} == {short.article_id, an_article("4").article_id}
    assert [row["article_id"] for row in found["same_text"]] == [an_article("4").article_id]
    assert ask(details.article, other.article_id)["story"] == {"articles": 1, "others": []}


@pytest.mark.parametrize(
    "which", [Wanted(), Wanted(q="minister"), Wanted(source="other"), Wanted(actors=("cty:EST",)), Wanted(day="2026-03-10")]
)
def test_the_articles_of_a_story_are_found(feed: Feed, ask: Callable[..., Any], which: Wanted) -> None:
    """Alone and beside other conditions, whichever leads."""
    report, short, other = told()
    for article in (report, short, other):
        feed.whole(a_reading(article))
    for story in (report.article_id, short.article_id):
        found = ask(search.articles, replace(which, story=story), 1)
        assert {row["article_id"] for row in found["rows"]} == {short.article_id} | (set() if which.source else {report.article_id})
        assert (found["total"], found["names"]["story"]) == (len(found["rows"]), "Cable to be mended in March")
    assert ask(search.articles, Wanted(story="nobody"), 1)["total"] == 0


def test_a_withdrawn_article_leaves_its_story_and_no_trace_of_its_text(feed: Feed, ask: Callable[..., Any]) -> None:
    report, short, _ = told()
    for article in (report, short):
        feed.whole(a_reading(article))
    feed.whole(a_reading(withdrawn(report)))
    assert ask(details.article, short.article_id)["story"] == {"articles": 1, "others": []}
    assert ask(details.article, report.article_id)["story"] == {"articles": 0, "others": []}
    assert ask(lambda db: db.execute("SELECT count(*), (SELECT count(*) FROM story_leads) FROM stories").fetchone()[:]) == (1, 8)


def test_a_correction_may_part_what_it_connected(feed: Feed, ask: Callable[..., Any]) -> None:
    report, short, _ = told()
    for article in (report, short):
        feed.whole(a_reading(article))
    assert ask(details.article, short.article_id)["story"]["articles"] == 2
    feed.whole(a_reading(newer(report, "The report was about another cable, to Helsinki, and all of it was wrong from beginning to end.")))
    assert ask(details.article, short.article_id)["story"]["articles"] == 1
