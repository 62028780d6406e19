"""Pages of what the news is about: actors, Media Topics, days. As in `pages`, each is a function request → Page."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from . import actor as one_actor
from . import days, lists, present, tags
from .pages import page_number, text
from .site import Page, Site

if TYPE_CHECKING:
    from .lists import Data


async def actors(site: Site, request: web.Request) -> Page:
    query = partial(lists.actors, q=text(request, "q"), sort=text(request, "sort"), page=page_number(request))
    return Page("actors.html", "Actors", await site.database.run(query), nav="/actors")


async def actor(site: Site, request: web.Request) -> Page:
    """`day` and `part` choose articles, `span` the days of the chart."""
    actor_id, span = request.match_info["id"], text(request, "span")
    query = partial(one_actor.actor, actor_id=actor_id, page=page_number(request), day=text(request, "day"), part=text(request, "part"))
    data = await site.database.run(partial(query, span=int(span) if span in {str(n) for n in one_actor.SPANS} else one_actor.SPANS[0]))
    if data is None:
        raise web.HTTPNotFound(text="No article names this actor, or none does any more.")
    row = data["row"]
    months = present.bars(row["months"], row["undated"]) if row else []
    extra = {"months": months, "charts": one_actor.charts(actor_id, data["days"]), "spans": one_actor.SPANS, "query": _chosen(data)}
    return Page("actor.html", data["name"] or actor_id, data, extra, nav="/actors", feed=[("actor", actor_id)])


def _chosen(data: Data) -> dict[str, object]:
    """Fields of the address that are not as they are by default."""
    plain = {"day": "", "part": "", "span": one_actor.SPANS[0]}
    return {name: data[name] for name, default in plain.items() if data[name] != default}


async def tree(site: Site, request: web.Request) -> Page:
    del request
    return Page("tags.html", "Tags", await site.database.run(tags.tree), nav="/tags")


async def topic(site: Site, request: web.Request) -> Page:
    data = await site.database.run(partial(tags.topic, code=request.match_info["code"]))
    if data is None:
        raise web.HTTPNotFound(text="There is no such topic among the Media Topics, and no article has it.")
    return Page("tag.html", data["name"], data, nav="/tags", feed=[("tag", data["code"])])


async def dates(site: Site, request: web.Request) -> Page:
    today = datetime.fromtimestamp(site.clock(), UTC).date().isoformat()
    query = partial(days.dates, given=text(request, "day"), today=today)
    return Page("dates.html", "Dates", await site.database.run(query), nav="/dates")
