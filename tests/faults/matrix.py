"""What a fault test is, and the list of all of them."""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.faults.scene import BROKER_SECONDS, WORKER_SECONDS, Scene, scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    Plan = dict[str, Any]
    Run = Callable[["Ground", Plan], Awaitable[None]]

MATRIX = {
    1: "kill", 2: "stop", 3: "suspend", 4: "broker", 5: "rebalance", 6: "slow", 7: "poison", 8: "enricher", 9: "repeats", 10: "order",
    11: "partitions", 13: "clock", 14: "network", 15: "size", 16: "topics", 17: "changelog", 18: "local", 19: "schema",
}  # fmt: skip
"""Number of a row of the fault matrix → its name, by which `make faults ROWS=kill,network` selects."""


@dataclass
class Ground:
    """Where a fault test takes place. `broker` is shared: whoever hurts it brings an own one."""

    broker: str
    directory: Path
    seed: str
    recoveries: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def scene(self, broker: str | None = None, **options: str) -> AsyncIterator[Scene]:
        directory = self.directory / f"scene-{len(list(self.directory.glob('scene-*')))}"
        directory.mkdir()
        async with scene(broker or self.broker, directory, self.seed, **options) as made:
            yield made
        self.recoveries += made.recoveries


@dataclass(frozen=True)
class Fault:
    """A row of the matrix, or a part of one."""

    name: str
    row: int
    what: str
    """The fault, for a reader who knows Kafka but not our code."""
    sees: str
    """What the user sees of it."""
    run: Run
    plan: Callable[[random.Random], Plan]
    """Everything that chance decides, as data: with the same plan the test does the same again."""
    short: bool
    """Whether the short form has it, too; each row of the matrix has one that is."""

    @property
    def limit(self) -> float:
        return BROKER_SECONDS if self.row in {4, 14, 16} else WORKER_SECONDS


FAULTS: list[Fault] = []


def fault(row: int, sees: str, plan: Callable[[random.Random], Plan] = lambda _: {}, *, short: bool = True) -> Callable[[Run], Run]:
    """Adds a test to the list; its docstring says what the fault is."""

    def add(run: Run) -> Run:
        assert row in MATRIX
        FAULTS.append(Fault(run.__name__, row, " ".join((run.__doc__ or "").split()), sees, run, plan, short))
        return run

    return add
