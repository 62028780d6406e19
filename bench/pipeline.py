"""One system at work on topics of its own: started, fed, watched until it is done, ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench.ends import Ends
from bench.generator import fill
from bench.system import Usage, usage
from streams.flow.admin import ensure_topics
from streams.settings import load
from streams.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from bench.broker import Broker

OURS = "dateline"
PEERS = {
    "quix": ["-m", "bench.peers.quix"],
    "aiokafka": ["-m", "bench.peers.plain_aiokafka"],
    "confluent-kafka": ["-m", "bench.peers.plain_confluent"],
    "faust": ["-m", "bench.peers.stock_faust", "worker", "-l", "warn", "--without-web"],
}
PATIENCE = 300.0
"""Seconds after which a system that is not done is given up."""
LOOK = 0.1
"""Seconds between two looks at how far it is."""
QUIET = 1.5
"""Seconds without any movement after which a system that has committed everything is done: more than a commit interval."""


class NotDone(Exception):  # noqa: N818 - it says what is the case
    """The system did not come to an end in time, or ended itself."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What was seen at one look."""

    at: float
    enriched: int
    used: Usage
    broker: Usage


@dataclass
class Pipeline:
    """Use as a context. `system` is `dateline` or a peer; `core` is `identity` or `full` (Dateline's own)."""

    broker: Broker
    system: str = OURS
    core: str = "identity"
    partitions: int = 4
    options: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    keep: bool = False
    """Leave the topics for a pipeline that follows."""
    name: str = field(default_factory=lambda: f"b{uuid.uuid4().hex[:8]}")

    def __post_init__(self) -> None:
        self.ends = Ends(self.broker.bootstrap)
        self.topics = Topics(f"{self.name}.", self.name)
        self._folder = tempfile.TemporaryDirectory(prefix="bench-")
        self.environment = {
            "DATELINE_BOOTSTRAP": self.broker.bootstrap,
            "DATELINE_PREFIX": f"{self.name}.",
            "DATELINE_APP": self.name,
            "DATELINE_PARTITIONS": str(self.partitions),
            "DATELINE_LOG_LEVEL": "WARNING",
            **self.options,
        }
        self.settings = load(self.environment)
        t = self.topics
        self.followed = (t.raw, t.clean, t.subtotals) if self.system == OURS else (t.raw,)
        self.outputs = (t.articles, t.enriched, t.mentions, t.actors)

    def __enter__(self) -> Self:
        if self.system == OURS:
            asyncio.run(ensure_topics(self.settings, lambda _: None))
        else:
            self.ends.make((self.topics.raw, *self.outputs), self.partitions)
        self.ends.stamp(t.name for t in self.outputs)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
        if not self.keep:
            self.ends.delete(self.name)
        self._folder.cleanup()

    def fill(self, records: Iterable[bytes]) -> int:
        return fill(self.broker.bootstrap, self.topics.raw.name, records)

    def start(self) -> subprocess.Popen[bytes]:
        folder = Path(self._folder.name)
        number = len(self.workers)
        command = ["-m", "bench.worker"] if self.system == OURS else PEERS[self.system]
        own = {
            "DATELINE_DATA_DIR": str(folder / f"data-{number}"),
            "BENCH_CORE": self.core,
            "BENCH_REPORT": str(folder / f"report-{number}"),
        }
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DATELINE_", "BENCH_"))}
        (folder / f"data-{number}").mkdir(exist_ok=True)
        with (folder / f"log-{number}").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, *command], env=inherited | self.environment | own, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.workers.append(worker)
        return worker

    def stop(self) -> list[dict[str, float]]:
        """Ask all to end in order; what Dateline's report."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(60)
        reports = sorted(Path(self._folder.name).glob("report-*"))
        return [json.loads(path.read_text()) for path in reports]

    def log(self) -> str:
        """The end of what they said, on one line."""
        said = " ".join(path.read_text(errors="replace") for path in sorted(Path(self._folder.name).glob("log-*")))
        return " ".join(said.split())[-300:]

    def look(self) -> Moment:
        enriched = self.topics.enriched.name
        ends = self.ends.ends([enriched], self.partitions)
        seen = Moment(time.time(), sum(ends.values()) - self.markers, usage(w.pid for w in self.workers), self.broker.usage())
        self.moments.append(seen)
        return seen

    @property
    def markers(self) -> int:
        """Records of a topic that are no output."""
        return self.partitions if self.system == OURS else 0

    def until_enriched(self, count: int, patience: float = PATIENCE) -> Moment:
        """Look until so many articles are on the feed."""
        deadline = time.monotonic() + patience
        while (seen := self.look()).enriched < count:
            if time.monotonic() > deadline or any(w.poll() is not None for w in self.workers):
                msg = f"{seen.enriched} of {count} articles are on the feed; it said: {self.log()}"
                raise NotDone(msg)
            time.sleep(LOOK)
        return seen

    def until_done(self, count: int) -> Moment:
        """Until the feed has so many articles, everything that was read is committed, and nothing moves any more."""
        self.until_enriched(count)
        deadline, still_since = time.monotonic() + PATIENCE, time.monotonic()
        before: dict[tuple[str, int], int] = {}
        while True:
            now = self._state()
            if now != before:
                before, still_since = now, time.monotonic()
            elif self._committed(now) and time.monotonic() - still_since > QUIET:
                return self.moments[-1]
            if time.monotonic() > deadline:
                msg = f"not everything is committed; it said: {self.log()}"
                raise NotDone(msg)
            self.look()
            time.sleep(LOOK)

    def _state(self) -> dict[tuple[str, int], int]:
        topics = {t.name for t in (*self.followed, *self.outputs)}
        return self.ends.ends(sorted(topics), self.partitions)

    def _committed(self, ends: dict[tuple[str, int], int]) -> bool:
        done = self.ends.committed(self.name)
        read = {*(t.name for t in self.followed), *(topic for topic, _ in done)}
        return all(done.get(tp, 0) >= end for tp, end in ends.items() if tp[0] in read)
