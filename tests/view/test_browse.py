"""Topics read for a page: through a broker, in pieces, and no further than was asked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord, TopicPartition

from streams import kafka
from streams.embedded import EmbeddedBroker
from streams.settings import load
from streams.view import browse
from streams.view.browse import BrowseError, KafkaBrowsing, KafkaFollowing, Seen, Stretch

from .readers import TOPICS


@pytest.mark.embedded
async def test_a_stretch_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its first to before its last offset; markers are left out; a reader that stops early leaves nothing open."""
    monkeypatch.setattr(browse, "AT_ONCE", 2)
    with EmbeddedBroker([TOPICS.raw.name], 1) as broker:
        browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap=broker.bootstrap)))
        async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer:
            await producer.send_and_wait(TOPICS.raw.name, b"{}", partition=0, headers=[("ce_type", kafka.MARKER_TYPE)])
            for n in range(6):
                await producer.send_and_wait(TOPICS.raw.name, str(n).encode(), b"k", partition=0)
        pieces = [piece async for piece in browsing.read(Stretch(TOPICS.raw.name, 0, 0, 6))]
        assert [s.record.value for seen, _ in pieces for s in seen] == [b"0", b"1", b"2", b"3", b"4"]
        assert all(len(seen) <= 2 for seen, _ in pieces)
        assert pieces[-1][1] == 6
        assert browsing._readers == 0


@pytest.mark.embedded
async def test_a_topic_is_followed() -> None:
    """What comes on each partition, from the places on that were asked for, markers left out; it says how far that is from the end. A place beyond it is
    the beginning."""
    with EmbeddedBroker([TOPICS.raw.name], 2) as broker:
        browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap=broker.bootstrap)))
        async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer, browsing.following(TOPICS.raw.name, (0, 1)) as source:

            async def send(partition: int, *values: bytes, **more: list[tuple[str, bytes]]) -> None:
                for value in values:
                    await producer.send_and_wait(TOPICS.raw.name, value, b"k", partition=partition, **more)

            async def take(count: int) -> set[tuple[int, bytes | None]]:
                got = list[Seen]()
                async with asyncio.timeout(60):
                    while len(got) < count:
                        got += await source.take()
                return {(s.record.partition, s.record.value) for s in got}

            await send(0, b"a", b"b")
            assert await source.bounds() == {0: (0, 2), 1: (0, 0)}
            source.go_to({0: 1, 1: 0})
            assert await take(1) == {(0, b"b")}
            await send(1, b"{}", headers=[("ce_type", kafka.MARKER_TYPE)])
            await send(1, b"c")
            await send(0, b"d")
            assert await take(2) == {(0, b"d"), (1, b"c")}
            assert await source.ahead() == {0: (3, 3), 1: (2, 2)}
            source.go_to({0: 0, 1: 2})
            assert (await source.ahead())[0] == (0, 3)
            assert await take(3) == {(0, b"a"), (0, b"b"), (0, b"d")}
            source.go_to({0: 99, 1: 2})
            assert await take(3) == {(0, b"a"), (0, b"b"), (0, b"d")}


async def test_partitions_come_in_the_order_of_time() -> None:
    """Each in its own order, whatever its clock said; between them the earlier time first."""

    def record(partition: int, offset: int, time: int) -> ConsumerRecord[bytes, bytes]:
        return ConsumerRecord("news.raw", partition, offset, time, 0, b"k", b"v", 0, 1, 1, ())

    class Fetched:
        async def getmany(self, *at: TopicPartition, timeout_ms: int, max_records: int) -> dict[TopicPartition, Any]:
            return dict(
                zip(at, ([record(0, 0, 30), record(0, 1, 10), record(0, 2, 60)], [record(1, 0, 20), record(1, 1, 50)]), strict=True)
            )

    taken = await KafkaFollowing(Fetched(), [TopicPartition("news.raw", n) for n in (0, 1)]).take()
    assert [s.record.at[1:] for s in taken] == [(1, 0), (0, 0), (0, 1), (1, 1), (0, 2)]


async def test_who_follows_a_broker_that_is_away_is_told() -> None:
    """In the same words as who reads."""
    browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap="127.0.0.1:9")))
    with pytest.raises(BrowseError, match="does not answer"):
        async with browsing.following("news.raw", (0,)):
            pass


async def test_a_broker_that_is_away_is_said() -> None:
    """In words, not as an error of the client; and its place is free again."""
    browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap="127.0.0.1:9")))
    with pytest.raises(BrowseError, match="does not answer"):
        _ = [piece async for piece in browsing.read(Stretch("news.raw", 0, 0, 1))]
    assert browsing._readers == 0


async def test_only_some_read_at_the_same_time() -> None:
    """The next one is told so before anything is asked of the broker."""
    browsing = KafkaBrowsing(dict, browse.MOST_READERS)
    with pytest.raises(BrowseError, match="others are reading"):
        _ = [piece async for piece in browsing.read(Stretch("news.raw", 0, 0, 1))]
