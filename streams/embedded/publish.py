"""Publishing to a broker that forgets: never more under way than it certainly holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from ..core.article import Place
from ..core.identity import partition_of
from ..kafka import COMPRESSION
from .ends import Ends, Published

if TYPE_CHECKING:
    from .watch import Watch

MOST_UNFINISHED: Final = 200
MOST_BYTES: Final = 1_000_000
"""Unfinished articles that may be under way, by number and by size as given. A partition holds 5.2 MB, and an enriched article with
all its offsets is several times the size of its text; 1 MB leaves room for a fivefold, even if all went to one partition."""
LARGEST_RECORD: Final = 12_000_000
"""Largest record that is sent at all: the greatest case that is tried is 10 MB, and a broker would refuse it far earlier."""


class Raw(Protocol):
    """A raw record to be sent; without a key it goes to the partitions in turn."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> bytes: ...
    @property
    def headers(self) -> list[tuple[str, bytes]]: ...
    @property
    def key(self) -> str | None: ...


class Throttled:
    """Sends raw records and waits for their ends, so that the broker drops nothing that has not been read."""

    def __init__(self, options: Mapping[str, Any], topic: str, partitions: int, ends: Ends, watch: Watch) -> None:
        self._options, self._topic, self._partitions, self._ends, self._watch = options, topic, partitions, ends, watch
        self._time_ms = 0
        self.sent = 0

    async def send_all(self, records: Iterable[Raw], on_refused: Callable[[str, str], None]) -> None:
        """Return when all are acknowledged or refused; `on_refused` gets label and reason."""
        async with AIOKafkaProducer(**self._options, compression_type=COMPRESSION, max_request_size=LARGEST_RECORD) as producer:
            for number, record in enumerate(records):
                size = len(record.value)
                await self._watch.until(lambda size=size: self._has_room(size))  # type: ignore[misc]
                await self._send(producer, number, record, on_refused)

    def _has_room(self, size: int) -> bool:
        """Whether one more record may go; one that is larger than all the room goes alone."""
        ends = self._ends
        return not ends.unfinished or (ends.unfinished < MOST_UNFINISHED and ends.unfinished_bytes + size <= MOST_BYTES)

    async def _send(self, producer: AIOKafkaProducer, number: int, record: Raw, on_refused: Callable[[str, str], None]) -> None:
        key = record.key.encode() if record.key else None
        partition = partition_of(record.key, self._partitions) if record.key else number % self._partitions
        # strictly growing: what comes later is the later version when an article says nothing of its time
        self._time_ms = max(int(time.time() * 1000), self._time_ms + 1)
        try:
            acknowledged = await producer.send_and_wait(
                self._topic, record.value, key, partition=partition, timestamp_ms=self._time_ms, headers=record.headers
            )
        except (TimeoutError, KafkaError) as error:
            on_refused(record.label, repr(error))
            return
        self.sent += 1
        self._ends.sent(Place(self._topic, acknowledged.partition, acknowledged.offset), Published(record.label, len(record.value)))
