"""The ways an export is written, a record at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, Final

import orjson

from ..core.formats import to_flat, to_jsonld, to_ninjs

Value = dict[str, Any]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe before it makes it a text."""


def lines(make: Callable[[Value], object]) -> Callable[[Iterable[Value], BinaryIO], int]:
    def write(values: Iterable[Value], out: BinaryIO) -> int:
        count = 0
        for count, value in enumerate(values, 1):  # noqa: B007 - returned
            out.write(orjson.dumps(make(value)) + b"\n")
        return count

    return write


def table(values: Iterable[Value], out: BinaryIO) -> int:
    """CSV of RFC 4180 in UTF-8, with a line of names; lists are joined by `; `."""
    count, buffer = 0, io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for count, value in enumerate(values, 1):  # noqa: B007 - returned
        writer.writerow([cell(given) for given in to_flat(value).values()])
        _flush(buffer, out)
    _flush(buffer, out)
    return count


def _flush(buffer: io.StringIO, out: BinaryIO) -> None:
    out.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()


def cell(given: object) -> object:
    if given is None:
        return ""
    text = "; ".join(given) if isinstance(given, list) else given
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


LINES: Final = {"ndjson": lines(lambda value: value), "ninjs": lines(to_ninjs), "jsonld": lines(to_jsonld), "csv": table}
COLUMNS: Final = tuple(
    "article_id headline day day_from published_at received_at version changed_at signal source source_name url language byline section"
    " actors actor_ids tags tag_codes keywords words text".split()
)
