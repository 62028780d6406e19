"""Raw records and the ends they came to, two bytes each."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from ..core.article import Place
from .report import Finding

if TYPE_CHECKING:
    from .report import Findings
    from .snapshot import Snapshot

SEEN, WAITING, DOUBLED, CODE = 0x8000, 0x4000, 0x2000, 0x0FFF
"""Bits of a raw record: it is there (gaps and markers are not), it is between intake and enrichment, it has two ends; and its first
end, as a number into the codes."""
QUIET_ENDS = ("enriched", "erased", "repeat", "stale")
"""Every other end is the code of a dead letter."""


class Ends:
    """For each raw partition one array, from the first offset that the broker still has."""

    def __init__(self, snapshot: Snapshot, findings: Findings) -> None:
        self._raw = snapshot.topics.raw.name
        self._spans = snapshot.spans.get(self._raw, {})
        self._checked = snapshot.to_read(self._raw)
        self._committed = snapshot.committed
        self._marks = {p: array("H", bytes(2 * max(0, s.end - s.start))) for p, s in self._spans.items()}
        self._codes = ["", *QUIET_ENDS]
        self._numbers = {code: number for number, code in enumerate(self._codes)}
        self._findings = findings

    def seen(self, place: Place) -> None:
        """There is a raw record at `place`."""
        self._marks[place.partition][place.offset - self._spans[place.partition].start] |= SEEN

    def waits(self, place: Place) -> None:
        """It is in the clean topic, and no worker has dealt with it there."""
        if (at := self._at(place)) is not None:
            self._marks[place.partition][at] |= WAITING

    def in_flight(self, place: Place) -> bool:
        """Whether a worker may not have finished with it when the audit began: what it says elsewhere may be half there."""
        if (at := self._at(place)) is None:
            return False
        committed = self._committed.get((place.topic, place.partition), 0)
        return place.offset >= committed or bool(self._marks[place.partition][at] & WAITING)

    def end(self, source: Place, code: str, output: Place) -> None:
        """The record at `source` came to the end `code`, as the record at `output` says."""
        at = self._at(source)
        if at is None or source.offset < self._checked[source.partition].start:
            self._outside(source, code, output)
            return
        marks = self._marks[source.partition]
        mark, number = marks[at], self._number(code)
        if not mark & SEEN:
            self._invented(source, code, output)
        elif not mark & CODE:
            marks[at] = mark | number
        elif mark & CODE != number and not mark & DOUBLED:
            marks[at] = mark | DOUBLED
            both = f"ended as {self._codes[mark & CODE]} and as {code} ({output})"
            self._findings.add(Finding("I1", "two_ends", both, source))

    def there(self, place: Place) -> bool | None:
        """Whether there is a raw record at `place`; None when it is outside of what is checked."""
        at = self._at(place)
        if at is None:
            span = self._spans.get(place.partition)
            deleted = place.topic == self._raw and span is not None and 0 <= place.offset < span.start
            return None if deleted else False
        return None if place.offset < self._checked[place.partition].start else bool(self._marks[place.partition][at] & SEEN)

    def ended_as(self, place: Place, code: str) -> bool | None:
        """Whether the raw record at `place` came to that end, first or second; None when it is outside of what is checked."""
        if not (there := self.there(place)):
            return there
        mark = self._marks[place.partition][place.offset - self._spans[place.partition].start]
        return mark & CODE == self._number(code) or bool(mark & DOUBLED)

    def _outside(self, source: Place, code: str, output: Place) -> None:
        span = self._spans.get(source.partition)
        if source.topic != self._raw or span is None or not 0 <= source.offset < span.end:
            self._invented(source, code, output)
        elif source.offset < span.start:
            self._findings.unchecked["outputs whose raw record was deleted by retention"] += 1
        else:
            self._findings.unchecked["outputs whose raw record is earlier than --since"] += 1

    def _invented(self, source: Place, code: str, output: Place) -> None:
        self._findings.add(Finding("I3", "invented", f"{code} for {source}, where there is no raw record", output))

    def _at(self, place: Place) -> int | None:
        span = self._spans.get(place.partition)
        if place.topic != self._raw or span is None or not span.start <= place.offset < span.end:
            return None
        return place.offset - span.start

    def _number(self, code: str) -> int:
        if code not in self._numbers:
            if len(self._codes) > CODE:
                return CODE
            self._numbers[code] = len(self._codes)
            self._codes.append(code)
        return self._numbers[code]

    def finish(self) -> dict[str, int]:
        """Lists what is lost; gives how many raw records came to which end. `raw` is the sum of the others."""
        counts = Counter(dict.fromkeys(("raw", *QUIET_ENDS, "dead letter", "in flight", "lost"), 0))
        for partition, marks in self._marks.items():
            first = self._checked[partition].start - self._spans[partition].start
            for mark, times in Counter(marks[first:]).items():
                if mark & SEEN and mark & CODE:
                    counts[code if (code := self._codes[mark & CODE]) in QUIET_ENDS else "dead letter"] += times
            for at in range(first, len(marks)):
                if marks[at] & SEEN and not marks[at] & CODE:
                    counts[self._unended(Place(self._raw, partition, self._spans[partition].start + at))] += 1
            self._deleted_unread(partition, counts)
        counts["raw"] = counts.total()
        return dict(counts)

    def _unended(self, place: Place) -> str:
        if self.in_flight(place):
            return "in flight"
        self._findings.add(Finding("I1", "lost", "committed, and neither enriched nor refused", place))
        return "lost"

    def _deleted_unread(self, partition: int, counts: Counter[str]) -> None:
        start, done = self._spans[partition].start, self._committed.get((self._raw, partition))
        if done is not None and done < start and partition not in self._since_of():
            text = f"offsets {done} to {start - 1} were deleted before they were read"
            self._findings.add(Finding("I1", "deleted_unread", text, Place(self._raw, partition, done)), start - done)
            counts["lost"] += start - done

    def _since_of(self) -> set[int]:
        return {p for p, s in self._checked.items() if s.start > self._spans[p].start}
