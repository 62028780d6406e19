"""Whether a worker lives, and whether it works: what it knows of itself, as answers and as gauges.

Written by the event loop, read by the thread of `probe.py`: each field is set whole, so a reader sees the old or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from prometheus_client.core import Metric

Lags = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a worker is not ready: a word of a small closed list, and a sentence."""

    code: str
    detail: str


@dataclass(slots=True)
class Health:
    """`build` names what runs; the times are of `clock`, in seconds."""

    build: Mapping[str, str]
    loop_patience: float
    """How long the event loop may stand still: as long as an article may take."""
    unsettled_patience: float
    """How long an event may wait for its commit."""
    clock: Callable[[], float] = monotonic
    beat: float = 0.0
    """When the event loop ran last."""
    phase: str = "starting"
    """`starting`, `working` or `stopping`."""
    broker: str = ""
    """Why the broker cannot be worked with; empty when it can."""
    topics: str = ""
    """What is missing of the topics, and the cure; empty when nothing is."""
    outside_since: float | None = None
    """Since when it has no place in its group."""
    unsettled_since: float | None = None
    """When the oldest event that is not yet committed came, about."""
    assigned: int = 0
    """Partitions of the consumed topics that this worker holds."""
    loading: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """Changelog partition that is being read → records done, records in all."""
    lags: Lags = field(default_factory=dict)
    """(topic, partition) → records that are not committed yet, of the partitions that this worker holds."""
    waits: dict[tuple[str, int], float] = field(default_factory=dict)
    """The same partitions → seconds that the oldest of these records has waited."""
    outstanding: int = 0
    """Records that are sent and not yet acknowledged."""

    def alive(self) -> tuple[bool, dict[str, Any]]:
        """What the watchdog looks at: the event loop runs, or is busy with one article for no longer than it may be."""
        still, unsettled = self._age(self.beat), self._age(self.unsettled_since)
        fine = still <= self.loop_patience and unsettled <= self.unsettled_patience
        return fine, {
            "status": "alive" if fine else "stuck",
            "phase": self.phase,
            "loop_seconds": round(still, 3),
            "loop_limit_seconds": self.loop_patience,
            "unsettled_seconds": round(unsettled, 3),
            "unsettled_limit_seconds": self.unsettled_patience,
        }

    def ready(self) -> tuple[bool, dict[str, Any]]:
        reasons = list(self.reasons())
        return not reasons, {
            "status": "not ready" if reasons else "ready",
            "reasons": [{"code": reason.code, "detail": reason.detail} for reason in reasons],
            "partitions": self.assigned,
            "lag_records": sum(self.lags.values()),
        }

    def reasons(self) -> Iterable[Reason]:
        """Each of them, the first cause first."""
        if self.phase == "stopping":
            yield Reason("shutting_down", "it finishes what it began, commits and leaves")
            return
        if self.broker:
            yield Reason("broker_unreachable", self.broker)
        if self.topics:
            yield Reason("topic_missing", self.topics)
        if self.phase == "starting":
            yield Reason("starting", "it checks topics and offsets")
        elif self.outside_since is not None:
            yield Reason("rebalancing", f"no place in the consumer group for {self._age(self.outside_since):.0f} s")
        elif not self.assigned:
            yield Reason("no_partitions", "no partitions are assigned to it: there are as many workers as partitions without it")
        if self.loading:
            names = ", ".join(f"{topic}/{partition}" for topic, partition in sorted(self.loading))
            yield Reason("recovering", f"recovering {self.recovered:.0%}: reading {names}")

    @property
    def recovered(self) -> float:
        """Share of the state that is being read which is read, from 0 to 1; 1 when there is nothing to read."""
        loads = list(dict(self.loading).values())
        total = sum(total for _, total in loads)
        return sum(done for done, _ in loads) / total if total else 1.0

    def _age(self, since: float | None) -> float:
        return 0.0 if since is None else max(0.0, self.clock() - since)


class HealthCollector(Collector):
    """The same as gauges, taken when somebody asks."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterable[Metric]:
        health = self._health
        info = GaugeMetricFamily("dateline_build_info", "1; what runs, as labels", labels=list(health.build))
        info.add_metric(list(health.build.values()), 1)
        yield info
        for name, text, values in (
            ("dateline_lag_records", "Records that are not committed yet, of held partitions", health.lags),
            ("dateline_lag_seconds", "How long the oldest of these records has waited; 0 when there is none", health.waits),
        ):
            lag = GaugeMetricFamily(name, text, labels=["topic", "partition"])
            for (topic, partition), value in values.items():
                lag.add_metric([topic, str(partition)], value)
            yield lag
        for name, text, value in (
            ("dateline_ready", "1 when /readyz says so", float(health.ready()[0])),
            ("dateline_partitions_held", "Partitions of the consumed topics that this worker holds", health.assigned),
            ("dateline_recovering_partitions", "Changelog partitions that are being read", len(health.loading)),
            ("dateline_recovery_ratio", "Share of them that is read, 0 to 1; 1 when there is nothing to read", health.recovered),
            ("dateline_outstanding_records", "Records that are sent and not yet acknowledged", health.outstanding),
            ("dateline_unsettled_seconds", "Age of about the oldest event that is not committed", health.alive()[1]["unsettled_seconds"]),
        ):
            yield GaugeMetricFamily(name, text, value)
