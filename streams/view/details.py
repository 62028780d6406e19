"""Queries behind the page of one article, and what pages of one thing have in common."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from .lists import Data, number, rows

_MOST_MENTIONS: Final = 500  # as many actors as an article may have
_MOST_OF_A_STORY: Final = 20
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
        "at": place_of(row, "at_"),
        "reading": _reading(db, article_id, row["rank"]),
        "versions": _versions(db, article_id),
        "letters": rows(
            db,
            "SELECT topic, partition, offset, stage, code, severity, detail, received_at FROM deadletters WHERE article_id = ?"
            " ORDER BY received_at DESC LIMIT 50",
            (article_id,),
        ),
        "lineage": lineage(db, article_id, row),
        "same_text": rows(
            db,
            "SELECT article_id, headline, source_id FROM articles WHERE text_sha256 = ? AND article_id <> ? ORDER BY received_at LIMIT 20",
            (record["text_sha256"], article_id),
        ),
        "story": story(db, article_id),
    }


def story(db: sqlite3.Connection, article_id: str) -> Data:
    """How many articles tell the same story, itself among them, and the first others."""
    count = "SELECT count(*) FROM stories WHERE story = (SELECT story FROM stories WHERE article_id = ?)"
    select = (
        "SELECT a.article_id, a.headline, a.source_id FROM stories s JOIN stories o ON o.story = s.story JOIN articles a"
        " ON a.article_id = o.article_id WHERE s.article_id = ? AND o.article_id <> s.article_id ORDER BY a.received_at, a.article_id LIMIT ?"
    )
    return {"articles": number(db, count, (article_id,)), "others": rows(db, select, (article_id, _MOST_OF_A_STORY))}


def _reading(db: sqlite3.Connection, article_id: str, rank: str) -> Data | None:
    """The reading of the newest generation; None until it arrives, or when the feed no longer holds it."""
    select = "SELECT * FROM versions WHERE (article_id, rank) = (?, ?) AND record IS NOT NULL ORDER BY generation DESC LIMIT 1"
    for row in rows(db, select, (article_id, rank)):
        record = orjson.loads(row["record"])
        return {name: record[name] for name in _READING_FIELDS} | {"at": place_of(row, "at_")}
    return None


def _versions(db: sqlite3.Connection, article_id: str) -> list[Data]:
    found = rows(db, "SELECT * FROM versions WHERE article_id = ? ORDER BY rank DESC, generation DESC LIMIT 100", (article_id,))
    kept = ("version", "generation", "changed_at", "pub_status", "signal", "headline", "received_at", "content_hash", "engine")
    return [
        {name: row[name] for name in kept}
        | {"raw": place_of(row, "raw_"), "at": place_of(row, "at_"), "has_text": row["record"] is not None}
        for row in found
    ]


def hex_dump(data: bytes) -> str:
    """Offset, 16 bytes in hex, the same as ASCII: one line each."""
    lines = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        text = "".join(chr(b) if 0x20 <= b < 0x7F else "·" for b in part)
        lines.append(f"{at:06x}  {part.hex(' '):<47}  {text}")
    return "\n".join(lines)


def lineage(db: sqlite3.Connection, article_id: str, article: Data) -> Data:
    """Everything that was made of it, each with its record: article, versions of the feed, mentions with the rows they are counted in."""
    select = (
        "SELECT m.actor_id, m.name, m.gone, m.named, m.nominal, m.pronoun, m.at_topic, m.at_partition, m.at_offset,"
        " a.at_topic AS row_topic, a.at_partition AS row_partition, a.at_offset AS row_offset"
        " FROM mentions m LEFT JOIN actors a ON a.actor_id = m.actor_id WHERE m.article_id = ? ORDER BY m.gone, m.named DESC, m.actor_id LIMIT ?"
    )
    kept = ("actor_id", "name", "named", "nominal", "pronoun")
    named = article["pub_status"] == "usable"  # of a withdrawn one nobody reads here whom it was about
    mentions = [
        {name: row[name] if named or name not in {"actor_id", "name"} else "" for name in kept}
        | {"gone": bool(row["gone"]), "at": place_of(row, "at_"), "row": place_of(row, "row_") if row["row_topic"] else None}
        for row in rows(db, select, (article_id, _MOST_MENTIONS))
    ]
    return {"article": place_of(article, "at_"), "mentions": mentions}


def place_of(row: Data, prefix: str) -> dict[str, Any]:
    return {name: row[f"{prefix}{name}"] for name in ("topic", "partition", "offset")}
