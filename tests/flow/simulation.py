"""The real stages and the real barrier on a broker in memory, with crashes at any send: thousands of histories a minute.

A crash loses what is in memory and, per partition, any tail of what was sent and not yet awaited.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from streams.core.article import Article, Place, Record
from streams.core.identity import partition_of
from streams.flow.codec import encode_clean
from streams.flow.delivery import Delivery, Output
from streams.flow.desk import Desk
from streams.flow.enrich import EnrichStage
from streams.flow.state import StateLoader
from streams.flow.tally import TallyStage
from streams.topics import Topics
from tests.flow.toy import GENERATION, ToyNames, clean, enrich, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, MutableMapping

    from streams.core.article import EnrichedArticle, Rejection

PARTITIONS = 2
TOPICS = Topics("", "app")
CLEAN = (TOPICS.clean.name, PARTITIONS)


class CrashError(BaseException):
    """The worker is gone; no handler for mere exceptions sees it."""


class MemoryBroker:
    """Logs per partition, and the group's committed offsets."""

    def __init__(self) -> None:
        self.logs: dict[tuple[str, int], list[Record]] = {}
        self.committed: dict[tuple[str, int], int] = {}

    def log(self, topic: str, partition: int) -> list[Record]:
        return self.logs.setdefault((topic, partition), [])

    def append(self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Any = (), *, at: int = 0) -> int:
        log = self.log(topic, partition)
        log.append(Record(Place(topic, partition, len(log)), key, value, at, tuple(headers)))
        return len(log) - 1

    def everything(self, topic: str) -> list[Record]:
        return [record for p in range(PARTITIONS) for record in self.log(topic, p)]


class MemoryProducer:
    """Sends are delivered when the loop turns; `fuse` sends from now the worker crashes."""

    def __init__(self, broker: MemoryBroker, rng: random.Random, fuse: int) -> None:
        self._broker, self._rng, self._fuse = broker, rng, fuse
        self._buffer: list[tuple[Any, ...]] = []

    async def send(self, topic: str, *, value: bytes | None, key: bytes | None, partition: int, headers: Any = ()) -> asyncio.Future[int]:
        self._fuse -= 1
        if self._fuse == 0:
            self.lose_tails()
            raise CrashError
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        if not self._buffer:
            loop.call_soon(self._deliver)
        self._buffer.append((topic, partition, key, value, headers, future))
        return future

    async def send_and_wait(self, topic: str, *, value: bytes, key: bytes, partition: int, headers: Any) -> Any:
        return type("Metadata", (), {"offset": self._broker.append(topic, partition, key, value, headers)})

    def _deliver(self) -> None:
        buffer, self._buffer = self._buffer, []
        for topic, partition, key, value, headers, future in buffer:
            future.set_result(self._broker.append(topic, partition, key, value, headers))

    def lose_tails(self) -> None:
        """Each partition gets a beginning of what was on its way: within one, order holds."""
        by_partition: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
        for item in self._buffer:
            by_partition.setdefault(item[:2], []).append(item)
        for items in by_partition.values():
            for topic, partition, key, value, headers, _ in items[: self._rng.randint(0, len(items))]:
                self._broker.append(topic, partition, key, value, headers)
        self._buffer = []


class MemoryReader:
    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    async def everything(self, topic: str, partition: int) -> AsyncIterator[Record]:
        for record in list(self._broker.log(topic, partition)):
            yield record

    async def bounds(self, topic: str, partition: int) -> tuple[int, int]:
        return 0, len(self._broker.log(topic, partition))

    async def first_from(self, topic: str, partition: int, offset: int) -> Record | None:
        return next((r for r in self._broker.log(topic, partition) if r.place.offset >= offset), None)

    async def one(self, place: Place) -> Record | None:
        # copies of raw records are asked for that are on no log of the simulation
        return next((r for r in self._broker.log(place.topic, place.partition) if r.place == place), Record(place, None, b"", 0))


