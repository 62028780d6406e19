"""Taking a partition's state: read its changelog, then write and await the record whose offset orders the owners."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import orjson

from ..kafka import is_marker
from .shelf import META, STATE_FORMAT, Shelf

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

    from .reader import Reader

log = logging.getLogger(__name__)

YIELD_EVERY = 2_000
"""Records between two returns to the event loop: heartbeat and watchdog go on during a long recovery."""


class StateLoader:
    """Loads shelves from their changelogs."""

    def __init__(self, producer: AIOKafkaProducer, reader: Reader, generation: int) -> None:
        self._producer = producer
        self._reader = reader
        self._generation = generation

    async def load(self, topic: str, partition: int) -> Shelf:
        """The state of `partition` as its last owner left it. Raises FormatError when another format wrote it."""
        shelf = Shelf(partition)
        count = 0
        async for record in self._reader.everything(topic, partition):
            if record.key is None or record.value is None or is_marker(record.headers):
                continue
            shelf.restore(record.key.decode(), record.value)
            count += 1
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        meta = orjson.dumps({"format": STATE_FORMAT, "generation": self._generation})
        written = await self._producer.send_and_wait(topic, value=meta, key=META.encode(), partition=partition)
        shelf.token = written.offset
        log.info("took %s/%d: %d changelog records, token %d", topic, partition, count, shelf.token)
        return shelf
