"""Files, folders and standard input → the raw records to send. Bytes that cannot be read as an article are passed on untouched:
what becomes of them is decided where every record is judged, and a dead letter then holds the original."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from ..core.article import Place, RawArticle, Record
from ..core.raw import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..kafka import Headers

Parsed = dict[str, Any]

STDIN, LINES = "-", "application/x-ndjson"
CONTENT_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".jsonl": LINES,
    ".ndjson": LINES,
}
"""What a folder is searched for. A file that is named itself is taken with any suffix, as text when it is not one of these."""

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Files other than JSON Lines are read whole, for a JSON array may hold many articles; beyond this JSON Lines is the way."""


class InputError(ValueError):
    """The inputs and the options do not go together."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say of the articles; it wins over what the articles say. None: nothing said."""

    article_id: str | None = None
    url: str | None = None
    headline: str | None = None
    source: str | None = None
    language: str | None = None
    published_at: str | None = None
    version: int | None = None
    pub_status: str | None = None

    @property
    def said(self) -> Parsed:
        """The fields of a raw article (`news.raw/1`) that the options give."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: {"id": v} if k == "source" else v for k, v in said.items() if v is not None}

    @property
    def headers(self) -> Headers:
        """The same as headers `dateline-<field>`, for bytes that cannot be wrapped in JSON."""
        said = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [(f"dateline-{name.replace('_', '-')}", str(value).encode("utf-8", "replace")) for name, value in said if value is not None]

    @property
    def of_one(self) -> list[str]:
        """The options that can be true of one article only."""
        one = {"--id": self.article_id, "--url": self.url, "--headline": self.headline}
        return [option for option, value in one.items() if value is not None]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A raw record to be sent. `key` is the article's id where that can be known beforehand; None: any partition will do.

    `fault`: why it cannot be sent at all (a file that cannot be read); it must be reported, not sent. `erases`: it is sent with no value.
    """

    value: bytes
    headers: Headers
    key: str | None
    label: str
    fault: str | None = None
    erases: bool = False


def read_inputs(
    paths: Sequence[str | Path], given: Given, stdin: BinaryIO | None = None, *, content_type: str | None = None
) -> Iterator[Outgoing]:
    """The records of all `paths` in order; folders are searched to any depth, in the order of their names. `content_type` is what all
    files are, whatever their names say.

    Raises InputError when there are several articles and an option that fits only one, before the first is given out.
    """
    outgoing = (record for path in paths for record in _path(path, given, stdin, content_type))
    if not given.of_one:
        return outgoing
    first = list(islice(outgoing, 2))
    if len(first) > 1:
        msg = f"{' and '.join(given.of_one)} can be true of one article only, but there are several ({first[0].label}, {first[1].label}, …)"
        raise InputError(msg)
    return iter(first)


def _path(path: str | Path, given: Given, stdin: BinaryIO | None, content_type: str | None) -> Iterator[Outgoing]:
    if str(path) == STDIN:
        data = (stdin or sys.stdin.buffer).read()
        yield from _document(data, content_type or _sniff(data), "standard input", given)
    elif Path(path).is_dir():
        for file in sorted(Path(path).rglob("*")):
            if file.suffix.lower() in CONTENT_TYPES and file.is_file() and not _hidden(file.relative_to(path)):
                yield from _file(file, given, content_type)
    else:
        yield from _file(Path(path), given, content_type)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _file(file: Path, given: Given, content_type: str | None) -> Iterator[Outgoing]:
    content_type = content_type or CONTENT_TYPES.get(file.suffix.lower(), "text/plain")
    try:
        if content_type == LINES:
            with file.open("rb") as lines:
                yield from _lines(lines, str(file), given)
        elif file.stat().st_size > MAX_FILE_BYTES:
            yield _faulty(str(file), f"more than {MAX_FILE_BYTES:,} bytes; give many articles as JSON Lines (.jsonl)")
        else:
            yield from _document(file.read_bytes(), content_type, str(file), given)
    except OSError as error:
        yield _faulty(str(file), error.strerror or str(error))


