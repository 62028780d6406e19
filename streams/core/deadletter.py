"""Dead letters: where a record that could not go on ends, with its bytes, place, reason and cure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from .article import Place, Record, Rejection, Severity, Stage
from .identity import sha256
from .moments import rfc3339

MAX_LETTER_BYTES = 65_536
"""How many of the original bytes a dead letter carries; beyond it is marked `truncated` and the raw topic has the rest."""
MAX_KEY_BYTES = 8_192
MAX_HEADERS = 50
_SAYS = rb"""["']?[ \t\r\n]*+[:=][ \t\r\n]*+"""
_USABLE = rb"""["' \t\r\n]*+(?:null|(?:stat:)?usable[ \t\r\n]*+["'])"""
_WITHDRAWN = rb"""["' \t\r\n]*+(?:withheld|cancell?ed)"""
_HELD = re.compile(
    rb"pub[_-]?status" + _SAYS + rb"(?!" + _USABLE + rb")|embargoed(?:[_-]?until)?" + _SAYS + rb"|status" + _SAYS + _WITHDRAWN,
    re.IGNORECASE,
)
"""Anything but `usable` as status, or any embargo, in bytes that could not be read: whoever wrote it wanted the text held back."""
MAX_HEADER_BYTES = 1_024
"""A letter must be deliverable whatever its record looked like; keys and headers beyond these are cut."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What `news.deadletter` carries. `severity` info (`repeat`, `stale`) is an end that lost nothing and has no bytes; nor has
    a record that says it is not usable or under embargo: the raw topic alone has those."""

    stage: Stage
    code: str
    severity: Severity
    detail: str
    article_id: str | None
    place: Place
    received_at: str
    key_b64: str | None
    headers: dict[str, str]
    """Header values as UTF-8; bytes that are not are replaced."""
    value_sha256: str | None
    value_bytes: int
    value_b64: str | None
    truncated: bool
    replay: str
    """The command that sends the original again after the cause is cured."""


def dead_letter(record: Record, why: Rejection) -> DeadLetter:
    """The letter for `record`. The same record and reason give the same bytes: no clock, no counter."""
    value = record.value
    informs = why.severity == "info"
    silent = informs or _held_back(record)
    return DeadLetter(
        stage=why.stage,
        code=why.code,
        severity=why.severity,
        detail=why.detail[:500],
        article_id=why.article_id,
        place=record.place,
        received_at=rfc3339(record.timestamp_ms),
        key_b64=None if record.key is None else _b64(record.key[:MAX_KEY_BYTES]),
        headers={} if silent else _headers(record),
        value_sha256=None if value is None else sha256(value),
        value_bytes=0 if value is None else len(value),
        value_b64=None if silent or value is None else _b64(value[:MAX_LETTER_BYTES]),
        truncated=not silent and value is not None and len(value) > MAX_LETTER_BYTES,
        replay=""
        if informs
        else f"dateline tail raw --from {record.place.partition}:{record.place.offset} --limit 1 --bytes | dateline publish -",
    )


def _held_back(record: Record) -> bool:
    """Whether the record asks for its text to be held back, as far as bytes can tell that nobody has parsed.

    Without NULs, which is how UTF-16 spells its names. A text that merely speaks of such a field is held back as well.
    """
    stated = b"\n".join(b'%s: "%s"' % (name.encode("utf-8", "replace"), value) for name, value in record.headers)
    return any(_HELD.search(data.replace(b"\0", b"")) for data in (record.value or b"", stated))


def _headers(record: Record) -> dict[str, str]:
    some = record.headers[:MAX_HEADERS]
    return {name[:MAX_HEADER_BYTES]: value[:MAX_HEADER_BYTES].decode("utf-8", "replace") for name, value in some}


def _b64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()
