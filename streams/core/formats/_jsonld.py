"""schema.org's NewsArticle and its kin, as JSON-LD → fields of a raw article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

Item = dict[str, Any]

_TYPE: Final = re.compile(r"(?:https?://schema\.org/|schema:)?([A-Za-z]{0,40}Article|[A-Za-z]{0,40}BlogPosting|Report)")
_MOST_AUTHORS: Final = 20
_OURS: Final = (
    "article_id",
    "id",
    "guid",
    "canonical_url",
    "pub_status",
    "status",
    "source",
    "html",
    "embargoed_until",
    "ed_note",
    "supersedes",
)
"""Names of a raw article that are none of schema.org's: who wrote them beside it meant us."""


def articles(value: Item) -> Iterator[Item]:
    """The object itself when it is an article, else those of its `@graph`."""
    if _is_article(value):
        yield value
        return
    graph = value.get("@graph")
    yield from (item for item in (graph if isinstance(graph, list) else ()) if isinstance(item, dict) and _is_article(item))


def _is_article(item: Item) -> bool:
    kinds = item.get("@type")
    return any(isinstance(kind, str) and _TYPE.fullmatch(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def raw_of(item: Item) -> Item:
    """The address is the identity where there is one, as it always was for such articles; else the `identifier` or `@id`."""
    url = _one(item.get("url")) or _one(item.get("mainEntityOfPage"))
    found = {
        "article_id": None if url else _one(item.get("identifier")) or _one(item.get("@id")),
        "url": url,
        "version": item.get("version") if _is_number(item.get("version")) else None,
        "signal": "correction" if item.get("correction") else None,
        "headline": _one(item.get("headline")) or _one(item.get("name")),
        "byline": _authors(item.get("author")) or None,
        "dateline": _one(item.get("dateline")),
        "section": _one(item.get("articleSection")),
        "text": _one(item.get("articleBody")) or _one(item.get("text")),
        "language": _one(item.get("inLanguage")),
        "published_at": _one(item.get("datePublished")),
        "updated_at": _one(item.get("dateModified")),
        "source": _source(item.get("publisher") or item.get("sourceOrganization")),
    }
    return {name: given for name, given in found.items() if given is not None} | {name: item[name] for name in _OURS if name in item}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _one(value: object) -> str | None:
    """A text where JSON-LD also allows a list, a language-tagged value or an object that is known by name, code or id."""
    if isinstance(value, list):
        return next((text for part in value if (text := _one(part))), None)
    if isinstance(value, dict):
        names = ("@value", "value", "alternateName", "name", "@id", "url")
        return next((text for name in names if isinstance(text := value.get(name), str) and text.strip()), None)
    return value if isinstance(value, str) and value.strip() else None


def _authors(value: object) -> list[str]:
    given = value if isinstance(value, list) else [value]
    return [name for author in given[:_MOST_AUTHORS] if (name := _one(author)) and "://" not in name]


def _source(value: object) -> Item | None:
    party = value[0] if isinstance(value, list) and value else value
    name = _one(party)
    if not name:
        return None
    given = party.get("identifier") if isinstance(party, dict) else None
    return {"id": given if isinstance(given, str) and given.strip() else name, "name": name}
