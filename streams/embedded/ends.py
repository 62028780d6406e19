"""Where each raw record ended, and which ones the broker lost. Plain bookkeeping: no clock, no client."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from ..core.article import Place

Kind = Literal["enriched", "dead letter", "info"]
_SOURCE: Final = re.compile(rb"/([^/]+)/(\d{1,19})/(\d{1,19})")
_EARLY: Final = 10_000
"""Ends that are remembered for an acknowledgement yet to come; far above what is ever under way."""


@dataclass(frozen=True, slots=True)
class End:
    """What became of a raw record. `code` is the dead letter's, empty for an enriched article."""

    kind: Kind
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}" if self.code else self.kind


def source_of(headers: Iterable[tuple[str, bytes]]) -> Place | None:
    """The raw record that an output was made from, by its `ce_source` header; None for a marker or a foreign record."""
    for name, value in headers:
        if name == "ce_source" and (match := _SOURCE.fullmatch(value or b"")):
            return Place(match[1].decode("utf-8", "replace"), int(match[2]), int(match[3]))
    return None


@dataclass(slots=True)
class _Partition:
    """Offsets below `low` have ended; so have those in `beyond`."""

    low: int
    beyond: set[int] = field(default_factory=set)

    def has(self, offset: int) -> bool:
        return offset < self.low or offset in self.beyond

    def add(self, offset: int) -> None:
        self.beyond.add(offset)
        while self.low in self.beyond:
            self.beyond.remove(self.low)
            self.low += 1


@dataclass(frozen=True, slots=True)
class Published:
    """A record of ours that the broker has acknowledged."""

    label: str
    size: int


class Ends:
    """The ends of all records of the raw topic from `starts` on, ours and those of strangers.

    A redelivered end counts once. Memory grows with our own records and with ends that came out of order, not with the topic.
    """

    def __init__(self, starts: Mapping[int, int]) -> None:
        self._partitions = {p: _Partition(offset) for p, offset in starts.items()}
        self._waiting: dict[Place, Published] = {}
        self._early: OrderedDict[Place, End] = OrderedDict()
        self.counts: Counter[Kind] = Counter()
        self.ours: list[tuple[str, End]] = []
        """Label and end of each of our records, in the order of the ends."""

    def sent(self, place: Place, published: Published) -> None:
        """The broker has acknowledged a record of ours; its end may have come before."""
        if (end := self._early.pop(place, None)) is not None:
            self.ours.append((published.label, end))
        else:
            self._waiting[place] = published

    def ended(self, place: Place, end: End) -> bool:
        """Take note of an end; False when it was known."""
        partition = self._partitions.setdefault(place.partition, _Partition(0))
        if partition.has(place.offset):
            return False
        partition.add(place.offset)
        self.counts[end.kind] += 1
        if (published := self._waiting.pop(place, None)) is not None:
            self.ours.append((published.label, end))
        else:
            self._early[place] = end
            if len(self._early) > _EARLY:
                self._early.popitem(last=False)
        return True

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def unfinished(self) -> int:
        """How many of our records have no end yet."""
        return len(self._waiting)

    @property
    def unfinished_bytes(self) -> int:
        return sum(published.size for published in self._waiting.values())

    @property
    def unfinished_labels(self) -> Sequence[str]:
        return [published.label for published in self._waiting.values()]

    def first_open(self, partition: int) -> int:
        """The lowest offset without an end."""
        return self._partitions[partition].low if partition in self._partitions else 0


class LossWatch:
    """Tells which raw records left the broker before their end came.

    The broker may drop a record while the worker still has it in hand, so one is lost only when its end has not come within
    `patience` seconds after it was seen to be gone.
    """

    def __init__(self, ends: Ends, patience: float = 10.0) -> None:
        self._ends, self._patience = ends, patience
        self._since: dict[int, tuple[int, float]] = {}

    def look(self, beginnings: Mapping[int, int], now: float) -> list[str]:
        """One sentence for each partition that lost something, given where its log now begins."""
        return [loss for partition, begins in sorted(beginnings.items()) if (loss := self._partition(partition, begins, now))]

    def _partition(self, partition: int, begins: int, now: float) -> str | None:
        first = self._ends.first_open(partition)
        if begins <= first:
            self._since.pop(partition, None)
            return None
        if self._since.get(partition, (None,))[0] != first:
            self._since[partition] = (first, now)
        if now - self._since[partition][1] < self._patience:
            return None
        return f"partition {partition}: records from offset {first} on were dropped before they were read"
