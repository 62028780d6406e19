"""A topic followed: each record once, what is passed over said, nothing shown that the page would hide."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import kafka
from streams.core.article import Headline, Place
from streams.embedded import EmbeddedBroker
from streams.settings import load
from streams.view import tails, topic_pages
from streams.view.browse import AT_ONCE, BrowseError, KafkaBrowsing, Seen
from streams.view.database import Database
from streams.view.lists import Data
from streams.view.records import Incoming
from streams.view.tails import Allowance, Tails, begun, ident, outrun

from .builders import Feed, FeedFollowing, a_reading, a_row, a_store, an_article, withdrawn
from .readers import TOPICS
from .test_live import parsed


@dataclass
class Clock:
    """Time goes by while a follower rests, and not otherwise."""

    now: float = 0.0
    rests: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.rests.append(seconds)


@dataclass
class Follower:
    """Of one topic; `place` is the id of its last event, with which it comes back."""

    feed: Feed
    database: Database
    role: str = "actors"
    key: bytes | None = None
    partitions: tuple[int, ...] = (0,)
    place: str = ""
    first: int = 0
    clock: Clock = field(default_factory=Clock)

    def follow(self, hub: Tails) -> AsyncIterator[bytes]:
        source = FeedFollowing(self.feed, f"news.{self.role}", self.partitions)
        source.first = self.first
        return hub.follow(source, tails.parsed(self.place), self._fits, self._rows)

    async def now(self) -> list[tuple[str, str, Any]]:
        """What it gets up to the first moment without news; it comes, and leaves."""
        out = list[tuple[str, str, Any]]()
        hub = Tails(heartbeat=1e9, clock=self.clock, sleep=self.clock.sleep)
        async with aclosing(self.follow(hub)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                out += parsed(chunk)
                if not chunk:
                    break
        self.place = next((id_ for _, id_, _ in reversed(out) if id_), self.place)
        return out

    def _fits(self, seen: Seen) -> bool:
        return self.key is None or seen.record.key == self.key

    async def _rows(self, seen: list[Seen]) -> list[Data]:
        return await self.database.run(partial(topic_pages.as_rows, role=self.role, seen=seen, whole=False))


@asynccontextmanager
async def a_follower(folder: Path, **how: Any) -> AsyncIterator[Follower]:
    feed = Feed(a_store(folder))
    database = Database(feed.store.path)
    yield Follower(feed, database, **how)
    database.close()
    feed.store.close()


def offsets(told: list[tuple[str, str, Any]]) -> list[int]:
    return [data["offset"] for kind, _, data in told if kind == "record"]


def fill(feed: Feed, count: int) -> None:
    """Rows of actors that nobody keeps: they lie on the topic only."""
    for _ in range(count):
        feed.sent.append(Incoming("news.actors", 0, feed.next, b"k", b"{}"))
        feed.next += 1


async def test_what_arrives_is_told_as_the_page_has_it(tmp_path: Path) -> None:
    """From the end on, with the fields of the page's twin."""
    async with a_follower(tmp_path) as follower:
        follower.feed.actor(a_row("per:~1", "Before"))
        assert [kind for kind, _, _ in await follower.now()] == ["hello"]
        follower.feed.actor(a_row("per:~2", "After"))
        ((kind, id_, _), (record, last, row)) = await follower.now()
        assert (kind, id_, record, last) == ("hello", "0:2", "record", "0:3")
        (page,) = await follower._rows([Seen(follower.feed.sent[-1], 1_773_133_205_002)])
        assert row == page | {"headers": []}
        assert "After" in row["preview"]


async def test_what_hides_text_is_made_visible(tmp_path: Path) -> None:
    """As the templates do it: a browser would turn the rest of the line around."""
    async with a_follower(tmp_path) as follower:
        await follower.now()
        follower.feed.sent.append(Incoming("news.actors", 0, 1, "a\u202eb".encode(), "\u202e{}\x1b".encode()))
        row = (await follower.now())[-1][2]
        assert (row["key"], row["preview"]) == ("a⟦U+202E⟧b", "⟦U+202E⟧{}⟦U+001B⟧")


STEPS = st.lists(st.tuples(st.sampled_from(["zero", "one", "leave"]), st.integers(1, 60)), max_size=12)


@given(STEPS)
@settings(max_examples=60)
def test_resuming_loses_and_repeats_nothing(steps: list[tuple[str, int]]) -> None:
    """Property: however records of two partitions and leaving fall together, each record comes once and in the order of its partition,
    or is counted as skipped."""
    with TemporaryDirectory() as folder:
        asyncio.run(_follow_steps(Path(folder), steps))


