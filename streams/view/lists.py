"""Queries behind the lists: articles, actors, dead letters and the overview. Each returns plain data, which is also the JSON twin."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from .visible import fold

PAGE_ROWS: Final = 50
LAST_PAGE: Final = 200
"""Further pages are not offered: 10,000 rows are not read but searched."""
_LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 12

Data = dict[str, Any]

ACTOR_SORTS: Final = {
    "named": "named DESC, name",
    "articles": "articles DESC, name",
    "name": "name, actor_id",
}
_HIT: Final = "\ufdd0"  # a noncharacter: no text that came through the cleaning has one
_ARTICLE_COLUMNS: Final = (
    "a.article_id, a.headline, a.source_id, a.source_name, a.day, a.anchor_source, a.received_at, a.pub_status, a.dropped, a.repairs,"
    " substr(a.body, 1, 200) AS opening"
)
_SEEN: Final = (
    "(SELECT min(day) FROM mentions m WHERE m.actor_id = a.actor_id AND gone = 0) AS first_seen,"
    "(SELECT max(day) FROM mentions m WHERE m.actor_id = a.actor_id AND gone = 0) AS last_seen"
)


def clean_query(text: str) -> str:
    """What somebody typed, without what SQLite cannot take: lone surrogates, NUL, and more than 200 characters."""
    return text[:_LONGEST_QUERY].encode("utf-8", "replace").decode().replace("\0", " ").strip()


def fts_query(text: str) -> str:
    """Each word quoted, so that none of it is syntax; all must occur, the last one also as a beginning. "" when there is no word."""
    words = re.findall(r"\w+", clean_query(text))[:_MOST_WORDS]
    return " ".join(f'"{word}"' for word in words) + "*" if words else ""


def like(text: str) -> str:
    """A pattern that finds the folded text anywhere; its own `%` and `_` are plain characters (ESCAPE is the backslash)."""
    plain = re.sub(r"([\\%_])", r"\\\1", fold(clean_query(text)))
    return f"%{plain}%"


def overview(db: sqlite3.Connection) -> Data:
    return {
        "articles": dict(db.execute("SELECT pub_status, count(*) FROM articles GROUP BY 1").fetchall()),
        "actors": number(db, "SELECT count(*) FROM actors"),
        "dead_letters": dict(db.execute("SELECT severity, count(*) FROM deadletters GROUP BY 1").fetchall()),
        "latest": rows(db, f"SELECT {_ARTICLE_COLUMNS} FROM articles a ORDER BY a.received_at DESC, a.article_id LIMIT 8"),  # noqa: S608
        "top": rows(db, f"SELECT a.*, {_SEEN} FROM actors a ORDER BY named DESC, name LIMIT 12", without=_BULKY),  # noqa: S608
        "letters": rows(db, f"{LETTERS} WHERE severity = 'error' AND state = 'open' ORDER BY received_at DESC LIMIT 5"),
    }


def actors(db: sqlite3.Connection, q: str, sort: str, page: int) -> Data:
    """`sort` is a key of ACTOR_SORTS; another one is the first of them."""
    sort = sort if sort in ACTOR_SORTS else "named"
    where, values = ("WHERE folded LIKE ? ESCAPE '\\'", [like(q)]) if clean_query(q) else ("", [])
    total = number(db, f"SELECT count(*) FROM actors {where}", values)  # noqa: S608
    select = f"SELECT a.*, {_SEEN} FROM actors a {where} ORDER BY {ACTOR_SORTS[sort]} LIMIT ? OFFSET ?"  # noqa: S608
    return {"q": clean_query(q), "sort": sort} | paged(db, select, values, total, page, _BULKY)


def articles(db: sqlite3.Connection, q: str, status: str, source: str, page: int) -> Data:
    """`hits` of a row is an excerpt cut at the words that were searched: every second piece is one of them."""
    match = fts_query(q)
    conditions = ["id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"] if match else []
    values = [match] if match else []
    for column, wanted in (("pub_status", status), ("source_id", source)):
        if wanted:
            conditions.append(f"{column} = ?")
            values.append(clean_query(wanted))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    total = number(db, f"SELECT count(*) FROM articles {where}", values)  # noqa: S608
    # which rows first, from short columns; then the long ones of this page alone
    ids = f"SELECT id FROM articles {where} ORDER BY received_at DESC, article_id LIMIT ? OFFSET ?"  # noqa: S608
    select = f"SELECT {_ARTICLE_COLUMNS}, a.id FROM articles a WHERE a.id IN ({ids}) ORDER BY a.received_at DESC, a.article_id"  # noqa: S608
    found = paged(db, select, values, total, page)
    for row in found["rows"]:
        row["hits"] = _hits(db, match, row["id"]) if match else None
        del row["id"]
    return {
        "q": clean_query(q),
        "status": status,
        "source": source,
        "sources": [r[0] for r in db.execute("SELECT DISTINCT source_id FROM articles WHERE source_id IS NOT NULL ORDER BY 1 LIMIT 200")],
    } | found


def _hits(db: sqlite3.Connection, match: str, row: int) -> list[str]:
    select = f"SELECT snippet(articles_fts, -1, '{_HIT}', '{_HIT}', '…', 24) FROM articles_fts WHERE articles_fts MATCH ? AND rowid = ?"  # noqa: S608
    return [piece for (text,) in db.execute(select, (match, row)) for piece in str(text).split(_HIT)]


LETTERS: Final = (
    "SELECT topic, partition, offset, stage, code, severity, detail, article_id, source_id, received_at, value_bytes, truncated, attempt, state"
    " FROM deadletters"
)


_BULKY: Final = ("folded", "months", "undated", "at_topic", "at_partition", "at_offset")


def rows(db: sqlite3.Connection, select: str, values: list[Any] | tuple[Any, ...] = (), without: tuple[str, ...] = ()) -> list[Data]:
    return [{k: row[k] for k in row.keys() if k not in without} for row in db.execute(select, values)]  # noqa: SIM118 - a Row iterates values


def number(db: sqlite3.Connection, select: str, values: list[Any] | tuple[Any, ...] = ()) -> int:
    return int(db.execute(select, values).fetchone()[0])


def paged(  # noqa: PLR0913, PLR0917 - one helper of this module
    db: sqlite3.Connection, select: str, values: list[Any], total: int, page: int, without: tuple[str, ...] = ()
) -> Data:
    pages = min(LAST_PAGE, max(1, -(-total // PAGE_ROWS)))
    page = min(max(page, 1), pages)
    found = rows(db, select, [*values, PAGE_ROWS, (page - 1) * PAGE_ROWS], without)
    return {"total": total, "page_number": page, "pages": pages, "rows": found}


def unreadable(db: sqlite3.Connection) -> list[Data]:
    """The last records that the view could not read."""
    return rows(db, "SELECT topic, partition, offset, reason FROM unreadable ORDER BY topic, partition, offset DESC LIMIT 100")
