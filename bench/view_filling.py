"""A view's database filled with much: articles, readings, tags, dates, mentions and actors, through its own schema and triggers.

The texts are made of a vocabulary of 5,000 words with Zipf's frequencies, and so are who is named and who sends. The same seed gives the same rows.
"""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from streams.view import tags
from streams.view.store import Store

SEED: Final = 7
NOW: Final = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAYS: Final = 60
CHUNK: Final = 2_000


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
