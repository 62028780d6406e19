"""Records become rows whatever the order, and what was taken back leaves the file."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from streams.core.article import Headline, Place, Record, Rejection
from streams.core.deadletter import Resolution, dead_letter, resolved
from streams.core.mentions import actor_mentions, gone
from streams.flow import codec
from streams.view.store import APPLICATION_ID, Store, StoreError

from .builders import TEXT, Feed, a_reading, a_row, a_store, an_article, newer, withdrawn

SECRET = "Quicksilver"
SECRET_TEXT = f"Lena Orlova praised {SECRET} in Tallinn on Tuesday."


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    store = a_store(tmp_path)
    yield Feed(store)
    store.close()


def dump(feed: Feed) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, without the offsets they came from."""
    with sqlite3.connect(feed.store.path) as db:
        db.row_factory = sqlite3.Row
        out = {}
        for table in ("articles", "versions", "mentions", "actors", "deadletters", "barred"):
            found = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
            rows = [{k: v for k, v in row.items() if not k.startswith("at_") and k != "id"} for row in found]
            out[table] = sorted(rows, key=lambda row: str(list(row.values())))
    db.close()
    return out


def holds(feed: Feed, text: str) -> bool:
    """Whether the bytes of the database or its log hold `text`, in any case."""
    feed.store.forget()
    folder = feed.store.path.parent
    return any(text.lower().encode() in file.read_bytes().lower() for file in folder.iterdir())


def test_a_whole_article_is_there(feed: Feed) -> None:
    """Article, reading and mentions are stored, with the place they came from."""
    feed.whole(a_reading(an_article()))
    rows = dump(feed)
    assert [len(rows[t]) for t in ("articles", "versions", "mentions")] == [1, 1, 3]
    assert feed.unreadable == 0


def test_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    """Two versions and a withdrawal between them, from three topics in any interleaving: the same rows."""
    first = an_article()
    second = withdrawn(first)
    third = newer(first, TEXT.replace("14 March", "16 March"), version=3)
    readings = [a_reading(a) for a in (first, second, third)]
    results = []
    for number, order in enumerate(itertools.permutations(range(3))):
        feed = Feed(a_store(tmp_path / str(number)))
        for n in order:
            feed.article(readings[n].article)
        for reading in readings:
            feed.version(reading)
        for n in reversed(order):
            for actor, mention in actor_mentions(readings[0]).items():
                feed.mention([mention, gone(second, actor, 1), actor_mentions(readings[2])[actor]][n])
        results.append(dump(feed))
        feed.store.close()
    assert all(result == results[0] for result in results)
    assert {row["version"]: row["record"] is None for row in results[0]["versions"]} == {1: True, 2: False, 3: False}


def test_every_version_is_kept(feed: Feed) -> None:
    """A correction replaces the article and stays beside the first version in the list."""
    first = an_article()
    feed.whole(a_reading(first))
    feed.whole(a_reading(newer(first, "Estonia waits.")))
    rows = dump(feed)
    assert [row["body"] for row in rows["articles"]] == ["Estonia waits."]
    assert len(rows["versions"]) == 2


def test_a_newer_generation_replaces_the_reading_of_a_mention(feed: Feed) -> None:
    """The same version read again by a newer lexicon counts; an older one that comes late does not."""
    for generation in (2, 1):
        for mention in actor_mentions(a_reading(an_article(), generation=generation)).values():
            feed.mention(mention)
    assert {row["generation"] for row in dump(feed)["mentions"]} == {2}


@pytest.mark.parametrize("late", [False, True])
def test_withdrawn_text_is_nowhere(feed: Feed, *, late: bool) -> None:
    """A withdrawal takes the text out of every table, the search and the file's bytes, whether it is read before or after the text."""
    article = an_article(body=SECRET_TEXT, headline=Headline(f"{SECRET}!", "given", 1.0))
    if late:
        feed.article(withdrawn(article))
    feed.whole(a_reading(article))
    feed.letter(Rejection("enrich", "too_many", "too many mentions", "error", article.article_id), SECRET_TEXT.encode())
    if not late:
        assert holds(feed, SECRET)
        feed.article(withdrawn(article))
    assert not holds(feed, SECRET)
    assert not [row for row in dump(feed)["mentions"] if not row["gone"]]


@pytest.mark.parametrize("topic", ["articles", "enriched"])
def test_erased_stays_erased(feed: Feed, topic: str) -> None:
    """A tombstone removes all of an article, and nothing of it that comes later is taken, however new it says it is."""
    reading = a_reading(an_article(body=SECRET_TEXT))
    feed.whole(reading)
    feed.send(topic, reading.article.article_id, None)
    assert not holds(feed, SECRET)
    feed.whole(a_reading(newer(reading.article, SECRET_TEXT, version=9)))
    rows = dump(feed)
    assert not rows["articles"] + rows["versions"] + rows["mentions"]
    assert not holds(feed, SECRET)


def test_text_in_a_record_of_a_withdrawn_article_is_not_stored(feed: Feed) -> None:
    """Whoever wrote it: a canceled article that carries text is stored without."""
    feed.whole(a_reading(replace(an_article(body=SECRET_TEXT), pub_status="canceled")))
    assert not holds(feed, SECRET)


def test_a_higher_rank_revives(feed: Feed) -> None:
    """A version after the withdrawal is shown again."""
    article = an_article()
    feed.whole(a_reading(article))
    feed.article(withdrawn(article))
    feed.whole(a_reading(newer(article, "Estonia again.", version=3)))
    assert [row["body"] for row in dump(feed)["articles"]] == ["Estonia again."]