class Worker:
    """Enrich and tally over a broker; `delivery` is the class under test, and so are these, of which controls have others."""

    loader: type[StateLoader] = StateLoader
    enriching: type[EnrichStage] = EnrichStage
    topics: Topics = TOPICS
    partitions: int = PARTITIONS
    """Of the private topics; the public ones have `PARTITIONS` always."""
    entries: Callable[[], MutableMapping[str, bytes]] = dict

    def __init__(  # noqa: PLR0917 - as few words as possible where it is called
        self,
        broker: MemoryBroker,
        rng: random.Random,
        fuse: int,
        delivery: type[Delivery] = Delivery,
        generation: int = GENERATION,
        enrich: Callable[[Article], EnrichedArticle | Rejection] = enrich,
    ) -> None:
        producer: Any = MemoryProducer(broker, rng, fuse)
        self.die = producer.lose_tails
        reader: Any = MemoryReader(broker)
        self.broker, self.rng = broker, rng
        public = {topic.name for topic in self.topics.public}
        self.delivery = delivery(producer, lambda topic: PARTITIONS if topic in public else self.partitions, 60.0)
        loader = self.loader(producer, reader, generation, self.delivery.still_alive, entries=type(self).entries)
        desk = self.desk = Desk(self.topics, self.delivery, reader, loader, generation)
        self.stages: dict[str, EnrichStage | TallyStage] = {
            self.topics.clean.name: self.enriching(desk, enrich),
            self.topics.subtotals.name: TallyStage(desk, ToyNames()),
        }
        for stage in self.stages.values():
            self.delivery.add(stage)
        self.position = {(t, p): broker.committed.get((t, p), 0) for t in self.stages for p in range(self.partitions)}

    def waiting(self) -> list[tuple[str, int]]:
        return [tp for tp, at in self.position.items() if at < len(self.broker.log(*tp))]

    async def step(self) -> None:
        """One event of any partition, or a tick, or a commit, as chance has it."""
        chance = self.rng.random()
        if chance < 0.1:
            await self.delivery.publish()
        elif chance < 0.2:
            await self.commit()
        elif ready := self.waiting():
            tp = self.rng.choice(ready)
            await self.stages[tp[0]].handle(self.broker.log(*tp)[self.position[tp]])
            self.position[tp] += 1

    async def commit(self) -> None:
        offsets = dict(self.position)
        await self.delivery.barrier()
        self.broker.committed.update(offsets)

    async def finish(self) -> None:
        """Work until nothing is left to do and all of it is committed."""
        while self.waiting():
            await self.step()
            if not self.waiting():
                await self.commit()
        await self.commit()


def fill(broker: MemoryBroker, messages: list[bytes], rng: random.Random, clean_topic: tuple[str, int] = CLEAN, first: int = 0) -> None:
    """The clean topic (name, partitions) as intake leaves it, which now and then starts again from its last commit. It begins at the
    `first` message."""
    articles: list[Article] = []
    for offset, value in enumerate(messages):
        raw = read(Record(Place("raw", 0, offset), None, value, 0))
        article = clean(raw)  # type: ignore[arg-type]
        assert isinstance(article, Article)
        articles.append(article)
    at = first
    while at < len(articles):
        article = articles[at]
        broker.append(clean_topic[0], partition_of(article.article_id, clean_topic[1]), article.article_id.encode(), encode_clean(article))
        at += 1
        if rng.random() < 0.05:
            at = rng.randint(max(first, at - 5), at)


async def simulate(seed: int, messages: list[bytes], delivery: type[Delivery] = Delivery, crashes: int = 5) -> MemoryBroker:
    """Run a history with crashes to its end; the broker as it is left."""
    rng = random.Random(seed)
    broker = MemoryBroker()
    fill(broker, messages, rng)
    for _ in range(crashes):
        worker = Worker(broker, rng, rng.randint(1, 120), delivery)
        try:
            while worker.waiting():
                await worker.step()
        except CrashError:
            continue
        break
    await Worker(broker, rng, -1, delivery).finish()
    return broker


class StateFirst(Delivery):
    """Negative control: the state is on its changelog before the outputs that it speaks of."""

    async def _settle(self) -> None:
        state = [output for stage in self._stages for output in stage.state_cut()]
        await self.send(state)
        await self._delivered()
        await super()._settle()


class CommitFirst(Delivery):
    """Negative control: offsets are committed before anything is awaited."""

    async def barrier(self) -> None:
        pass


class Forgetful(Delivery):
    """Negative control: one output in fifty is never sent."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._count = 0

    async def send(self, outputs: Any) -> None:
        kept: list[Output] = []
        for output in outputs:
            self._count += 1
            if self._count % 50:
                kept.append(output)
        await super().send(kept)
