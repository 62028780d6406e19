"""Dead letters for tests, as they lie on their topic."""

from __future__ import annotations

import orjson

from streams.core.article import Place, Record, Rejection
from streams.core.deadletter import DeadLetter, dead_letter
from streams.replay.letters import Entry, entry_of
from streams.replay.originals import Act, resolution

ACT = Act("me", "because", "2026-01-01T00:00:00.000Z")
BROKEN = b'{"source": "wire", "text": "cut off'


def raw(
    value: bytes | None = BROKEN, *, offset: int = 3, key: bytes | None = b"k", headers: tuple[tuple[str, bytes], ...] = (), at: int = 0
) -> Record:
    """A raw record, `at` hours after the beginning of 2025."""
    return Record(Place("news.raw", 1, offset), key, value, 1_735_689_600_000 + at * 3_600_000, headers)


def letter_of(record: Record, code: str = "bad_json", **more: object) -> DeadLetter:
    why = Rejection("read", code, "Not valid JSON.")
    return dead_letter(record, Rejection(**({n: getattr(why, n) for n in Rejection.__slots__} | more)))


def on_topic(letter: DeadLetter, offset: int, partition: int = 0) -> Record:
    return Record(Place("news.deadletter", partition, offset), b"k", orjson.dumps(letter), 0)


def entry(record: Record | None = None, **more: object) -> Entry:
    letter = letter_of(record or raw(), **more)  # type: ignore[arg-type]
    return entry_of(on_topic(letter, 7), letter)


def said(of: Entry, replay: Place | None = None, attempt: int = 0) -> DeadLetter:
    return resolution(of, ACT, replay=replay, attempt=attempt)
