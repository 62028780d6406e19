"""Dateline on a broker, for a test: own topics, worker processes that can be killed, and plain clients that know nothing of it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from streams.core.article import Place
from streams.flow.admin import ensure_topics
from streams.kafka import is_marker
from streams.settings import Settings, load
from streams.topics import Topic, Topics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from pathlib import Path

PATIENCE = 120.0
"""Seconds after which a condition that does not come true fails its test."""


@dataclass
class Deployment:
    settings: Settings
    environment: dict[str, str]
    directory: Path
    module: str = "tests.flow.toy"
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def topics(self) -> Topics:
        return Topics(self.settings.prefix, self.settings.app)

    def start(self, slot: int | None = None) -> subprocess.Popen[bytes]:
        """Start a worker; `slot` puts it in the place of an ended one, with its data directory."""
        number = len(self.workers) if slot is None else slot
        data = self.directory / f"worker-{number}"
        with (self.directory / f"worker-{number}.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", self.module],
                env=self.environment | {"DATELINE_DATA_DIR": str(data)},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.workers[number : number + 1] = [worker]
        return worker

    def restart_ended(self) -> list[int]:
        """Do what a supervisor does; gives the exit codes of those that had ended."""
        ended = [(i, w.returncode) for i, w in enumerate(self.workers) if w.poll() is not None]
        for slot, _ in ended:
            self.start(slot)
        return [code for _, code in ended]

    def kill(self, slot: int = 0) -> None:
        self.workers[slot].kill()
        self.workers[slot].wait()

    def stop(self) -> list[int]:
        """SIGTERM to all; their exit codes."""
        running = [w for w in self.workers if w.poll() is None]
        for worker in running:
            worker.send_signal(signal.SIGTERM)
        return [worker.wait(30) for worker in running]

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.directory.glob("*.log")))

    async def publish(
        self, records: Iterable[tuple[bytes | None, bytes | None]], pause: Callable[[int], Awaitable[None]] | None = None
    ) -> list[Place]:
        """Publish (key, value) pairs as any Kafka client would; their places. `pause` is awaited after each, with its number."""
        producer = AIOKafkaProducer(bootstrap_servers=self.settings.bootstrap, max_request_size=20_000_000)
        await producer.start()
        try:
            sent = []
            for number, (key, value) in enumerate(records):
                sent.append(await producer.send(self.topics.raw.name, value, key=key))
                if pause is not None:
                    await pause(number)
            done = await asyncio.gather(*sent)
        finally:
            await producer.stop()
        return [Place(d.topic, d.partition, d.offset) for d in done]

    async def read(self, topic: Topic, partitions: int | None = None, *, markers: bool = False) -> list[Any]:
        """All records of a topic, markers left out unless asked for, and those of aborted transactions, each partition in order. It has as many
        as the setting says unless told otherwise."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.settings.bootstrap, auto_offset_reset="earliest", fetch_max_wait_ms=50, isolation_level="read_committed"
        )
        await consumer.start()
        try:
            tps = [TopicPartition(topic.name, p) for p in range(partitions or self.settings.partitions)]
            consumer.assign(tps)
            ends = await consumer.end_offsets(tps)
            for tp, start in (await consumer.beginning_offsets(tps)).items():
                consumer.seek(tp, start)
            found: list[Any] = []
            while any([await consumer.position(tp) < ends[tp] for tp in tps]):
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    found += [m for m in batch if markers or not is_marker(m.headers)]
        finally:
            await consumer.stop()
        return found

    async def latest(self, topic: Topic) -> dict[str, Any]:
        """Key → last value, as a reader of a compacted topic sees it; tombstones removed."""
        last = {m.key.decode(): m.value for m in await self.read(topic)}
        return {key: orjson.loads(value) for key, value in last.items() if value is not None}

    async def table(self) -> dict[str, tuple[int, int]]:
        """Actor → (articles, named) on `news.actors`."""
        return {a: (row["articles"], row["mentions"]["named"]) for a, row in (await self.latest(self.topics.actors)).items()}

    async def ends(self) -> dict[Place, set[str]]:
        """Raw place → the distinct ends it came to: `enriched`, or a dead letter's code."""
        ends: dict[Place, set[str]] = {}
        for message in await self.read(self.topics.enriched):
            topic, partition, offset = dict(message.headers)["ce_source"].decode().strip("/").rsplit("/", 2)
            ends.setdefault(Place(topic, int(partition), int(offset)), set()).add("enriched")
        for message in await self.read(self.topics.deadletter):
            letter = orjson.loads(message.value)
            ends.setdefault(Place(**letter["place"]), set()).add(letter["code"])
        return ends

    async def until(self, condition: Callable[[], Awaitable[bool]], *, restart: bool = True) -> None:
        """Wait for a condition, looking after the workers meanwhile; fails with their logs."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not await condition():
                    if restart:
                        self.restart_ended()
                    await asyncio.sleep(0.1)
        except TimeoutError:
            msg = f"not within {PATIENCE:.0f} s; the workers said:\n{self.logs()[-4000:]}"
            raise AssertionError(msg) from None

    async def until_ended(self, places: Iterable[Place]) -> None:
        """Wait until each raw record has come to an end."""
        wanted = set(places)

        async def ended() -> bool:
            return wanted <= set(await self.ends())

        await self.until(ended)

    async def until_table(self, want: dict[str, tuple[int, int]]) -> None:
        async def equal() -> bool:
            return await self.table() == want

        await self.until(equal)


@asynccontextmanager
async def deployment(
    bootstrap: str, directory: Path, *, embedded: bool = False, module: str = "tests.flow.toy", **options: str
) -> AsyncIterator[Deployment]:
    """Topics of its own on the broker at `bootstrap`; ends the workers that the test started. `options` are settings."""
    name = uuid.uuid4().hex[:8]
    own = {
        "DATELINE_BOOTSTRAP": bootstrap,
        "DATELINE_PREFIX": f"t{name}.",
        "DATELINE_APP": f"t{name}",
        "DATELINE_SESSION_TIMEOUT": "6",
        "DATELINE_COMMIT_INTERVAL": "0.3",
    } | {f"DATELINE_{key.upper()}": value for key, value in options.items()}
    settings = load(own)
    await ensure_topics(settings, lambda _: None, create=not embedded)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    made = Deployment(settings, inherited | own, directory, module)
    try:
        yield made
    finally:
        for worker in made.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
