"""What a worker counts and times, as Prometheus metrics. Names, units and labels are in docs/metrics.md.

Labels are from closed lists or the deployment's own topics: never an article's text, id, source or actor. Times are in seconds.
"""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from .waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTCOMES = {
    "intake": ("passed", "dead"),
    "enrich": ("enriched", "erased", "repeat", "stale", "dead", "redelivered", "again", "kept", "moot"),
    "tally": ("counted",),
}
"""Stage → what a record can come to there. `redelivered` is no end: the record had one before. Requests to read an article again
(`dateline reenrich`) come to `again` (read), `kept` (cannot be read now, the older reading stays) or `moot` (nothing to do, any more)."""
STAGE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
BARRIER_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds. Half the session timeout, at which a barrier ends the worker, is 5 s by default and 150 s at most."""


class Meters:
    """The counters of one worker, since its start. Each has a registry of its own, so that tests may have many."""

    def __init__(self) -> None:
        # a second series a counter for the moment it was made: it tells nothing that the process's start does not
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.waits = Waits()
        """Which records were taken, for the lag in seconds."""
        self._records = Counter(
            "dateline_records", "Records that a stage has dealt with, by what they came to", ["stage", "outcome"], registry=self.registry
        )
        self._dead = Counter("dateline_dead_letters", "Records that could not go on, by reason", ["stage", "code"], registry=self.registry)
        self._stage = Histogram(
            "dateline_stage_seconds", "Time a stage takes for a record", ["stage"], registry=self.registry, buckets=STAGE_BUCKETS
        )
        self._barrier = Histogram(
            "dateline_barrier_seconds",
            "Time from the begin of a barrier until all is on the broker",
            registry=self.registry,
            buckets=BARRIER_BUCKETS,
        )
        # a series that is not there yet cannot be told from one that is gone
        self._counts = {(stage, outcome): self._records.labels(stage, outcome) for stage, some in OUTCOMES.items() for outcome in some}
        self._times = {stage: self._stage.labels(stage) for stage in OUTCOMES}

    def record(self, stage: str, outcome: str) -> None:
        """A record came to `outcome` in `stage`; both are in OUTCOMES."""
        self._counts[stage, outcome].inc()

    def dead_letter(self, stage: str, code: str) -> None:
        """`code` is one of the program's own, of which there are about twenty."""
        self._dead.labels(stage, code).inc()

    def barrier(self, seconds: float) -> None:
        self._barrier.observe(seconds)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self._times[stage].observe(perf_counter() - began)
