"""The live feed: nothing lost, nothing twice, nobody waited for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.article import Headline
from streams.view import events, live
from streams.view.database import Database
from streams.view.live import Live
from streams.view.store import KEPT_EVENTS, Store

from .builders import Feed, a_reading, a_row, a_store, an_article, newer, withdrawn

BOTH = frozenset({"article", "actor", "gone"})


@asynccontextmanager
async def a_live(folder: Path, *, ring: int = live.RING) -> AsyncIterator[tuple[Feed, Live]]:
    feed = Feed(a_store(folder))
    database = Database(feed.store.path)
    yield feed, Live(database, ring=ring)
    database.close()
    feed.store.close()


def parsed(chunk: bytes) -> list[tuple[str, str, Any]]:
    """(kind, id, data) of each event in a piece of the stream; comments are left out."""
    found = re.findall(r"(?:id: (\S+)\n)?event: (\w+)\ndata: (.*)\n\n", chunk.decode())
    return [(kind, id_, orjson.loads(data)) for id_, kind, data in found]


async def now(hub: Live, after: str, kinds: frozenset[str] = BOTH) -> list[tuple[str, str, Any]]:
    """What a follower gets up to the first moment without news."""
    out = list[tuple[str, str, Any]]()
    async with aclosing(hub.follow(after, kinds, heartbeat=0.0)) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            if chunk.startswith(b":"):
                return out
            out += parsed(chunk)
    return out


async def test_an_enriched_article_is_told_once(tmp_path: Path) -> None:
    """Its headline, its source, its place and where to read it; the same record again says nothing new."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        (hello,) = await now(hub, "")
        reading = a_reading(an_article())
        feed.version(reading)
        await hub.look()
        told = [data for kind, _, data in await now(hub, hello[1]) if kind == "article"]
        assert len(told) == 1
        assert (told[0]["headline"], told[0]["source_id"], told[0]["day"]) == ("Cable to be mended in March", "baltic-wire", "2026-03-10")
        assert told[0]["href"] == f"/articles/{reading.article.article_id}"
        feed.version(reading)
        await hub.look()
        assert len(await now(hub, hello[1])) == 2
        assert told[0]["at"] == {"topic": "news.enriched", "partition": 0, "offset": 1}


async def test_an_actor_is_told_as_it_is_now(tmp_path: Path) -> None:
    """Ten changes of a row between two looks are one event, with the last of its numbers; a row that went is told too."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        (hello,) = await now(hub, "")
        for n in range(10):
            feed.actor(a_row("cty:EST", "Estonia", n, "country"))
        feed.actor(a_row("per:~X"))
        feed.send("actors", "per:~X", None)
        await hub.look()
        told = [data for kind, _, data in await now(hub, hello[1]) if kind == "actor"]
        assert [(a["actor_id"], a.get("named"), a["articles"]) for a in told] == [("cty:EST", 9, 1), ("per:~X", None, 0)]


async def test_kinds_are_chosen(tmp_path: Path) -> None:
    """Who asks for actors alone hears of no article."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        (hello,) = await now(hub, "")
        feed.version(a_reading(an_article()))
        feed.actor(a_row("cty:EST"))
        await hub.look()
        assert [kind for kind, _, _ in await now(hub, hello[1], frozenset({"actor"}))] == ["actor", "hello"]


STEPS = st.lists(st.sampled_from(["article", "actor", "again", "look", "leave"]), max_size=40)


@given(STEPS)
@settings(max_examples=60)
def test_resuming_loses_and_repeats_nothing(steps: list[str]) -> None:
    """Property: however writing, looking and leaving fall together, who comes back with the id of its last event has had each article
    exactly once, and of each actor at the end the newest numbers."""
    with TemporaryDirectory() as folder:
        asyncio.run(_follow_steps(Path(folder), steps))


