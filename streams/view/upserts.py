"""One record → rows, each upsert guarded by (rank, generation): the order in which topics are read does not matter.

What is withdrawn or erased takes its text along at once, from every table: `barred` remembers up to which rank.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import astuple
from typing import Final

from ..core.article import Article
from ..core.deadletter import DeadLetter, Resolution, source_of
from ..replay.letters import unpacked
from . import stories
from .derived import derive
from .records import (
    ERASED,
    Incoming,
    key_text,
    rank_key,
    read_actor,
    read_article,
    read_dead_letter,
    read_enriched,
    read_mention,
)
from .rows import Row, actor_row, article_row, letter_row, mention_row, resolution_text, version_row

Upsert = Callable[[sqlite3.Connection, Incoming], bool]
"""True: text was taken away, and its traces should leave the file soon."""

_ALWAYS: Final = "1"


def upsert_article(db: sqlite3.Connection, record: Incoming) -> bool:
    if record.value is None:
        return erase(db, key_text(record))
    article = read_article(record)
    withdrew = bar_if_withdrawn(db, article)
    if rank_key(article.rank) >= barred_rank(db, article.article_id):
        newer = "(excluded.rank, excluded.at_offset) >= (rank, at_offset)"
        if _put(db, "articles", article_row(article, record), "article_id", newer):
            if article.pub_status == "usable":
                stories.take(db, article.article_id, article.body)
            else:
                stories.drop(db, article.article_id)
    return withdrew


def upsert_version(db: sqlite3.Connection, record: Incoming) -> bool:
    if record.value is None:
        return erase(db, key_text(record))
    article, reading = read_enriched(record)
    withdrew = bar_if_withdrawn(db, article)
    bar = barred_rank(db, article.article_id)
    if bar != ERASED:
        known = "SELECT 1 FROM versions WHERE (article_id, rank) = (?, ?) LIMIT 1"  # another generation of it, or a copy
        if db.execute(known, (article.article_id, rank_key(article.rank))).fetchone() is None:
            heard_from(db, article.source.id, article.received_at)
        row = version_row(article, reading, record, with_text=rank_key(article.rank) >= bar)
        _tell_of_version(db, row)
        _put(db, "versions", row, "article_id, rank, generation", _ALWAYS)
        derive(db, article, reading, row)
    return withdrew


def upsert_mention(db: sqlite3.Connection, record: Incoming) -> bool:
    if record.value is None:
        article_id, _, actor_id = key_text(record).partition("|")
        db.execute("DELETE FROM mentions WHERE (article_id, actor_id) = (?, ?)", (article_id, actor_id))
        return True
    mention = read_mention(record)
    bar = barred_rank(db, mention.article_id)
    if bar != ERASED:
        # the withdrawn version itself says nothing of anybody
        row = mention_row(mention, record, gone=mention.gone or rank_key(mention.rank) <= bar)
        _put(db, "mentions", row, "article_id, actor_id", "(excluded.rank, excluded.generation) >= (rank, generation)")
    return False


def upsert_actor(db: sqlite3.Connection, record: Incoming) -> bool:
    """The last record of a key is the row: one partition holds all of them, in order."""
    if record.value is None:
        db.execute("DELETE FROM actors WHERE actor_id = ?", (key_text(record),))
        _tell(db, "actor", key_text(record))
    else:
        row = actor_row(read_actor(record), record)
        _put(db, "actors", row, "actor_id", _ALWAYS)
        _tell(db, "actor", row["actor_id"])
    return False


def upsert_dead_letter(db: sqlite3.Connection, record: Incoming) -> bool:
    """The bytes of a letter about a withdrawn or erased article are not stored: they may hold its text."""
    if record.value is not None:
        letter = read_dead_letter(record)
        if letter.resolution is not None:
            _resolve(db, letter, letter.resolution)
            return False
        if letter.severity == "error" and _is_new(db, letter) and (source := source_of(letter.headers, unpacked(letter.value_b64))):
            heard_from(db, source, letter.received_at, letters=1)
        with_bytes = not (letter.article_id and barred_rank(db, letter.article_id))
        _put(db, "deadletters", letter_row(letter, record, with_bytes=with_bytes), "topic, partition, offset, received_at", _ALWAYS)
    return False


def _is_new(db: sqlite3.Connection, letter: DeadLetter) -> bool:
    select = "SELECT 1 FROM deadletters WHERE (topic, partition, offset, received_at) = (?, ?, ?, ?)"
    return db.execute(select, (*astuple(letter.place), letter.received_at)).fetchone() is None


def heard_from(db: sqlite3.Connection, source: str | None, at: str, *, letters: int = 0) -> None:
    """One record more of that source, received `at`; `letters` is 1 when it could not go on."""
    db.execute(
        "INSERT INTO source_hours (source_id, hour, records, letters, first, last) VALUES (:source, substr(:at, 1, 13), 1, :letters, :at, :at)"
        " ON CONFLICT DO UPDATE SET records = records + 1, letters = letters + :letters, first = min(first, :at), last = max(last, :at)",
        {"source": (source or "")[:200], "at": at, "letters": letters},
    )


def _resolve(db: sqlite3.Connection, letter: DeadLetter, resolution: Resolution) -> None:
    """The last word about a letter, which came before in the same partition. Nothing of the letter itself changes."""
    db.execute(
        "UPDATE deadletters SET state = ?, resolution = ?, attempts = max(attempts, ?) WHERE (topic, partition, offset, received_at) = (?, ?, ?, ?)",
        (resolution.status, resolution_text(resolution), resolution.attempt, *astuple(letter.place), letter.received_at),
    )


UPSERTS: Final[dict[str, Upsert]] = {
    "articles": upsert_article,
    "enriched": upsert_version,
    "mentions": upsert_mention,
    "actors": upsert_actor,
    "deadletter": upsert_dead_letter,
}
"""Attribute of `Topics` → what is done with a record of that topic."""


def barred_rank(db: sqlite3.Connection, article_id: str) -> str:
    """Text below this rank is not to be stored; "" when the article was never withdrawn."""
    row = db.execute("SELECT rank FROM barred WHERE article_id = ?", (article_id,)).fetchone()
    return str(row[0]) if row else ""


def bar_if_withdrawn(db: sqlite3.Connection, article: Article) -> bool:
    rank = rank_key(article.rank)
    if article.pub_status == "usable" or rank <= barred_rank(db, article.article_id):
        return False
    older = (article.article_id, rank)
    db.execute("REPLACE INTO barred (article_id, rank) VALUES (?, ?)", older)
    if db.execute("DELETE FROM articles WHERE article_id = ? AND rank < ?", older).rowcount:
        stories.drop(db, article.article_id)
    db.execute("UPDATE versions SET record = NULL, headline = NULL WHERE article_id = ? AND rank < ?", older)
    db.execute(
        "UPDATE mentions SET gone = 1, named = 0, nominal = 0, pronoun = 0, as_source = 0, spans = '[]', sentences = '[]', headline = NULL,"
        " text_sha256 = NULL WHERE article_id = ? AND rank <= ?",
        older,
    )
    db.execute("DELETE FROM readings WHERE article_id = ? AND rank < ?", older)
    _silence_letters(db, article.article_id)
    _tell(db, "gone", article.article_id)
    return True


def erase(db: sqlite3.Connection, article_id: str) -> bool:
    """Everything said of the article goes, for good; that its bytes are gone from the file too is `Store.forget`'s work."""
    stories.drop(db, article_id)
    db.execute("REPLACE INTO barred (article_id, rank) VALUES (?, ?)", (article_id, ERASED))
    for table in ("articles", "versions", "mentions", "readings"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608 - names of our own tables
    _silence_letters(db, article_id)
    _tell(db, "gone", article_id)
    return True


def _silence_letters(db: sqlite3.Connection, article_id: str) -> None:
    """The letters stay, with place and reason; their bytes may hold the text."""
    db.execute("UPDATE deadletters SET value_b64 = NULL, key_b64 = NULL, headers = '{}' WHERE article_id = ?", (article_id,))


def _tell_of_version(db: sqlite3.Connection, row: Row) -> None:
    """Followers hear of a version once, however often its record comes."""
    which = (row["article_id"], row["rank"], row["generation"])
    if db.execute("SELECT 1 FROM versions WHERE (article_id, rank, generation) = (?, ?, ?)", which).fetchone() is None:
        db.execute("INSERT OR IGNORE INTO events (kind, subject, rank, generation) VALUES ('article', ?, ?, ?)", which)


def _tell(db: sqlite3.Connection, kind: str, subject: str) -> None:
    """A new event takes the place of the last of its kind about the same: only the newest state is of use."""
    db.execute("REPLACE INTO events (kind, subject) VALUES (?, ?)", (kind, subject))


def _put(db: sqlite3.Connection, table: str, row: Row, key: str, newer: str) -> bool:
    """Insert, or update where `newer` holds; whether anything was. All names are ours; values go as parameters."""
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    updates = ", ".join(f"{name} = excluded.{name}" for name in row)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {updates} WHERE {newer}"  # noqa: S608
    return db.execute(statement, row).rowcount > 0
