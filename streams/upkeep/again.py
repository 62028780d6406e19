"""Articles whose reading is older than this installation's: found in ledger and articles, and asked for on the clean topic."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from aiokafka import TopicPartition

from ..audit.reading import read_topic
from ..audit.snapshot import Span
from ..core.article import Article
from ..core.clean import as_cleaned
from ..core.identity import partition_of
from ..flow.codec import encode_again
from ..kafka import is_marker
from .selection import Todo, Wanted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

    from ..core.article import Record
    from ..core.ledger import Entry
    from ..topics import Topics
    from .group import Group

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""Between two looks at how far the workers are."""
MOST_UNSURE = 100
"""Requests that may be on their way to the broker at once."""


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Where to look: `partitions` is topic → how many. `moved` hears of each batch that was read: topic, how many records."""

    client: AIOKafkaConsumer
    topics: Topics
    partitions: Mapping[str, int]
    moved: Callable[[int], None]

    async def due(self, wanted: Wanted, generation: int) -> AsyncIterator[tuple[int, Entry, Article]]:
        """(clean partition, entry, article) of all that are wanted and whose reading is older. Memory: one ledger partition."""
        for partition in range(self.partitions[self.topics.clean.name]):
            todo = await self._todo(wanted, generation, partition)
            async for article in self._articles(partition):
                if (entry := todo.take(article)) is not None:
                    yield partition, entry, article

    async def size(self) -> int:
        """How many offsets there are to read."""
        names = (self.topics.ledger.name, self.topics.articles.name)
        all_ = [await self.spans(name, p) for name in names for p in range(self.partitions[name])]
        return sum(span.end - span.start for spans in all_ for span in spans.values())

    async def spans(self, topic: str, partition: int) -> dict[int, Span]:
        tp = TopicPartition(topic, partition)
        start, end = await self.client.beginning_offsets([tp]), await self.client.end_offsets([tp])
        return {partition: Span(start[tp], end[tp])}

    async def _todo(self, wanted: Wanted, generation: int, partition: int) -> Todo:
        todo, topic = Todo(wanted, generation), self.topics.ledger.name
        async for batch in read_topic(self.client, topic, await self.spans(topic, partition)):
            for record in batch:
                key = (record.key or b"").decode()
                if record.value is not None and not is_marker(record.headers) and not key.startswith("~"):
                    todo.entry(key, record.value)
            self.moved(len(batch))
        todo.close()
        return todo

    async def _articles(self, partition: int) -> AsyncIterator[Article]:
        """Of that clean partition. The articles topic has as many, unless the private topics were re-keyed: then all of it is read."""
        topic, count = self.topics.articles.name, self.partitions[self.topics.clean.name]
        aligned = self.partitions[topic] == count
        for place in [partition] if aligned else range(self.partitions[topic]):
            async for batch in read_topic(self.client, topic, await self.spans(topic, place)):
                for record in batch:
                    article = article_of(record)
                    if article is not None and (aligned or partition_of(article.article_id, count) == partition):
                        yield article
                self.moved(len(batch))


def article_of(record: Record) -> Article | None:
    """None for a marker, for a tombstone, and for what no worker wrote: anybody may write to that topic."""
    if record.value is None or is_marker(record.headers):
        return None
    try:
        article = msgspec.json.decode(record.value, type=Article)
    except ValueError as error:
        log.warning("%s is passed over, for no worker wrote it: %s", record.place, error)
        return None
    return article if article.article_id.encode() == record.key else None


@dataclass(slots=True)
class Asking:
    """Sends requests, at most `ahead` in front of the workers in each partition: fresh news waits behind them."""

    producer: AIOKafkaProducer
    group: Group
    topic: str
    partitions: int
    ahead: int
    told: Callable[[int, int], None]
    """Hears (asked, done)."""
    asked: int = 0
    _ends: dict[int, int] = field(default_factory=dict)
    """Partition → offset behind its last request."""
    _waiting: dict[int, int] = field(default_factory=dict)
    """Partition → requests since the workers were last seen to have done all."""
    _sent: list[tuple[int, asyncio.Future[Any]]] = field(default_factory=list)
    """Partition and fate of each request of which it is not known yet."""

    async def ask(self, partition: int, article: Article) -> None:
        while self._waiting.get(partition, 0) >= self.ahead:
            await self.catch_up()
        value = encode_again(as_cleaned(article))
        self._sent.append((partition, await self.producer.send(self.topic, value, key=article.article_id.encode(), partition=partition)))
        self.asked += 1
        self._waiting[partition] = self._waiting.get(partition, 0) + 1
        if self._waiting[partition] >= self.ahead or len(self._sent) >= MOST_UNSURE:
            await self._delivered()

    async def _delivered(self) -> None:
        """Raises what the broker has against a request: one that is nowhere is never done, and nobody would wait to an end."""
        sent, self._sent = self._sent, []
        for (partition, _), at in zip(sent, await asyncio.gather(*(future for _, future in sent)), strict=True):
            self._ends[partition] = at.offset + 1

    async def catch_up(self) -> None:
        """Look how far the workers are; a partition with nothing left may be asked for more."""
        await asyncio.sleep(POLL_SECONDS)
        done = await self.group.committed(self.topic, self.partitions)
        for partition, end in self._ends.items():
            if done.get(partition, 0) >= end:
                self._waiting[partition] = 0
        self.told(self.asked, self.asked - sum(self._waiting.values()))

    async def finish(self, idle: Callable[[], Awaitable[None]]) -> None:
        """Wait until the workers have dealt with every request; `idle` is awaited between two looks."""
        await self._delivered()
        while any(self._waiting.values()):
            await idle()
            await self.catch_up()
