"""docs/what-happens-if.md, made from the list of faults and from what a run has measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.matrix import MATRIX
from tests.faults.results import by_fault, recovery
from tests.faults.rows import ALL

if TYPE_CHECKING:
    from tests.faults.matrix import Fault
    from tests.faults.results import Result

PAGE = Path(__file__).parents[2] / "docs/what-happens-if.md"
HEAD = """# What happens if …
Each line is a test in `tests/faults/`, run on Apache Kafka with real workers under their supervisor, while news flows. After each the
[audit](audit.md) and an independent fold over the raw topic must agree with every topic: nothing lost, nothing counted twice. This page is
written by `make faults`; do not edit it.

*Recovery* is the time from the end of the fault (the kill, the broker's first answer, the network's return) until articles that were published
then had come through, on every partition. Measured with a session timeout of 6 s (the default is 10 s: add up to 4 s where a
worker vanishes without a word) on two cores that other work shared. Promised are 30 s after a worker's fault, 60 s after a broker's.
"""
TAIL = """
`make faults ROWS={rows}` runs what you name, `SEED=…` repeats a run, and each test prints its schedule as a line of JSON, which
`make faults SCHEDULE=file` does again exactly. Broken builds of the worker, which these checks must find, are in `tests/faults/test_controls.py`.
"""


def page(results: list[Result]) -> str:
    found = by_fault(results)
    lines = [HEAD, f"{len(results)} runs with the seeds {', '.join(sorted({r.seed for r in results}, key=int))}{under(results)}.\n"]
    lines += ["| what happens | what you see | recovery: median, longest | test |", "|---|---|---|---|"]
    lines += [row(fault, found.get(fault.name, [])) for fault in ALL]
    return "\n".join(lines) + "\n" + TAIL.format(rows=",".join(list(MATRIX.values())[:2]))


def under(results: list[Result]) -> str:
    loads = [r.load for r in results if r.load is not None]
    return f"; load averages of {min(loads):.0f} to {max(loads):.0f}" if loads else ""


def row(fault: Fault, results: list[Result]) -> str:
    times = recovery(results)
    measured = f"{times[0]:.1f} s, {times[1]:.1f} s" if times else "does not go on by itself" if results else "not measured yet"
    return f"| {fault.what} | {fault.sees} | {measured} | `test_fault[{fault.name}]` |"
