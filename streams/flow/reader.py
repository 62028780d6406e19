"""Reading a partition beside the consumer group: changelogs, a single record, the first record after a gap."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition

from ..core.article import Place, Record
from ..kafka import group_less

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiokafka import AIOKafkaConsumer

POLL_MS = 1000


class Reader:
    """Group-less reads with explicit positions. `options` are those of `streams.kafka.aiokafka_options`."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        # one client for all reads, one at a time: making one costs as much as reading a small partition
        self._client: AIOKafkaConsumer | None = None
        self._lock = asyncio.Lock()

    async def close(self) -> None:
        if self._client is not None:
            await self._client.stop()

    async def everything(self, topic: str, partition: int) -> AsyncIterator[Record]:
        """All records of a partition up to the end that it has at the call."""
        tp = TopicPartition(topic, partition)
        async with self._consumer(tp) as consumer:
            end = (await consumer.end_offsets([tp]))[tp]
            # an explicit seek: `seek_to_beginning` races with the reset of a new consumer and can show an empty topic
            consumer.seek(tp, (await consumer.beginning_offsets([tp]))[tp])
            while await consumer.position(tp) < end:
                for message in (await consumer.getmany(tp, timeout_ms=POLL_MS)).get(tp, ()):
                    yield _record(message)

    async def first_from(self, topic: str, partition: int, offset: int) -> Record | None:
        """The first record at or after `offset`; None when the topic ends before one."""
        tp = TopicPartition(topic, partition)
        async with self._consumer(tp) as consumer:
            first = (await consumer.beginning_offsets([tp]))[tp]
            end = (await consumer.end_offsets([tp]))[tp]
            consumer.seek(tp, max(first, offset))
            while await consumer.position(tp) < end:
                for message in (await consumer.getmany(tp, timeout_ms=POLL_MS, max_records=1)).get(tp, ()):
                    return _record(message)
        return None

    async def first_of(self, offsets: dict[tuple[str, int], int]) -> Place | None:
        """The place of a record at or after one of these offsets; None when all partitions end before one."""
        if not offsets:
            return None
        tps = {TopicPartition(*tp): offset for tp, offset in offsets.items()}
        async with self._consumer(*tps) as consumer:
            ends = await consumer.end_offsets(list(tps))
        for tp, offset in sorted(tps.items()):
            if ends[tp] > offset and (record := await self.first_from(tp.topic, tp.partition, offset)) is not None:
                return record.place
        return None

    async def bounds(self, topic: str, partition: int) -> tuple[int, int]:
        """The first offset that is still there, and the end of the partition."""
        tp = TopicPartition(topic, partition)
        async with self._consumer(tp) as consumer:
            return (await consumer.beginning_offsets([tp]))[tp], (await consumer.end_offsets([tp]))[tp]

    async def one(self, place: Place) -> Record | None:
        """The record at `place`; None when retention or compaction has taken it."""
        record = await self.first_from(place.topic, place.partition, place.offset)
        return record if record is not None and record.place == place else None

    @asynccontextmanager
    async def _consumer(self, *tps: TopicPartition) -> AsyncIterator[AIOKafkaConsumer]:
        async with self._lock:
            if self._client is None:
                self._client = await self._connect()
            self._client.assign(list(tps))
            yield self._client

    async def _connect(self) -> AIOKafkaConsumer:
        client = group_less(self._options)
        await client.start()
        return client


def _record(message: Any) -> Record:  # noqa: ANN401 - aiokafka's ConsumerRecord
    place = Place(message.topic, message.partition, message.offset)
    headers = tuple((name, value or b"") for name, value in message.headers)
    return Record(place, message.key, message.value, message.timestamp, headers)
