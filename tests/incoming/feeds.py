"""Feeds as publishers write them, and a web server in the test's own process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Daily</title><link>https://daily.example/</link><description>News</description><language>en-GB</language>
{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>https://daily.example/{n}</link><guid isPermaLink="false">daily-{n}</guid>
<pubDate>Tue, 10 Mar 2026 09:0{n}:00 +0200</pubDate><dc:creator>A. Writer</dc:creator><category>World</category>
<description>&lt;p&gt;Kenya thanked Peru &amp;amp; Chad.&lt;/p&gt;&lt;p&gt;{more}&lt;/p&gt;</description>{content}</item>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Wire</title><id>urn:wire</id>
<updated>2026-03-10T10:00:00Z</updated><entry><id>urn:wire:1</id><title type="html">Talks &lt;b&gt;end&lt;/b&gt;</title>
<link href="/1"/><published>2026-03-10T08:00:00+02:00</published><updated>{updated}</updated><author><name>B. Writer</name></author>
<summary>Short.</summary><content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;ul&gt;&lt;li&gt;Two.&lt;/li&gt;&lt;/ul&gt;{more}</content></entry></feed>"""


def rss(*numbers: int, more: str = "More.", content: str = "", title: str = "Thanks") -> bytes:
    items = "".join(ITEM.format(n=n, more=more, content=content, title=f"{title} {n}") for n in numbers)
    return RSS.format(items=items).encode()


def atom(updated: str = "2026-03-10T09:00:00Z", more: str = "") -> bytes:
    return ATOM.format(updated=updated, more=more).encode()


@dataclass
class Web:
    """What is served, by path: (status, headers, body); and what was asked for."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    server: BaseTestServer | None = None

    def url(self, path: str) -> str:
        assert self.server
        return str(self.server.make_url(path))

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.url(path)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
        status, headers, body = self.pages.get(request.path, (404, {}, b"no such page"))
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304)
        return web.Response(status=status, headers={"Date": formatdate(0)} | headers, body=body)


@asynccontextmanager
async def serving() -> AsyncIterator[Web]:
    found, app = Web(), web.Application()
    app.router.add_get("/{path:.*}", found.answer)
    async with TestServer(app) as found.server:
        yield found
