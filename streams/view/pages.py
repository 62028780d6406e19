"""One function a page: request → Page. Each is served as HTML, and its data as JSON at the same path with `.json`."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from . import details, events, front, letters, lists, present, said, search, versions
from .charts import Bar, Chart
from .metrics import lags
from .session import COOKIE
from .site import Page, Site, state_of
from .sources import sources as listed_sources

if TYPE_CHECKING:
    from .lists import Data
    from .observer import PartitionState

Handler = Callable[[Site, web.Request], Awaitable[Page]]
_POINTS: Final = 60  # of the history of a lag
_PAGE_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")


def text(request: web.Request, name: str) -> str:
    return lists.clean_query(request.query.get(name, ""))


def page_number(request: web.Request) -> int:
    given = request.query.get("page", "1")
    return int(given) if _PAGE_NUMBER.fullmatch(given) else 1


async def overview(site: Site, request: web.Request) -> Page:
    del request
    after, data = await site.database.run(partial(_followed, site, partial(front.overview, now=site.clock())))
    positions = [{"topic": t, "partition": p, "next": n} for (t, p), n in sorted(site.status.positions.items())]
    data |= {"state": state_of(site.status), "as_of": positions, "waiting": waiting(site)}
    return Page("overview.html", "Who is in the news", data, {"after": after, "chart": front.hours_chart(data["hours"])}, nav="/")


def waiting(site: Site) -> int:
    """Records that the pipeline has not committed, as of the last look at the broker."""
    return sum(lag.records for lag in lags(site))


def _followed(site: Site, query: Callable[[sqlite3.Connection], Data], db: sqlite3.Connection) -> tuple[str, Data]:
    """A page's rows, and the id of the last event that is in them: all of one state of the file. "" when nobody may follow."""
    now = events.tail(db)
    return (f"{now.epoch}-{now.last}" if site.live else ""), query(db)


async def articles(site: Site, request: web.Request) -> Page:
    which = search.wanted(request.query, request.query.getall("actor", []))
    query = partial(search.articles, which=which, page=page_number(request))
    after, data = await site.database.run(partial(_followed, site, query))
    plain = not which.query and data["page_number"] == 1
    return Page(
        "articles.html", "Articles", data, {"after": after if plain else "", "query": which.query}, nav="/articles", feed=which.query
    )


async def article(site: Site, request: web.Request) -> Page:
    data = await site.database.run(partial(details.article, article_id=request.match_info["id"]))
    if data is None:
        raise web.HTTPNotFound(text="There is no such article, or it was erased.")
    title = data["article"]["headline"]["text"] or "An article without a headline"
    # up to a second for the longest article that is accepted: other pages go on meanwhile
    paragraphs = await asyncio.to_thread(present.paragraphs, data["article"], data["reading"])
    extra = {"paragraphs": paragraphs, "headline": title, "voices": said.voices(data["reading"])}
    return Page("article.html", title, data, extra, nav="/articles")


async def compared(site: Site, request: web.Request) -> Page:
    """Two versions of an article, by default the last two; `old` and `new` are their numbers."""
    article_id = request.match_info["id"]
    pair = await site.database.run(partial(versions.load, article_id=article_id, old=text(request, "old"), new=text(request, "new")))
    if pair is None:
        raise web.HTTPNotFound(text="There are no two texts of this article to compare: none, one, or withdrawn.")
    data = await asyncio.to_thread(versions.shown, pair)
    return Page("versions.html", "What has changed", data, nav="/articles")


async def dead_letters(site: Site, request: web.Request) -> Page:
    wanted = letters.chosen(request.query)
    data = await site.database.run(partial(letters.dead_letters, wanted=wanted, page=page_number(request)))
    extra = {"query": wanted.query, "most": letters.MOST_AT_ONCE} | acting(site, request)
    return Page("deadletters.html", "Dead letters", data, extra, nav="/deadletters")


async def dead_letter(site: Site, request: web.Request) -> Page:
    place = request.match_info
    query = partial(letters.dead_letter, topic=place["topic"], partition=int(place["partition"]), offset=int(place["offset"]))
    data = await site.database.run(query)
    if data is None:
        raise web.HTTPNotFound(text="No dead letter is about this record: it went on, or has not been read yet.")
    extra = {"editable": present.editable(data["text"], data["value_bytes"])} | acting(site, request)
    return Page("deadletter.html", f"Dead letter: {data['code']}", data, extra, nav="/deadletters")


def acting(site: Site, request: web.Request) -> Data:
    """Whether this reader may act: `writable` when anybody may, `csrf` when this one has signed in. Never in the JSON twin."""
    cookie = request.cookies.get(COOKIE, "")
    signed_in = site.keeper is not None and site.keeper.valid(cookie)
    return {"writable": site.keeper is not None, "csrf": site.keeper.csrf(cookie) if site.keeper and signed_in else ""}


async def sources(site: Site, request: web.Request) -> Page:
    query = partial(listed_sources, now=site.clock(), q=text(request, "q"), state=text(request, "state"), page=page_number(request))
    return Page("sources.html", "Sources", await site.database.run(query), nav="/sources")


async def topics(site: Site, request: web.Request) -> Page:
    del request
    unreadable = await site.database.run(lists.unreadable)
    found = _topics(site)
    data = {"state": state_of(site.status), "topics": found, "unreadable": unreadable}
    drawn = [topic | {"chart": _lag_chart(n, topic) if topic["group"] else None} for n, topic in enumerate(found)]
    return Page("topics.html", "Topics", data, {"topics": drawn}, nav="/topics")


def _lag_chart(n: int, topic: Data) -> Chart:
    bars = tuple(Bar(present.when(at), (records,)) for at, records in topic["lag_history"])
    return Chart(f"lag{n}", f"Records that waited on {topic['name']}", "Time", ("records",), bars)


def _topics(site: Site) -> list[Data]:
    """All topics of the deployment; offsets as of the last look at the broker, none before the first."""
    snapshot = site.status.snapshot
    consumed = {site.topics.raw.name, site.topics.clean.name, site.topics.subtotals.name}
    out: list[Data] = []
    for topic in site.topics.all:
        seen = snapshot.topics.get(topic.name) if snapshot else None
        out.append(
            {
                "name": topic.name,
                "policy": topic.policy,
                "key": topic.keyed_by,
                "public": topic.public,
                "exists": None if snapshot is None else seen is not None,
                "group": site.topics.app if topic.name in consumed else None,
                "waited": asdict(site.status.history.waited(topic.name)) if topic.name in consumed else None,
                "lag_history": site.status.history.recent(topic.name, _POINTS) if topic.name in consumed else [],
                "partitions": [_partition(site, topic.name, p, consumed=topic.name in consumed) for p in (seen.partitions if seen else ())],
            }
        )
    return out


def _partition(site: Site, topic: str, state: PartitionState, *, consumed: bool) -> Data:
    place = site.status.positions.get((topic, state.partition))
    return {
        "partition": state.partition,
        "first": state.first,
        "last": state.end - 1 if state.end > state.first else None,
        "committed": state.committed,
        "lag": state.lag if consumed else None,
        "read": None if place is None else place,
        "behind": None if place is None else max(0, state.end - place),
    }
