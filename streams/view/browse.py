"""Records of the public topics as they lie there, read for a page or an export by a consumer of its own: no group, bounded in number and time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from ..kafka import group_less, is_marker
from .records import Incoming

AT_ONCE: Final = 200
"""Records of one piece."""
MOST_READERS: Final = 4
"""Pages and exports that read topics at the same time; the next one is asked to come again."""
_POLL_MS: Final = 250
_START_SECONDS: Final = 5.0


class BrowseError(Exception):
    """The topic cannot be read now; the text says why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A record with the broker's time, in milliseconds since 1970."""

    record: Incoming
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records of one partition from `start` to before `stop`."""

    topic: str
    partition: int
    start: int
    stop: int


class Browsing(Protocol):
    def read(self, stretch: Stretch) -> AsyncIterator[tuple[list[Seen], int]]:
        """Pieces of at most AT_ONCE records, markers left out, each with the offset to read on from. Raises BrowseError."""
        ...

    async def at_time(self, topic: str, partition: int, timestamp_ms: int) -> int | None:
        """The first offset of that time or later; None when there is none. Raises BrowseError."""
        ...


@dataclass(slots=True)
class KafkaBrowsing:
    """`options` are those of `kafka.aiokafka_options`."""

    options: Callable[[], dict[str, Any]]
    _readers: int = field(default=0)

    async def read(self, stretch: Stretch) -> AsyncIterator[tuple[list[Seen], int]]:
        at = TopicPartition(stretch.topic, stretch.partition)
        async with self._consumer() as consumer:
            consumer.assign([at])
            consumer.seek(at, stretch.start)
            place, quiet = stretch.start, 0
            while place < stretch.stop and quiet < _QUIET:
                try:
                    fetched = await consumer.getmany(at, timeout_ms=_POLL_MS, max_records=AT_ONCE)
                except KafkaError as error:
                    raise BrowseError(str(error)) from error
                records = [r for found in fetched.values() for r in found]
                quiet = 0 if records else quiet + 1  # the rest may be gone: compacted, or taken back by its publisher
                place = records[-1].offset + 1 if records else place
                kept = [r for r in records if r.offset < stretch.stop and not is_marker(r.headers)]
                if records:
                    yield (
                        [Seen(Incoming(r.topic, r.partition, r.offset, r.key, r.value, tuple(r.headers)), r.timestamp) for r in kept],
                        place,
                    )

    async def at_time(self, topic: str, partition: int, timestamp_ms: int) -> int | None:
        at = TopicPartition(topic, partition)
        async with self._consumer() as consumer:
            try:
                found = (await consumer.offsets_for_times({at: timestamp_ms}))[at]
            except KafkaError as error:
                raise BrowseError(str(error)) from error
        return None if found is None or found.offset < 0 else int(found.offset)

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        if self._readers >= MOST_READERS:
            msg = f"{MOST_READERS} others are reading topics; try again in a moment"
            raise BrowseError(msg)
        self._readers += 1
        consumer = group_less(self.options() | {"max_partition_fetch_bytes": 1_048_576})
        try:
            try:
                await asyncio.wait_for(consumer.start(), _START_SECONDS)
            except (KafkaError, TimeoutError, OSError) as error:
                msg = "the broker does not answer"
                raise BrowseError(msg) from error
            yield consumer
        finally:
            self._readers -= 1
            await consumer.stop()


_QUIET: Final = 4  # empty answers after which nothing more is expected before `stop`
