"""The test of the tests: builds of the real worker that break one rule each, on Apache Kafka. What checks the others must go red."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

import pytest

from tests.faults.broken import CONTROLS, sends_without_a_lease
from tests.faults.checks import at_rest, audit, folded
from tests.faults.corpus import article, encoded, some
from tests.faults.matrix import Ground
from tests.faults.rows_brokers import held_back
from tests.faults.saboteur import POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.faults.corpus import Published
    from tests.faults.scene import Scene

pytestmark = [pytest.mark.broker, pytest.mark.fault]
SEED = "controls"
"""The same at each run: a control that is not caught has to be looked at, not run again."""
KILLED_AT: dict[str, list[tuple[str, int, str]]] = {
    # where the fault of the build shows: before it has sent what it has committed, or when the next life reads what this one left
    "commit_before_barrier": [("committed", 3, "kill"), ("committed", 5, "kill")],
    "waits_for_no_ack": [("committed", 2, "kill"), ("committed", 4, "kill")],
    "reads_stale_state": [("committed", 6, "kill")],
}
assert all(point in POINTS for plan in KILLED_AT.values() for point, *_ in plan)


STOPPED = 2
"""Starts that end at the same missing event: the product has noticed by itself, and does not go on."""


def is_stopped(s: Scene) -> bool:
    return s.workers[0].said().count("an event is missing") >= STOPPED


async def is_wrong(s: Scene, versions: Iterator[int]) -> bool:
    """The product has stopped itself, or all is at rest and something does not hold. If all is well, news goes on: how many commits and
    which neighbours a batch of records comes to is the machine's affair, and a fault may need some more of them to show."""
    if is_stopped(s):
        return True
    if not await at_rest(s.on.settings):
        return False
    report = await audit(s.on.settings, recompute=True)
    if report.findings or await folded(s.on, set()):
        return True
    await s.publish(versions_of(s, islice(versions, 25)))
    await s.more(20)
    return False


def versions_of(s: Scene, versions: Iterable[int]) -> list[Published]:
    """One after the other of the same few articles."""
    return [encoded(article(s.rng, f"hot-{n // 25 % 2}", version=n)) for n in versions]


@pytest.mark.parametrize("build", [c.__name__ for c in CONTROLS])
async def test_broken_build_is_caught(build: str, broker: str, tmp_path: Path) -> None:
    """Audit or fold name what it has done, or the product's own guards stop it for good: it never comes to rest and looks right."""
    async with Ground(broker, tmp_path, SEED).scene() as s:
        s.sabotage(KILLED_AT.get(build, []), build)
        versions = count()
        hot = versions_of(s, islice(versions, 50))
        await s.publish([*some(SEED, 150), *some(f"{SEED} more", 300, articles=10_000), *hot])
        await s.until(lambda: is_wrong(s, versions), f"something wrong with a worker that {build.replace('_', ' ')}", 150)


async def test_a_build_without_a_lease_is_caught(tmp_path: Path) -> None:
    """It goes on writing where its group has given its partitions away. The same fault with the right build is a row of the matrix."""
    with pytest.raises(AssertionError, match="requests after the group had given"):
        await held_back(Ground("", tmp_path, SEED), {"seconds": 3.0}, "deaf", sends_without_a_lease.__name__)


async def test_right_build_is_not(broker: str, tmp_path: Path) -> None:
    """The same records and kills with the worker as it is: nothing is found."""
    async with Ground(broker, tmp_path, SEED).scene() as s:
        s.sabotage(KILLED_AT["commit_before_barrier"])
        await s.publish(some(SEED, 500))
        await s.holds()
