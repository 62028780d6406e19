"""A reader without a group that sees every end and keeps the actor table; a gap in what it sees is a loss."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from ..kafka import is_marker
from .ends import End, Ends, source_of

if TYPE_CHECKING:
    from ..topics import Topics

_FETCH_WAIT_MS: Final = 50
"""The mock answers an empty fetch only after the full wait, so this is the delay that the reader adds."""
_POLL_MS: Final = 200


class Watch:
    """Reads the feed, the dead letters and the actor table from their beginning, all partitions of them.

    `ends` is told of each raw record that has reached its end, `on_gap` gets a sentence when records vanished unread.
    """

    def __init__(self, options: Mapping[str, Any], topics: Topics, partitions: int, ends: Ends, on_gap: Callable[[str], None]) -> None:
        self._options, self._topics, self._ends, self._on_gap = options, topics, ends, on_gap
        read = (topics.enriched, topics.deadletter, topics.actors)
        self._next = {TopicPartition(topic.name, p): 0 for topic in read for p in range(partitions)}
        self._moved = asyncio.Condition()
        self.rows: dict[bytes, bytes] = {}
        """The actor table: newest value by key."""

    async def run(self) -> None:
        """Read until cancelled."""
        consumer = AIOKafkaConsumer(
            **self._options, group_id=None, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=_FETCH_WAIT_MS
        )
        await consumer.start()
        try:
            consumer.assign(list(self._next))
            for place in self._next:
                consumer.seek(place, 0)
            while True:
                await self._take(await consumer.getmany(timeout_ms=_POLL_MS))
        finally:
            await consumer.stop()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when `condition` holds; it is asked again whenever something was read."""
        async with self._moved:
            await self._moved.wait_for(condition)

    async def catch_up(self, ends: Mapping[TopicPartition, int]) -> None:
        """Return when all partitions in `ends` that are read here have been read up to there."""
        await self.until(lambda: all(self._next[place] >= end for place, end in ends.items() if place in self._next))

    async def _take(self, batches: Mapping[TopicPartition, list[Any]]) -> None:
        for place, messages in batches.items():
            for message in messages:
                self._one(place, message)
        if batches:
            async with self._moved:
                self._moved.notify_all()

    def _one(self, place: TopicPartition, message: Any) -> None:  # noqa: ANN401 - aiokafka's ConsumerRecord
        if message.offset != self._next[place]:
            self._on_gap(f"{place.topic}, partition {place.partition}: offsets {self._next[place]} to {message.offset - 1} vanished unread")
        self._next[place] = message.offset + 1
        if is_marker(message.headers):
            return
        if place.topic == self._topics.actors.name:
            self._row(message.key, message.value)
        elif (source := source_of(message.headers)) and source.topic == self._topics.raw.name:
            letter = place.topic == self._topics.deadletter.name
            self._ends.ended(source, _end_of_letter(message.value) if letter else End("enriched"))

    def _row(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value


def _end_of_letter(value: bytes | None) -> End:
    try:
        letter = orjson.loads(value or b"")
        return End("info" if letter["severity"] == "info" else "dead letter", str(letter["code"]))
    except (ValueError, TypeError, KeyError):
        return End("dead letter", "unreadable")
