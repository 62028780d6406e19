"""A plain client that reads the feed and the dead letters all the while, as a subscriber would."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.core.article import Place
from streams.kafka import is_marker

if TYPE_CHECKING:
    from tests.flow.deployment import Deployment


class Follower:
    """`ends`: raw place → how many records of which `ce_id` speak of its end."""

    def __init__(self, on: Deployment) -> None:
        self._settings = on.settings
        self._topics = [on.topics.enriched.name, on.topics.deadletter.name]
        self.ends: dict[Place, Counter[str]] = {}
        self.moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._settings.bootstrap, auto_offset_reset="earliest", fetch_max_wait_ms=50, metadata_max_age_ms=1000
        )
        await self._consumer.start()
        self._consumer.assign([TopicPartition(topic, p) for topic in self._topics for p in range(self._settings.partitions)])
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._consumer.stop()

    @property
    def count(self) -> int:
        return len(self.ends)

    async def _follow(self) -> None:
        while True:
            for batch in (await self._consumer.getmany(timeout_ms=100)).values():
                for message in batch:
                    self._take(message)
            self.moved.set()
            self.moved = asyncio.Event()

    def _take(self, message: Any) -> None:
        if is_marker(message.headers):
            return
        headers = dict(message.headers)
        topic, partition, offset = headers["ce_source"].decode().strip("/").rsplit("/", 2)
        place = Place(topic, int(partition), int(offset))
        self.ends.setdefault(place, Counter())[headers["ce_id"].decode()] += 1

    def twice(self) -> dict[Place, Counter[str]]:
        """Raw records that the feed or the dead letters have more than one record of."""
        return {place: ids for place, ids in self.ends.items() if ids.total() > 1}
