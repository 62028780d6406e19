"""What runs of the fault tests left behind, read and added up."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Result:
    fault: str
    seed: str
    passed: bool
    seconds: float
    recoveries: tuple[float, ...]
    load: float | None = None
    """How many processes wanted to run at the end; None in lines of before it was noted."""


def read_results(path: Path) -> list[Result]:
    """Of the lines that have an outcome. A run that was broken off leaves none for what it was at."""
    if not path.exists():
        return []
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return [
        Result(d["fault"], d["seed"], d["outcome"] == "passed", d["seconds"], tuple(d["recoveries"]), d.get("load"))
        for d in lines
        if "outcome" in d
    ]


def by_fault(results: list[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.fault, []).append(result)
    return found


def recovery(results: list[Result]) -> tuple[float, float] | None:
    """Median and maximum, in seconds; None where nothing recovers (the worker refuses to go on)."""
    times = [t for r in results for t in r.recoveries]
    return (median(times), max(times)) if times else None


def table(results: list[Result]) -> str:
    lines = [f"{'fault':28} {'runs':>5} {'red':>4} {'recovery: median':>17} {'max':>6}"]
    for name, runs in by_fault(results).items():
        times = recovery(runs)
        middle, most = (f"{times[0]:.1f} s", f"{times[1]:.1f} s") if times else ("-", "-")
        lines.append(f"{name:28} {len(runs):5} {sum(not r.passed for r in runs):4} {middle:>17} {most:>6}")
    return "\n".join(lines)


def summary(results: list[Result]) -> str:
    """One line of JSON."""
    return orjson.dumps(
        {
            "seeds": sorted({r.seed for r in results}),
            "runs": len(results),
            "red": sorted({f"{r.fault} (seed {r.seed})" for r in results if not r.passed}),
            "minutes": round(sum(r.seconds for r in results) / 60, 1),
            "longest_recovery": max((t for r in results for t in r.recoveries), default=None),
        }
    ).decode()
