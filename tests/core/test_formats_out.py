"""Enriched articles as ninjs 3.1 and as schema.org JSON-LD, checked against rules of our own that were read off the specifications."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from schemas import example
from streams.core.formats import address, raws_of, to_flat, to_jsonld, to_ninjs
from streams.core.mentions import ACTOR_TYPES

ENRICHED = example("news.enriched/1")
WITHOUT_READING = {name: value for name, value in ENRICHED.items() if name not in {"entities", "tags", "keywords", "engine"}}
BARE = WITHOUT_READING | {
    "published_at": None, "body": "", "headline": {"text": None, "source": "none", "confidence": 0.0}, "byline": [], "dateline": None, "section": None,
    "url": None, "signal": None, "ed_note": None, "language": {"code": "und", "confidence": 0.0, "method": "none"},
    "source": {"id": None, "name": None, "country": None, "kind": None}, "anchor": {"day": None, "source": "none"},
}  # fmt: skip

TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
URI = {"type": "string", "format": "uri", "pattern": "^[a-z][a-z0-9+.-]*:"}
TEXT = {"type": "string", "minLength": 1}
PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}


def closed(required: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


CONCEPT = closed(("name",), name=TEXT, rel=TEXT, uri=URI, literal=TEXT)
NINJS = closed(
    ("uri",),
    uri=URI,
    standard=closed(name={"const": "ninjs"}, version={"const": "3.1"}, schema=URI),
    type={"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
    representationType={"enum": ["full", "partial"]},
    version=TEXT,
    firstCreated=TIME,
    versionCreated=TIME,
    pubStatus={"enum": ["usable", "withheld", "canceled"]},
    edNote=TEXT,
    language={"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    headlines=many(closed(("value",), role=TEXT, contentType=TEXT, value=TEXT)),
    bodies=many(closed(("value",), role=TEXT, contentType=TEXT, charCount={"type": "integer"}, wordCount={"type": "integer"}, value=TEXT)),
    by=TEXT,
    located=TEXT,
    people=many(CONCEPT),
    places=many(CONCEPT),
    organisations=many(CONCEPT),
    objects=many(CONCEPT),
    events=many(CONCEPT),
    subjects=many(closed(("name",), name=TEXT, rel=TEXT, uri=URI, literal=TEXT, creator=TEXT, relevance=PERCENT, confidence=PERCENT)),
    infoSources=many(closed(("name",), name=TEXT, role=TEXT, uri=URI, literal=TEXT)),
    altIds=many(closed(role=TEXT, value=TEXT)),
)
THING = {"Person", "Country", "Place", "Organization", "Product", "Event", "CreativeWork"}
JSON_LD = closed(
    ("@context", "@type"),
    **{"@context": {"const": "https://schema.org"}, "@type": {"const": "NewsArticle"}, "@id": URI},
    identifier=TEXT, url=URI | {"pattern": r"^https?://[A-Za-z0-9%/:?#\[\]@!$&'()*+,;=~._-]+$"}, headline=TEXT, articleBody=TEXT, wordCount={"type": "integer"},
    datePublished={"anyOf": [{"type": "string", "format": "date"}, TIME]}, dateModified=TIME, version={"type": "integer"}, inLanguage=TEXT,
    author=many(closed(("@type", "name"), **{"@type": {"const": "Person"}}, name=TEXT)),
    publisher=closed(("@type", "name"), **{"@type": {"const": "Organization"}}, name=TEXT, identifier=TEXT),
    articleSection=TEXT, dateline=TEXT, correction=TEXT, keywords=many(TEXT),
    about=many(closed(("@type", "name"), **{"@type": {"const": "DefinedTerm"}}, name=TEXT, termCode=TEXT, inDefinedTermSet=URI, url=URI)),
    mentions=many(closed(("@type", "name"), **{"@type": {"enum": sorted(THING)}}, name=TEXT, identifier=TEXT, sameAs=URI)),
)  # fmt: skip


def faults(rules: dict[str, Any], item: object) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(rules, format_checker=FormatChecker()).iter_errors(item)]


@pytest.mark.parametrize("value", [ENRICHED, WITHOUT_READING, BARE, ENRICHED | {"published_at": "2024-05-30T08:00:00.000Z"}])
def test_the_fields_are_those_of_the_standards(value: dict[str, Any]) -> None:
    """No field that ninjs 3.1 or NewsArticle does not have, each of its type, none empty; whatever is known of the article."""
    assert faults(NINJS, to_ninjs(value)) == []
    assert faults(JSON_LD, to_jsonld(value)) == []


def test_the_rules_find_faults() -> None:
    """They are no rules if anything passes."""
    item = to_ninjs(ENRICHED)
    assert faults(NINJS, item | {"headline": "Not in 3.x"})
    assert faults(NINJS, item | {"versionCreated": "2024-05-30"})
    assert faults(NINJS, item | {"people": []})
    assert faults(JSON_LD, to_jsonld(ENRICHED) | {"@type": "Article"})


def test_what_an_item_says() -> None:
    """Who is mentioned by kind, with our id; tags as Media Topics under their own address."""
    item = to_ninjs(ENRICHED)
    assert item["people"] == [{"name": "Lena Orlova", "rel": "mentions", "literal": "per:~Lena_Orlova"}]
    assert item["places"] == [{"name": "Norway", "rel": "mentions", "uri": "http://www.wikidata.org/entity/Q20", "literal": "cty:NOR"}]
    assert item["subjects"][2]["uri"] == "http://cv.iptc.org/newscodes/mediatopic/20000639"
    assert (item["version"], item["versionCreated"], "firstCreated" in item) == ("2", "2024-05-30T09:12:00.000Z", False)
    page = to_jsonld(ENRICHED)
    assert (page["datePublished"], page["correction"]) == ("2024-05-30", "Corrects the day of the meeting.")
    assert [(thing["@type"], thing["name"]) for thing in page["mentions"]] == [("Country", "Norway"), ("Person", "Lena Orlova")]


@pytest.mark.parametrize("kind", sorted(ACTOR_TYPES | {"place"}))
def test_every_kind_of_entity_has_its_place(kind: str) -> None:
    """In one list of an item, with a type of schema.org, and in neither twice."""
    entity = ENRICHED["entities"][0] | {"type": kind, "name": "The only one"}
    value = ENRICHED | {"entities": [entity], "tags": []}
    item, page = to_ninjs(value), to_jsonld(value)
    assert faults(NINJS, item) + faults(JSON_LD, page) == []
    lists = ("people", "places", "organisations", "objects", "events", "subjects")
    assert [concept["name"] for name in lists for concept in item.get(name, ())] == ["The only one"]
    assert [thing["name"] for thing in page["mentions"]] == ["The only one"]


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/a b/é", "https://example.org/a%20b/%C3%A9"),
        ("https://example.org/100%25", "https://example.org/100%25"),
        ("https://example.org/<\ud800>", "https://example.org/%3C?%3E"),
    ],
)
def test_an_address_is_written_as_the_standards_want_it(url: str, written: str) -> None:
    """What is no character of an address is written in hex; what is escaped stays so."""
    assert to_jsonld(ENRICHED | {"url": url})["url"] == address(url) == written


def test_what_goes_out_comes_in_again() -> None:
    """Text, headline, language and version survive the way through either format."""
    for item in (to_ninjs(ENRICHED), to_jsonld(ENRICHED)):
        (raw,) = raws_of(item) or []
        assert (raw["text"], raw["headline"], raw["language"], raw["version"]) == (ENRICHED["body"], "Harbour talks end", "en", 2)


def test_each_row_has_the_same_columns() -> None:
    assert list(to_flat(ENRICHED)) == list(to_flat(BARE))
    assert to_flat(ENRICHED)["tag_codes"][0] == "medtop:11000000"
