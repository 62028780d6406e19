"""JSON Schemas of the public topics: `news.<topic>.<major>.json`, with an example each in `examples/`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The schema of values of `name`, as in `Topic.schema`: `news.enriched/1`."""
    return _read(f"{name.replace('/', '.')}.json")


def example(name: str) -> dict[str, Any]:
    """A value that is valid under the schema of `name`."""
    return _read(f"examples/{name.replace('/', '.')}.json")


def _read(path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files(__name__).joinpath(path).read_text(encoding="utf-8"))
    return document