async def _follow_steps(folder: Path, steps: list[str]) -> None:
    async with a_live(folder) as (feed, hub), hub.following():
        (hello,) = await now(hub, "")
        place, got, sent = hello[1], list[tuple[str, str, Any]](), list[str]()
        for n, step in enumerate([*steps, "look", "leave"]):
            match step:
                case "article":
                    reading = a_reading(an_article(str(n)))
                    sent.append(reading.article.article_id)
                    feed.version(reading)
                case "again" if sent:
                    feed.version(a_reading(an_article(str(steps.index("article")))))
                case "actor":
                    feed.actor(a_row("cty:EST", "Estonia", n, "country"))
                case "look":
                    await hub.look()
                case "leave":
                    for event in await now(hub, place):
                        place = event[1] or place
                        got.append(event)
        articles = [data["article_id"] for kind, _, data in got if kind == "article"]
        assert articles == sent
        numbers = [data["named"] for kind, _, data in got if kind == "actor"]
        assert numbers == sorted(set(numbers))
        assert numbers[-1:] == [n for n, step in enumerate(steps) if step == "actor"][-1:]
        ids = [int(id_.partition("-")[2]) for kind, id_, _ in got if kind != "hello"]
        assert ids == sorted(set(ids))


async def test_resuming_survives_a_restart(tmp_path: Path) -> None:
    """The ids are the file's: another process on the same file goes on where the last one was left."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        ((_, place, _),) = await now(hub, "")
        feed.version(a_reading(an_article("1")))
    async with a_live(tmp_path) as (feed, hub), hub.following():
        feed.version(a_reading(an_article("2")))
        got = await now(hub, place)
        await hub.look()
        got += await now(hub, got[-1][1])
        assert [d["article_id"] for kind, _, d in got if kind == "article"] == [an_article(n).article_id for n in "12"]


async def test_a_view_made_anew_says_so(tmp_path: Path) -> None:
    """Numbers count from one again then: an old id is answered with `reset`, and so is whoever was connected."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        ((_, place, _),) = await now(hub, "")
        feed.store.rebuild({})
        await hub.look()
        assert [kind for kind, _, _ in await now(hub, place)] == ["reset"]


@pytest.mark.parametrize("given_id", ["x", "-1", "0-0", "ffffffff-1", "1" * 5000, "é-1", "00000000--1", "\x00"])
async def test_a_foreign_id_is_no_error(tmp_path: Path, given_id: str) -> None:
    """Whatever stands in `Last-Event-ID`: said that it means nothing here, and gone on from now."""
    async with a_live(tmp_path) as (_, hub), hub.following():
        assert [kind for kind, _, _ in await now(hub, given_id)] == ["reset"]


async def test_what_was_missed_beyond_the_limit_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes back after too long is told from where to where it missed something; the rest follows without a hole."""
    monkeypatch.setattr(live, "MOST_REPLAYED", 3)
    async with a_live(tmp_path) as (feed, hub), hub.following():
        ((_, place, _),) = await now(hub, "")
        for n in range(5):
            feed.version(a_reading(an_article(str(n))))
        await hub.look()
        got = await now(hub, place)
        assert [kind for kind, _, _ in got] == ["skipped", "article", "article", "article", "hello"]
        assert got[0][2] == {"after": 0, "upto": 2}


@pytest.mark.parametrize("count", [0, 499, 500, 501, events.MOST_NEW])
async def test_what_one_reading_does_not_give_is_read_again(tmp_path: Path, count: int) -> None:
    """Each event once, however many came between two looks, up to the flood."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        chunks = hub.follow("", BOTH, heartbeat=0.0)
        await anext(chunks)
        for n in range(count):
            feed.actor(a_row(f"per:~{n}"))
        await hub.look()
        told = parsed(await anext(chunks)) if count else []
        assert [data["actor_id"] for _, _, data in told] == [f"per:~{n}" for n in range(count)]


