"""State of one partition: bytes by key, with the writes since the last barrier apart until they are on the changelog.

Not a faust Table: as one it lost events in recovery (docs/decisions). A book lives from the first event of its partition
until the partition leaves, and is read anew from its changelog whenever the partition comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import orjson

from .owners import META, STATE_FORMAT, FormatError, Owner, check_format, decode_owner, other_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from ..core.article import Place

MARK = "~mark"
"""Written after each barrier's entries: they are all there when it is."""

__all__ = ["MARK", "META", "STATE_FORMAT", "FormatError", "HoleError", "Mark", "Shelf", "check_format"]


class HoleError(Exception):
    """An event is missing: what has been delivered does not join on to what came before."""


@dataclass(slots=True)
class Mark:
    """How far a partition is processed: the `next` offset, and what was `seen` of each raw partition: the last offset that came
    through, and the latest time of receipt. A raw topic that was made anew counts from 0 again, but later."""

    next: int = 0
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    entries: int = 0
    """How many keys there were: with fewer, somebody has cut the changelog off."""
    left: int | None = None
    """Token of the owner that wrote it, if it went in order: then all that was published is in the state."""

    def encode(self) -> bytes:
        left = {} if self.left is None else {"left": self.left}
        return orjson.dumps({"next": self.next, "seen": self.seen, "entries": self.entries} | left, option=orjson.OPT_SORT_KEYS)


