"""The schemas say what the code writes: same fields, same types, an example each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator, ValidationError

from schemas import example, load
from streams.core.article import Article, Place, RawArticle, Reading, Record
from streams.core.deadletter import DeadLetter
from streams.core.mentions import ActorMention
from streams.core.raw import read
from streams.core.tally import ActorRow
from streams.kafka import headers
from streams.topics import Topics
from tests.schemas import assert_valid, strict

FOLDER = Path(__file__).parents[2] / "schemas"
NAMES = sorted(topic.schema for topic in Topics().public if topic.schema)
SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
WRITTEN: dict[str, tuple[type, ...]] = {
    "news.articles/1": (Article,),
    "news.enriched/1": (Article, Reading),
    "news.mentions/1": (ActorMention,),
    "news.actors/1": (ActorRow,),
    "news.deadletter/1": (DeadLetter,),
}
ADDED_LATER = {"news.deadletter/1": {"resolution"}}
"""Fields that are written always, and that records of earlier versions lack: no reader may require them."""


def test_each_public_topic_has_a_schema_and_an_example() -> None:
    """Six public topics, six schemas, six examples, and no file beside them that nobody uses."""
    expected = {name.replace("/", ".") + ".json" for name in NAMES}
    assert {p.name for p in FOLDER.glob("*.json")} == expected | {"asyncapi.json"}
    assert {p.name for p in (FOLDER / "examples").iterdir()} == expected


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_a_valid_schema(name: str) -> None:
    """JSON Schema 2020-12, said so, and named as the header `ce_dataschema` names it."""
    schema = load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"].encode() == dict(headers(name, "id", Place("news.raw", 0, 0), "2024-01-01T00:00:00.000Z"))["ce_dataschema"]


@pytest.mark.parametrize("name", NAMES)
def test_example_is_valid(name: str) -> None:
    """What a reader is shown is what a reader gets."""
    assert_valid(name, example(name))


@pytest.mark.parametrize("name", NAMES)
def test_readers_accept_fields_they_do_not_know(name: str) -> None:
    """A minor version adds fields; a reader with the older schema goes on."""
    Draft202012Validator(load(name)).validate(example(name) | {"added_later": 1})


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_writers_add_no_field_that_is_not_described(name: str) -> None:
    """The strict form of the schema, which our own messages are held to."""
    with pytest.raises(ValidationError):
        strict(name).validate(example(name) | {"added_later": 1})


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_schema_has_the_fields_and_types_of_the_code(name: str) -> None:
    """Each field of the values is required in the schema, unless it was added later, with its type, nulls and closed lists of words."""
    schema = load(name)
    later = ADDED_LATER.get(name, set())
    assert not later & set(schema["required"])
    schema["required"] = [*schema["required"], *later]
    hints = {field: hint for value in WRITTEN[name] for field, hint in hints_of(value).items()}
    assert list(Comparison(schema).fields(name, hints, schema)) == []


def test_example_of_a_raw_article_is_read_as_it_says() -> None:
    """Each field of `news.raw/1` that the schema describes reaches the program."""
    given = example("news.raw/1")
    read_back = read(Record(Place("news.raw", 0, 0), None, json.dumps(given).encode(), 1_717_000_000_000), max_text_bytes=10_000)
    assert isinstance(read_back, RawArticle)
    assert (read_back.id_origin, read_back.rank.version, read_back.source.id) == ("given", given["version"], given["source"]["id"])
    same = ("url", "headline", "text", "language", "published_at", "signal", "ed_note")
    assert {name: getattr(read_back, name) for name in same} == {name: given[name] for name in same}
    assert (list(read_back.byline), read_back.notices) == (given["byline"], ())


@pytest.mark.parametrize("name", NAMES)
def test_fields_are_described(name: str) -> None:
    """Meaning, unit and origin of a field are in the schema, save where its name says it all."""
    properties = load(name)["properties"]
    silent = {field for field, schema in properties.items() if not _described(schema)}
    assert silent <= {"byline", "headline", "paragraphs", "section", "sentences", "url"}


def _described(schema: dict[str, Any]) -> bool:
    return any(key in schema for key in ("description", "$ref", "items", "anyOf"))


def hints_of(value: type) -> dict[str, Any]:
    hints = get_type_hints(value)
    return {f.name: hints[f.name] for f in fields(value)} if is_dataclass(value) else hints


@dataclass(frozen=True)
class Comparison:
    """Type hints against a schema, all the way down; what is found are sentences about where they differ."""

    document: dict[str, Any]

    def fields(self, at: str, hints: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
        if set(schema.get("properties", ())) != set(hints) or set(schema.get("required", ())) != set(hints):
            yield f"{at}: code has {sorted(hints)}, the schema {sorted(schema.get('properties', ()))}, required {schema.get('required')}"
        for name, hint in hints.items():
            yield from self.value(f"{at}.{name}", hint, schema.get("properties", {}).get(name, {}))

    def value(self, at: str, hint: Any, schema: dict[str, Any]) -> Iterator[str]:
        options = set(get_args(hint)) if get_origin(hint) in {Union, UnionType} else {hint}
        if (NoneType in options) != self.takes_null(schema):
            yield f"{at}: may be null in one of code and schema, and not in the other"
        for option in options - {NoneType}:
            yield from self.plain(at, option, self.without_null(schema))

    def plain(self, at: str, hint: Any, schema: dict[str, Any]) -> Iterator[str]:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            if set(arguments) != set(schema.get("enum", ())) - {None}:
                yield f"{at}: words of the code {arguments}, of the schema {schema.get('enum')}"
        elif hint in SCALARS:
            if schema.get("type") not in {SCALARS[hint], *([] if hint is not str or "enum" not in schema else [None])}:
                yield f"{at}: {hint.__name__} in the code, {schema.get('type')} in the schema"
        elif origin is tuple and arguments[-1:] == (Ellipsis,):
            yield from self.value(f"{at}[]", arguments[0], schema.get("items", {}))
        elif origin is dict:
            if schema.get("type") != "object":
                yield f"{at}: an object in the code"
        else:
            yield from self.composite(at, hint, schema)

    def composite(self, at: str, hint: Any, schema: dict[str, Any]) -> Iterator[str]:
        """A dataclass is an object; a plain or named tuple an array with a place for each field, or an object."""
        hints = {str(i): h for i, h in enumerate(get_args(hint))} or hints_of(cast("type", hint))
        if schema.get("type") == "array":
            places = schema.get("prefixItems", [])
            if len(places) != len(hints):
                yield f"{at}: {len(hints)} places in the code, {len(places)} in the schema"
            for place, (name, part) in zip(places, hints.items(), strict=False):
                yield from self.value(f"{at}.{name}", part, place)
        else:
            yield from self.fields(at, hints, schema)

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref")
        return self.document["$defs"][reference.removeprefix("#/$defs/")] if reference else schema

    def takes_null(self, schema: dict[str, Any]) -> bool:
        kinds = schema.get("type")
        return (
            "null" in (kinds if isinstance(kinds, list) else [kinds])
            or None in schema.get("enum", ())
            or {"type": "null"} in schema.get("anyOf", ())
        )

    def without_null(self, schema: dict[str, Any]) -> dict[str, Any]:
        for option in schema.get("anyOf", ()):
            if option != {"type": "null"}:
                return self.resolved(option)
        kinds = schema.get("type")
        if isinstance(kinds, list):
            return {**schema, "type": next(kind for kind in kinds if kind != "null")}
        return self.resolved(schema)
