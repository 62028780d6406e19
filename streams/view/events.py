"""What followers are told, read from the file: events after a number, in words, as they are sent."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

import orjson

from .lists import Data, number, rows
from .marks import actor_path, article_path

MOST_AT_ONCE: Final = 500
"""Events that one reading of the file gives."""
MOST_NEW: Final = 1_000
"""Events that came between two looks and are told to all; of more it is told only that they came, or a backlog would be a flood."""
_ID: Final = re.compile(r"([0-9a-f]{8})-(0|[1-9][0-9]{0,17})")

_SINCE: Final = f"""
SELECT e.seq, e.kind, e.subject, e.generation,
    v.article_id, v.version, v.pub_status, v.signal, v.headline, v.source_id, v.source_name, v.day, v.received_at,
    v.at_topic, v.at_partition, v.at_offset,
    a.actor_id, a.name, a.type, a.articles, a.named, a.nominal, a.pronoun, a.as_source
FROM (SELECT * FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT {MOST_AT_ONCE}) e
LEFT JOIN versions v ON e.kind = 'article' AND (v.article_id, v.rank, v.generation) = (e.subject, e.rank, e.generation)
LEFT JOIN actors a ON e.kind = 'actor' AND a.actor_id = e.subject
ORDER BY e.seq
"""  # noqa: S608 - a number of ours
_VERSION: Final = ("article_id", "version", "pub_status", "signal", "headline", "source_id", "source_name", "day", "received_at")
_ACTOR: Final = ("actor_id", "name", "type", "articles", "named", "nominal", "pronoun", "as_source")


@dataclass(frozen=True, slots=True)
class Event:
    """`seq` grows and is never given twice in one `epoch`: the time from one making of the file to the next."""

    seq: int
    kind: str
    subject: str
    """Id of the article or actor."""
    sent: bytes
    """As server-sent event. Empty: what it was about is gone meanwhile."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How far the file's events go at the moment."""

    epoch: str
    last: int


def tail(db: sqlite3.Connection) -> Tail:
    epoch = db.execute("SELECT value FROM identity WHERE name = 'epoch'").fetchone()
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return Tail(str(epoch[0]) if epoch else "", int(last[0]) if last else 0)


def since(db: sqlite3.Connection, epoch: str, after: int, upto: int) -> list[Event]:
    """The events with `after` < number ≤ `upto`, MOST_AT_ONCE of them at most."""
    return [_event(epoch, row) for row in rows(db, _SINCE, (after, upto))]


def pending(db: sqlite3.Connection, after: int) -> int:
    """How many came since, counted no further than MOST_NEW + 1."""
    return number(db, "SELECT count(*) FROM (SELECT 1 FROM events WHERE seq > ? LIMIT ?)", (after, MOST_NEW + 1))


def _event(epoch: str, row: Data) -> Event:
    kind, told = row["kind"], _told(row)
    return Event(row["seq"], kind, row["subject"], b"" if told is None else sent(kind, told, f"{epoch}-{row['seq']}"))


def _told(row: Data) -> Data | None:
    if row["kind"] == "gone":
        return {"article_id": row["subject"]}
    if row["kind"] == "actor":
        if row["actor_id"] is None:
            return {"actor_id": row["subject"], "articles": 0}
        return {name: row[name] for name in _ACTOR} | {"href": actor_path(row["actor_id"])}
    if row["article_id"] is None:
        return None
    place = {name: row[f"at_{name}"] for name in ("topic", "partition", "offset")}
    more = {"generation": row["generation"], "at": place, "href": article_path(row["article_id"])}
    return {name: row[name] for name in _VERSION} | more


def sent(kind: str, data: Data, id_: str = "") -> bytes:
    """One server-sent event. JSON has no line ends of its own, so the data is one line."""
    head = f"id: {id_}\n" if id_ else ""
    return f"{head}event: {kind}\ndata: ".encode() + orjson.dumps(data) + b"\n\n"


def parsed(given: str) -> tuple[str, int] | None:
    """(epoch, number) of an event's id; None for anything else."""
    found = _ID.fullmatch(given) if len(given) <= 30 else None
    return (found[1], int(found[2])) if found else None
