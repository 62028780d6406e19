"""An enriched article (`news.enriched/1`, decoded) → ninjs 3.1, schema.org NewsArticle as JSON-LD, and a flat row.

Facts of the formats: the IPTC's ninjs 3.1 schema (CC BY 4.0) and schema.org's NewsArticle. What is not known is left out, never empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

Value = Mapping[str, Any]
Item = dict[str, Any]

_LISTS: Final = {"person": "people", "country": "places", "place": "places", "weapon": "objects", "event": "events", "treaty": "subjects"}
"""Entity type → list of a ninjs item; every other type is an organisation of some kind."""
_TYPES: Final = {
    "person": "Person",
    "country": "Country",
    "place": "Place",
    "weapon": "Product",
    "event": "Event",
    "treaty": "CreativeWork",
}
"""Entity type → schema.org's; every other type is an Organization."""
_MEDIA_TOPIC: Final = "http://cv.iptc.org/newscodes/mediatopic/"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"


def uri(value: Value) -> str:
    return f"urn:dateline:article:{value['article_id']}"


def address(url: str) -> str:
    """An address as the standards want it (RFC 3986): what a browser would take, such as `é` or a blank, is written as bytes in hex."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~", errors="replace")


def to_ninjs(value: Value) -> Item:
    """An item of ninjs 3.1. A day without a time is in none of its fields, for they all want a time."""
    body, language = value["body"], value["language"]["code"]
    item: Item = {
        "uri": uri(value),
        "standard": {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"},
        "type": "text",
        "representationType": "full" if body else "partial",
        "version": str(value["rank"][0]),
        "versionCreated": value["rank"][1],
        "firstCreated": _time(value["published_at"]),
        "pubStatus": value["pub_status"],
        "edNote": value["ed_note"],
        "language": None if language == "und" else language,
        "headlines": _texts(value["headline"]["text"]),
        "bodies": [part | {"charCount": len(body), "wordCount": len(body.split())} for part in _texts(body)],
        "by": ", ".join(value["byline"]),
        "located": (value["dateline"] or {}).get("city"),
        "infoSources": _source_of(value["source"]),
        "altIds": [{"role": "url", "value": value["url"]}] if value["url"] else [],
    }
    for entity in value.get("entities") or ():
        item.setdefault(_LISTS.get(entity["type"], "organisations"), []).append(_concept(entity))
    item.setdefault("subjects", []).extend(_subject(tag, value) for tag in value.get("tags") or ())
    return _said(item)


def _time(given: str | None) -> str | None:
    return given if given and "T" in given else None


def _texts(text: str | None) -> list[Item]:
    return [{"role": "main", "contentType": "text/plain", "value": text}] if text else []


def _source_of(source: Value) -> list[Item]:
    found = _said({"name": source["name"] or source["id"], "literal": source["id"]})
    return [found] if found else []


def _concept(entity: Value) -> Item:
    return _said(
        {"name": entity["name"], "rel": "mentions", "uri": entity["wikidata"] and _WIKIDATA + entity["wikidata"], "literal": entity["id"]}
    )


def _subject(tag: Value, value: Value) -> Item:
    code = tag["code"].removeprefix("medtop:")
    return {
        "name": tag["name"],
        "rel": "about",
        "uri": _MEDIA_TOPIC + code,
        "literal": tag["code"],
        "creator": value.get("engine") or "dateline",
        "relevance": tag["relevance"],
    }


def to_jsonld(value: Value) -> Item:
    """A NewsArticle of schema.org. `about` are the tags, `mentions` the entities."""
    source, language = value["source"], value["language"]["code"]
    publisher = _said({"@type": "Organization", "name": source["name"] or source["id"], "identifier": source["id"]})
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": uri(value),
            "identifier": value["article_id"],
            "url": value["url"] and address(value["url"]),
            "headline": value["headline"]["text"],
            "articleBody": value["body"],
            "wordCount": len(value["body"].split()) or None,
            "datePublished": value["published_at"] or value["anchor"]["day"],
            "dateModified": value["rank"][1],
            "version": value["rank"][0] or None,
            "inLanguage": None if language == "und" else language,
            "author": [{"@type": "Person", "name": name} for name in value["byline"]],
            "publisher": publisher if "name" in publisher else None,
            "articleSection": value["section"],
            "dateline": (value["dateline"] or {}).get("raw"),
            "correction": value["ed_note"] or "corrected" if value["signal"] == "correction" else None,
            "keywords": [keyword["text"] for keyword in value.get("keywords") or ()],
            "about": [_term(tag) for tag in value.get("tags") or ()],
            "mentions": [_thing(entity) for entity in value.get("entities") or ()],
        }
    )


def _term(tag: Value) -> Item:
    code = tag["code"].removeprefix("medtop:")
    return {"@type": "DefinedTerm", "name": tag["name"], "termCode": code, "inDefinedTermSet": _MEDIA_TOPIC, "url": _MEDIA_TOPIC + code}


def _thing(entity: Value) -> Item:
    kind = _TYPES.get(entity["type"], "Organization")
    same = entity["wikidata"] and _WIKIDATA + entity["wikidata"]
    return _said({"@type": kind, "name": entity["name"], "identifier": entity["id"], "sameAs": same})


def to_flat(value: Value) -> Item:
    """One row: the same columns for each article, lists as lists. None: not known."""
    return {
        "article_id": value["article_id"],
        "headline": value["headline"]["text"],
        "day": value["anchor"]["day"],
        "day_from": value["anchor"]["source"],
        "published_at": value["published_at"],
        "received_at": value["received_at"],
        "version": value["rank"][0],
        "changed_at": value["rank"][1],
        "signal": value["signal"],
        "source": value["source"]["id"],
        "source_name": value["source"]["name"],
        "url": value["url"],
        "language": value["language"]["code"],
        "byline": list(value["byline"]),
        "section": value["section"],
        "actors": [entity["name"] for entity in value.get("entities") or ()],
        "actor_ids": [entity["id"] for entity in value.get("entities") or ()],
        "tags": [tag["name"] for tag in value.get("tags") or ()],
        "tag_codes": [tag["code"] for tag in value.get("tags") or ()],
        "keywords": [keyword["text"] for keyword in value.get("keywords") or ()],
        "words": len(value["body"].split()),
        "text": value["body"],
    }


def _said(item: Item) -> Item:
    """Without what is not known: None, and empty texts and lists."""
    return {name: given for name, given in item.items() if given is not None and given not in ("", [], {})}
