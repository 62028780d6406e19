"""The broker that is measured against: a container of its own, or any other by its address."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.system import Usage, usage
from tests.kafka_container import KafkaContainer, sweep, why_no_broker

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGS = "/tmp/bench-logs"
SERVER = {
    "KAFKA_LOG_DIRS": LOGS,
    "KAFKA_HEAP_OPTS": "-Xms1g -Xmx1g",
    # as Apache Kafka ships it, not as the tests shorten its start
    "KAFKA_JVM_PERFORMANCE_OPTS": "-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35",
    "KAFKA_MESSAGE_MAX_BYTES": "20000000",
}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it is. Of one that is not ours neither processor time nor the size of its logs is known."""

    bootstrap: str
    container: str | None = None
    pid: int | None = None

    def usage(self) -> Usage:
        return Usage() if self.pid is None else usage([self.pid])

    def log_bytes(self, name: str) -> dict[str, int]:
        """Topic → bytes on the broker's disk, as it stores them (compressed by batches), of all topics whose names begin with `name`;
        nothing when it cannot be asked."""
        if self.container is None:
            return {}
        count = f"wc -c {LOGS}/{name}*/*.log"
        said = subprocess.run(["docker", "exec", self.container, "sh", "-c", count], capture_output=True, text=True, check=True).stdout
        sizes: dict[str, int] = {}
        for line in said.splitlines():
            size, _, path = line.strip().partition(" ")
            if path.startswith(LOGS):
                topic = path.split("/")[-2].rpartition("-")[0]
                sizes[topic] = sizes.get(topic, 0) + int(size)
        return sizes


@contextmanager
def broker(bootstrap: str | None) -> Iterator[Broker]:
    """The broker at `bootstrap`, or a container for as long as the context lasts."""
    if bootstrap is not None:
        yield Broker(bootstrap)
        return
    if reason := why_no_broker():
        sys.exit(f"{reason}; or name a broker: --bootstrap host:port")
    sweep()
    with KafkaContainer(**SERVER) as kafka:
        wrapped = kafka.get_wrapped_container()
        wrapped.reload()
        yield Broker(kafka.bootstrap, wrapped.id, int(wrapped.attrs["State"]["Pid"]))
