"""State of one partition: bytes by key, with the writes since the last barrier apart until they are on the changelog.

Not a faust Table: as one it lost events in recovery (docs/decisions). A book lives from the first event of its partition
until the partition leaves, and is read anew from its changelog whenever the partition comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..core.article import Place

META = "~meta"
"""Written on taking a partition; its offset is the token that orders the owners of a partition."""
MARK = "~mark"
"""Written after each barrier's entries: they are all there when it is."""
STATE_FORMAT = 4


class HoleError(Exception):
    """An event is missing: what has been delivered does not join on to what came before."""


class FormatError(Exception):
    """The changelog was written by an incompatible version."""


def check_format(meta: bytes) -> None:
    """Raises FormatError when another version wrote it. What is no meta at all is left to others to find."""
    try:
        found = orjson.loads(meta)["format"]
    except (ValueError, TypeError, LookupError):
        return
    if found != STATE_FORMAT:
        raise FormatError(_other_format(f"format {found}"))


@dataclass(slots=True)
class Mark:
    """How far a partition is processed: the `next` offset, and what was `seen` of each raw partition: the last offset that came
    through, and the latest time of receipt. A raw topic that was made anew counts from 0 again, but later."""

    next: int = 0
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    entries: int = 0
    """How many keys there were: with fewer, somebody has cut the changelog off."""

    def encode(self) -> bytes:
        return orjson.dumps({"next": self.next, "seen": self.seen, "entries": self.entries}, option=orjson.OPT_SORT_KEYS)


@dataclass(slots=True)
class Shelf:
    """Entries, mark and token of one partition."""

    partition: int
    token: int = 0
    generation: int | None = None
    """Of the last owner whose first barrier was reached; None for a new changelog."""
    partitions: int | None = None
    """How many partitions there were when the state was written: keys belong elsewhere when there are more."""
    newer: Callable[[bytes, bytes], bytes] = lambda _, new: new
    """Which of two values of one key counts. A late write of an earlier owner must not win for being last, and is written over, for
    compaction keeps what is last."""
    mark: Mark = field(default_factory=Mark)
    _base: dict[str, bytes] = field(default_factory=dict)
    _overlay: dict[str, bytes] = field(default_factory=dict)
    _writing: dict[str, bytes] = field(default_factory=dict)
    _last: int | None = None
    _moved: bool = False
    _meta: bytes | None = None

    def restore(self, key: str, value: bytes) -> None:
        """Take one record of the changelog."""
        if key == META:
            meta = orjson.loads(value)
            self.generation, self.partitions = meta["generation"], meta["partitions"]
        elif key == MARK:
            mark = orjson.loads(value)
            if mark["next"] >= self.mark.next:
                self.mark = Mark(mark["next"], {raw: (offset, at) for raw, (offset, at) in mark["seen"].items()}, mark["entries"])
        else:
            known = self._base.get(key)
            try:
                kept = self._base[key] = value if known is None else self.newer(known, value)
            except (LookupError, TypeError, ValueError) as error:  # older entries may lie before the record that names their format
                raise FormatError(_other_format("an entry")) from error
            if kept == value:
                self._overlay.pop(key, None)
            else:
                self._overlay[key] = kept

    @property
    def missing(self) -> int:
        """How many entries the changelog has lost."""
        return max(0, self.mark.entries - len(self._base))

    def taken(self, token: int, meta: bytes) -> None:
        """This process is the owner: `meta` is written with the first barrier, which makes up for a change of generation."""
        self.token, self._meta = token, meta

    def get(self, key: str) -> bytes | None:
        return self._overlay.get(key) or self._writing.get(key) or self._base.get(key)

    def put(self, key: str, value: bytes) -> None:
        self._overlay[key] = value

    def values(self) -> Iterable[bytes]:
        return (self._base | self._writing | self._overlay).values()

    def guard(self, offset: int) -> None:
        """Raise HoleError unless `offset` joins on: at or before the mark for the first event, then at or before the next one.

        Only for Dateline's own topics, which have no legal gaps. Offset 0 is the marker record, so an unmarked partition
        may begin at 1.
        """
        expected = max(self.mark.next, 1) if self._last is None else self._last + 1
        if offset > expected:
            msg = f"partition {self.partition}: expected offset {expected}, got {offset}"
            raise HoleError(msg)
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
            self.mark.entries = len(self._base) + sum(key not in self._base for key in self._writing)
            changes.append((MARK, self.mark.encode()))
        self._moved = False
        if self._meta is not None:
            changes.append((META, self._meta))
            self._meta = None
        return changes

    def written(self) -> None:
        self._base.update(self._writing)
        self._writing = {}


def _other_format(what: str) -> str:
    return (
        f"{what} of this state was written by another version of Dateline; this one reads format {STATE_FORMAT}:"
        " start with a new DATELINE_APP, which reads news.raw from its beginning"
    )
