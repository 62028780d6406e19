"""RSS and Atom → raw articles. Pure: bytes in, entries out.

feedparser is given a stream and never a name: of a name it would open the file or the address.
"""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import feedparser
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from ..core.characters import one_line
from ..core.identity import sha256
from ..core.moments import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

MOST_ENTRIES: Final = 2_000
_BLOCKS: Final = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote pre tr table section article figure figcaption hr".split())
_SILENT: Final = ("script", "style", "iframe", "noscript", "template", "form", "button")


class FeedError(Exception):
    """No feed; the text says what it is instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` tells it from the others of its feed; `raw` are the fields of a raw article, without a text when it has none."""

    key: str
    raw: dict[str, Any]
    link: str | None
    whole: bool
    """The feed gives the text itself, not only a summary."""

    @property
    def fingerprint(self) -> str:
        """Of what it says, the time of its change aside."""
        return sha256(repr(sorted((k, v) for k, v in self.raw.items() if k != "updated_at")).encode("utf-8", "surrogatepass"))[:32]


def entries(body: bytes, headers: Mapping[str, str], url: str, source: str) -> list[Entry]:
    """The entries as the feed orders them, the newest first as a rule. `source` is the id under which their ids count."""
    said = {"content-type": headers.get("content-type", ""), "content-location": url}
    try:
        found = feedparser.parse(io.BytesIO(body), response_headers=said, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # feedparser has raised almost anything on broken feeds; one of them must not end the others
        msg = f"cannot be read as RSS or Atom ({type(error).__name__})"
        raise FeedError(msg) from error
    if not found.get("version") and not found.entries:
        msg = "neither RSS nor Atom; is it the address of a page?"
        raise FeedError(msg)
    language = _line(found.feed.get("language"))
    return [_entry(entry, source, language) for entry in found.entries[:MOST_ENTRIES]]


def _entry(entry: Any, source: str, language: str | None) -> Entry:  # noqa: ANN401 - feedparser's dictionary
    link = _line(entry.get("link"))
    link = link if link and re.match(r"https?://", link, re.IGNORECASE) else None
    given = _line(entry.get("id"))
    text, whole = _text(entry)
    updated = _when(dict.get(entry, "updated"), dict.get(entry, "updated_parsed"))
    raw = {
        "article_id": given or link,
        "url": link,
        "headline": _title(entry),
        "byline": [name for author in entry.get("authors", []) if (name := _line(author.get("name")))] or None,
        "section": next((term for tag in entry.get("tags") or [] if (term := _line(tag.get("term")))), None),
        "language": language,
        "published_at": _when(entry.get("published"), entry.get("published_parsed")) or updated,
        "updated_at": updated,
        "source": {"id": source},
        "text": text,
    }
    raw = {name: value for name, value in raw.items() if value is not None}
    key = given or link or sha256(repr(sorted(raw.items())).encode("utf-8", "surrogatepass"))
    return Entry(key, raw, link, whole)


def _line(value: object) -> str | None:
    return one_line(value) or None if isinstance(value, str) else None


def _title(entry: Any) -> str | None:  # noqa: ANN401
    title = entry.get("title")
    return _line(plain(title) if isinstance(title, str) and re.search(r"[<&]", title) else title)


def _text(entry: Any) -> tuple[str | None, bool]:  # noqa: ANN401
    contents = [c.get("value") for c in entry.get("content") or [] if isinstance(c.get("value"), str)]
    for given, whole in ((max(contents, key=len, default=""), True), (entry.get("summary"), False)):
        if isinstance(given, str) and (text := plain(given) if re.search(r"[<&]", given) else given.strip()):
            return text, whole
    return None, False


def _when(given: object, parsed: object) -> str | None:
    """As written, where we can read it; else as feedparser, which knows more forms, reads it: in UTC."""
    if isinstance(given, str) and moment(given):
        return given.strip()
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed) if isinstance(parsed, time.struct_time) else None


def plain(markup: str) -> str:
    """The text of a piece of HTML, a paragraph a line. A feed's own text has no menus around it: nothing is left out but scripts."""
    try:
        root = document_fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError):
        return markup.strip()
    parts: list[str] = []
    _collect(root, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(root: HtmlElement, parts: list[str]) -> None:
    """All texts in their order, without recursion: depth is the publisher's choice."""
    silent: HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent = element if silent is None and tag in _SILENT else silent
            parts += ["\n"] if tag in _BLOCKS else []
            parts += [re.sub(r"\s+", " ", element.text)] if element.text and silent is None else []
            continue
        parts += ["\n"] if tag in _BLOCKS else []
        silent = None if silent is element else silent
        parts += [re.sub(r"\s+", " ", element.tail)] if element.tail and silent is None else []
