"""A page of HTML → its text and what its head says of it. No network, no clock, no memory between calls.

trafilatura finds the text; it is called without its metadata, whose date finder guesses from anything on the page and looks
at the clock, and without its duplicate filter, which remembers earlier pages. Title, day, author and language are read here
from JSON-LD and meta tags only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import trafilatura
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from .characters import one_line
from .given import is_address, language_tag, names
from .markup import is_page
from .moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_JSON_LD = 100_000
"""Code points of one JSON-LD block; those of news pages have 2,000 to 20,000."""
MIN_LINE = 20
"""Code points of the longest line that a story has at least; what is left of a page without one is its menu."""
_ARTICLE_TYPES = re.compile(r"[A-Za-z]{0,40}(?:Article|BlogPosting)|Report")
_DATE_META = (
    "article:published_time",
    "og:published_time",
    "datePublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "parsely-pub-date",
    "publish-date",
    "pubdate",
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_XML = re.compile(r"\s*+<\?xml[^>]{0,200}\?>")
_LINES = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre script section style table td th tr ul".split()
)
"""Elements before and behind which a new line begins."""
_HIDDEN = frozenset(
    "applet audio button canvas datalist iframe math noembed noframes noscript object script select style svg template textarea title video".split()
)
"""Elements whose text nobody reads in the story; that of `title` is read from the head."""
_TITLE_META = ("og:title", "twitter:title", "headline", "dc.title")
_AUTHOR_META = ("author", "article:author", "dc.creator", "parsely-author")


class PageError(Exception):
    """The page cannot be parsed (`bad_html`) or has no text that belongs to an article (`empty`)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    titles: tuple[str, ...] = ()
    """What the page calls itself, the surest first; the others serve to know a repeated headline."""
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    published_day: str | None = None
    published_from: str = ""
    """Which tag gave the day, with what it says."""
    language: str | None = None
    url: str | None = None


def extract(html: str) -> Page:
    """The page's article. Raises PageError; may take long on hostile markup, so the caller sets a limit of time."""
    html, parser = _readable(html), HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
        text = _text(html)
        if _is_short(text) and not is_page(html):
            text = _all_text(tree)
        meta, described = _meta(tree), _json_ld(tree)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError) as error:
        raise PageError("bad_html", f"The HTML cannot be read ({type(error).__name__}). Send the text instead.") from error
    if _is_short(text):
        raise PageError("empty", "The HTML has no text of an article. Send the text instead.")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):  # the parser stops there: the rest is lost
        raise PageError("bad_html", "The HTML is nested deeper than 256 elements, or has a part over 10 MB. Send the text instead.")
    return _page(text, tree, meta, described)


def _readable(html: str) -> str:
    """Without what lxml refuses (a declaration of the encoding: it is decoded already) or does not know: NUL becomes a lost character,
    and of CDATA, which feeds wrap around texts, the beginning is taken for a comment that ends with the next tag."""
    html = _XML.sub("", html.replace("\0", ""), count=1)
    return html.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in html else html


def _text(html: str) -> str:
    """Recall before precision: a lost paragraph cannot be found again, a label is dropped later with its reason."""
    return trafilatura.extract(html, fast=True, include_comments=False, include_tables=False, with_metadata=False, deduplicate=False) or ""


def _is_short(text: str) -> bool:
    return len(max(text.split("\n"), key=len).strip()) < MIN_LINE


def _all_text(tree: HtmlElement) -> str:
    """What stands in a piece of markup that has no page around it: a plain text with some tags between its lines."""
    said: list[str] = []
    hidden = 0  # elements around this place, or beginning here, whose text is not shown
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if element.tag in _HIDDEN:
            hidden += 1 if event == "start" else -1
        if not hidden:
            text = element.text if event == "start" else element.tail  # that of a comment is no text
            said.append(("\n" if element.tag in _LINES else "") + (text or ""))
    return "".join(said)


def _page(text: str, tree: HtmlElement, meta: dict[str, str], described: dict[str, Any]) -> Page:
    source, given = _published(meta, described)
    when = moment(given) if given else None
    authors = _names(described.get("author")) or tuple(filter(None, (meta.get(name) for name in _AUTHOR_META)))[:1]
    link = tree.find(".//link[@rel='canonical']")
    addresses = ((link.get("href") or "").strip() if link is not None else "", meta.get("og:url", ""))
    languages = map(language_tag, (tree.get("lang") or "", meta.get("og:locale", "")))
    return Page(
        text=text,
        titles=_titles(tree, meta, described),
        authors=names(name for name in authors if "://" not in name),
        published_at=when.at if when else None,
        published_day=when.day if when else None,
        published_from=f"{source}: {one_line(given)[:60]}" if given else "",
        language=next(filter(None, languages), None),
        url=next(filter(is_address, addresses), None),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first content of each meta tag, by its name, property or itemprop in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = tag.get("content")
        if name and content and content.strip():
            found.setdefault(name, content.strip())
    return found


def _published(meta: dict[str, str], described: dict[str, Any]) -> tuple[str, str]:
    if day := _string(described.get("datePublished")):
        return "JSON-LD datePublished", day
    return next(((f"meta {name}", meta[name.lower()]) for name in _DATE_META if name.lower() in meta), ("", ""))


def _json_ld(tree: HtmlElement) -> dict[str, Any]:
    """The first object of a JSON-LD block that is some kind of article."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() == "application/ld+json" and len(text) <= MAX_JSON_LD:
            try:
                data = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue  # broken blocks are common, and the next may be whole
            for item in _objects(data):
                if any(_ARTICLE_TYPES.fullmatch(kind) for kind in _kinds(item)):
                    return item
    return {}


def _objects(data: object) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in (graph if isinstance(graph, list) else ()) if isinstance(part, dict))


def _kinds(item: dict[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [one for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str)]


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _names(value: object) -> tuple[str, ...]:
    found = [item.get("name") if isinstance(item, dict) else item for item in (value if isinstance(value, list) else [value])]
    return tuple(name for name in found if isinstance(name, str) and name.strip())


def _titles(tree: HtmlElement, meta: dict[str, str], described: dict[str, Any]) -> tuple[str, ...]:
    found = [_string(described.get("headline")), *(meta.get(name) for name in _TITLE_META)]
    for path in (".//h1", ".//title"):
        tag = tree.find(path)
        found.append(None if tag is None else str(tag.text_content()))
    lines = (one_line(unescape(_TAG.sub("", text)))[:1_000] for text in found if text)
    return tuple(dict.fromkeys(line for line in lines if line))
