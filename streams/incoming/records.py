"""What is to be sent: articles as they come, in text, HTML, JSON and JSON Lines → raw records. Bytes that cannot be read as an article
are passed on untouched: what becomes of them is decided where every record is judged, and a dead letter then holds the original."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NoReturn

from ..core.article import Place, RawArticle, Record
from ..core.formats import raws_of
from ..core.raw import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..kafka import Headers

Parsed = dict[str, Any]

LINES = "application/x-ndjson"


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


def sniff(data: bytes) -> str:
    """The content type of bytes that have no name. JSON Lines is recognised by its second line: a pretty-printed object has no object there."""
    if data.lstrip()[:1] not in {b"{", b"["}:
        return "text/html" if data.lstrip()[:1] == b"<" else "text/plain"
    lines = data.split(b"\n", 2)
    several = len(lines) > 1 and all(isinstance(_parse(line), dict) for line in lines[:2])
    return LINES if several else "application/json"


def document(data: bytes, content_type: str, label: str, given: Given) -> Iterator[Outgoing]:
    """The records that a document holds. `label` is what a person knows it by. Of other content types than the five it is text."""
    if content_type == LINES:
        yield from lines(data.splitlines(keepends=True), label, given)
    elif content_type == "application/json":
        parsed = _parse(data)
        if isinstance(parsed, list):
            for number, item in enumerate(parsed):
                yield from _json(json.dumps(item).encode(), item, f"{label}[{number}]", given)
        else:
            yield from _json(data, parsed, label, given)
    else:
        yield _text(data, content_type, label, given)


def lines(lines: Iterable[bytes], label: str, given: Given) -> Iterator[Outgoing]:
    for number, line in enumerate(lines, 1):
        if data := line.strip(b"\r\n"):
            yield from _json(data, _parse(data), f"{label}:{number}", given)


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


def _json(data: bytes, parsed: Any, label: str, given: Given) -> Iterator[Outgoing]:  # noqa: ANN401 - any JSON
    """An article in JSON: its bytes as they are unless the options say something of it; ninjs and JSON-LD in our own words."""
    if raws := raws_of(parsed):
        several = len(raws) > 1
        yield from (article_of(raw | given.said, f"{label}[{n}]" if several else label) for n, raw in enumerate(raws))
    elif isinstance(parsed, dict) and given.said:
        # the other name of `url` would win over the option
        yield article_of({k: v for k, v in parsed.items() if k != "canonical_url" or not given.url} | given.said, label)
    else:
        yield _untouched(data, "application/json", label, given)


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
