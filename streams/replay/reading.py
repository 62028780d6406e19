"""Reading the dead letter topic, and single records of it and of the raw topic. No group is joined and nothing is committed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from ..core.article import Place, Record
from ..kafka import aiokafka_options, is_marker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ..settings import Settings
    from .letters import Book

POLL_MS = 200
FETCH_WAIT_MS = 50
"""How long a broker may hold an empty fetch: the embedded one always holds it for the whole time."""


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    options = aiokafka_options(settings) | {"group_id": None, "enable_auto_commit": False, "fetch_max_wait_ms": FETCH_WAIT_MS}
    # as the workers read: what a publisher took back by aborting its transaction is no record
    client = AIOKafkaConsumer(**options, isolation_level="read_committed", auto_offset_reset="earliest")
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


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


async def one(client: AIOKafkaConsumer, place: Place) -> Record | None:
    """The record at `place`; None when it is not there (any more)."""
    tp = TopicPartition(place.topic, place.partition)
    client.assign([tp])
    first, end = (await client.beginning_offsets([tp]))[tp], (await client.end_offsets([tp]))[tp]
    if not first <= place.offset < end:
        return None
    client.seek(tp, place.offset)
    while await client.position(tp) <= place.offset:
        for message in (await client.getmany(tp, timeout_ms=POLL_MS, max_records=1)).get(tp, ()):
            return record_of(message) if message.offset == place.offset else None
    return None


def record_of(message: Any) -> Record:  # noqa: ANN401 - aiokafka's ConsumerRecord
    place = Place(message.topic, message.partition, message.offset)
    return Record(place, message.key, message.value, message.timestamp, tuple((name, value or b"") for name, value in message.headers))
