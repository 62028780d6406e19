"""Dead letters: where a record that could not go on ends, with its bytes, place, reason and cure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from .article import Place, Record, Rejection, Severity, Stage
from .identity import sha256
from .moments import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_ESCAPE = re.compile(rb"\\u00([0-7][0-9a-fA-F])")
MAX_HEADER_BYTES = 1_024
"""A letter must be deliverable whatever its record looked like; keys and headers beyond these are cut."""


Status = Literal["replayed", "discarded"]

CURES = {
    "bad_html": "Send the text instead of the page.",
    "bad_json": "Correct the JSON, or send plain text or HTML.",
    "bad_utf8": "Send the JSON as UTF-8.",
    "duplicate_keys": "Send each key of the object once.",
    "empty": "Send `text` or `html`, or withdraw the article with `pub_status`.",
    "engine_failed": "See that the engine of DATELINE_ENGINE answers, then replay it.",
    "html_failed": "On a busy machine replay it; else send the text without its page.",
    "no_id": "Add the `article_id` or `url` under which the article was sent before.",
    "not_object": "Send an object with at least `text` or `html`.",
    "not_text": "Send text, HTML or JSON as UTF-8.",
    "null_value": "To erase an article send null under its article id (`dateline publish --erase`).",
    "poison": "Replay it after an update of Dateline; it ended its worker twice. The worker's log has the place.",
    "stage_error": "This is a bug: replay it after an update of Dateline.",
    "too_damaged": "Send the text anew, from where it was not yet damaged.",
    "too_large": "Raise DATELINE_MAX_TEXT_BYTES at all workers, or send less.",
    "too_many_mentions": "Raise DATELINE_MAX_MENTIONS at all workers, or split the text.",
    "unknown_major": "Update Dateline, or send news.raw/1.",
    "wrong_type": "Send the field that is named in the type that is named, or leave it out.",
}
"""Code → what cures it, for a person. What lost nothing (`repeat`, `stale`) needs no cure."""

_SOURCE = re.compile(
    rb"""(?<!\\)"(?:source|publisher)"[ \t\r\n]*+:[ \t\r\n]*+(?:"([^"\\]{1,200})"|\{[^{}]{0,400}?"id"[ \t\r\n]*+:[ \t\r\n]*+"([^"\\]{1,200})")"""
)
_SOURCE_HEADER = "dateline-source"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person did about a dead letter. The letter itself stays as it is."""

    status: Status
    letter: Place
    """Where the letter lies, on the dead letter topic."""
    at: str
    by: str
    """Who it was, as they said."""
    reason: str
    attempt: int
    """How many times the record was replayed with this one, over all its letters; 0 when it was discarded."""
    replay: Place | None
    """The raw record that it was sent again as, which comes to an end of its own; null when it was discarded."""
    edited: bool
    """Whether other bytes than the original's were sent."""


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
    resolution: Resolution | None = None
    """Set on the record that says what became of a letter: a copy of the letter without its bytes, with severity info."""


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
        replay="" if informs else f"dateline deadletter replay {record.place.partition}:{record.place.offset}",
    )


def resolved(letter: DeadLetter, resolution: Resolution) -> DeadLetter:
    """The record that says what became of `letter`. It is no end of its own, and the bytes stay with the letter."""
    return replace(letter, severity="info", headers={}, key_b64=None, value_b64=None, truncated=False, replay="", resolution=resolution)


def source_of(headers: Mapping[str, str], value: bytes | None) -> str | None:
    """Who sent it, as far as the bytes of a record tell that nobody could read: for finding letters, not for counting.

    The header `dateline-source`, else the first `source` or `publisher` of what may be a piece of JSON.
    """
    if given := next((text for name, text in headers.items() if name.lower() == _SOURCE_HEADER), None):
        return given[:200]
    found = _SOURCE.search(value or b"")
    return (found[1] or found[2]).decode("utf-8", "replace") if found else None


def _held_back(record: Record) -> bool:
    """Whether the record asks for its text to be held back, as far as bytes can tell that nobody has parsed.

    Without NULs, which is how UTF-16 spells its names, and without JSON's escapes of ASCII. A text that merely speaks of such a field is held back as well.
    """
    stated = b"\n".join(b'%s: "%s"' % (name.encode("utf-8", "replace"), value) for name, value in record.headers)
    return any(_HELD.search(_plain(data.replace(b"\0", b""))) for data in (record.value or b"", stated))


def _plain(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), data) if b"\\u00" in data else data


def _headers(record: Record) -> dict[str, str]:
    some = record.headers[:MAX_HEADERS]
    return {name[:MAX_HEADER_BYTES]: value[:MAX_HEADER_BYTES].decode("utf-8", "replace") for name, value in some}


def _b64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()
