"""Who sends how much: counted from the records themselves, each once, and shown with who has fallen silent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from streams.core.article import Rejection, Source
from streams.view.sources import sources, states

from .builders import Feed, a_reading, a_store, an_article
from .sites import served

START = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    feed = Feed(a_store(tmp_path))
    yield feed
    feed.store.close()


def sends(feed: Feed, source: str, number: int, every_hours: float, start: datetime = START) -> datetime:
    """So many articles; the time of the last one."""
    at = start
    for n in range(number):
        at = start + timedelta(hours=n * every_hours)
        one = an_article(f"{source}-{n}", source=Source(source, source.title()), received_at=stamp(at))
        feed.version(a_reading(one, ()))
    return at


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def asked(feed: Feed, now: datetime, **query: str) -> dict[str, dict[str, object]]:
    with sqlite3.connect(feed.store.path) as db:
        db.row_factory = sqlite3.Row
        found = sources(db, now.timestamp(), query.get("q", ""), query.get("state", ""), 1)
    db.close()
    return {row["source_id"]: row for row in found["rows"]}


def test_a_source_that_stops_is_silent(feed: Feed) -> None:
    """One that sends every two hours may be quiet for four; one of two others goes on, one is not known yet."""
    last = sends(feed, "wire", 24, 2)
    sends(feed, "steady", 60, 2)
    sends(feed, "rare", 3, 24)
    found = asked(feed, last + timedelta(hours=4, minutes=1))
    assert {name: row["state"] for name, row in found.items()} == {"wire": "silent", "steady": "active", "rare": "new"}
    assert found["wire"]["silent_since"] == stamp(last)
    assert found["wire"]["per_hour"] == pytest.approx(0.5)
    assert next(iter(found)) == "wire"
    assert asked(feed, last + timedelta(hours=3, minutes=59))["wire"]["state"] == "active"


def test_only_the_days_before_the_last_record_count(feed: Feed) -> None:
    """An old pause is no habit: after a break of five days and a week of steady work, two days of quiet are a silence."""
    sends(feed, "wire", 24, 2)
    last = sends(feed, "wire", 200, 1, START + timedelta(days=7))
    assert asked(feed, last + timedelta(days=2))["wire"]["state"] == "silent"
    assert asked(feed, last)["wire"]["allowed"] == pytest.approx(7_200)


def test_each_record_counts_once(feed: Feed) -> None:
    """Copies and readings by a new generation are the same record; a new version is another."""
    one = an_article("1")
    for generation in (1, 1, 2):
        feed.version(a_reading(one, (), generation))
    assert asked(feed, START)["baltic-wire"]["records"] == 1
    letter = Rejection("read", "bad_json", "Not valid JSON.")
    for _ in range(2):
        feed.letter(letter, b'{"source": "baltic-wire", "text": ', 5)
    found = asked(feed, START)["baltic-wire"]
    assert (found["records"], found["letters"]) == (2, 1)


def test_a_source_that_sends_only_garbage_is_heard(feed: Feed) -> None:
    """It is not silent, it fails: its letters count as records, where the bytes tell whose they are."""
    for n in range(3):
        feed.letter(Rejection("read", "bad_json", "No."), b'{"source": "broken"', 10 + n)
    feed.letter(Rejection("read", "bad_json", "No."), b"{", 20)
    assert {name: row["letters"] for name, row in asked(feed, START).items()} == {"broken": 3}


def test_what_is_long_ago_is_let_go(feed: Feed) -> None:
    """Retention: hours that lie more than 35 days before the last one go, so the table does not grow for ever."""
    sends(feed, "old", 3, 1)
    sends(feed, "new", 1, 1, START + timedelta(days=36))
    feed.store.trim({})
    assert list(asked(feed, START)) == ["new"]


def test_the_states_are_counted(feed: Feed) -> None:
    last = sends(feed, "wire", 24, 2)
    with sqlite3.connect(feed.store.path) as db:
        db.row_factory = sqlite3.Row
        assert states(db, last.timestamp()) == {"silent": 0, "active": 1, "new": 0}
        assert states(db, last.timestamp() + 1e6) == {"silent": 1, "active": 0, "new": 0}
    db.close()


async def test_the_page_and_its_twin(tmp_path: Path) -> None:
    """The silent ones first, with an alarm; filters; hostile names are text."""
    async with served(tmp_path) as site:
        sends(site.feed, "wire", 24, 2)
        sends(site.feed, '<script>"', 24, 2)
        status, html = await site.get("/sources?state=silent")
        assert status == 200
        assert "2 sources are" in html
        assert "<script>" not in html
        _, twin = await site.get("/sources.json?q=wire")
        data = orjson.loads(twin)
        assert [row["source_id"] for row in data["rows"]] == ["wire"]
        assert (data["counts"], data["rows"][0]["state"]) == ({"silent": 2, "active": 0, "new": 0}, "silent")
