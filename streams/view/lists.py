"""Queries behind the lists, and what they have in common. Each returns plain data, which is also the JSON twin."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from .visible import fold

PAGE_ROWS: Final = 50
LAST_PAGE: Final = 200
"""Further pages are not offered: 10,000 rows are not read but searched."""
MOST_COUNTED: Final = PAGE_ROWS * LAST_PAGE
"""What is beyond is "more": a count of a million rows takes longer than the page that shows it."""
_LEAST_LETTERS: Final = 3  # of the search index for parts of names
_LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 12

Data = dict[str, Any]

ACTOR_SORTS: Final = {
    "named": "named DESC, name",
    "articles": "articles DESC, name",
    "name": "name, actor_id",
}
HIT: Final = "\ufdd0"  # a noncharacter: no text that came through the cleaning has one
ARTICLE_COLUMNS: Final = (
    "a.article_id, a.headline, a.source_id, a.source_name, a.day, a.anchor_source, a.received_at, a.pub_status, a.dropped, a.repairs,"
    " substr(a.body, 1, 200) AS opening"
)
SEEN: Final = (
    "(SELECT min(day) FROM actor_days d WHERE d.actor_id = a.actor_id AND day > '') AS first_seen,"
    "(SELECT max(day) FROM actor_days d WHERE d.actor_id = a.actor_id AND day > '') AS last_seen"
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


def actors(db: sqlite3.Connection, q: str, sort: str, page: int) -> Data:
    """`sort` is a key of ACTOR_SORTS; another one is the first of them. Two letters find names that begin so, three any part of one."""
    sort = sort if sort in ACTOR_SORTS else "named"
    where, values = _like(clean_query(q))
    total = counted(db, f"FROM actors a {where}", values) if where else totals(db, "actors").get("", 0)
    select = f"SELECT a.*, {SEEN} FROM actors a {where} ORDER BY {ACTOR_SORTS[sort]} LIMIT ? OFFSET ?"  # noqa: S608
    return {"q": clean_query(q), "sort": sort} | paged(db, select, values, total, page, BULKY)


def _like(q: str) -> tuple[str, list[Any]]:
    word = fold(q)
    if not word:
        return "", []
    if len(word) < _LEAST_LETTERS:
        return "WHERE a.folded >= ? AND a.folded < ?", [word, word + "\U0010ffff"]
    return "WHERE a.id IN (SELECT rowid FROM actors_fts WHERE actors_fts MATCH ?)", ['"' + word.replace('"', '""') + '"']


def totals(db: sqlite3.Connection, what: str) -> dict[str, int]:
    """How many there are, by name: articles by status, letters by severity, actors under ""."""
    return dict(db.execute("SELECT name, n FROM totals WHERE what = ? AND n > 0", (what,)).fetchall())


def counted(db: sqlite3.Connection, from_where: str, values: list[Any] | tuple[Any, ...] = ()) -> int:
    """How many rows there are, counted no further than one more than can be paged through: MOST_COUNTED + 1 is "more"."""
    return number(db, f"SELECT count(*) FROM (SELECT 1 {from_where} LIMIT {MOST_COUNTED + 1})", values)  # noqa: S608 - our own words


LETTERS: Final = (
    "SELECT topic, partition, offset, stage, code, severity, detail, article_id, source_id, received_at, value_bytes, truncated, attempt, state"
    " FROM deadletters"
)


_BOOLEAN: Final = frozenset({"gone", "provisional", "truncated"})
BULKY: Final = ("id", "folded", "months", "undated", "at_topic", "at_partition", "at_offset")


def rows(db: sqlite3.Connection, select: str, values: list[Any] | tuple[Any, ...] = (), without: tuple[str, ...] = ()) -> list[Data]:
    """As data: SQLite knows no booleans, so columns that are some are made so."""
    found = [{k: row[k] for k in row.keys() if k not in without} for row in db.execute(select, values)]  # noqa: SIM118 - a Row iterates values
    for row in found:
        row.update({k: bool(row[k]) for k in _BOOLEAN & row.keys()})
    return found


def number(db: sqlite3.Connection, select: str, values: list[Any] | tuple[Any, ...] = ()) -> int:
    return int(db.execute(select, values).fetchone()[0])


def paged(  # noqa: PLR0913, PLR0917 - one helper of this module
    db: sqlite3.Connection, select: str, values: list[Any], total: int, page: int, without: tuple[str, ...] = ()
) -> Data:
    pages = min(LAST_PAGE, max(1, -(-total // PAGE_ROWS)))
    page = min(max(page, 1), pages)
    found = rows(db, select, [*values, PAGE_ROWS, (page - 1) * PAGE_ROWS], without)
    return {
        "total": min(total, MOST_COUNTED) if total == MOST_COUNTED + 1 else total,
        "more": total == MOST_COUNTED + 1,
        "page_number": page,
        "pages": pages,
        "rows": found,
    }


def unreadable(db: sqlite3.Connection) -> list[Data]:
    """The last records that the view could not read."""
    return rows(db, "SELECT topic, partition, offset, reason FROM unreadable ORDER BY topic, partition, offset DESC LIMIT 100")