@dataclass(slots=True)
class Shelf:
    """Entries, mark and token of one partition."""

    partition: int
    token: int = 0
    owner: Owner | None = None
    """What the last owner wrote; None for a new changelog."""
    newer: Callable[[bytes, bytes], bytes] = lambda _, new: new
    """Which of two values of one key counts. A late write of an earlier owner must not win for being last, and is written over, for
    compaction keeps what is last."""
    mark: Mark = field(default_factory=Mark)
    until: int = 0
    """An earlier owner may have got so far without recording it."""
    base: MutableMapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What the changelog has: in memory, or on the local disk (`flow/entries.py`)."""
    _overlay: dict[str, bytes] = field(default_factory=dict)
    _writing: dict[str, bytes] = field(default_factory=dict)
    _last: int | None = None
    _moved: bool = False
    _meta: bytes | None = None
    _taker: Owner | None = None

    def restore(self, key: str, value: bytes, offset: int = 0) -> None:
        """Take one record of the changelog, which lies at `offset`. Of what a later minor version may write more nothing is taken."""
        if key == META:
            owner = decode_owner(value, offset)
            # a late word of an earlier owner does not count
            if self.owner is None or (owner.token or 0) >= (self.owner.token or 0):
                self.owner = owner
        elif key == MARK:
            mark = orjson.loads(value)
            if mark["next"] >= self.mark.next:
                seen = {raw: (last, at) for raw, (last, at, *_) in mark["seen"].items()}
                self.mark = Mark(mark["next"], seen, mark["entries"], mark.get("left"))
            # of a mark that came late nothing counts, and it is written over as a late entry is, for compaction keeps what is last
            self._moved = mark["next"] < self.mark.next
        elif not key.startswith("~"):  # no article or actor id has a tilde there
            known = self.base.get(key)
            try:
                kept = self.base[key] = value if known is None else self.newer(known, value)
            except (LookupError, TypeError, ValueError) as error:  # older entries may lie before the record that names their format
                raise FormatError(other_format("an entry")) from error
            if kept == value:
                self._overlay.pop(key, None)
            else:
                self._overlay[key] = kept

    @property
    def missing(self) -> int:
        """How many entries the changelog has lost."""
        return max(0, self.mark.entries - len(self.base))

    @property
    def clean(self) -> bool:
        """Whether the last owner went in order: all that was published here is in the state."""
        return self.owner is None or self.mark.left == self.owner.token

    @property
    def settled(self) -> bool:
        """Whether the changelog has all of it, also what an earlier owner may have published and not recorded."""
        return self.mark.next >= self.until and not (self._overlay or self._writing or self._moved or self._meta)

    def taken(self, token: int, taker: Owner, generation: int) -> None:
        """This process is the owner, by the record `taker` at the offset `token`; with the first barrier it speaks for all entries."""
        self.token, self._taker = token, replace(taker, token=token, generation=generation)
        self.declare(alone=True)

    @property
    def others(self) -> bool:
        """Whether an owner of another generation may have published something that is not in the state."""
        return self._taker is not None and self._taker.takers.keys() != {self._taker.generation}

    def declare(self, *, alone: bool) -> None:
        """To be written with the next barrier. `alone`: nothing is left of earlier owners."""
        if (taker := self._taker) is not None:
            self._meta = (replace(taker, takers={taker.generation: taker.takers[taker.generation]}) if alone else taker).encode()

    def farewell(self) -> tuple[str, bytes]:
        """The mark of an owner that goes when all is settled."""
        return MARK, replace(self.mark, left=self.token).encode()

    def get(self, key: str) -> bytes | None:
        return self._overlay.get(key) or self._writing.get(key) or self.base.get(key)

    def put(self, key: str, value: bytes) -> None:
        self._overlay[key] = value

    def values(self) -> Iterable[bytes]:
        return (value for _, value in self.items())

    def items(self) -> Iterable[tuple[str, bytes]]:
        """All entries, each once; nothing may be put meanwhile."""
        late = self._writing | self._overlay
        for key, value in self.base.items():
            yield key, late.pop(key, value)
        yield from late.items()

    def guard(self, offset: int) -> None:
        """Raise HoleError unless `offset` joins on: at or before the mark for the first event, then at or before the next one.

        Only for Dateline's own topics, in which workers leave no gaps. Offset 0 is the marker record, so an unmarked partition
        may begin at 1.
        """
        if offset > self.expected:
            msg = f"partition {self.partition}: expected offset {self.expected}, got {offset}"
            raise HoleError(msg)
        self._last = offset

    @property
    def expected(self) -> int:
        """The offset that the next event must not be beyond."""
        return max(self.mark.next, 1) if self._last is None else self._last + 1

    def pass_gap(self, offset: int) -> None:
        """There is nothing before the event at `offset` that has not been delivered."""
        self._last = offset

    def is_done(self, offset: int) -> bool:
        return offset < self.mark.next

    def is_redelivered(self, raw: Place, received_at: str) -> bool:
        """Whether this raw record came through before: intake sends again what it had not committed when it ended.

        Each raw partition's records come through a clean partition in order, so one number per raw partition tells. What was
        received later than all that came through is new all the same: its topic was made anew, or the broker lost its end.
        """
        offset, latest = self.mark.seen.get(f"{raw.topic}/{raw.partition}", (-1, ""))
        return raw.offset <= offset and received_at <= latest

    def advance(self, offset: int) -> None:
        """The event at `offset` has been dealt with."""
        if offset >= self.mark.next:
            self.mark.next = offset + 1
            self._moved = True

    def see(self, raw: Place, received_at: str) -> None:
        """The record at `raw` has come through."""
        if not self.is_redelivered(raw, received_at):
            name = f"{raw.topic}/{raw.partition}"
            _, latest = self.mark.seen.get(name, (-1, ""))
            self.mark.seen[name] = (raw.offset, max(received_at, latest))

    def cut(self) -> list[tuple[str, bytes]]:
        """What the changelog lacks, the mark last; it stays readable until `written`."""
        self._writing, self._overlay = self._overlay, {}
        changes = sorted(self._writing.items())
        if changes or self._moved:
            self.mark.left = None
            self.mark.entries = len(self.base) + sum(key not in self.base for key in self._writing)
            changes.append((MARK, self.mark.encode()))
        self._moved = False
        if self._meta is not None:
            changes.append((META, self._meta))
            self._meta = None
        return changes

    def written(self) -> None:
        self.base.update(self._writing)
        self._writing = {}
