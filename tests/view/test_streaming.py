"""`/live` over HTTP: headers, resuming, limits, and how it ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from streams.view import streaming
from streams.view.database import Database
from streams.view.live import Live
from streams.view.security import HEADERS

from .builders import Feed, a_reading, a_row, a_store, an_article
from .readers import until as condition
from .sites import Served, served


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, most=2) as found:
        yield found


async def until(response: ClientResponse, words: bytes) -> bytes:
    """What is read until `words` have come."""
    got = b""
    async with asyncio.timeout(30):
        while words not in got:
            piece = await response.content.readany()
            assert piece, got
            got += piece
    return got


async def test_it_is_an_event_stream(site: Served) -> None:
    """The type that browsers expect, no caching, the guarding headers, and when to come back."""
    async with site.client.get("/live") as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert (await until(response, b"event: hello")).startswith(b"retry: 3000\n\n")


@pytest.mark.parametrize("how", ["header", "query"])
async def test_an_article_arrives_and_is_resumed_from(site: Served, how: str) -> None:
    """It comes by itself; `Last-Event-ID`, or `after` in the address, goes on behind it."""
    async with site.client.get("/live") as response:
        await until(response, b"event: hello")
        site.feed.version(a_reading(an_article("1")))
        got = await until(response, b"event: article")
    id_ = got.split(b"id: ")[1].split(b"\n")[0].decode()
    site.feed.version(a_reading(an_article("2")))
    options = {"headers": {"Last-Event-ID": id_}} if how == "header" else {"params": {"after": id_}}
    async with site.client.get("/live", **options) as response:  # type: ignore[arg-type]
        got = await until(response, an_article("2").article_id.encode())
        assert an_article("1").article_id.encode() not in got


async def test_one_follower_too_many_is_told_so(site: Served) -> None:
    """503 with how many there are and when to try again; a place that is left is free again."""
    async with AsyncExitStack() as stack:
        for _ in range(2):
            response = await stack.enter_async_context(site.client.get("/live"))
            await until(response, b"hello")
        async with site.client.get("/live") as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
            assert "There are 2 followers" in await refused.text()
        assert b"dateline_view_followers 2.0" in (await site.get("/metrics"))[1].encode()
    live = site.site.live
    assert live
    await condition(lambda: live.followers == 0, "both have left")
    async with site.client.get("/live") as response:
        assert response.status == 200


async def test_silence_is_broken_by_a_heartbeat(tmp_path: Path) -> None:
    """A comment, so that proxies keep the line."""
    feed = Feed(a_store(tmp_path))
    database = Database(feed.store.path)
    app = web.Application()
    streaming.add_routes(app, Live(database), heartbeat=0.01)
    async with TestClient(TestServer(app)) as client, client.get("/live") as response:
        await until(response, b": alive\n\n: alive\n\n")
    database.close()
    feed.store.close()


def stalled(port: int | None, path: str = "/live") -> socket.socket:
    """Somebody who asks and never reads."""
    silent = socket.socket()
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    silent.connect(("127.0.0.1", port))
    silent.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return silent


async def test_a_reader_that_takes_nothing_is_let_go(tmp_path: Path) -> None:
    """Its line is cut after a while, its place is free, another follower has had everything meanwhile."""
    feed = Feed(a_store(tmp_path))
    database = Database(feed.store.path)
    app, live = web.Application(), Live(database, look=0.01)
    streaming.add_routes(app, live, stalled=0.2)
    async with TestClient(TestServer(app)) as client, client.get("/live") as good:
        await until(good, b"hello")
        silent = stalled(client.port)
        async with asyncio.timeout(60):
            for n in range(2_000):
                feed.actor(a_row(f"per:~{n}", "N" * 4_000))
                await until(good, f"per:~{n}".encode())
                if live.dropped:
                    break
        await condition(lambda: live.followers == 1, "the stalled one is gone")
        silent.close()
        assert live.dropped == 1
    database.close()
    feed.store.close()


async def test_the_end_of_the_view_ends_its_followers(tmp_path: Path) -> None:
    """Ctrl-C waits for nobody who follows."""
    async with served(tmp_path) as site, site.client.get("/live") as response:
        await until(response, b"hello")
        assert site.site.live
        site.site.live.close()
        async with asyncio.timeout(30):
            assert await response.content.read() == b""


async def test_nobody_follows_where_there_is_no_live_feed(site: Served) -> None:
    """The pages say where to follow from, without a script they are whole."""
    _, html = await site.get("/")
    assert 'id="live" data-after="' in html
    assert 'src="/static/live.js" defer' in html
    _, html = await site.get("/articles?q=x")
    assert "live.js" not in html
