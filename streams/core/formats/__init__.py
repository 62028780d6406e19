"""Formats that newsrooms already have: ninjs and schema.org's NewsArticle → fields of a raw article; and an enriched article → them.

A format is told by what the value says of itself. What is in none of them stays as it is: the reader of the topic is lenient.
"""

from __future__ import annotations

from typing import Any

from ._jsonld import articles as _jsonld_articles
from ._jsonld import raw_of as _raw_of_jsonld
from ._ninjs import is_ninjs
from ._ninjs import raw_of as _raw_of_ninjs
from ._out import address, to_flat, to_jsonld, to_ninjs

__all__ = ["address", "raws_of", "to_flat", "to_jsonld", "to_ninjs"]


def raws_of(value: object) -> list[dict[str, Any]] | None:
    """The raw articles (`news.raw/1`) that a parsed ninjs item or JSON-LD object holds; a `@graph` may hold several.

    None when it is neither, or when what it says of an article would not be enough: then the value itself has to speak.
    """
    if not isinstance(value, dict):
        return None
    raws = [_raw_of_ninjs(value)] if is_ninjs(value) else [_raw_of_jsonld(item) for item in _jsonld_articles(value)]
    return raws if raws and all(map(_speaks, raws)) else None


def _speaks(raw: dict[str, Any]) -> bool:
    return "text" in raw or "html" in raw or raw.get("pub_status") not in {None, "usable"}
