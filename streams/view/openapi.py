"""The JSON of the view as an OpenAPI 3.1 document, made of the routes that this view has and the types of its answers."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

import schemas

from . import tailing
from .answers import ErrorAnswer, Problem
from .operations import FIELDS, HEADS, JSON, READING, SENDING, Operation
from .site import Page, Site
from .writing import FIELDS as ACTING

if TYPE_CHECKING:
    from aiohttp import web

Document = dict[str, Any]

_REF: Final = "#/components/schemas/{name}"
_RECORDS: Final = ("news.raw", "news.articles", "news.enriched")
"""Values of topics that stand in answers, or are sent."""
_NUMBERS: Final = frozenset({"page", "partition", "offset", "old", "new", "span", "version"})
_PROBLEMS: Final = frozenset({"/articles", tailing.PATH})
"""Addresses whose errors are problems of RFC 9457."""
_ACTOR: Final = ("/actors/{id}", "/actors/{id}.json")
"""One route for the page and its twin, because an id may end in `.json`."""


async def page(site: Site, request: web.Request) -> Page:
    """`/api` for people, `/api.json` for programs."""
    del site
    made = document(request.app.router)
    return Page("api.html", "The view for programs", made, {"operations": operations(made), "types": types(made)}, nav="/api")


def document(router: web.UrlDispatcher) -> Document:
    """Of every route that is described; what a view lets nobody do (`POST /articles` without a token) is not in it."""
    paths: dict[str, Document] = {}
    for route in router.routes():
        path = route.resource.canonical if route.resource else ""
        path = _ACTOR[1] if path == _ACTOR[0] else path
        table = {"GET": READING, "POST": SENDING}.get(route.method, {})
        if path in table:
            paths.setdefault(path, {})[route.method.lower()] = _operation(path, table[path])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline: the web view",
            "version": "1.0.0",
            "description": "Each page as JSON, at its path with `.json`. Readers ignore fields that they do not know: more may come.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This view."}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": _schemas(), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(path: str, told: Operation) -> Document:
    places = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if name in _NUMBERS else "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    fields = [{"name": name, "in": "query", "description": FIELDS[name], "schema": _field(path, name)} for name in told.takes]
    heads = [{"name": name, "in": "header", "description": HEADS[name], "schema": {"type": "string"}} for name in told.heads]
    problem = "Problem" if path in _PROBLEMS else "ErrorAnswer"
    media = "application/problem+json" if problem == "Problem" else JSON if path.endswith(".json") else "text/html"
    wrong = {
        str(code): {"description": "In words.", "content": {media: _of(problem) if media != "text/html" else {}}} for code in told.errors
    }
    answer = {"description": told.summary, "content": {told.media: {"schema": _schema_of(told.answer)} if told.answer else {}}}
    also = {"503": answer} if path == "/readyz" else {}
    id_ = "-".join(["post" if told.body else "get", *re.findall(r"\w+", path)])
    found: Document = {"operationId": id_, "summary": told.summary, "responses": {str(told.status): answer} | also | wrong}
    found |= {"parameters": places + fields + heads} if places or fields or heads else {}
    found |= {"requestBody": {"required": True, "content": {kind: _sent(path, kind) for kind in told.body}}} if told.body else {}
    return found | ({"security": [{"token": []}]} if told.guarded else {})


def _field(path: str, name: str) -> Document:
    if name == "actor" and path.startswith("/articles"):
        return {"type": "array", "maxItems": 5, "items": {"type": "string"}}
    return {"type": "integer", "minimum": 0} if name in _NUMBERS else {"type": "string"}


def _of(name: str) -> Document:
    return {"schema": {"$ref": _REF.format(name=name)}}


def _schema_of(answer: type) -> Document:
    return {"type": "object"} if answer is dict else {"$ref": _REF.format(name=answer.__name__)}


def _sent(path: str, kind: str) -> Document:
    if path != "/articles":
        return _of("Act")
    return {"schema": {"anyOf": [one := {"$ref": _REF.format(name="news.raw")}, {"type": "array", "items": one}]}} if kind == JSON else {}


@cache
def _schemas() -> dict[str, Document]:
    """Types of answers, values of topics, what may be sent, by name."""
    wanted = [o.answer for o in (*READING.values(), *SENDING.values()) if o.answer not in {None, dict}]
    _, made = msgspec.json.schema_components([*dict.fromkeys(wanted), ErrorAnswer, Problem], ref_template=_REF)
    for name in _RECORDS:
        made |= _record(name)
    kinds = {bool: "boolean", str: "string"}
    act = {name: {"type": [kinds[kind], "null"]} for name, kind in sorted(ACTING.items())}
    made["Act"] = {"type": "object", "properties": act, "additionalProperties": False}
    return dict(sorted(made.items()))


def _record(name: str) -> dict[str, Document]:
    """A schema of `schemas/`, its parts beside it."""
    whole = schemas.load(f"{name}/1")
    parts = whole.pop("$defs", {})
    for key in ("$schema", "$id"):
        whole.pop(key)
    return {name: _led(whole, name)} | {f"{name}.{part}": _led(value, name) for part, value in parts.items()}


def _led(value: Any, name: str) -> Any:  # noqa: ANN401 - any part of a schema
    """With references that lead to where its parts are now."""
    if isinstance(value, list):
        return [_led(part, name) for part in value]
    if not isinstance(value, dict):
        return value
    out = {key: _led(part, name) for key, part in value.items()}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = _REF.format(name=f"{name}.{out['$ref'].removeprefix('#/$defs/')}")
    return out


def operations(made: Document) -> list[Document]:
    """For the page: method and path with what they take and answer."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": told["summary"],
            "takes": told.get("parameters", []),
            "sends": list(told.get("requestBody", {}).get("content", {})),
            "answers": [(code, *_named(answer)) for code, answer in told["responses"].items()],
            "guarded": "security" in told,
        }
        for path, methods in made["paths"].items()
        for method, told in methods.items()
    ]


def _named(answer: Document) -> tuple[str, str]:
    ((media, told),) = answer["content"].items()
    return media, told.get("schema", {}).get("$ref", "").rpartition("/")[2]


def types(made: Document) -> list[Document]:
    """For the page: each type with its fields; of values of topics, which have pages of fields, only what they are."""
    return [
        {
            "name": name,
            "description": schema.get("description", ""),
            "fields": [] if name in _RECORDS else [{"name": field, **_kind(told)} for field, told in schema.get("properties", {}).items()],
        }
        for name, schema in made["components"]["schemas"].items()
        if name in _RECORDS or not name.startswith("news.")
    ]


def _kind(told: Document) -> Document:
    """What a field holds, in few words, and the type that it leads to."""
    options = told.get("anyOf", [told])
    names = [_word(option) for option in options]
    leads = [r.rpartition("/")[2] for option in options for r in _refs(option) if r.count("/") == 3]
    return {"kind": " or ".join(filter(None, dict.fromkeys(names))), "leads": leads, "description": told.get("description", "")}


def _word(told: Document) -> str:
    kind = told.get("type", "")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return "list"
    return "one of " + ", ".join(map(str, told["enum"])) if "enum" in told else str(kind)


def _refs(told: Document) -> list[str]:
    inner = told.get("items")
    return [r for r in (told.get("$ref"), inner.get("$ref") if isinstance(inner, dict) else None) if r]
