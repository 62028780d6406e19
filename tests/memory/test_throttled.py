"""Publishing to the embedded broker without losing anything, and noticing when something is lost all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from streams.embedded import EmbeddedBroker
from streams.embedded.ends import End, Ends
from streams.embedded.publish import MOST_BYTES, MOST_UNFINISHED, Throttled
from streams.embedded.watch import Watch
from streams.topics import Topics

pytestmark = pytest.mark.embedded

TOPICS = Topics()
PARTITIONS = 2
DEADLINE = 60.0


@dataclass(frozen=True)
class Record:
    label: str
    value: bytes = b"x"
    key: str | None = None
    headers: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass
class Scene:
    """A broker, a reader of ends and a publisher, with nobody in between: the test plays the worker."""

    broker: EmbeddedBroker
    ends: Ends
    watch: Watch
    publisher: Throttled
    producer: AIOKafkaProducer
    gaps: list[str]
    refused: list[str]

    def publish(self, records: list[Record]) -> asyncio.Task[None]:
        return asyncio.create_task(self.publisher.send_all(records, lambda label, _: self.refused.append(label)))

    async def until_sent(self, count: int) -> None:
        async with asyncio.timeout(DEADLINE):
            while self.publisher.sent < count:  # noqa: ASYNC110 - the broker's acknowledgements are waited for
                await asyncio.sleep(0.01)

    async def end(self, offset: int, partition: int, letter: dict[str, str] | None = None) -> None:
        """What the worker writes for a raw record: an enriched article, or `letter`."""
        topic = TOPICS.deadletter if letter else TOPICS.enriched
        source = [("ce_source", f"/news.raw/{partition}/{offset}".encode())]
        await self.producer.send_and_wait(topic.name, orjson.dumps(letter or {}), partition=0, headers=source)


@asynccontextmanager
async def scene(broker: EmbeddedBroker) -> AsyncIterator[Scene]:
    options = {"bootstrap_servers": broker.bootstrap}
    gaps: list[str] = []
    ends = Ends(dict.fromkeys(range(PARTITIONS), 0))
    watch = Watch(options, TOPICS, PARTITIONS, ends, gaps.append)
    publisher = Throttled(options, TOPICS.raw.name, PARTITIONS, ends, watch)
    reading = asyncio.create_task(watch.run())
    async with AIOKafkaProducer(**options, max_request_size=8_000_000) as producer:
        try:
            yield Scene(broker, ends, watch, publisher, producer, gaps, [])
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker([topic.name for topic in TOPICS.all], PARTITIONS) as running:
        yield running


async def test_no_more_are_under_way_than_allowed(broker: EmbeddedBroker) -> None:
    """The publisher stops at the limit and goes on by as many as have ended."""
    async with scene(broker) as s:
        publishing = s.publish([Record(f"{n}") for n in range(MOST_UNFINISHED + 5)])
        await s.until_sent(MOST_UNFINISHED)
        for offset in range(3):
            await s.end(offset, partition=0)
        await s.until_sent(MOST_UNFINISHED + 3)
        await s.watch.until(lambda: s.ends.total == 3)
        assert s.ends.unfinished == MOST_UNFINISHED
        assert not publishing.done()
        publishing.cancel()
        await asyncio.wait([publishing])


async def test_a_record_beyond_all_room_goes_alone(broker: EmbeddedBroker) -> None:
    """A record larger than what may be under way is sent when nothing else is, and nothing is sent beside it."""
    async with scene(broker) as s:
        publishing = s.publish([Record("small"), Record("large", b"x" * (MOST_BYTES + 1)), Record("after")])
        await s.until_sent(1)
        await s.end(0, partition=0)
        await s.until_sent(2)
        assert list(s.ends.unfinished_labels) == ["large"]
        await s.end(0, partition=1)
        await asyncio.wait_for(publishing, DEADLINE)
        assert list(s.ends.unfinished_labels) == ["after"]


async def test_order_of_publication_is_order_of_time(broker: EmbeddedBroker) -> None:
    """Two versions sent within a millisecond still carry growing times, for the later must win."""
    async with scene(broker) as s:
        await s.publish([Record(f"{n}", key="same") for n in range(50)])
        async with AIOKafkaConsumer(bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest", fetch_max_wait_ms=50) as consumer:
            consumer.assign([TopicPartition(TOPICS.raw.name, p) for p in range(PARTITIONS)])
            got = [await asyncio.wait_for(consumer.getone(), DEADLINE) for _ in range(50)]
        assert len({record.partition for record in got}) == 1
        times = [record.timestamp for record in got]
        assert times == sorted(set(times))


async def test_what_is_refused_is_reported(broker: EmbeddedBroker) -> None:
    """A record that no broker would take is named, and the next one is sent."""
    async with scene(broker) as s:
        await s.publish([Record("giant", b"x" * 13_000_000), Record("next")])
        assert s.refused == ["giant"]
        assert s.publisher.sent == 1


async def test_dead_letters_tell_what_kind_of_end_it_was(broker: EmbeddedBroker) -> None:
    """A repeat is information, an error is a dead letter, and a letter that cannot be read is one as well."""
    async with scene(broker) as s:
        await s.end(0, 0, {"severity": "info", "code": "repeat"})
        await s.end(1, 0, {"severity": "error", "code": "bad_json"})
        await s.end(2, 0, {"severity": "error"})
        await s.publish([Record("a", key=None), Record("b"), Record("c"), Record("d"), Record("e")])
        await s.watch.until(lambda: s.ends.total == 3)
        assert sorted(s.ends.ours) == [
            ("a", End("info", "repeat")),
            ("c", End("dead letter", "bad_json")),
            ("e", End("dead letter", "unreadable")),
        ]


async def test_the_table_is_the_newest_row_of_each_actor(broker: EmbeddedBroker) -> None:
    """Rows replace each other by key, and a tombstone takes one away."""
    async with scene(broker) as s:
        for key, value in ((b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None)):
            await s.producer.send_and_wait(TOPICS.actors.name, value, key, partition=1)
        await asyncio.wait_for(s.watch.catch_up({TopicPartition(TOPICS.actors.name, 1): 4}), DEADLINE)
        assert s.watch.rows == {b"a": b"2"}


async def test_records_that_vanish_unread_are_a_gap(broker: EmbeddedBroker) -> None:
    """The broker drops its oldest batches beyond 5 MB in silence; the reader notices by the offsets."""
    async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap, max_request_size=8_000_000) as producer:
        for _ in range(4):
            await producer.send_and_wait(TOPICS.enriched.name, b"x" * 2_500_000, partition=1)
    async with scene(broker) as s:
        await asyncio.wait_for(s.watch.catch_up({TopicPartition(TOPICS.enriched.name, 1): 4}), DEADLINE)
        assert s.gaps == ["news.enriched, partition 1: offsets 0 to 1 vanished unread"]
