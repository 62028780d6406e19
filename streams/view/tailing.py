"""`/topics/TOPIC/tail`: the records of a public topic as they arrive, as server-sent events."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from . import topic_pages
from .browse import BrowseError, Seen
from .lists import Data
from .site import Site
from .streaming import STALLED_SECONDS, begin, closing, refuse_if_full, send
from .tails import Tails, parsed

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

PATH: Final = "/topics/{topic}/tail"
"""As the router names it; its errors are for programs."""


def add_routes(app: web.Application, site: Site, tails: Tails, stalled: float = STALLED_SECONDS) -> None:
    # no HEAD: a body that never ends has no length to tell
    app.router.add_get("/topics/{topic:[^/]+}/tail", _handler(site, tails, stalled), allow_head=False)
    app.on_shutdown.append(closing(tails))


def _handler(site: Site, tails: Tails, stalled: float) -> Handler:
    """Query: `partition`, `key` (as the page takes them; neither: all), `after` (an event's id; `Last-Event-ID` comes before it)."""

    async def respond(request: web.Request) -> web.StreamResponse:
        chosen = topic_pages.to_follow(site, request)
        refuse_if_full(tails)
        asked = parsed(request.headers.get("Last-Event-ID", "") or request.query.get("after", ""))

        async def rows(seen: list[Seen]) -> list[Data]:
            return await site.database.run(partial(topic_pages.as_rows, role=chosen.role, seen=seen, whole=False)) if seen else []

        with tails.counted():
            try:
                async with topic_pages.browsing(site).following(chosen.topic, chosen.partitions) as source:
                    response = await begin(request)
                    async with aclosing(tails.follow(source, asked, chosen.fits, rows)) as chunks:  # type: ignore[type-var]
                        await send(request, response, tails, chunks, stalled)
            except BrowseError as error:
                raise topic_pages.not_now(error) from error
        return response

    return respond
