"""Records of the dead letter topic → the letters on it, each with what became of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import msgspec

from ..core.article import Place
from ..core.deadletter import DeadLetter, Resolution, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.article import Record, Severity

State = Literal["open", "replayed", "discarded"]

ATTEMPT = "dateline-replay-attempt"
"""Header of a replayed record: how many times its content has been replayed with this one."""
MOST_ATTEMPTS = 99_999
"""Nobody counts further: a greater number would be read as none, and the next replay as the first."""
_SHORTEST = 8
"""Digits of an article id that are enough to name it, as `dateline tail` prints them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter without its bytes."""

    at: Place
    """Where it lies, on the dead letter topic."""
    letter: DeadLetter
    source: str | None
    key: bytes | None = None
    """Of the letter's own record; what is said of it goes under the same."""
    attempt: int = 0
    """How many replays led to it: 0 when its record was sent for the first time."""
    resolution: Resolution | None = None
    """The last thing that was done about it."""

    @property
    def place(self) -> Place:
        """The raw record that was refused: it comes to one end, so it names the letter. (Two, when the raw topic was made anew.)"""
        return self.letter.place

    @property
    def state(self) -> State:
        return self.resolution.status if self.resolution else "open"

    @property
    def next_attempt(self) -> int:
        """What the next replay is: one more than led here, or than were made from here."""
        return max(self.attempt, self.resolution.attempt if self.resolution else 0) + 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters are meant. None and empty: any. Times are RFC 3339 in UTC, of the receipt of the raw record; `until` is not included."""

    codes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    source: str | None = None
    article_id: str | None = None
    """Whole, or its first eight digits or more."""
    places: tuple[str, ...] = ()
    """`topic/partition/offset` of raw records."""
    states: tuple[State, ...] = ("open",)
    severity: Severity = "error"

    def fits(self, entry: Entry) -> bool:
        """Whether the letter is meant, whatever became of it."""
        letter = entry.letter
        return (
            letter.severity == self.severity
            and (not self.places or str(letter.place) in self.places)
            and (not self.codes or letter.code in self.codes)
            and (not self.stages or letter.stage in self.stages)
            and (self.since is None or letter.received_at >= self.since)
            and (self.until is None or letter.received_at < self.until)
            and (self.source is None or entry.source == self.source)
            and (self.article_id is None or _names(self.article_id, letter.article_id))
        )


def _names(given: str, article_id: str | None) -> bool:
    return article_id is not None and (given == article_id or (len(given) >= _SHORTEST and article_id.startswith(given)))


_Named = tuple[Place, str]
"""A refused record and its receipt: in a raw topic that was made anew the same place holds another record."""


@dataclass(slots=True)
class Book:
    """Takes the records of the topic, each partition in order. Keeps the letters that are wanted, without bytes, and all resolutions:
    about 1 kB each."""

    wanted: Wanted
    unreadable: int = 0
    """Records that are no dead letter of Dateline's."""
    _entries: dict[_Named, Entry] = field(default_factory=dict)
    _resolutions: dict[_Named, Resolution] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        try:
            letter = decode(record.value)
        except ValueError:
            self.unreadable += 1
            return
        named = letter.place, letter.received_at
        if letter.resolution is not None:
            self._resolve(named, letter.resolution)
        elif named not in self._entries:  # a copy says the same
            entry = entry_of(record, letter)
            if self.wanted.fits(entry):
                self._entries[named] = entry

    def _resolve(self, named: _Named, resolution: Resolution) -> None:
        """The last one counts; attempts are never forgotten."""
        known = self._resolutions.get(named)
        attempt = max(resolution.attempt, known.attempt if known else 0)
        self._resolutions[named] = replace(resolution, attempt=attempt)

    def entries(self) -> list[Entry]:
        """The wanted letters, in the order in which their records were received."""
        found = (replace(e, resolution=self._resolutions.get(named)) for named, e in self._entries.items())
        return sorted((e for e in found if e.state in self.wanted.states), key=_order)


def _order(entry: Entry) -> tuple[str, str, int, int]:
    place = entry.place
    return entry.letter.received_at, place.topic, place.partition, place.offset


def entry_of(record: Record, letter: DeadLetter) -> Entry:
    """The letter that `record` of the dead letter topic holds."""
    bare = replace(letter, value_b64=None, headers={}, key_b64=None)
    source = source_of(letter.headers, unpacked(letter.value_b64))
    return Entry(record.place, bare, source, record.key, attempt_of(letter.headers.items()))


def decode(value: bytes | None) -> DeadLetter:
    """Raises ValueError when it is none: anybody may write to the topic."""
    try:
        return msgspec.json.decode(value or b"", type=DeadLetter)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        msg = f"not a dead letter: {error}"
        raise ValueError(msg) from error


def attempt_of(headers: Iterable[tuple[str, str | bytes]]) -> int:
    """What the header of a replayed record says; 0 without one, or when it is no small number."""
    for name, value in headers:
        text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
        if name.lower() == ATTEMPT and text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ATTEMPTS)):
            return int(text)
    return 0


def unpacked(text: str | None) -> bytes | None:
    """Bytes of a field in base64; what is none gives None."""
    try:
        return None if text is None else base64.b64decode(text)
    except ValueError:
        return None
