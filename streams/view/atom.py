"""`/feed.atom`: the articles that the fields of the address choose, the newest first, as Atom (RFC 4287) in pages (RFC 5005)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import orjson
from aiohttp import web

from ..core.characters import one_line
from ..core.formats import address
from ..core.identity import sha256
from . import search, tags
from .lists import Data, rows
from .pages import page_number
from .site import Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler

PATH: Final = "/feed.atom"
TYPE: Final = "application/atom+xml"
NEVER: Final = "1970-01-01T00:00:00.000Z"
"""When a feed without articles was updated."""
_OPENING: Final = 200  # characters, as `search` gives them
_MOST_ACTORS: Final = 20
_TITLE: Final = 100  # characters of the text that stand for a headline
_ABOUT: Final = 50  # relevance above which a tag says what an article is about
_MOST_KNOWN: Final = 500


@dataclass(slots=True)
class Changes:
    """Since when each feed has been as it is. A withdrawal changes a feed that then ends with an older article, so no time of an article
    would do; and two changes within a second are told apart, by moving on to the next one."""

    clock: Callable[[], float]
    known: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def since(self, feed: str, tag: str) -> datetime:
        now = datetime.fromtimestamp(self.clock(), UTC).replace(microsecond=0)
        before = self.known.pop(feed, None)
        if before is None or before[0] != tag:
            at = now if before is None else max(now, before[1] + timedelta(seconds=1))
            before = (tag, at)
        self.known[feed] = before  # the last one asked for is the last one forgotten
        if len(self.known) > _MOST_KNOWN:
            del self.known[next(iter(self.known))]
        return before[1]


def handler(site: Site) -> Handler:
    changes = Changes(site.clock)

    async def respond(request: web.Request) -> web.Response:
        which = replace(search.wanted(request.query, request.query.getall("actor", [])), status="usable")
        data = await site.database.run(partial(chosen, which=which, page=page_number(request)))
        body = site.templates.get_template("feed.atom").render(data | {"query": fields(which)}).encode()
        tag, feed = f'"{sha256(body)[:32]}"', f"{urlencode(fields(which))}&{data['page_number']}"
        since = changes.since(feed, tag)
        # kept nowhere without asking again: what was withdrawn must not come back
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if since <= datetime.fromtimestamp(site.clock(), UTC):
            headers["Last-Modified"] = format_datetime(since, usegmt=True)
        if _unchanged(request, tag, since):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=TYPE, charset="utf-8", headers=headers)

    return respond


def fields(which: search.Wanted) -> list[tuple[str, str]]:
    """Of the address; every article of a feed is usable, so that is not said."""
    return [(name, value) for name, value in which.query if name != "status"]


def _unchanged(request: web.Request, tag: str, since: datetime) -> bool:
    """The tag decides where one was sent (RFC 9110, 13.1.3)."""
    if "If-None-Match" in request.headers:
        given = request.headers["If-None-Match"]
        return given.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in given.split(",")}
    asked = request.if_modified_since
    return asked is not None and since <= asked


def chosen(db: sqlite3.Connection, which: search.Wanted, page: int) -> Data:
    """A page of articles with what an entry says of each. `id` is the same for the same choice; `updated` is the last receipt."""
    found = search.articles(db, which, page)
    entries = [_entry(db, row) for row in found["rows"]]
    words = [found["names"]["tag"], *found["names"]["actors"], which.q and f"“{which.q}”", which.source, which.day, which.date]
    return {
        "id": f"urn:dateline:feed:{quote(urlencode(fields(which)), safe='')}",
        "title": " · ".join(["Dateline", *filter(None, words)]),
        "updated": max((entry["received_at"] for entry in entries), default=NEVER),
        "page_number": found["page_number"],
        "pages": found["pages"],
        "entries": entries,
    }


def _entry(db: sqlite3.Connection, row: Data) -> Data:
    id_ = (row["article_id"],)
    record = orjson.loads(db.execute("SELECT record FROM articles WHERE article_id = ?", id_).fetchone()[0])
    about = "SELECT code FROM article_tags WHERE article_id = ? AND relevance > ? ORDER BY relevance DESC, code"
    actors = "SELECT actor_id, name FROM mentions WHERE article_id = ? AND gone = 0 ORDER BY named DESC, actor_id LIMIT ?"
    published, opening = record["published_at"], row["opening"]
    return {
        "article_id": row["article_id"],
        "title": row["headline"] or one_line(opening)[:_TITLE] or "An article without a headline",
        "received_at": row["received_at"],
        "updated": record["rank"][1],
        # a day is no time, and none is made up
        "published": published if published and "T" in published else None,
        "authors": record["byline"] or [name for name in (row["source_name"] or row["source_id"],) if name],
        "url": address(record["url"] or ""),
        "language": None if record["language"]["code"] == "und" else record["language"]["code"],
        "summary": f"{opening}…" if len(opening) == _OPENING else opening,
        "tags": [{"code": code, "name": tags.name(code)} for (code,) in db.execute(about, (*id_, _ABOUT))],
        "actors": rows(db, actors, (*id_, _MOST_ACTORS)),
    }
