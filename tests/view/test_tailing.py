"""`/topics/TOPIC/tail` over HTTP, and the page that leads to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from streams.view import tailing
from streams.view.browse import BrowseError
from streams.view.observer import PartitionState, Snapshot, TopicState
from streams.view.records import Incoming
from streams.view.security import HEADERS
from streams.view.tails import Tails

from .builders import a_row
from .readers import until as condition
from .sites import NOW, Served, served
from .test_live import parsed
from .test_streaming import stalled, until

ACTORS = "/topics/news.actors/tail"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, tails=Tails(most=2)) as found:
        yield found


def two_partitions(site: Served, end: int = 4) -> None:
    state = TopicState("news.actors", "id", (PartitionState(0, 0, end), PartitionState(1, 0, 0)))
    site.site.status.found(Snapshot("cluster", {"news.actors": state}), (), NOW)


async def test_a_record_arrives_and_is_resumed_from(site: Served) -> None:
    """By itself, as an event stream with the guarding headers; `Last-Event-ID`, or `after` in the address, goes on behind it."""
    async with site.client.get(ACTORS) as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        await until(response, b"event: hello")
        site.feed.actor(a_row("per:~1", "First"))
        ((_, id_, row),) = parsed(await until(response, b"event: record"))
        assert "First" in row["preview"]
    site.feed.actor(a_row("per:~2", "Second"))
    for options in ({"headers": {"Last-Event-ID": id_}}, {"params": {"after": id_}}):
        async with site.client.get(ACTORS, **options) as response:  # type: ignore[arg-type]
            got = await until(response, b"Second")
            assert b"First" not in got


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", [(0, "a"), (1, "b"), (0, "c")]), ("?partition=1", [(1, "b")]), ("?key=c", [(0, "c")]), ("?partition=0&key=a", [(0, "a")])],
)
async def test_the_filters_are_those_of_the_page(site: Served, query: str, expected: list[tuple[int, str]]) -> None:
    """A partition, a key, both, or neither: then all partitions. The page says what it follows."""
    two_partitions(site)
    for offset, (partition, key) in enumerate([(0, "a"), (1, "b"), (0, "c"), (0, "end"), (1, "end")]):
        site.feed.sent.append(Incoming("news.actors", partition, offset, key.encode(), b"{}"))
    _, html = await site.get(f"/topics/news.actors{query}{'&' if query else '?'}follow=1")
    (address,) = re.findall(r'data-from="([^"]*)"', html)
    site.feed.sent.append(Incoming("news.actors", expected[-1][0], 9, expected[-1][1].encode(), b"the last"))
    async with site.client.get(f"{address.replace('&amp;', '&')}&after=0:0,1:0") as response:
        told = [data for kind, _, data in parsed(await until(response, b"the last")) if kind == "record"]
    shown = [(row["partition"], row["key"]) for row in told if row["key"] != "end"]
    assert shown == [*expected, expected[-1]]


async def test_the_page_and_the_tail_meet(site: Served) -> None:
    """What follows goes on behind the last record of the page, also where the topic goes further: those are of an open transaction."""
    two_partitions(site, end=9)
    for offset in range(4):
        site.feed.sent.append(Incoming("news.actors", 0, offset, b"k", b"{}"))
    _, html = await site.get("/topics/news.actors?partition=0&follow=1")
    assert 'data-after="0:4"' in html
    _, html = await site.get("/topics/news.actors?follow=1")
    assert 'data-after="0:4"' in html


async def test_nobody_follows_unasked(site: Served) -> None:
    """The page has a plain link with its filters, and the script only where it was followed; without a script it is whole."""
    _, html = await site.get("/topics/news.actors?key=k")
    assert 'href="?partition=&amp;key=k&amp;follow=1">Follow</a>' in html
    assert "tail.js" not in html
    _, html = await site.get("/topics/news.actors?key=k&follow=1")
    assert 'src="/static/tail.js" defer' in html
    assert re.search(r'<section id="tail"[^>]* hidden>', html)


async def test_one_follower_too_many_is_told_so(site: Served) -> None:
    """503 as a problem with how many there are and when to try again; a place that is left is free at once, with its consumer."""
    tails = site.site.tails
    assert tails
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await until(await stack.enter_async_context(site.client.get(ACTORS)), b"hello")
        assert site.feed.followed == 2
        async with site.client.get(ACTORS) as refused:
            assert (refused.status, refused.content_type, refused.headers["Retry-After"]) == (503, "application/problem+json", "30")
            assert "There are 2 followers" in orjson.loads(await refused.read())["detail"]
    await condition(lambda: (tails.followers, site.feed.followed) == (0, 0), "both have left")
    async with site.client.get(ACTORS) as response:
        assert response.status == 200


async def test_who_leaves_is_seen_at_once(site: Served) -> None:
    """Not only when the next heartbeat cannot be sent. In production the server cancels no handler, as that of the other tests does."""
    tails = Tails(heartbeat=1e9)
    app = web.Application()
    tailing.add_routes(app, site.site, tails)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{runner.addresses[0][1]}{ACTORS}") as response:
        await until(response, b"hello")
        assert (tails.followers, site.feed.followed) == (1, 1)
    await condition(lambda: (tails.followers, site.feed.followed) == (0, 0), "it has left")
    await runner.cleanup()


async def test_what_cannot_be_followed_is_a_problem(site: Served) -> None:
    """A topic that is none of the public ones, a broker that is away, one that goes away; nobody can only ask for the head."""

    async def refusing(path: str) -> tuple[int, str, str]:
        async with site.client.get(path) as response:
            return response.status, response.content_type, orjson.loads(await response.read())["detail"]

    assert await refusing("/topics/dateline-clean/tail") == (404, "application/problem+json", "This is none of the public topics.")

    def gone(topic: str, partitions: Sequence[int]) -> object:
        raise BrowseError(topic)

    site.feed.following = gone  # type: ignore[method-assign,assignment]
    assert await refusing(ACTORS) == (503, "application/problem+json", "The topic cannot be read now: news.actors.")
    site.site.status.lost("no answer", NOW)
    assert (await refusing(ACTORS))[0] == 503
    async with site.client.head(ACTORS) as response:
        assert response.status == 405
    assert site.site.tails
    assert site.site.tails.followers == 0


async def test_a_reader_that_takes_nothing_is_let_go(tmp_path: Path) -> None:
    """Its line is cut after a while and its consumer closed; another follower has had everything meanwhile."""
    async with served(tmp_path) as site:
        app, tails = web.Application(), Tails()
        tailing.add_routes(app, site.site, tails, stalled=0.2)
        async with TestClient(TestServer(app)) as client, client.get(ACTORS) as good:
            await until(good, b"hello")
            silent = stalled(client.port, ACTORS)
            async with asyncio.timeout(60):
                while not tails.dropped:
                    offset = site.feed.next
                    for _ in range(40):
                        site.feed.sent.append(Incoming("news.actors", 0, site.feed.next, b"k" * 50_000, b"{}"))
                        site.feed.next += 1
                    await until(good, f'"offset":{offset + 39}'.encode())
            await condition(lambda: (tails.followers, site.feed.followed) == (1, 1), "the stalled one is gone")
            silent.close()


async def test_the_end_of_the_view_ends_its_followers(site: Served) -> None:
    """Ctrl-C waits for nobody who follows."""
    async with site.client.get(ACTORS) as response:
        await until(response, b"hello")
        assert site.site.tails
        site.site.tails.close()
        async with asyncio.timeout(30):
            assert await response.content.read() == b""
