"""Check records against the AsyncAPI document: of which message of its channel is a record that was really sent?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiokafka import ConsumerRecord

Document = dict[str, Any]

BASE = "urn:document"


def channel_of(document: Document, topic: str) -> Document:
    (found,) = [channel for channel in document["channels"].values() if channel["address"] == topic]
    return dict(found)


def kinds(document: Document, record: ConsumerRecord) -> list[str]:
    """Names of the messages that the record is one of, by its key, headers and value; one of them, if all is well."""
    messages = channel_of(document, record.topic)["messages"]
    return [name for name, message in messages.items() if not list(faults(document, resolved(document, message), record))]


def faults(document: Document, message: Document, record: ConsumerRecord) -> Iterator[str]:
    """What keeps a record from being that message."""
    given = {
        "payload": _value(record.value),
        "headers": {name: value.decode() for name, value in record.headers},
        "key": None if record.key is None else record.key.decode(),
    }
    told = {"payload": message["payload"], "headers": message.get("headers", {}), "key": message["bindings"]["kafka"]["key"]}
    for part, schema in told.items():
        for error in validator(document, schema).iter_errors(given[part]):
            yield f"{part}{error.json_path}: {error.message[:200]}"


def validator(document: Document, schema: Document) -> Draft7Validator:
    """Of a schema in the document; what it refers to is looked up there."""
    registry: Registry[Any] = Registry().with_resource(BASE, DRAFT7.create_resource(document))
    return Draft7Validator(_absolute(schema), format_checker=FormatChecker(), registry=registry)


def resolved(document: Document, part: Document) -> Document:
    """What a reference stands for."""
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def _absolute(schema: Document) -> Document:
    return {"$ref": f"{BASE}{schema['$ref']}"} if "$ref" in schema else schema


def _value(value: bytes | None) -> Any:
    """As a reader takes it: JSON if it is a JSON object, else text."""
    if value is None:
        return None
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else value.decode()
