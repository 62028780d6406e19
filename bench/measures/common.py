"""One run of one system, and what several runs come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.pipeline import OURS, NotDone, Pipeline
from bench.results import CORRECT, Book, Result, median
from bench.verdict import Account, account

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.broker import Broker
    from bench.identity import Table

HIGHER = {"articles/s", "×", "entries"}
"""Units of which more is better."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a measurement works with. `full` takes as long as it needs; else all together have 15 minutes."""

    broker: Broker
    book: Book
    full: bool
    rounds: int = 3

    def add(self, name: str, values: Sequence[float], unit: str, verdict: str, reach: float | None = None) -> None:
        """The median of `values`, with their spread where there are several."""
        low, high = (_round(min(values)), _round(max(values))) if len(values) > 1 else (None, None)
        value = _round(median(values)) if values else None
        command = f"make bench{'-full' * self.full} ARGS='--only {name.partition('/')[0]}'"
        self.book.add(Result(name, value, unit, "higher" if unit in HIGHER else "lower", reach, verdict, command, low, high, len(values)))


@dataclass(frozen=True, slots=True)
class Run:
    """A drained backlog."""

    rate: float = 0.0
    """Articles a second, from the first on the feed to the last row of the table."""
    cpu: float = 0.0
    """Milliseconds of the workers' processor time an article."""
    broker: float = 0.0
    """The same of the broker."""
    beside: float = 0.0
    """Milliseconds an article that a worker used for anything but the core; of Dateline only."""
    memory: int = 0
    """Bytes that were resident at the end."""
    account: Account | None = None
    logs: dict[str, int] | None = None
    verdict: str = CORRECT


def drain(pipeline: Pipeline, records: list[bytes], table: Table | None, workers: int = 1) -> Run:
    """Publish first, then start, and wait until all of it is done."""
    with pipeline:
        count = pipeline.fill(records)
        for _ in range(workers):
            pipeline.start()
        try:
            pipeline.until_done(count)
        except NotDone as why:
            return Run(verdict=str(why))
        made = account(pipeline, count, table)
        logs = pipeline.broker.log_bytes(pipeline.name)
        reports = pipeline.stop() if pipeline.system == OURS else []
    return _run(pipeline, count, made, logs, reports)


def _run(pipeline: Pipeline, count: int, made: Account, logs: dict[str, int], reports: list[dict[str, float]]) -> Run:
    first = next(m for m in pipeline.moments if m.enriched > 0)
    last = next((m for m in pipeline.moments if m.at >= made.finished), pipeline.moments[-1])
    during = count - first.enriched
    cpu = 1000 * (last.used - first.used).cpu / during
    # the core's clock also ran for the first few articles
    core = 1000 * sum(r["core_seconds"] for r in reports) / count
    return Run(
        rate=count / made.seconds,
        cpu=cpu,
        broker=1000 * (last.broker - first.broker).cpu / during,
        beside=cpu - core,
        memory=last.used.memory,
        account=made,
        logs=logs,
        verdict=made.verdict,
    )


def verdict_of(runs: Sequence[Run]) -> str:
    """The first that is wrong."""
    return next((run.verdict for run in runs if run.verdict != CORRECT), CORRECT)


def ratios(ours: Sequence[Run], theirs: Sequence[Run], of: Callable[[Run], float]) -> list[float]:
    """Round by round: the runs of one round were one after the other on the same machine."""
    return [of(a) / of(b) for a, b in zip(ours, theirs, strict=True) if of(a) and of(b)]


def log_bytes(bench: Bench, name: str, runs: Sequence[Run]) -> None:
    """What an article takes on the broker's disk, of the last run and topic by topic."""
    if not runs or not runs[-1].logs or runs[-1].account is None:
        return
    count = len(runs[-1].account.fed)
    bench.add(f"{name}/log_bytes", [sum(runs[-1].logs.values()) / count], "bytes/article", runs[-1].verdict)
    for topic, size in sorted(runs[-1].logs.items()):
        kind = topic.replace(".", "-").partition("-")[2]
        bench.add(f"{name}/log_bytes/{kind}", [size / count], "bytes/article", runs[-1].verdict)


def _round(value: float) -> float:
    """Four significant digits; more would be noise."""
    return float(f"{value:.4g}")
