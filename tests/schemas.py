"""Check values against the published schemas: what every test does with every message it sees."""

from __future__ import annotations

import functools
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from schemas import load


def assert_valid(name: str, value: object) -> None:
    """`value`, decoded from JSON, is valid under the schema `name` (`news.enriched/1`), and has no field that it does not describe.

    Readers must accept unknown fields; we must not write any.
    """
    found = sorted(strict(name).iter_errors(value), key=lambda e: e.json_path)
    assert not found, "\n".join(f"{e.json_path}: {e.message[:300]}" for e in found[:10])


@functools.cache
def strict(name: str) -> Draft202012Validator:
    return Draft202012Validator(_closed(load(name)), format_checker=FormatChecker())


def _closed(schema: Any) -> Any:
    """The schema with every open object that lists its properties closed."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    return closed | {"additionalProperties": False} if isinstance(closed.get("properties"), dict) else closed
