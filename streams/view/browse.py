"""Records of the public topics as they lie there, read for a page or an export by a consumer of its own: no group, bounded in number and time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from heapq import merge
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


class Following(Protocol):
    """Some partitions of a topic, read as they grow."""

    async def bounds(self) -> dict[int, tuple[int, int]]:
        """Of each partition the first offset and the one after the last that can be read, asked of the broker. Raises BrowseError."""
        ...

    def go_to(self, places: Mapping[int, int]) -> None:
        """The next offset to read of each partition; beyond the end, it is the first. `ahead` and `take` come after it."""
        ...

    async def ahead(self) -> dict[int, tuple[int, int]]:
        """Of each partition the next offset and the one after the last, as far as it is known without asking."""
        ...

    async def take(self) -> list[Seen]:
        """What is next, AT_ONCE at most, markers left out: each partition in its order, the earlier times first. None after a moment
        without any. Raises BrowseError."""
        ...


class Browsing(Protocol):
    def read(self, stretch: Stretch) -> AsyncIterator[tuple[list[Seen], int]]:
        """Pieces of at most AT_ONCE records, markers left out, each with the offset to read on from. Raises BrowseError."""
        ...

    async def at_time(self, topic: str, partition: int, timestamp_ms: int) -> int | None:
        """The first offset of that time or later; None when there is none. Raises BrowseError."""
        ...

    def following(self, topic: str, partitions: Sequence[int]) -> AbstractAsyncContextManager[Following]:
        """Open as long as somebody follows; how many may, the caller knows. Raises BrowseError."""
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
                if records:
                    yield [s for s in _seen(records) if s.record.offset < stretch.stop], place

    async def at_time(self, topic: str, partition: int, timestamp_ms: int) -> int | None:
        at = TopicPartition(topic, partition)
        async with self._consumer() as consumer:
            try:
                found = (await consumer.offsets_for_times({at: timestamp_ms}))[at]
            except KafkaError as error:
                raise BrowseError(str(error)) from error
        return None if found is None or found.offset < 0 else int(found.offset)

    @asynccontextmanager
    async def following(self, topic: str, partitions: Sequence[int]) -> AsyncIterator[Following]:
        consumer = group_less(self.options() | {"max_partition_fetch_bytes": _FOLLOWED_BYTES, "fetch_max_bytes": 4 * _FOLLOWED_BYTES})
        async with _started(consumer):
            yield KafkaFollowing(consumer, [TopicPartition(topic, partition) for partition in partitions])

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        if self._readers >= MOST_READERS:
            msg = f"{MOST_READERS} others are reading topics; try again in a moment"
            raise BrowseError(msg)
        self._readers += 1
        try:
            async with _started(group_less(self.options() | {"max_partition_fetch_bytes": 1_048_576})) as consumer:
                yield consumer
        finally:
            self._readers -= 1


@dataclass(frozen=True, slots=True)
class KafkaFollowing:
    """By a consumer that has been started."""

    consumer: AIOKafkaConsumer
    at: Sequence[TopicPartition]

    async def bounds(self) -> dict[int, tuple[int, int]]:
        async with _answered():
            first, end = await self.consumer.beginning_offsets(self.at), await self.consumer.end_offsets(self.at)
        return {at.partition: (first[at], end[at]) for at in self.at}

    def go_to(self, places: Mapping[int, int]) -> None:
        if not self.consumer.assignment():
            self.consumer.assign(self.at)
        for at in self.at:
            self.consumer.seek(at, places[at.partition])

    async def ahead(self) -> dict[int, tuple[int, int]]:
        async with _answered():  # it asks for a position that the topic has let go of
            places = {at: await self.consumer.position(at) for at in self.at}
        # up to where no transaction is open: what lies behind cannot be read yet, so nobody is late with it
        return {at.partition: (place, max(place, self.consumer.last_stable_offset(at) or 0)) for at, place in places.items()}

    async def take(self) -> list[Seen]:
        async with _answered():
            fetched = await self.consumer.getmany(*self.at, timeout_ms=_POLL_MS, max_records=AT_ONCE)
        return list(merge(*map(_seen, fetched.values()), key=lambda seen: seen.timestamp_ms))


@asynccontextmanager
async def _answered() -> AsyncIterator[None]:
    """Nobody who follows is kept waiting for a broker for longer, so that who leaves, and the end of the view, are seen."""
    try:
        async with asyncio.timeout(_START_SECONDS):
            yield
    except KafkaError as error:
        raise BrowseError(str(error)) from error
    except TimeoutError as error:
        raise BrowseError(_SILENT) from error


@asynccontextmanager
async def _started(consumer: AIOKafkaConsumer) -> AsyncIterator[AIOKafkaConsumer]:
    try:
        try:
            await asyncio.wait_for(consumer.start(), _START_SECONDS)
        except (KafkaError, TimeoutError, OSError) as error:
            raise BrowseError(_SILENT) from error
        yield consumer
    finally:
        await consumer.stop()


def _seen(records: Sequence[Any]) -> list[Seen]:
    """Without markers."""
    kept = (r for r in records if not is_marker(r.headers))
    return [Seen(Incoming(r.topic, r.partition, r.offset, r.key, r.value, tuple(r.headers)), r.timestamp) for r in kept]


_SILENT: Final = "the broker does not answer"
_FOLLOWED_BYTES: Final = 262_144  # of a partition at a time: a follower has no need of more, and there may be many partitions
_QUIET: Final = 4  # empty answers after which nothing more is expected before `stop`
