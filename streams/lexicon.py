"""Reads the registry that ships with Dateline, and a user's own file after it."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from pathlib import Path

from .core.lexicon import Lexicon
from .core.lexicon_rows import Row, read_entry

FILES = (
    "armed_groups", "regions", "capitals", "countries", "given_names", "name_genders", "leaders", "legislators", "parties", "publishers",
    "cities", "events", "more_given_names", "organisations", "people", "weapons",
)  # fmt: skip
"""The registry's files in `streams/data`, in the order they are read: made by `tools/make_registry.py`, then by hand, for later rows win."""


class LexiconError(ValueError):
    """The user's file cannot be used; the text names file, lines and faults, all of them."""


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The shipped registry; rows of `extra` (same format, one JSON object a line) add to it or replace rows of the same id."""
    rows = list(_shipped())
    if extra is not None:
        rows.extend(_own(extra))
    return Lexicon.from_rows(rows)


def _shipped() -> Iterator[Row]:
    folder = importlib.resources.files("streams.data")
    for name in FILES:
        yield from map(json.loads, (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


def _own(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as why:
        message = f"{path}: cannot be read as UTF-8 text ({why}); check the path and its rights"
        raise LexiconError(message) from why
    rows: list[Row] = []
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            row, wrong = _read(line)
            rows.append(row)
            faults.extend(f"{path}:{number}: {fault}" for fault in wrong)
    if faults:
        raise LexiconError("\n".join(faults))
    return rows


def _read(line: str) -> tuple[Row, list[str]]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as why:
        return {}, [f"not JSON ({why})"]
    if not isinstance(row, dict):
        return {}, ["not a JSON object"]
    entry = read_entry(row)
    return row, entry if isinstance(entry, list) else []
