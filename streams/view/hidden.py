"""What of a topic's record may be shown: what was withdrawn or erased lies on the topics until they let go of it, and is shown nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

from .records import Incoming, UnreadableError, rank_key, read_article, read_dead_letter, read_enriched, read_mention
from .upserts import barred_rank

WITHDRAWN: Final = "of an article that was withdrawn or erased"
UNKNOWN: Final = "not known here yet, or no longer, what became of it: it may be of an article that was withdrawn"
UNREADABLE: Final = "not readable here, so nobody knows whether it may be shown"


def why_hidden(db: sqlite3.Connection, role: str, record: Incoming) -> str:
    """Empty when it may be shown. `role` is the attribute of `Topics`."""
    if record.value is None and role not in {"raw", "deadletter"}:
        return ""
    try:
        return _WHY[role](db, record)
    except UnreadableError:
        return UNREADABLE


def _article(db: sqlite3.Connection, record: Incoming) -> str:
    article = read_article(record)
    return WITHDRAWN if rank_key(article.rank) < barred_rank(db, article.article_id) else ""


def _enriched(db: sqlite3.Connection, record: Incoming) -> str:
    article, _ = read_enriched(record)
    return WITHDRAWN if rank_key(article.rank) < barred_rank(db, article.article_id) else ""


def _mention(db: sqlite3.Connection, record: Incoming) -> str:
    mention = read_mention(record)
    return WITHDRAWN if rank_key(mention.rank) <= barred_rank(db, mention.article_id) else ""


def _letter(db: sqlite3.Connection, record: Incoming) -> str:
    letter = read_dead_letter(record)
    return WITHDRAWN if letter.article_id and barred_rank(db, letter.article_id) else ""


def _raw(db: sqlite3.Connection, record: Incoming) -> str:
    """Its fate decides: an accepted usable version whose article still stands, or a dead letter about none that was withdrawn."""
    select = "SELECT article_id, rank, pub_status FROM versions WHERE (raw_topic, raw_partition, raw_offset) = (?, ?, ?)"
    for article_id, rank, status in db.execute(select, record.at):
        return WITHDRAWN if status != "usable" or rank < barred_rank(db, article_id) else ""
    for (article_id,) in db.execute("SELECT article_id FROM deadletters WHERE (topic, partition, offset) = (?, ?, ?)", record.at):
        return WITHDRAWN if article_id and barred_rank(db, article_id) else ""
    return UNKNOWN


_WHY: Final[dict[str, Callable[[sqlite3.Connection, Incoming], str]]] = {
    "raw": _raw,
    "articles": _article,
    "enriched": _enriched,
    "mentions": _mention,
    "actors": lambda _db, _record: "",
    "deadletter": _letter,
}
