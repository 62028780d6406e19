"""How quick the view's pages are with much in its database: `python -m bench.view_pages [ARTICLES] [ACTORS]`, 100,000 and 20,000 by default.

Fills a new SQLite file in the view's own format (through its schema and triggers, with rows as its upserts make them; the texts are made of a
vocabulary of 5,000 words with Zipf's frequencies, and so are who is named and who sends), then asks for each page over HTTP on 127.0.0.1 and
prints the median and the slowest of ten. Needs no broker and no network; about three minutes and 1 GB of disk for the default.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from aiohttp import ClientSession, web

from streams.topics import Topics
from streams.view import tags
from streams.view.app import build_app
from streams.view.database import Database
from streams.view.site import Site, templates
from streams.view.status import Status
from streams.view.store import Store

SEED: Final = 7
TIMES: Final = 10
NOW: Final = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAYS: Final = 60
CHUNK: Final = 2_000


def main() -> None:
    articles, actors = (int(given) for given in (*sys.argv[1:], *("100000", "20000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "view.sqlite"
        start = time.monotonic()
        fill(path, articles, actors)
        print(f"{articles} articles and {actors} actors in {path.stat().st_size / 1e6:.0f} MB, {time.monotonic() - start:.0f} s to fill")
        asyncio.run(measure(path))


def fill(path: Path, articles: int, actors: int) -> None:
    store = Store(path)
    db, rng = sqlite3.connect(path, isolation_level=None), random.Random(SEED)
    db.execute("PRAGMA synchronous = OFF")
    words, names = Skewed(rng, 5_000), Skewed(rng, actors)
    for first in range(0, articles, CHUNK):
        db.execute("BEGIN")
        for n in range(first, min(first + CHUNK, articles)):
            article(db, rng, words, names, n, articles)
        db.execute("COMMIT")
    db.execute("BEGIN")
    for n in range(actors):
        put(db, "actors", actor(n))
    db.execute("COMMIT")
    with db:
        db.execute(
            "INSERT INTO source_hours SELECT coalesce(source_id, ''), substr(received_at, 1, 13), count(*), 0, min(received_at), max(received_at) FROM articles GROUP BY 1, 2"
        )
    db.close()
    store.close()


class Skewed:
    """Numbers below `size`, the first most often: the n-th with a chance of 1 / n (Zipf)."""

    def __init__(self, rng: random.Random, size: int) -> None:
        self._rng, self._numbers, total = rng, range(size), 0.0
        self._weights = [total := total + 1 / (n + 1) for n in range(size)]

    def some(self, k: int) -> list[int]:
        return self._rng.choices(self._numbers, cum_weights=self._weights, k=k)


def put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    quoted = ", ".join(f'"{name}"' for name in row)
    db.execute(f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def at(topic: str, offset: int, prefix: str = "at_") -> dict[str, Any]:
    return {f"{prefix}topic": topic, f"{prefix}partition": 0, f"{prefix}offset": offset}


def article(db: sqlite3.Connection, rng: random.Random, words: Skewed, names: Skewed, n: int, of: int) -> None:  # noqa: PLR0913, PLR0917 - a helper of this script
    """An article of 150 words in ten sentences, ten actors, five tags, three dates; the later the number the newer."""
    id_, rank = f"{n * 2654435761 % 2**32:08x}{n:024x}", f"{2**63 + 1:020d} 2026-03-10T09:00:00.000Z 0 {n:064x}"
    moment = NOW - timedelta(days=DAYS) * (1 - n / of)
    received, day = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"), moment.date().isoformat() if n % 20 else None
    sentences = [" ".join(f"word{w}" for w in words.some(15)) + "." for _ in range(10)]
    body, source = " ".join(sentences), f"source-{min(rng.randrange(40), rng.randrange(40))}"
    plain = {
        "article_id": id_,
        "pub_status": "usable",
        "source_id": source,
        "source_name": source.title(),
        "headline": sentences[0][:60],
        "day": day,
        "anchor_source": "given",
        "received_at": received,
    }
    record = orjson.dumps({"article_id": id_, "sentences": [], "text": body[:100]}).decode()
    put(
        db,
        "articles",
        {
            **plain,
            "rank": rank,
            "text_sha256": f"{n - n % 3:064x}",
            "dropped": 0,
            "repairs": 0,
            "body": body,
            "record": record,
            **at("news.articles", n),
        },
    )
    put(
        db,
        "versions",
        {
            **plain,
            "rank": rank,
            "generation": 1,
            "version": 1,
            "changed_at": received,
            "content_hash": "0" * 64,
            "engine": "e",
            "record": record,
            **at("news.raw", n, "raw_"),
            **at("news.enriched", n),
        },
    )
    put(db, "readings", {"article_id": id_, "rank": rank, "generation": 1})
    for code in {topic for t in rng.choices(_topics(), k=2) for topic in (t.code, *t.broader)}:
        put(db, "article_tags", {"article_id": id_, "code": code, "relevance": 80, "day": day, "received_at": received})
    for named in {(moment + timedelta(days=rng.randrange(-20, 20))).date().isoformat() for _ in range(3)}:
        put(
            db,
            "article_dates",
            {
                "article_id": id_,
                "first_day": named,
                "last_day": named,
                "surface": "then",
                "anchor": "given",
                "sentences": "[0]",
                "start": 0,
                "end": len(sentences[0]),
                "received_at": received,
            },
        )
    for actor_id in set(names.some(10)):
        put(db, "mentions", mention(rng, plain, sentences, rank, n, actor_id))


@cache
def _topics() -> list[Any]:
    return [t for t in tags.vocabulary().values() if not t.retired]


def mention(rng: random.Random, plain: dict[str, Any], sentences: list[str], rank: str, n: int, actor_id: int) -> dict[str, Any]:  # noqa: PLR0913, PLR0917 - a helper of this script
    spans = orjson.dumps([{"start": 0, "end": 5, "surface": f"Name {actor_id}", "form": "name", "sentence": 0, "part": "subject"}]).decode()
    kept = {name: plain[name] for name in ("article_id", "day", "anchor_source", "received_at", "source_id", "headline")}
    counts = {"gone": 0, "named": 2, "nominal": 1, "pronoun": 0, "as_source": rng.randrange(2)}
    said = orjson.dumps([{"index": 0, "start": 0, "end": len(sentences[0]), "text": sentences[0]}]).decode()
    more = {"text_sha256": f"{n - n % 3:064x}", "spans": spans, "sentences": said, **at("news.raw", n, "raw_"), **at("news.mentions", n)}
    return {
        "actor_id": f"per:~{actor_id}",
        "name": f"Name {actor_id}",
        "type": "person",
        "rank": rank,
        "generation": 1,
        **kept,
        **counts,
        **more,
    }


def actor(n: int) -> dict[str, Any]:
    return {
        "actor_id": f"per:~{n}",
        "name": f"Name {n}",
        "type": "person",
        "provisional": 1,
        "articles": 10**6 // (n + 1),
        "named": 2 * 10**6 // (n + 1),
        "nominal": 0,
        "pronoun": 0,
        "as_source": 0,
        "months": "{}",
        "undated": "{}",
        "folded": f"name {n} per:~{n}",
        **at("news.actors", n),
    }


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
