"""What was given beside what became of it: each line of the raw text with the clean paragraph that begins on it, or why it was dropped."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from ..core.article import Place, RawArticle, Record
from ..core.raw import read
from . import details
from .browse import BrowseError, Stretch
from .hidden import why_hidden
from .site import Page, Site

if TYPE_CHECKING:
    from .browse import Seen
    from .lists import Data

MOST_LINES: Final = 5_000
_MOST_BYTES: Final = 10_000_000  # the most that a deployment may allow: what became an article was within its limit


async def side_by_side(site: Site, request: web.Request) -> Page:
    """The raw record is read from its topic: 404 when the topic let go of it, 503 when the broker is away."""
    article_id = request.match_info["id"]
    found = await site.database.run(partial(details.article, article_id=article_id))
    if found is None or found["article"]["pub_status"] != "usable":
        raise web.HTTPNotFound(text="There is no such article, or its text is shown nowhere: it was withdrawn or erased.")
    seen = await _raw(site, Place(**found["article"]["place"]))
    hidden = "" if seen is None else await site.database.run(partial(why_hidden, role="raw", record=seen.record))
    if seen is None or hidden:
        raise web.HTTPNotFound(text="The raw topic does not hold its record any more, so there is nothing to put beside the clean text.")
    rows, html = await asyncio.to_thread(_compared, seen, found["article"])
    data = {
        "article_id": article_id,
        "place": found["article"]["place"],
        "html": html,
        "rows": rows[:MOST_LINES],
        "more": len(rows) > MOST_LINES,
    }
    return Page("side_by_side.html", found["article"]["headline"]["text"] or "An article without a headline", data, nav="/articles")


async def _raw(site: Site, place: Place) -> Seen | None:
    if site.browsing is None:
        raise web.HTTPServiceUnavailable(text="This view does not read topics.")
    stretch = Stretch(place.topic, place.partition, place.offset, place.offset + 1)
    try:
        async with aclosing(site.browsing.read(stretch)) as pieces:  # type: ignore[type-var]
            async for seen, _ in pieces:
                if seen:
                    return seen[0]
    except BrowseError as error:
        raise web.HTTPServiceUnavailable(text=f"The raw topic cannot be read now: {error}.") from error
    return None


def _compared(seen: Seen, article: Data) -> tuple[list[Data], bool]:
    """Rows of (line, given, clean, dropped); of HTML, whose lines are its source, only that it was HTML and the source as one row."""
    record = seen.record
    raw = read(Record(Place(*record.at), record.key, record.value, seen.timestamp_ms, record.headers), max_text_bytes=_MOST_BYTES)
    given = (raw.text, raw.html) if isinstance(raw, RawArticle) else (None, None)
    body = article["body"]
    clean: dict[int, list[str]] = {}
    for paragraph in article["paragraphs"]:
        clean.setdefault(paragraph["raw_line"], []).append(body[paragraph["start"] : paragraph["end"]])
    if given[0] is None:
        return [{"line": 0, "given": given[1] or "", "clean": [body], "dropped": None}], True
    dropped = {d["line"]: d for d in article["dropped"]}
    lines = given[0].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows: list[Data] = [{"line": n, "given": line, "clean": clean.get(n, []), "dropped": dropped.get(n)} for n, line in enumerate(lines, 1)]
    return [row for row in rows if row["given"].strip() or row["clean"]], False
