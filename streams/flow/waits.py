"""How long the oldest record that is not committed has waited, for each partition: by the broker's time of that record once it was taken,
and until then at least since it was seen to wait."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..core.article import Place

Partition = tuple[str, int]

ALIKE_MS = 100
"""Records whose times lie as close together as this are remembered as one: a metric that is looked at every few seconds needs no more."""
KEPT = 10_000
"""Remembered for a partition. Between two commits come far fewer; should they not, what waits seems to have come earlier than it did."""


class _Taken(NamedTuple):
    """The first of some records, and the time that the broker gave it."""

    offset: int
    at_ms: int


class Waits:
    """Of one worker. `clock` is in seconds since 1970, as the brokers' clocks are: a difference between the two is part of each answer."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._taken: dict[Partition, deque[_Taken]] = {}
        self._last: dict[Partition, int] = {}
        self._seen: dict[Partition, tuple[int, float]] = {}
        """Committed offset of a partition whose next record waits and was not taken → when that was seen first."""

    def took(self, place: Place, at_ms: int) -> None:
        """A record is about to be handled."""
        where = (place.topic, place.partition)
        taken = self._taken.get(where)
        if taken is None or place.offset <= self._last[where]:  # new here, or read again from the last commit
            taken = self._taken[where] = deque()
        self._last[where] = place.offset
        if not taken or (abs(at_ms - taken[-1].at_ms) > ALIKE_MS and len(taken) < KEPT):
            taken.append(_Taken(place.offset, at_ms))

    def waited(self, lags: Mapping[Partition, int], committed: Mapping[Partition, int]) -> dict[Partition, float]:
        """Seconds, for each partition of `lags`; 0 where nothing waits. What is not among them has left, and is forgotten."""
        for gone in [where for where in {**self._last, **self._seen} if where not in lags]:
            for known in (self._taken, self._last, self._seen):
                known.pop(gone, None)
        return {where: self._one(where, committed.get(where, 0)) if lag else self._none(where) for where, lag in lags.items()}

    def _one(self, where: Partition, committed: int) -> float:
        now = self._clock()
        if self._last.get(where, -1) < committed:
            offset, since = self._seen.get(where, (committed, now))
            since = since if offset == committed else now
            self._seen[where] = (committed, since)
            return now - since
        taken = self._taken[where]
        while len(taken) > 1 and taken[1].offset <= committed:
            taken.popleft()
        return max(0.0, now - taken[0].at_ms / 1000)

    def _none(self, where: Partition) -> float:
        self._seen.pop(where, None)
        return 0.0
