"""Bytes and headers → a dict of fields: is it JSON, plain text or HTML, and can it be read at all?"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import orjson

from ..markup import is_html

if TYPE_CHECKING:
    from ..article import Record

HTML_FACTOR = 4
"""A page may be this many times as long as a text: news pages are about a third to a tenth text."""
JSON_FACTOR = 6
"""A text in JSON is at most six times as long as in UTF-8: a control character or an ASCII letter can be written as six."""
JSON_OVERHEAD = 65_536
"""Bytes for all other fields together."""

_FIELD_HEADER = "dateline-"
_USABLE = {"usable", "stat:usable"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Values that JSON knows besides objects begin so; a text that only begins like one is a text.
_OTHER_JSON = frozenset(b'["-0123456789tfn')
_KEY = re.compile(rb'"[ \t\r\n]*+:')
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UNDEFINED_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class Refused(Exception):  # noqa: N818 - not an error: carries a rejection out of nested helpers, never leaves this package
    """A record that cannot be read; `read` turns it into a Rejection."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Payload:
    """The fields as given, and what had to be done to read them (code → detail)."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields
        self.notices: dict[str, str] = {}


def payload(record: Record, value: bytes, max_text_bytes: int) -> Payload:
    """The fields of the record. Size first: a value too long for any text is refused unread."""
    headers = {name.lower(): data for name, data in record.headers}
    limit = JSON_FACTOR * max_text_bytes + JSON_OVERHEAD
    if len(value) > limit:
        raise Refused("too_large", f"The record has {len(value)} bytes, the limit is {limit}. Raise DATELINE_MAX_TEXT_BYTES or send less.")
    _check_major(headers.get("ce_dataschema", b"").decode("utf-8", "replace"))
    kind = headers.get("content-type", b"").decode("ascii", "replace").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        given = _json(value)
    elif kind.startswith("text/"):
        given = _text(value, headers, html=kind == "text/html")
    else:
        given = _guess(value, headers)
    _hold(given, record)
    _check_size(given.fields, max_text_bytes)
    return given


def _hold(given: Payload, record: Record) -> None:
    """Whoever holds an article back by a header is heard, also where its other fields are JSON, and also where another header says
    otherwise: what is out stays out."""
    said = [(name.lower().replace("_", "-"), data.decode("utf-8", "replace")) for name, data in record.headers]
    for name in ("pub_status", "embargoed_until"):
        values = {text.strip() for header, text in said if header == _FIELD_HEADER + name.replace("_", "-")} - {""}
        if len(values) > 1:
            raise Refused(
                "duplicate_keys", f"The header of `{name}` stands there twice with different values; which is meant cannot be known."
            )
        held = (
            any(field.lower().startswith("embargo") for field in given.fields)
            if name != "pub_status"
            else {text.casefold() for text in values} <= _USABLE
        )
        if values and not held:
            given.fields[name] = values.pop()


def _guess(value: bytes, headers: dict[str, bytes]) -> Payload:
    head = value.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return _json(value)
    if head and head[0] in _OTHER_JSON:
        try:
            orjson.loads(head)
        except orjson.JSONDecodeError:
            pass
        else:
            raise Refused("not_object", "The value is JSON but not an object. Send an object with at least `text` or `html`.")
    return _text(value, headers, html=None)


def _json(value: bytes) -> Payload:
    data = value.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("bad_utf8", f"JSON must be UTF-8; byte {error.start} is not. Save or send it as UTF-8.") from None
    given = Payload({})
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        found = _tolerant(data, str(error))
        given.notices["lone_surrogate"] = "A \\ud800 to \\udfff escape without its other half was replaced by U+FFFD."
    if not isinstance(found, dict):
        raise Refused("not_object", "The value is JSON but not an object. Send an object with at least `text` or `html`.")
    if len(_KEY.findall(data)) != _count_keys(found):
        _refuse_duplicates(data)
    schema = found.get("schema")
    if isinstance(schema, str):
        _check_major(schema)
    given.fields = found
    return given


def _tolerant(data: bytes, why: str) -> Any:  # noqa: ANN401 - any JSON value
    """A second look with the standard parser, only for half surrogate pairs, which orjson refuses and pages do contain."""
    if b"\\ud" not in data.lower():
        raise Refused("bad_json", f"Not valid JSON: {why}.")
    try:
        return _without_surrogates(json.loads(data, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        raise Refused("bad_json", f"Not valid JSON: {why}.") from None


def _no_constant(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case str():
            return _LONE_SURROGATE.sub("\ufffd", value)
        case list():
            return [_without_surrogates(item) for item in value]
        case dict():
            return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
        case _:
            return value


def _count_keys(value: object) -> int:
    """How many keys the parsed value has, without recursion."""
    count, todo = 0, [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            count += len(item)
            todo += item.values()
        elif isinstance(item, list):
            todo += item
    return count


def _refuse_duplicates(data: bytes) -> None:
    """Called when there are more `":` than keys: either a string holds one, or a key stands there twice."""
    try:
        json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _DuplicateError):
            raise Refused(
                "duplicate_keys", f"The key {str(error)[:80]!r} stands twice in one object; which is meant cannot be known."
            ) from None
        raise Refused("bad_json", "Nested too deeply.") from None


class _DuplicateError(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise _DuplicateError(name)
        seen.add(name)


def _text(value: bytes, headers: dict[str, bytes], *, html: bool | None) -> Payload:
    given = Payload({})
    text = _decode(value, headers, given)
    if found := _NOT_TEXT.search(text):
        raise Refused("not_text", f"Control character U+{ord(found[0]):04X} at {found.start()}: this is no text. Send text, HTML or JSON.")
    for name, data in headers.items():
        if name.startswith(_FIELD_HEADER):
            given.fields[name.removeprefix(_FIELD_HEADER).replace("-", "_")] = data.decode("utf-8", "replace")
    if isinstance(version := given.fields.get("version"), str) and version.isdigit() and len(version) < 16:
        given.fields["version"] = int(version)
    given.fields["html" if (is_html(text) if html is None else html) else "text"] = text
    return given


def _decode(value: bytes, headers: dict[str, bytes], given: Payload) -> str:
    """UTF-8, else Windows-1252 when that is plausible: no NUL, and at most one byte in a hundred that it does not define."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        named = b"charset" in headers.get("content-type", b"").lower()
        if value.count(b"\0") or (not named and len(_UNDEFINED_CP1252.findall(value)) * 100 > len(value)):
            raise Refused("not_text", f"Neither UTF-8 (byte {error.start}) nor Windows-1252. Send text, HTML or JSON as UTF-8.") from None
    given.notices["decoded_cp1252"] = "Not valid UTF-8; read as Windows-1252."
    return value.decode("cp1252", "replace")


def _check_major(schema: str) -> None:
    found = re.fullmatch(r"(?:urn:dateline:)?news\.raw[:/](\d{1,9})(?:\.\d{1,9})*+", schema)
    if found and int(found[1]) != 1:
        raise Refused(
            "unknown_major", f"Schema {schema} is not known here; this version reads news.raw/1. Update Dateline or send news.raw/1."
        )


def _check_size(fields: dict[str, Any], max_text_bytes: int) -> None:
    for name in ("text", "body", "content", "articleBody", "html", "content_html"):
        text = fields.get(name)
        if isinstance(text, str):
            limit = max_text_bytes * (HTML_FACTOR if "html" in name or is_html(text) else 1)
            if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
                raise Refused("too_large", f"`{name}` has more than {limit} bytes. Raise DATELINE_MAX_TEXT_BYTES or send less.")