async def test_a_flood_is_one_word(tmp_path: Path) -> None:
    """More than 1,000 events between two looks are told as one, with their numbers: no page could show them, no line carry them a thousand times."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        chunks = hub.follow("", BOTH, heartbeat=0.0)
        await anext(chunks)
        for n in range(events.MOST_NEW + 1):
            feed.actor(a_row(f"per:~{n}"))
        await hub.look()
        assert [(k, d) for k, _, d in parsed(await anext(chunks))] == [("skipped", {"after": 0, "upto": events.MOST_NEW + 1})]


async def test_a_stalled_follower_is_dropped_with_notice(tmp_path: Path) -> None:
    """One that does not come for its events falls out of the list, is told so, and comes back without a loss; the others got all at once."""
    async with a_live(tmp_path, ring=3) as (feed, hub), hub.following():
        slow, quick = hub.follow("", BOTH, 0.0), hub.follow("", BOTH, 0.0)
        place = parsed(await anext(slow))[0][1]
        await anext(quick)
        for n in range(5):
            feed.version(a_reading(an_article(str(n))))
            await hub.look()
            assert [d["article_id"] for _, _, d in parsed(await anext(quick))] == [an_article(str(n)).article_id]
        assert [kind for kind, _, _ in parsed(await anext(slow))] == ["dropped"]
        with pytest.raises(StopAsyncIteration):
            await anext(slow)
        assert hub.dropped == 1
        again = [d["article_id"] for kind, _, d in await now(hub, place) if kind == "article"]
        assert again == [an_article(str(n)).article_id for n in range(5)]


async def test_withdrawn_text_is_told_to_nobody(tmp_path: Path) -> None:
    """An article that is withdrawn while somebody lags behind: its headline is not sent any more, and that it went is."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        lagging = hub.follow("", BOTH, 0.0)
        place = parsed(await anext(lagging))[0][1]
        article = an_article(headline=Headline("Quicksilver", "given", 1.0))
        feed.version(a_reading(article))
        await hub.look()
        feed.article(withdrawn(article))
        await hub.look()
        chunk = await anext(lagging)
        assert b"Quicksilver" not in chunk
        assert [kind for kind, _, _ in parsed(chunk)] == ["gone"]
        assert not [d for _, _, d in await now(hub, place) if d.get("headline")]


async def test_a_correction_is_another_event(tmp_path: Path) -> None:
    """Each accepted version is told."""
    async with a_live(tmp_path) as (feed, hub), hub.following():
        ((_, place, _),) = await now(hub, "")
        article = an_article()
        feed.version(a_reading(article))
        feed.version(a_reading(newer(article, "Estonia waits.")))
        await hub.look()
        assert [d["version"] for kind, _, d in await now(hub, place) if kind == "article"] == [1, 2]


class Counted(Database):
    """Counts what is asked of the file."""

    asked = 0

    async def run(self, query: Any) -> Any:
        self.asked += 1
        return await super().run(query)


async def test_a_thousand_followers_are_the_work_of_one(tmp_path: Path) -> None:
    """However many follow, the file is read as often, and each event is put into words once: all are given the very same bytes."""
    feed = Feed(a_store(tmp_path))
    database = Counted(feed.store.path)
    hub = Live(database)
    async with hub.following():
        chunks = [hub.follow("", BOTH, 0.0) for _ in range(1_000)]
        for follower in chunks:
            await anext(follower)
        feed.version(a_reading(an_article()))
        before = database.asked
        await hub.look()
        got = [await anext(follower) for follower in chunks]
        assert database.asked - before == 3
        assert len({id(chunk) for chunk in got}) == 1
        for follower in chunks:
            await follower.aclose()  # type: ignore[attr-defined]
    database.close()
    feed.store.close()


def test_events_are_trimmed(tmp_path: Path) -> None:
    """The file keeps the last events only, and more of them than anybody is given."""
    store = Store(tmp_path / "view.sqlite")
    with store._transaction() as db:
        db.executemany("INSERT INTO events (kind, subject) VALUES ('actor', ?)", [(str(n),) for n in range(KEPT_EVENTS + 100)])
    Feed(store).actor(a_row("cty:EST"))
    with store._transaction() as db:
        assert db.execute("SELECT count(*), max(seq) FROM events").fetchone() == (KEPT_EVENTS, KEPT_EVENTS + 101)
    assert KEPT_EVENTS > live.MOST_REPLAYED
    store.close()
