"""Every fault of the matrix, on Apache Kafka with real workers: nothing is lost, nothing counted twice, and work goes on by itself.

`make faults-short` runs each once, `make faults` again and again. FAULTS_SEED repeats a run; FAULTS_ROWS selects (`kill,network`);
FAULTS_SCHEDULE is a file with lines that an earlier run printed, to be done again exactly; FAULTS_SHORT is for CI.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.faults.matrix import MATRIX, Fault, Ground
from tests.faults.rows import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.broker, pytest.mark.fault]
SHORT = bool(os.environ.get("FAULTS_SHORT"))
"""Fewer tests, and half of each schedule."""


@dataclass(frozen=True)
class Case:
    """A fault to be tested; with seed and plan when an earlier run is to be repeated."""

    fault: Fault
    seed: str | None = None
    plan: dict[str, Any] | None = None


def cases() -> list[Case]:
    if path := os.environ.get("FAULTS_SCHEDULE"):
        lines = map(orjson.loads, Path(path).read_text(encoding="utf-8").splitlines())
        by_name = {fault.name: fault for fault in ALL}
        return [Case(by_name[line["fault"]], line["seed"], line["plan"]) for line in lines if "outcome" not in line]
    rows = set(filter(None, os.environ.get("FAULTS_ROWS", "").split(",")))
    if unknown := rows - {*MATRIX.values(), *(f.name for f in ALL)}:
        msg = f"FAULTS_ROWS: {', '.join(sorted(unknown))} is none of {', '.join(MATRIX.values())}"
        raise pytest.UsageError(msg)
    return [Case(f) for f in ALL if (MATRIX[f.row] in rows or f.name in rows if rows else f.short or not SHORT)]


def planned(fault: Fault, seed: str) -> dict[str, Any]:
    """What chance decides, as plain data. In the short form half of each list."""
    plan: dict[str, Any] = orjson.loads(orjson.dumps(fault.plan(random.Random(f"{seed} {fault.name}"))))
    if SHORT:
        plan = {key: value[: (len(value) + 1) // 2] if isinstance(value, list) else value for key, value in plan.items()}
    return plan


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.fault.name)
async def test_fault(case: Case, seed: str, broker: str, tmp_path: Path, note: Callable[..., None]) -> None:
    fault, seed = case.fault, case.seed or seed
    plan = case.plan or planned(fault, seed)
    note(fault=fault.name, seed=seed, plan=plan)
    ground = Ground(broker, tmp_path, f"{seed} {fault.name}")
    began, outcome = monotonic(), "failed"
    try:
        await fault.run(ground, plan)
        outcome = "passed"
    finally:
        # also of a test that failed: what it took until then
        seconds = round(monotonic() - began, 1)
        recoveries = [round(r, 1) for r in ground.recoveries]
        load = round(os.getloadavg()[0], 1)
        note(fault=fault.name, seed=seed, plan=plan, outcome=outcome, seconds=seconds, recoveries=recoveries, load=load)