def test_an_actor_row_is_replaced_and_deleted(feed: Feed) -> None:
    """The last row of an actor counts; null takes it away."""
    feed.actor(a_row("cty:EST", named=2))
    feed.actor(a_row("cty:EST", named=1))
    assert [row["named"] for row in dump(feed)["actors"]] == [1]
    feed.send("actors", "cty:EST", None)
    assert not dump(feed)["actors"]


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff\xfe",
        b"nope",
        b"[]",
        b"{}",
        b'{"article_id": 3}',
        b"[" * 100_000,
        b'{"article_id": "\\ud800"}',
        codec.encode_article(an_article()).replace(b'"dropped":[', b'"dropped":[3,'),
        codec.encode_article(an_article()).replace(b'"rank":[1,', b'"rank":[99999999999999999999999,'),
    ],
)
@pytest.mark.parametrize("role", ["articles", "enriched", "mentions", "actors", "deadletter"])
def test_a_broken_record_is_counted_and_passed_over(feed: Feed, role: str, value: bytes) -> None:
    """What cannot be read is noted with its place; the next record is read."""
    feed.send(role, "key", value)
    feed.article(an_article("2"))
    assert feed.unreadable == 1
    assert len(dump(feed)["articles"]) == 1


def test_a_raw_topic_that_was_made_anew_has_letters_of_its_own(feed: Feed) -> None:
    """The same place names another record then: what was done about the old one hides no new letter."""
    old = dead_letter(Record(Place("news.raw", 0, 3), b"k", b"{", 1_773_133_205_000), Rejection("read", "bad_json", "Not valid JSON."))
    done = resolved(old, Resolution("discarded", Place("news.deadletter", 0, 1), old.received_at, "me", "a test", 0, None, edited=False))
    new = dead_letter(Record(Place("news.raw", 0, 3), b"k", b"[", 1_773_133_206_000), Rejection("read", "bad_json", "Not valid JSON."))
    for letter in (old, done, new, done):
        feed.send("deadletter", "k", codec.encode_dead_letter(letter))
    assert [(row["received_at"], row["state"]) for row in dump(feed)["deadletters"]] == [
        (old.received_at, "discarded"),
        (new.received_at, "open"),
    ]


def test_numbers_beyond_the_database_are_counted(feed: Feed) -> None:
    """A count of 2**70 is valid JSON and no SQLite integer: unreadable, not a crash."""
    value = codec.encode_actor(a_row("cty:EST")).replace(b'"articles":1,', b'"articles":1180591620717411303424,', 1)
    feed.send("actors", "cty:EST", value)
    assert feed.unreadable == 1


def test_unknown_fields_are_ignored(feed: Feed) -> None:
    """An additive minor version of the schema is read as before."""
    value = codec.encode_article(an_article()).replace(b"{", b'{"brand_new":{"a":[1]},', 1)
    feed.send("articles", "k", value)
    assert feed.unreadable == 0


def test_an_unknown_major_is_not_guessed_at(feed: Feed) -> None:
    """A record of another schema major is counted as unreadable although it looks the same."""
    feed.send("articles", "k", codec.encode_article(an_article()), (("ce_dataschema", b"urn:dateline:news.articles:2.0"),))
    assert feed.unreadable == 1
    assert not dump(feed)["articles"]


def test_rows_and_positions_are_one_transaction(feed: Feed) -> None:
    """After opening the file again, reading goes on behind the last applied record."""
    feed.article(an_article())
    path = feed.store.path
    feed.store.close()
    feed.store = Store(path)
    assert feed.store.positions() == {("news.articles", 0): 2}


def test_what_the_topics_forget_is_forgotten(feed: Feed) -> None:
    """Readings and dead letters before the first offset of their partition go, text and all; articles and mentions stay."""
    feed.letter(Rejection("read", "bad_json", "It is not JSON."), SECRET.encode())
    feed.version(a_reading(an_article(body=SECRET_TEXT)))
    feed.whole(a_reading(an_article("2")))
    feed.store.trim({("news.deadletter", 0): 2, ("news.enriched", 0): 3, ("news.enriched", 1): 99})
    rows = dump(feed)
    assert [len(rows[table]) for table in ("deadletters", "versions", "articles", "mentions")] == [0, 1, 1, 3]
    assert not holds(feed, SECRET)


def test_a_rebuild_leaves_nothing(feed: Feed) -> None:
    """Another cluster's rows are gone, positions too, and the new identity is in the file."""
    feed.whole(a_reading(an_article()))
    feed.store.rebuild({"cluster": "new"})
    assert not any(dump(feed).values())
    assert feed.store.positions() == {}
    assert feed.store.identity()["cluster"] == "new"


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    """A file with tables of somebody else is refused with the setting to change, and stays as it is."""
    path = tmp_path / "view.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="DATELINE_DATABASE"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Garbage is refused with the cure, not overwritten."""
    path = tmp_path / "view.sqlite"
    path.write_bytes(b"not a database, certainly not" * 100)
    with pytest.raises(StoreError, match="Delete it"):
        Store(path)


def test_a_file_of_an_older_format_is_made_anew(feed: Feed) -> None:
    """Tables of another format are dropped and read again from the topics."""
    feed.article(an_article())
    path = feed.store.path
    feed.store.close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 0")
        assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    db.close()
    feed.store = Store(path)
    assert not dump(feed)["articles"]
