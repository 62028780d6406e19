"""What may be sent again, and with which headers. Pure: records and letters in, a record to send or a reason out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.deadletter import MAX_HEADER_BYTES, MAX_HEADERS, MAX_KEY_BYTES, Resolution, resolved
from ..core.identity import sha256
from ..core.raw import FIRST_RECEIVED, first_received
from .letters import ATTEMPT, MOST_ATTEMPTS, attempt_of, unpacked

if TYPE_CHECKING:
    from ..core.article import Place, Record
    from ..core.deadletter import DeadLetter, Status
    from ..kafka import Headers
    from .letters import Entry

MAX_ATTEMPTS = 3
"""A record that was refused so many times after a replay needs a person: the cause is not cured."""
REPLAY_OF, LETTER, EDITED = "dateline-replay-of", "dateline-replay-letter", "dateline-replay-edited"
_OURS = frozenset({ATTEMPT, REPLAY_OF, LETTER, EDITED, FIRST_RECEIVED})


@dataclass(frozen=True, slots=True)
class Original:
    """What was sent the first time."""

    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int
    attempt: int = 0
    """How many replays led to it."""
    notice: str = ""
    """What may differ from the record as it was."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a letter is not sent again; the text names the cure."""

    why: str


def original_of(letter: DeadLetter, raw: Record | None) -> Original | Refusal:
    """From the raw record, if it is still there and is the same; else from the letter, if that holds all of it.

    A raw topic that was made anew holds other records at the same offsets: the sha256 tells.
    """
    if raw is not None and _same(letter, raw.value):
        return Original(raw.key, raw.value, list(raw.headers), letter.place.partition, attempt_of(raw.headers))
    gone = "was deleted by retention" if raw is None else "is another one by now: the topic was made anew"
    value = unpacked(letter.value_b64)
    if letter.truncated:
        return Refusal(f"the letter holds the first {len(value or b''):,} of {letter.value_bytes:,} bytes, and the raw record {gone}")
    if value is None and (letter.value_sha256 is not None or letter.stage != "read"):
        return Refusal(f"the letter holds no bytes (they were to be held back), and the raw record {gone}")
    if value is not None and not _same(letter, value):
        return Refusal("the bytes in the letter are not those that it names: it was not written by Dateline")
    key = unpacked(letter.key_b64)
    if key is not None and len(key) >= MAX_KEY_BYTES:
        return Refusal(f"the letter holds only a part of the key, and the raw record {gone}")
    headers = [(name, text.encode("utf-8", "replace")) for name, text in letter.headers.items()]
    lossy = len(headers) >= MAX_HEADERS or any("\ufffd" in text or len(text) >= MAX_HEADER_BYTES for text in letter.headers.values())
    notice = "the raw record is gone; long, repeated or undecodable headers are not as they were" if lossy else ""
    return Original(key, value, headers, letter.place.partition, attempt_of(headers), notice)


def _same(letter: DeadLetter, value: bytes | None) -> bool:
    return letter.value_sha256 == (None if value is None else sha256(value))


def unfit(entry: Entry) -> Refusal | None:
    """Why this letter is not to be replayed unless somebody insists; None when nothing was done about it yet."""
    if (done := entry.resolution) is None:
        return None
    as_ = f" as {done.replay}, which has an end of its own" if done.replay else f" ({done.reason})" if done.reason else ""
    return Refusal(f"it was {done.status} by {done.by or 'somebody'} on {done.at}{as_}; --force does it again")


def exhausted(attempt: int, most: int = MAX_ATTEMPTS) -> Refusal | None:
    """Loop protection: why there is no such attempt unless somebody insists."""
    if attempt <= most:
        return None
    return Refusal(f"its content was replayed {attempt - 1} times and refused each time: cure the cause, or use --force")


def again(entry: Entry, original: Original, edited: bytes | None = None) -> Original:
    """The record to send: the original's bytes (or `edited`), key and headers, and where it comes from."""
    first = first_received(original.headers, entry.letter.received_at).encode()
    # the record itself knows best; a letter whose headers were held back does not
    attempt = min(max(entry.next_attempt, attempt_of(original.headers) + 1), MOST_ATTEMPTS)
    headers = [(name, value) for name, value in original.headers if name.lower() not in _OURS]
    headers += [
        (REPLAY_OF, str(entry.place).encode()),
        (LETTER, str(entry.at).encode()),
        (ATTEMPT, str(attempt).encode()),
        (FIRST_RECEIVED, first),
    ]
    if edited is not None:
        headers.append((EDITED, b"1"))
    value = original.value if edited is None else edited
    return Original(original.key, value, headers, original.partition, attempt, original.notice)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, why and when: `at` is RFC 3339 in UTC."""

    by: str
    reason: str
    at: str


def resolution(entry: Entry, act: Act, *, replay: Place | None, attempt: int = 0, edited: bool = False) -> DeadLetter:
    """The record that says so. Without `replay` the letter is discarded."""
    status: Status = "discarded" if replay is None else "replayed"
    done = Resolution(status, entry.at, act.at, act.by[:100], act.reason[:500], attempt, replay, edited)
    return resolved(entry.letter, done)
