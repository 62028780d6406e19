"""How long the oldest record has waited that a group has not committed, from looks at offsets alone: no record is read for it.

A record that waits now was there at every look at which its partition already ended behind the committed place of today; the first such look says
how long at least. Seconds are exact to the time between two looks; what waited before the first look is told as "at least".
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from .observer import Snapshot

KEPT: Final = 1_800
"""Looks: an hour of one every two seconds."""


@dataclass(frozen=True, slots=True)
class Waited:
    records: int
    seconds: float
    """0 when nothing waits."""
    at_least: bool
    """It waited when the history began."""


@dataclass(slots=True)
class History:
    """Looks at a topic's partitions, oldest first: when, and (committed or first, end) of each."""

    looks: deque[tuple[float, dict[tuple[str, int], tuple[int, int]]]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, snapshot: Snapshot, now: float) -> None:
        parts = ((t.name, p) for t in snapshot.topics.values() for p in t.partitions)
        self.looks.append((now, {(name, p.partition): (p.end - p.lag, p.end) for name, p in parts}))

    def waited(self, topic: str) -> Waited:
        """As of the last look, over all partitions: records together, seconds of the longest."""
        if not self.looks:
            return Waited(0, 0.0, at_least=False)
        now, last = self.looks[-1]
        behind = {at: done for at, (done, end) in last.items() if at[0] == topic and end > done}
        found = [self._first(at, done) for at, done in behind.items()]
        records = sum(last[at][1] - done for at, done in behind.items())
        if not found:
            return Waited(0, 0.0, at_least=False)
        oldest = min(found)
        return Waited(records, now - self.looks[oldest][0], at_least=oldest == 0)

    def waits(self) -> dict[tuple[str, int], float]:
        """As of the last look, seconds for each partition; 0 where nothing waits, at least so many where it waited from the beginning."""
        if not self.looks:
            return {}
        now, last = self.looks[-1]
        return {at: now - self.looks[self._first(at, done)][0] if end > done else 0.0 for at, (done, end) in last.items()}

    def _first(self, at: tuple[str, int], done: int) -> int:
        """Number of the first look at which the partition ended behind `done`: ends only grow."""
        return bisect_left(self.looks, done + 1, key=lambda look: look[1].get(at, (0, 0))[1])

    def recent(self, topic: str, points: int) -> list[tuple[float, int]]:
        """Records that waited at so many looks, evenly from the whole history, the last among them."""
        step = max(1, len(self.looks) // points)
        chosen = [self.looks[n] for n in range(len(self.looks) - 1, -1, -step)][:points]
        return [(when, sum(max(0, end - done) for at, (done, end) in look.items() if at[0] == topic)) for when, look in reversed(chosen)]
