"""Text that remembers where it came from: clean offsets ↔ offsets in the text as it was given.

All offsets are Unicode code points. A run says that `length` code points were taken over as they are; what lies between two
runs was repaired, and maps to the whole gap on the other side.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .article import MapRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_BEYOND = 2**62
"""An offset beyond every text."""


class Edit(NamedTuple):
    """Replace `[start, end)` by `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and the runs that lead back to the given text; each edit gives a new one with the map carried along."""

    text: str
    runs: tuple[MapRun, ...]

    @classmethod
    def of(cls, text: str) -> Mapped:
        return cls(text, (MapRun(0, 0, len(text)),) if text else ())

    def edit(self, edits: Iterable[Edit]) -> Mapped:
        """The text with `edits` made: sorted, not overlapping. Linear in the text, the runs and the edits."""
        pieces: list[str] = []
        runs: list[MapRun] = []
        source = _Slices(self.runs)
        at = length = 0
        for start, end, new in (*edits, Edit(len(self.text), len(self.text), "")):
            pieces += (self.text[at:start], new)
            for run in source.between(at, start, shift=length - at):
                _append(runs, run)
            length += start - at + len(new)
            at = end
        return Mapped("".join(pieces), tuple(runs))

    def raw(self, start: int, end: int) -> tuple[int, int]:
        return raw_span(self.runs, start, end)


class _Slices:
    """Cuts a run list at growing positions; each run is looked at once for each cut that meets it."""

    def __init__(self, runs: Sequence[MapRun]) -> None:
        self._runs = runs
        self._next = 0

    def between(self, start: int, end: int, *, shift: int) -> Iterator[MapRun]:
        while self._next < len(self._runs):
            clean, raw, length = self._runs[self._next]
            low, high = max(clean, start), min(clean + length, end)
            if low < high:
                yield MapRun(low + shift, raw + low - clean, high - low)
            if clean + length > end:
                return
            self._next += 1


def _append(runs: list[MapRun], run: MapRun) -> None:
    """Joins runs that go on without a break on both sides, so that equal maps are equal values."""
    if runs and runs[-1].clean_start + runs[-1].length == run.clean_start and runs[-1].raw_start + runs[-1].length == run.raw_start:
        last = runs.pop()
        run = MapRun(last.clean_start, last.raw_start, last.length + run.length)
    runs.append(run)


def raw_span(raw_map: Sequence[MapRun], start: int, end: int) -> tuple[int, int]:
    """`[start, end)` of the clean text as a span of the given text.

    An end that lies in a repair takes in the whole repaired place, so that the span never misses what the clean text stands
    for. Logarithmic in the number of runs.
    """
    if start >= end:
        point = _raw_from(raw_map, start)
        return point, point
    runs: Sequence[tuple[int, int, int]] = raw_map
    before = bisect_right(runs, (start, _BEYOND, 0)) - 1  # a plain tuple, which is made at once
    if before >= 0:
        clean, raw, length = raw_map[before]
        if end <= clean + length:  # nearly always: nothing was repaired in between
            return raw + start - clean, raw + end - clean
    raw_start = _raw_from(raw_map, start)
    return raw_start, max(raw_start, _raw_until(raw_map, end))


def clean_span(raw_map: Sequence[MapRun], raw_start: int, raw_end: int) -> tuple[int, int] | None:
    """The clean text that came from `[raw_start, raw_end)` of the given text; None when all of it was dropped."""
    first = max(0, bisect_right(raw_map, raw_start, key=lambda run: run.raw_start) - 1)
    begin = stop = None
    for clean, raw, length in raw_map[first:]:
        if raw >= raw_end:
            break
        low, high = max(raw, raw_start), min(raw + length, raw_end)
        if low < high:
            begin = clean + low - raw if begin is None else begin
            stop = clean + high - raw
    return None if begin is None or stop is None else (begin, stop)


def _raw_from(raw_map: Sequence[MapRun], position: int) -> int:
    before = bisect_right(raw_map, position, key=lambda run: run.clean_start) - 1
    if before < 0:
        return 0 if not raw_map or raw_map[0].clean_start > 0 else raw_map[0].raw_start
    clean, raw, length = raw_map[before]
    return raw + min(position - clean, length)


def _raw_until(raw_map: Sequence[MapRun], position: int) -> int:
    """Where the last code point before `position` ends in the given text."""
    after = bisect_left(raw_map, position, key=lambda run: run.clean_start)
    if after:
        clean, raw, length = raw_map[after - 1]
        if position <= clean + length:
            return raw + position - clean
        if after == len(raw_map):
            return raw + length
    return raw_map[after].raw_start if after < len(raw_map) else 0
