"""Exports of exactly the records that were chosen, as NDJSON or CSV, sent as they are read."""

from __future__ import annotations

import csv
import io
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import orjson
from aiohttp import web

from . import topic_pages
from .site import Site

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from .lists import Data

COLUMNS: Final = ("topic", "partition", "offset", "time", "key", "hidden", "tombstone", "kind", "value", "headers")
_TYPES: Final = {"ndjson": "application/x-ndjson", "csv": "text/csv"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def handler(site: Site, form: str) -> Handler:
    """`form`: ndjson or csv. What goes wrong before the first byte is an error page; after it the connection is cut, so no export looks whole."""

    async def respond(request: web.Request) -> web.StreamResponse:
        name = request.match_info["topic"]
        disposition = f'attachment; filename="{"".join(c if c.isalnum() or c in "._-" else "_" for c in name)[:80]}.{form}"'
        async with aclosing(topic_pages.chosen_rows(site, request)) as pieces:  # type: ignore[type-var]
            await anext(pieces)
            response = web.StreamResponse(headers={"Content-Type": f"{_TYPES[form]}; charset=utf-8", "Content-Disposition": disposition})
            await response.prepare(request)
            if form == "csv":
                await response.write(_line(COLUMNS))
            try:
                async for rows in pieces:
                    await response.write(b"".join(_ndjson(row) if form == "ndjson" else _csv(row) for row in rows))
            except web.HTTPException:
                if request.transport:
                    request.transport.abort()
                raise
        return response

    return respond


def _ndjson(row: Data) -> bytes:
    return orjson.dumps({name: row[name] for name in COLUMNS}) + b"\n"


def _csv(row: Data) -> bytes:
    return _line([_cell(row[name]) for name in COLUMNS])


def _cell(value: object) -> str:
    """As text. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    plain = "" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{plain}" if isinstance(value, str) and plain.startswith(_FORMULA) else plain


def _line(cells: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)  # type: ignore[arg-type]
    return out.getvalue().encode("utf-8", "replace")
