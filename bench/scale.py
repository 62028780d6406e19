"""What a rate needs, worked out from what an article was measured to cost: a table for docs/scaling.md.

Nothing here was measured at these rates. The cost of an article is that of the recorded run; the shares beside it are assumptions, named.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.results import Result

RATES = (50, 1_000, 100_000)
BUSY = 0.6
"""Share of a core that may be used: the rest is for bursts and for catching up after a restart."""
REPLICAS = 3
BROKER_CORES = 8
FOLLOWERS = 2
"""Subscribers of all public topics beside Dateline's own reading, such as views."""
DAYS = {"raw": 7, "enriched": 30, "clean": 7, "subtotals": 7, "deadletter": 30}
"""Retention of the topics that are deleted by age; the others are compacted and grow with what there is to say."""
READ = ("raw", "clean", "subtotals")
"""Topics that the workers themselves read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one article. Bytes are as the broker stores them."""

    worker: float
    """Milliseconds of processor time."""
    broker: float
    logs: dict[str, float]

    @property
    def written(self) -> float:
        return sum(self.logs.values())


def cost_of(results: Iterable[Result]) -> Cost:
    """Of the whole pipeline with the real core."""
    by_name = {r.name: r.value or 0.0 for r in results}
    begin = "whole/dateline/log_bytes/"
    logs = {name.removeprefix(begin): value for name, value in by_name.items() if name.startswith(begin)}
    return Cost(by_name["whole/dateline/cpu"], by_name["whole/dateline/broker_cpu"], logs)


def table(results: Iterable[Result]) -> str:
    cost = cost_of(results)
    head = "| | " + " | ".join(f"{rate:,} articles/s" for rate in RATES) + " |"
    rows = {
        "cores for workers": [_count(_cores(rate, cost.worker)) for rate in RATES],
        "partitions (half as many again, to grow)": [_count(_partitions(rate, cost)) for rate in RATES],
        "cores for brokers, all replicas": [_count(_cores(rate, cost.broker * REPLICAS)) for rate in RATES],
        f"brokers of {BROKER_CORES} cores, at least {REPLICAS}": [_count(_brokers(rate, cost)) for rate in RATES],
        "written to the brokers": [_rate(rate * cost.written) for rate in RATES],
        "between brokers": [_rate(rate * cost.written * (REPLICAS - 1)) for rate in RATES],
        f"read by workers and {FOLLOWERS} subscribers": [_rate(rate * _read(cost)) for rate in RATES],
        "disk for topics deleted by age, all replicas": [_size(rate * _kept(cost)) for rate in RATES],
        "compacted topics grow by, all replicas": [f"{_size(rate * 86_400 * _compacted(cost))} a day" for rate in RATES],
    }
    return "\n".join([head, "|---" * (len(RATES) + 1) + "|", *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items())])


def _cores(rate: float, milliseconds: float) -> int:
    return ceil(rate * milliseconds / 1000 / BUSY)


def _partitions(rate: float, cost: Cost) -> int:
    return max(4, ceil(1.5 * _cores(rate, cost.worker)))


def _brokers(rate: float, cost: Cost) -> int:
    return max(REPLICAS, ceil(_cores(rate, cost.broker * REPLICAS) / BROKER_CORES))


def _read(cost: Cost) -> float:
    public = sum(size for kind, size in cost.logs.items() if kind in {"articles", "enriched", "mentions", "actors", "deadletter"})
    return sum(cost.logs.get(kind, 0.0) for kind in READ) + FOLLOWERS * public


def _kept(cost: Cost) -> float:
    """Seconds' worth of bytes that lie on the disks at any time, for one article a second."""
    return REPLICAS * sum(86_400 * days * cost.logs.get(kind, 0.0) for kind, days in DAYS.items())


def _compacted(cost: Cost) -> float:
    return REPLICAS * sum(size for kind, size in cost.logs.items() if kind not in DAYS)


def _count(number: int) -> str:
    return f"{number:,}"


def _rate(size: float) -> str:
    return f"{_size(size)}/s"


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.3g} PB"