def _faulty(label: str, fault: str) -> Outgoing:
    return Outgoing(b"", [], None, label, fault)


def _sniff(data: bytes) -> str:
    """Standard input has no suffix. JSON Lines is recognised by its second line: a pretty-printed object has no object there."""
    if data.lstrip()[:1] not in {b"{", b"["}:
        return "text/html" if data.lstrip()[:1] == b"<" else "text/plain"
    lines = data.split(b"\n", 2)
    several = len(lines) > 1 and all(isinstance(_parse(line), dict) for line in lines[:2])
    return LINES if several else "application/json"


def _document(data: bytes, content_type: str, label: str, given: Given) -> Iterator[Outgoing]:
    if content_type == LINES:
        yield from _lines(data.splitlines(keepends=True), label, given)
    elif content_type == "application/json":
        parsed = _parse(data)
        if isinstance(parsed, list):
            for number, item in enumerate(parsed):
                yield _json(json.dumps(item).encode(), item, f"{label}[{number}]", given)
        else:
            yield _json(data, parsed, label, given)
    else:
        yield _text(data, content_type, label, given)


def _lines(lines: Iterable[bytes], label: str, given: Given) -> Iterator[Outgoing]:
    for number, line in enumerate(lines, 1):
        if data := line.strip(b"\r\n"):
            yield _json(data, _parse(data), f"{label}:{number}", given)


def _text(data: bytes, content_type: str, label: str, given: Given) -> Outgoing:
    """Bare when nothing is said of it; else as the `text` or `html` of an article, if the bytes are text."""
    if given.said:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return _untouched(data, content_type, label, given)
        return article_of({"html" if content_type == "text/html" else "text": text} | given.said, label)
    # what is in a .txt may be a page all the same: the reader of the topic looks, unless it would take a brace for JSON
    said = content_type == "text/html" or data.lstrip()[:1] == b"{"
    return _outgoing(data, [("content-type", content_type.encode())] if said else [], label)


def _json(data: bytes, parsed: Any, label: str, given: Given) -> Outgoing:  # noqa: ANN401 - any JSON
    """An article in JSON: its bytes as they are unless the options say something of it."""
    if isinstance(parsed, dict) and given.said:
        # the other name of `url` would win over the option
        return article_of({k: v for k, v in parsed.items() if k != "canonical_url" or not given.url} | given.said, label)
    return _untouched(data, "application/json", label, given)


def article_of(article: Parsed, label: str) -> Outgoing:
    """The fields of a raw article as a record."""
    try:
        value = json.dumps(article, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry
        value = json.dumps(article, separators=(",", ":")).encode()
    return _outgoing(value, [("content-type", b"application/json")], label)


def _untouched(data: bytes, content_type: str, label: str, given: Given) -> Outgoing:
    return _outgoing(data, [("content-type", content_type.encode()), *given.headers], label)


def _outgoing(value: bytes, headers: Headers, label: str) -> Outgoing:
    """Keyed by the id that its reader will give it, so that all versions of an article lie in one partition, in order."""
    raw = read(Record(Place("", 0, 0), None, value, 0, tuple(headers)), max_text_bytes=len(value) + 1)
    return Outgoing(value, headers, raw.article_id if isinstance(raw, RawArticle) else None, label)


def _parse(data: bytes) -> Any:  # noqa: ANN401 - any JSON; None: not JSON that could be written again without loss
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        return None


def _no_repeats(pairs: list[tuple[str, Any]]) -> Parsed:
    """A key that comes twice would be lost in a dict, and with it the fault that the reader of the topic must see."""
    if len(parsed := dict(pairs)) < len(pairs):
        msg = "a key comes twice"
        raise ValueError(msg)
    return parsed


def _finite(digits: str) -> float:
    """1e999 would be written again as Infinity, which is not JSON."""
    if not math.isfinite(number := float(digits)):
        _no_constant(digits)
    return number


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)
