"""The public topics as an AsyncAPI 3.0 document, made of what the program itself uses: topics, schemas, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import schemas

from ..core.article import Place
from ..kafka import MARKER_TYPE, headers

if TYPE_CHECKING:
    from ..topics import Topic, Topics

Document = dict[str, Any]

BINDING: Final = "0.5.0"
_ARTICLE: Final = "[0-9a-f]{32}"
_KEYS: Final[dict[str, Document]] = {
    "any": {"type": ["string", "null"], "description": "Any bytes or none. The article id keeps the versions of an article in order."},
    "article id": {"type": "string", "pattern": f"^{_ARTICLE}$", "description": "The article id."},
    "article id|actor id": {"type": "string", "pattern": f"^{_ARTICLE}\\|.+$", "description": "Article id, a bar, actor id."},
    "actor id": {"type": "string", "minLength": 1, "description": "The actor id."},
    "original key": {"type": ["string", "null"], "description": "The key of the raw record, as it was; none if that was very long."},
}
"""By `Topic.keyed_by`."""
_VARYING: Final[dict[str, Document]] = {
    "ce_id": {"type": "string", "minLength": 1, "description": "The same for every copy of the same output."},
    "ce_source": {"type": "string", "pattern": "^/.+/[0-9]+/[0-9]+$", "description": "/topic/partition/offset of the raw record."},
    "ce_time": {"type": "string", "format": "date-time", "description": "When the raw record was received; of a row: when it moved."},
}
"""Headers that differ from record to record; what the others hold is the same on a whole topic."""
_NULLS: Final = {
    "raw": "Erases the article whose id is the key, for good.",
    "articles": "The article was erased.",
    "enriched": "The article was erased: forget it.",
    "mentions": "The article was erased.",
    "actors": "No article mentions the actor any more.",
}
"""What a null value says, on the topics that have any."""
_BARE: Final[Document] = {
    "title": "An article as it is",
    "description": "Plain text or an HTML page: so is read whatever is no JSON object. Of bytes that can be no article the dead letters tell.",
    "contentType": "text/plain",
    "payload": {"type": "string"},
}


_RAW_HEADERS: Final[Document] = {
    "type": "object",
    "description": "None is asked for. What they say of an article is read where its value does not say it.",
    "properties": {
        "ce_type": {"type": "string", "not": {"const": MARKER_TYPE.decode()}},
        "content-type": {"type": "string", "description": "Of a value that is no JSON."},
    },
    "patternProperties": {"^dateline-": {"type": "string", "description": "A field of an article, such as `dateline-published-at`."}},
}


def document(topics: Topics, *, hosts: str, partitions: int, replication: int, protocol: str = "kafka") -> Document:
    """Everything that a stranger has to know to write to the raw topic and to read the others.

    `hosts` are broker addresses, `host:port[,host:port…]`. Schemas are those of `schemas/` in AsyncAPI's own format, which is JSON Schema
    draft 7: every tool reads that.
    """
    public = {_name(topic): topic for topic in topics.public}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Dateline",
            "version": "1.0.0",
            "description": "Raw news articles in; an enriched feed and a table of who is in the news out. Delivery is at least once: keep "
            "the greatest (rank, generation) of each key, and skip the markers.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {f"broker{n}": {"host": host.strip(), "protocol": protocol} for n, host in enumerate(hosts.split(","), 1)},
        "channels": {name: _channel(name, topic, partitions, replication) for name, topic in public.items()},
        "operations": {
            f"take-{name}" if name == "raw" else f"tell-{name}": {
                "action": "receive" if name == "raw" else "send",
                "summary": f"Dateline {'reads' if name == 'raw' else 'writes'} {topic.name}.",
                "channel": {"$ref": f"#/channels/{name}"},
            }
            for name, topic in public.items()
        },
        "components": {
            "messages": {"marker": _marker()},
            "schemas": {part: schema for name, topic in public.items() for part, schema in _schemas(name, topic.schema or "").items()},
        },
    }


def _name(topic: Topic) -> str:
    """`raw` of `news.raw/1`: what a topic is called under any prefix."""
    return (topic.schema or "").partition("/")[0].removeprefix("news.")


def _channel(name: str, topic: Topic, partitions: int, replication: int) -> Document:
    schema = schemas.load(topic.schema or "")
    configs: Document = {key: int(value) if value.lstrip("-").isdigit() else value for key, value in topic.configs.items()}
    return {
        "address": topic.name,
        "title": schema["title"],
        "description": schema["description"],
        "messages": _messages(name, topic, schema["title"]),
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": partitions,
                "replicas": replication,
                "topicConfiguration": configs | {"cleanup.policy": [topic.policy]},
                "bindingVersion": BINDING,
            }
        },
    }


def _messages(name: str, topic: Topic, title: str) -> Document:
    """Each kind of record that may lie on a topic; a record is of exactly one. Of the raw topic no header is asked."""
    bindings = {"kafka": {"key": _KEYS[topic.keyed_by], "bindingVersion": BINDING}}
    common: Document = {"bindings": bindings, "headers": _RAW_HEADERS if name == "raw" else _headers(topic.schema or "")}
    value: Document = {"title": title, "payload": {"$ref": f"#/components/schemas/{name}"}} | common
    value |= {"examples": [{"name": "example", "payload": schemas.example(topic.schema or "")}]}
    found: Document = {"value": value}
    if name == "raw":
        found["text"] = _BARE | common
    if name in _NULLS:
        article_id = {"bindings": {"kafka": {"key": _KEYS["article id"], "bindingVersion": BINDING}}} if name == "raw" else {}
        found["gone"] = {"title": _NULLS[name], "payload": {"type": "null"}} | common | article_id
    return found | {"marker": {"$ref": "#/components/messages/marker"}}


def _headers(schema: str) -> Document:
    """CloudEvents 1.0 in Kafka's binary mode, as `streams.kafka.headers` writes them."""
    written = {name: value.decode() for name, value in headers(schema, "", Place("", 0, 0), "")}
    properties = {name: _VARYING.get(name, {"type": "string", "const": value}) for name, value in written.items()}
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _marker() -> Document:
    return {
        "name": "marker",
        "title": "Head of a partition",
        "description": "The first record of each partition, written when the topic was made. It carries nothing: skip it.",
        "headers": {
            "type": "object",
            "properties": {"ce_type": {"type": "string", "const": MARKER_TYPE.decode()}},
            "required": ["ce_type"],
        },
        "payload": {"type": "object", "maxProperties": 0},
        "bindings": {"kafka": {"key": {"type": "string", "maxLength": 0}, "bindingVersion": BINDING}},
    }


def _schemas(name: str, schema: str) -> dict[str, Document]:
    """A schema and its parts, each under a name of its own, in draft 7."""
    whole = schemas.load(schema)
    parts = whole.pop("$defs", {})
    for key in ("$schema", "$id"):
        whole.pop(key)
    return {name: _draft7(whole, name)} | {f"{name}-{part}": _draft7(value, name) for part, value in parts.items()}


def _draft7(value: Any, name: str) -> Any:  # noqa: ANN401 - any part of a schema
    """Of what our schemas use only two things are said otherwise there: where parts are, and the places of a tuple."""
    if isinstance(value, list):
        return [_draft7(part, name) for part in value]
    if not isinstance(value, dict):
        return value
    out = {key: _draft7(part, name) for key, part in value.items()}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = f"#/components/schemas/{name}-{out['$ref'].removeprefix('#/$defs/')}"
    if isinstance(places := out.pop("prefixItems", None), list):
        out |= {"items": places, "additionalItems": out.get("items", True)}
    return out
