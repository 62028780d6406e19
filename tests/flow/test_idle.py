"""A worker that holds partitions and reads nothing although records wait ends itself; one that has nothing to do does not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from streams.core.article import Place
from streams.flow.idle import LOOK_SECONDS, MAX_IDLE, Idleness

FIRST, SECOND = Place("raw", 0, 5), Place("raw", 0, 6)


class Topics:
    """What is waiting beyond the committed offsets."""

    def __init__(self, *waiting: Place | None) -> None:
        self._waiting = list(waiting)

    async def first_of(self, offsets: dict[tuple[str, int], int]) -> Place | None:
        assert offsets == {("raw", 0): 5}
        return self._waiting.pop(0)


def worker(**delivery: Any) -> Any:
    state = {"unsettled_since": None, "last_event": 0.0} | delivery
    return SimpleNamespace(delivery=SimpleNamespace(**state), outside_since=None, positions=lambda: {("raw", 0): 5})


async def looks(app: Any, *waiting: Place | None) -> list[Place | None]:
    """What is found by one look after the other, far apart."""
    reader: Any = Topics(*waiting)
    idleness = Idleness(app, reader)
    return [await idleness.look(1000.0 + n * MAX_IDLE) for n in range(len(waiting))]


async def test_record_that_nobody_reads_is_found() -> None:
    """At the second look: at the first one it may just have come."""
    assert await looks(worker(), FIRST, FIRST) == [None, FIRST]


async def test_worker_without_work_is_left_alone() -> None:
    """Nothing waits, or what waits is another record each time."""
    assert await looks(worker(), None, None, FIRST, SECOND, None, FIRST) == [None] * 6


async def test_worker_with_work_is_not_idle() -> None:
    """An event is under way, or was a moment ago; that those end, others watch over. Nor is one that the group has not yet let in."""
    outside = worker()
    outside.outside_since = 1.0
    for app in (worker(unsettled_since=1.0), worker(last_event=1000.0 + 9 * MAX_IDLE + LOOK_SECONDS), outside):
        assert await looks(app, FIRST, FIRST) == [None, None]
