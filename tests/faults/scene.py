"""One fault test: its own topics on a broker, workers, a publisher, a subscriber, and what must hold in the end."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.core.article import Place
from tests.faults.checks import at_rest, audit, folded
from tests.faults.corpus import article, corpus, encoded
from tests.faults.follower import Follower
from tests.faults.workers import PLAIN, Worker, sabotaged
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from tests.faults.corpus import Published
    from tests.flow.deployment import Deployment

WORKER_SECONDS, BROKER_SECONDS = 30.0, 60.0
"""Liveness: processing goes on by itself so long after the fault of a worker, or after the broker is back."""
SLACK = float(os.environ.get("FAULTS_SLACK", "1"))
"""A factor on every limit, for machines that do other work at the same time."""
REST_SECONDS = 150.0
"""After the last article everything is settled within this; only a broken program needs it."""


@dataclass
class Scene:
    on: Deployment
    seed: str
    follower: Follower
    producer: AIOKafkaProducer
    workers: list[Worker] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    """Seconds from the end of each fault until articles published then were through."""
    published: int = 0
    refused: int = 0
    """Records whose publisher got no acknowledgement: they may be there or not."""
    _probes: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.records: Iterator[Published] = corpus(self.seed)

    def start(self, count: int = 1, *, environment: dict[str, str] | None = None) -> None:
        """Plain workers: `dateline worker`."""
        for _ in range(count):
            worker = Worker(self._directory(), self.on.environment | (environment or {}), PLAIN)
            self.workers.append(worker)
            worker.start()

    def sabotage(self, plan: list[tuple[str, int, str]], build: str = "", clock: float | None = None, **environment: str) -> Worker:
        worker = sabotaged(self._directory(), self.on.environment | environment, plan, build, clock)
        self.workers.append(worker)
        worker.start()
        return worker

    def _directory(self) -> Path:
        return self.on.directory / f"worker-{len(self.workers)}"

    async def publish(self, records: Iterable[Published], partition: int | None = None) -> list[Place]:
        """Returns when the broker has them; what it does not acknowledge in time is left out."""
        sent = [await self.producer.send(self.on.topics.raw.name, value, key=key, partition=partition) for key, value in records]
        done = await asyncio.gather(*sent, return_exceptions=True)
        self.refused += sum(isinstance(d, KafkaError) for d in done)
        places = [Place(d.topic, d.partition, d.offset) for d in done if not isinstance(d, BaseException)]
        self.published += len(places)
        return places

    async def more(self, count: int) -> list[Place]:
        """The next records of the corpus."""
        return await self.publish(islice(self.records, count))

    @asynccontextmanager
    async def flow(self, per_second: int = 50) -> AsyncIterator[None]:
        """News goes on all the while."""
        task = asyncio.create_task(self._flow(per_second))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _flow(self, per_second: int) -> None:
        while True:
            # not a wait for anything: it is the pace of the publisher
            await asyncio.gather(self.more(max(1, per_second // 10)), asyncio.sleep(0.1))

    async def until(self, condition: Callable[[], bool | Awaitable[bool]], what: str, seconds: float = 90.0) -> float:
        """Seconds that it took."""
        began = monotonic()
        seconds *= SLACK
        while True:
            true = condition()
            if await true if isinstance(true, Awaitable) else true:
                return monotonic() - began
            if monotonic() - began > seconds:
                pytest.fail(f"not within {seconds:.0f} s: {what}\n{self.story()}")
            # what has to be asked of the broker is asked more seldom
            await asyncio.sleep(0.3 if isinstance(true, Awaitable) else 0.05)

    async def hears(self, worker: Worker, text: str, times: int = 1) -> None:
        """The worker has said this so often."""
        await self.until(lambda: worker.said().count(text) >= times, f"{text!r} in a worker's log, {times} times")

    async def progresses(self) -> float:
        """Seconds until something more comes through."""
        count = self.follower.count
        return await self.until(lambda: self.follower.count > count, "progress", 120)

    async def ended(self, places: Iterable[Place], seconds: float = 90.0) -> float:
        wanted = set(places)
        return await self.until(lambda: wanted <= self.follower.ends.keys(), f"an end of {len(wanted)} records", seconds)

    async def works(self) -> None:
        """The workers have taken their partitions and articles come through."""
        await self.ended(await self._probe())

    async def recovers(self, limit: float) -> float:
        """From now on articles come through within `limit` seconds, on each raw and each clean partition."""
        began = monotonic()
        await self.ended(await self._probe(), limit)
        self.recoveries.append(monotonic() - began)
        return self.recoveries[-1]

    async def _probe(self) -> list[Place]:
        """Articles with ids that occur nowhere else, several on each raw partition."""
        places: list[Place] = []
        for partition in range(self.on.settings.partitions):
            self._probes += 1
            batch = [encoded(article(self.rng, f"probe-{self._probes}-{n}", version=1)) for n in range(4)]
            places += await self.publish(batch, partition)
        assert places, "the broker took no probe"
        return places

    async def holds(self, refused: Iterable[Place] = ()) -> None:
        """All workers come to rest; then every promise holds, and the table is that of the independent fold. `refused`: records that
        a test made the enrichment fail on, which the fold cannot know."""
        await self.until(lambda: at_rest(self.on.settings), "rest", REST_SECONDS)
        report = await audit(self.on.settings, recompute=True)
        wrong = [str(f) for f in report.findings] + await folded(self.on, set(refused))
        assert wrong == [], "\n".join([*wrong[:20], self.story()])
        assert report.counts["raw"] >= self.published

    async def holds_so_far(self) -> None:
        """In the middle of things: whatever is committed is there."""
        report = await audit(self.on.settings)
        assert report.findings == (), "\n".join([*map(str, report.findings), self.story()])

    def story(self) -> str:
        return "\n".join(f"--- worker {n}:\n{w.said()[-3000:]}" for n, w in enumerate(self.workers))


@asynccontextmanager
async def scene(bootstrap: str, directory: Path, seed: str, **options: str) -> AsyncIterator[Scene]:
    """Ends the workers that the test started, whatever their state."""
    async with deployment(bootstrap, directory, embedded=False, module="", **{"partitions": "2", **options}) as on:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=20_000_000, enable_idempotence=True, linger_ms=2)
        await producer.start()
        made: Scene | None = None
        try:
            async with Follower(on) as follower:
                made = Scene(on, seed, follower, producer)
                yield made
        finally:
            for worker in made.workers if made else ():
                if worker.running:
                    worker.kill()
            await producer.stop()
