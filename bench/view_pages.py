"""How quick the view's pages are with much in its database: `python -m bench.view_pages [ARTICLES] [ACTORS]`, 100,000 and 20,000 by default.

Fills a new SQLite file in the view's own format (through its schema and triggers, with rows as its upserts make them; the texts are made of a
vocabulary of 5,000 words with Zipf's frequencies, and so are who is named and who sends), then asks for each page over HTTP on 127.0.0.1 and
prints the median and the slowest of ten. Needs no broker and no network; about three minutes and 1 GB of disk for the default.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, web

from bench.view_filling import NOW, fill
from streams.topics import Topics
from streams.view.app import build_app
from streams.view.database import Database
from streams.view.site import Site, templates
from streams.view.status import Status

TIMES: Final = 10


def main() -> None:
    articles, actors = (int(given) for given in (*sys.argv[1:], *("100000", "20000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "view.sqlite"
        start = time.monotonic()
        fill(path, articles, actors)
        print(f"{articles} articles and {actors} actors in {path.stat().st_size / 1e6:.0f} MB, {time.monotonic() - start:.0f} s to fill")
        asyncio.run(measure(path))


def pages(db: sqlite3.Connection) -> Iterator[str]:
    """Each kind of page, with the actor, topic and source that have the most."""
    code = db.execute("SELECT code FROM tag_days GROUP BY 1 ORDER BY sum(articles) DESC LIMIT 1").fetchone()[0]
    yield from (
        "/",
        "/actors",
        "/actors?sort=name&page=100",
        "/actors?q=name+19",
        "/actors/per:~0",
        "/actors/per:~0?span=365",
        "/actors/per:~5000",
    )
    yield from (
        "/articles",
        "/articles?page=200",
        "/articles?q=word0",
        "/articles?q=word17+word45",
        "/articles?q=word4999",
        "/articles?source=source-0",
    )
    yield from (
        f"/articles?tag={code}",
        "/articles?actor=per:~0&actor=per:~1",
        f"/articles?actor=per:~0&tag={code}&date=2026-03-01",
        "/articles?date=2026-03-01",
    )
    yield from (
        "/articles?q=word0&source=source-39",
        "/tags",
        f"/tags/{code}",
        "/dates?day=2026-03-01",
        "/sources",
        "/deadletters",
        "/topics",
        "/metrics",
    )


async def measure(path: Path) -> None:
    database = Database(path)
    site = Site(database, Status("127.0.0.1:9", NOW.timestamp()), Topics(), templates(), clock=NOW.timestamp)
    runner = web.AppRunner(build_app(site, host="127.0.0.1", allowed_hosts=""), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found = await database.run(lambda db: list(pages(db)))
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as client:
        print(f"{'median ms':>10} {'slowest':>8}  page")
        for page in found:
            times = [await once(client, page) for _ in range(TIMES)]
            print(f"{statistics.median(times):10.1f} {max(times):8.1f}  {page}")
    await runner.cleanup()
    database.close()


async def once(client: ClientSession, page: str) -> float:
    start = time.perf_counter()
    async with client.get(page) as response:
        await response.read()
        assert response.status in {200, 404}, (page, response.status)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