async def _follow_steps(folder: Path, steps: list[tuple[str, int]]) -> None:
    async with a_follower(folder, partitions=(0, 1)) as follower:
        got, sent = await follower.now(), 0
        for step, count in [*steps, ("leave", 0)]:
            if step == "leave":
                got += await follower.now()
                continue
            for _ in range(count):
                follower.feed.sent.append(Incoming("news.actors", int(step == "one"), follower.feed.next, b"k", b"{}"))
                follower.feed.next += 1
                sent += 1
        places = [(data["partition"], data["offset"]) for kind, _, data in got if kind == "record"]
        assert len(set(places)) == len(places)
        for partition in (0, 1):
            own = [place for place in places if place[0] == partition]
            assert own == sorted(own)
        assert len(places) + sum(data["records"] for kind, _, data in got if kind == "skipped") == sent


async def test_whoever_was_away_for_a_moment_has_missed_nothing(tmp_path: Path) -> None:
    """As many as the page shows are given at once, however long one was away."""
    async with a_follower(tmp_path) as follower:
        await follower.now()
        fill(follower.feed, tails.BURST)
        told = await follower.now()
        assert offsets(told) == list(range(1, tails.BURST + 1))
        assert "skipped" not in [kind for kind, _, _ in told]


async def test_what_comes_too_fast_is_passed_over_and_counted(tmp_path: Path) -> None:
    """50 a second in the long run and 200 at once: the rest is skipped where it lay, the newest are shown."""
    async with a_follower(tmp_path) as follower:
        await follower.now()
        fill(follower.feed, 1_000)
        told = await follower.now()
        shown, skipped = offsets(told), sum(d["records"] for kind, _, d in told if kind == "skipped")
        assert len(shown) + skipped == 1_000
        assert len(shown) <= tails.BURST + tails.PER_SECOND * follower.clock.now
        assert shown[-1] == 1_000
        assert follower.clock.rests == [tails.TURN_SECONDS] * (1_000 // AT_ONCE)
        at = next(n for n, (kind, _, _) in enumerate(told) if kind == "skipped")
        assert told[at][1] == f"0:{told[at + 1][2]['offset']}"


async def test_a_flood_is_not_even_read(tmp_path: Path) -> None:
    """More than 2,000 ahead: on with the newest, and how many offsets lie between is said."""
    async with a_follower(tmp_path, first=1) as follower:
        await follower.now()
        fill(follower.feed, 5_000)
        told = await follower.now()
        assert [(id_, d) for kind, id_, d in told if kind == "skipped"] == [(f"0:{5_001 - AT_ONCE}", {"offsets": 5_000 - AT_ONCE})]
        assert offsets(told) == list(range(5_001 - AT_ONCE, 5_001))


async def test_a_key_is_followed_alone(tmp_path: Path) -> None:
    """The others are no news, and are behind whoever comes back all the same."""
    async with a_follower(tmp_path, key=b"per:~2") as follower:
        await follower.now()
        for n in (1, 2, 3):
            follower.feed.actor(a_row(f"per:~{n}"))
        assert offsets(await follower.now()) == [2]
        assert offsets(await follower.now()) == []


@pytest.mark.parametrize("role", ["articles", "enriched", "mentions"])
async def test_what_was_withdrawn_is_hidden(tmp_path: Path, role: str) -> None:
    """As on the page, though the topic still holds it."""
    async with a_follower(tmp_path, role=role, place="0:1") as follower:
        article = an_article(headline=Headline("Quicksilver", "given", 1.0))
        follower.feed.whole(a_reading(article))
        follower.feed.article(withdrawn(article))
        told = await follower.now()
        assert "of an article that was withdrawn or erased" in [d["hidden"] for kind, _, d in told if kind == "record"]
        assert "Quicksilver" not in str(told)


async def test_a_raw_record_that_is_not_known_yet_is_a_place(tmp_path: Path) -> None:
    """Where it lies, how long it and its key are, and why nothing of it is shown; once it is known, it is shown."""
    async with a_follower(tmp_path, role="raw", place="0:17") as follower:
        follower.feed.sent.append(Incoming("news.raw", 0, 17, b"secret", b"Quicksilver"))
        row = (await follower.now())[-1][2]
        assert {"partition": 0, "offset": 17, "key_bytes": 6, "bytes": 11, "key": None, "preview": "", "headers": []}.items() <= row.items()
        assert "not known here yet" in row["hidden"]
        follower.feed.whole(a_reading(an_article(place=Place("news.raw", 0, 17))))
        follower.place = "0:17"
        assert (await follower.now())[-1][2]["preview"] == "Quicksilver"


async def test_silence_is_broken_by_a_heartbeat(tmp_path: Path) -> None:
    """A comment with the place, so that what did not fit is not read again."""
    async with a_follower(tmp_path, key=b"nobody") as follower:
        chunks = follower.follow(Tails(heartbeat=0.0))
        await anext(chunks)
        fill(follower.feed, 3)
        assert await anext(chunks) == b"id: 0:4\n: alive\n\n"
        await chunks.aclose()  # type: ignore[attr-defined]


async def test_the_end_of_the_view_ends_it(tmp_path: Path) -> None:
    """At the next turn."""
    async with a_follower(tmp_path) as follower:
        hub = Tails()
        chunks = follower.follow(hub)
        await anext(chunks)
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await anext(chunks)


async def test_a_topic_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """As the last word; the follower comes back with its place."""

    class Refusing(FeedFollowing):
        async def take(self) -> list[Seen]:
            msg = "no leader"
            raise BrowseError(msg)

    async with a_follower(tmp_path) as follower:
        source = Refusing(follower.feed, "news.actors", (0,))
        told = [chunk async for chunk in Tails().follow(source, {}, lambda _: True, follower._rows)]
        assert parsed(told[-1]) == [("dropped", "", {"why": "the topic cannot be read now: no leader"})]


async def test_what_the_topic_let_go_of_is_counted(tmp_path: Path) -> None:
    """Whoever comes back too late goes on with the first record that is there; so does who has a place beyond the end, of another topic."""
    async with a_follower(tmp_path, place="0:10", first=25) as follower:
        follower.feed.next = 25
        fill(follower.feed, 2)
        assert [(kind, d) for kind, _, d in await follower.now()][:2] == [("hello", {}), ("skipped", {"offsets": 15})]
        follower.place = "0:99"
        assert [(kind, id_) for kind, id_, _ in await follower.now()] == [
            ("hello", "0:99"),
            ("reset", ""),
            ("record", "0:26"),
            ("record", "0:27"),
        ]


@pytest.mark.parametrize("wrong", ["", "0", "0:", "0:1,", "a:1", "0:1;1:2", "-1:2", "0:" + "9" * 30, "\n"])
def test_what_is_no_id_begins_at_the_end(wrong: str) -> None:
    """Nothing that somebody sends is an error."""
    assert tails.parsed(wrong) == {}
    assert begun(tails.parsed(wrong), {0: (3, 9)}) == ({0: 9}, 0)


@given(st.dictionaries(st.integers(0, 999_999_999), st.integers(0, 10**18 - 1), min_size=1))
def test_an_id_is_what_it_was_made_of(places: dict[int, int]) -> None:
    """There and back."""
    assert tails.parsed(ident(places)) == places


@pytest.mark.embedded
async def test_each_record_of_a_broker_comes_once_or_is_counted(tmp_path: Path) -> None:
    """Through a consumer: in two partitions, while somebody leaves and comes back again and again, and faster than may be sent."""
    with EmbeddedBroker([TOPICS.actors.name], 2) as broker:
        browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap=broker.bootstrap)))
        async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer, a_follower(tmp_path) as follower:
            got, place = list[tuple[str, str, Any]](), "0:0,1:0"
            for visit in range(4):
                sent = [await producer.send(TOPICS.actors.name, b"{}", b"k", partition=n % 2) for n in range(150)]
                await asyncio.gather(*sent)
                async with browsing.following(TOPICS.actors.name, (0, 1)) as source:
                    chunks = Tails().follow(source, tails.parsed(place), lambda _: True, follower._rows)
                    async with aclosing(chunks), asyncio.timeout(60):  # type: ignore[type-var]
                        async for chunk in chunks:
                            got += parsed(chunk)
                            place = got[-1][1]
                            if place == f"0:{75 * (visit + 1)},1:{75 * (visit + 1)}":
                                break
            places = [(data["partition"], data["offset"]) for kind, _, data in got if kind == "record"]
            assert len(set(places)) == len(places)
            assert all([offset for p, offset in places if p == n] == sorted(offset for p, offset in places if p == n) for n in (0, 1))
            assert len(places) + sum(data["records"] for kind, _, data in got if kind == "skipped") == 4 * 150


def test_only_what_cannot_be_read_is_passed_over() -> None:
    """Up to 2,000 ahead everything is read; beyond, each partition keeps its share of the newest, and nobody goes back."""
    assert outrun({0: (0, tails.MOST_AHEAD)}) == {}
    assert outrun({0: (0, 5_000), 1: (990, 1_000)}) == {0: 4_900, 1: 990}


def test_an_allowance_grows_with_time_and_not_beyond() -> None:
    """What is not used is not kept for ever."""
    allowance = Allowance(0.0)
    assert allowance.take(500, 0.0) == tails.BURST
    assert allowance.take(500, 1.0) == tails.PER_SECOND
    assert allowance.take(500, 9_999.0) == tails.BURST
