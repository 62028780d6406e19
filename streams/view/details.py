"""Queries behind the pages of one thing: an article, an actor, a dead letter."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from .lists import Data, rows

ACTOR_ARTICLES: Final = 25
"""Articles on one page of an actor."""
_MOST_SENTENCES: Final = 8  # of one article on an actor's page; the article has the rest
_READING_FIELDS: Final = (
    "generation",
    "engine",
    "registry",
    "entities",
    "mentions",
    "timexes",
    "tags",
    "keywords",
    "quotes",
    "claims",
    "notices",
)


def article(db: sqlite3.Connection, article_id: str) -> Data | None:
    """The newest accepted version with its newest reading, all versions, and the dead letters about it. None: not there (any more)."""
    found = rows(db, "SELECT * FROM articles WHERE article_id = ?", (article_id,))
    if not found:
        return None
    row = found[0]
    record = orjson.loads(row["record"]) | {"body": row["body"]}
    return {
        "article": record,
        "at": _place(row, "at_"),
        "reading": _reading(db, article_id, row["rank"]),
        "versions": _versions(db, article_id),
        "letters": rows(
            db,
            "SELECT topic, partition, offset, stage, code, severity, detail, received_at FROM deadletters WHERE article_id = ?"
            " ORDER BY received_at DESC LIMIT 50",
            (article_id,),
        ),
        "same_text": rows(
            db,
            "SELECT article_id, headline, source_id FROM articles WHERE text_sha256 = ? AND article_id <> ? ORDER BY received_at LIMIT 20",
            (record["text_sha256"], article_id),
        ),
    }


def _reading(db: sqlite3.Connection, article_id: str, rank: str) -> Data | None:
    """The reading of the newest generation; None until it arrives, or when the feed no longer holds it."""
    select = "SELECT * FROM versions WHERE (article_id, rank) = (?, ?) AND record IS NOT NULL ORDER BY generation DESC LIMIT 1"
    for row in rows(db, select, (article_id, rank)):
        record = orjson.loads(row["record"])
        return {name: record[name] for name in _READING_FIELDS} | {"at": _place(row, "at_")}
    return None


def _versions(db: sqlite3.Connection, article_id: str) -> list[Data]:
    found = rows(db, "SELECT * FROM versions WHERE article_id = ? ORDER BY rank DESC, generation DESC LIMIT 100", (article_id,))
    kept = ("version", "generation", "changed_at", "pub_status", "signal", "headline", "received_at", "content_hash", "engine")
    return [
        {name: row[name] for name in kept} | {"raw": _place(row, "raw_"), "at": _place(row, "at_"), "has_text": row["record"] is not None}
        for row in found
    ]


def actor(db: sqlite3.Connection, actor_id: str, page: int) -> Data | None:
    """The row of `news.actors`, what `news.mentions` adds up to beside it, and the sentences. None when neither knows the id."""
    one = (actor_id,)
    found = rows(db, "SELECT * FROM actors WHERE actor_id = ?", one)
    sums = rows(
        db,
        "SELECT count(*) AS articles, count(DISTINCT coalesce(text_sha256, article_id)) AS texts, coalesce(sum(named), 0) AS named,"
        " coalesce(sum(nominal), 0) AS nominal, coalesce(sum(pronoun), 0) AS pronoun, coalesce(sum(as_source), 0) AS as_source, min(day) AS first_seen, max(day) AS last_seen,"
        " coalesce(sum(day IS NULL), 0) AS undated FROM mentions WHERE actor_id = ? AND gone = 0",
        one,
    )[0]
    if not found and not sums["articles"]:
        return None
    named = rows(db, "SELECT name, type FROM mentions WHERE actor_id = ? AND gone = 0 LIMIT 1", one)
    pages = max(1, -(-sums["articles"] // ACTOR_ARTICLES))
    page = min(max(page, 1), pages)
    return {
        "actor_id": actor_id,
        **{name: (found or named)[0][name] for name in ("name", "type")},
        "row": _actor_row(found[0]) if found else None,
        "sums": sums,
        "sources": rows(
            db,
            "SELECT source_id, count(*) AS articles FROM mentions WHERE actor_id = ? AND gone = 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
            one,
        ),
        "page_number": page,
        "pages": pages,
        "articles": _mentioning(db, actor_id, page),
    }


def _actor_row(row: Data) -> Data:
    kept = ("actor_id", "name", "type", "wikidata", "country", "articles", "named", "nominal", "pronoun", "as_source")
    return {name: row[name] for name in kept} | {
        "provisional": bool(row["provisional"]),
        "months": orjson.loads(row["months"]),
        "undated": orjson.loads(row["undated"]),
        "at": _place(row, "at_"),
    }


def _mentioning(db: sqlite3.Connection, actor_id: str, page: int) -> list[Data]:
    found = rows(
        db,
        "SELECT *, (SELECT substr(body, 1, 200) FROM articles a WHERE a.article_id = m.article_id) AS opening FROM mentions m"
        " WHERE actor_id = ? AND gone = 0 ORDER BY day DESC, received_at DESC, article_id LIMIT ? OFFSET ?",
        (actor_id, ACTOR_ARTICLES, (page - 1) * ACTOR_ARTICLES),
    )
    kept = (
        "article_id",
        "headline",
        "opening",
        "day",
        "anchor_source",
        "source_id",
        "received_at",
        "named",
        "nominal",
        "pronoun",
        "as_source",
    )
    out = []
    for row in found:
        sentences, spans = orjson.loads(row["sentences"]), orjson.loads(row["spans"])
        for sentence in sentences:
            sentence["spans"] = [_within(s, sentence) for s in spans if s["sentence"] == sentence["index"]]
        more = len(sentences) - _MOST_SENTENCES
        out.append({n: row[n] for n in kept} | {"sentences": sentences[:_MOST_SENTENCES], "more": max(0, more), "at": _place(row, "at_")})
    return out


def _within(span: Data, sentence: Data) -> Data:
    """A span of the article as one of its sentence."""
    return span | {"start": span["start"] - sentence["start"], "end": span["end"] - sentence["start"]}


def hex_dump(data: bytes) -> str:
    """Offset, 16 bytes in hex, the same as ASCII: one line each."""
    lines = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        text = "".join(chr(b) if 0x20 <= b < 0x7F else "·" for b in part)
        lines.append(f"{at:06x}  {part.hex(' '):<47}  {text}")
    return "\n".join(lines)


def _place(row: Data, prefix: str) -> dict[str, Any]:
    return {name: row[f"{prefix}{name}"] for name in ("topic", "partition", "offset")}
