"""Reading the dead letter topic, and single records of it and of the raw topic. No group is joined and nothing is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition

from .. import kafka
from ..core.article import Place, Record
from ..kafka import is_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from aiokafka import AIOKafkaConsumer

    from ..settings import Settings
    from .letters import Book

POLL_MS = 200
NEAR = 100
"""Records that are read over rather than sought past."""
FETCH_BYTES = 262_144
"""Of a partition at once: single records are sought, and what is fetched with them is thrown away."""


def consumer(settings: Settings) -> AbstractAsyncContextManager[AIOKafkaConsumer]:
    return kafka.consumer(settings, max_partition_fetch_bytes=FETCH_BYTES)


async def fill(book: Book, client: AIOKafkaConsumer, topic: str, partitions: int, moved: Callable[[int, int], None]) -> None:
    """Give `book` all records of the topic, up to where it ends now. `moved` hears how many of how many offsets are done."""
    tps = [TopicPartition(topic, number) for number in range(partitions)]
    client.assign(tps)
    starts, ends = await client.beginning_offsets(tps), await client.end_offsets(tps)
    for tp in tps:
        client.seek(tp, starts[tp])
    places, total = dict(starts), sum(ends[tp] - starts[tp] for tp in tps)
    while left := [tp for tp in tps if places[tp] < ends[tp]]:
        for batch in (await client.getmany(*left, timeout_ms=POLL_MS)).values():
            for message in batch:
                if message.offset < ends[TopicPartition(topic, message.partition)] and not is_marker(message.headers):
                    book.take(record_of(message))
        # the position, not the last record: a transaction may have left a mark without one
        places = {tp: await client.position(tp) for tp in tps}
        moved(sum(min(places[tp], ends[tp]) - starts[tp] for tp in tps), total)


class Single:
    """Reads single records of some topics, as they were when it began. The client is its own from the first call on.

    Nearby records are read on, others are sought: letters of one trouble tend to lie together.
    """

    def __init__(self, client: AIOKafkaConsumer, partitions: Mapping[str, int]) -> None:
        self._client = client
        self._tps = [TopicPartition(topic, number) for topic, count in sorted(partitions.items()) for number in range(count)]
        self._bounds: dict[TopicPartition, tuple[int, int]] = {}
        self._open: TopicPartition | None = None

    async def one(self, place: Place) -> Record | None:
        """The record at `place`; None when it was not there (any more)."""
        if not self._bounds:
            await self._begin()
        tp = TopicPartition(place.topic, place.partition)
        first, end = self._bounds.get(tp, (0, 0))
        if not first <= place.offset < end:
            return None
        await self._turn_to(tp, place.offset)
        while await self._client.position(tp) <= place.offset:
            ahead = place.offset - await self._client.position(tp) + 1
            for message in (await self._client.getmany(tp, timeout_ms=POLL_MS, max_records=ahead)).get(tp, ()):
                if message.offset >= place.offset:
                    return record_of(message) if message.offset == place.offset else None
        return None

    async def _begin(self) -> None:
        self._client.assign(self._tps)
        self._client.pause(*self._tps)
        starts, ends = await self._client.beginning_offsets(self._tps), await self._client.end_offsets(self._tps)
        for tp in self._tps:
            self._client.seek(tp, starts[tp])
        self._bounds = {tp: (starts[tp], ends[tp]) for tp in self._tps}

    async def _turn_to(self, tp: TopicPartition, offset: int) -> None:
        if tp != self._open:
            if self._open is not None:
                self._client.pause(self._open)
            self._client.resume(tp)
            self._open = tp
        if not 0 <= offset - await self._client.position(tp) < NEAR:
            self._client.seek(tp, offset)


def record_of(message: Any) -> Record:  # noqa: ANN401 - aiokafka's ConsumerRecord
    place = Place(message.topic, message.partition, message.offset)
    return Record(place, message.key, message.value, message.timestamp, tuple((name, value or b"") for name, value in message.headers))
