"""Queries behind the page of sources: who sends how much, who was heard last when, and who has fallen silent."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import asdict
from typing import Any, Final

from .lists import Data, clean_query, rows
from .silence import WINDOW_DAYS, Heard, pace
from .visible import fold

MOST: Final = 5_000
"""Sources that are looked at: those that were heard in the most hours. A publisher who invents one for each article must neither stop the
page nor push out those who are known."""
PAGE: Final = 100
ORDER: Final = {"silent": 0, "active": 1, "new": 2}

# of each source the days before its last record, and of them the pauses between one hour with records and the next
_HEARD: Final = """
WITH lately AS (SELECT source_id, max(last) AS last, max(hour) AS hour FROM source_hours GROUP BY source_id
    ORDER BY count(*) DESC, last DESC LIMIT ?),
days AS (
    SELECT h.*, julianday(h.first) - julianday(lag(h.last) OVER (PARTITION BY h.source_id ORDER BY h.hour)) AS pause
    FROM lately l JOIN source_hours h ON h.source_id = l.source_id AND h.hour >= strftime('%Y-%m-%dT%H', l.hour || ':00', ?)
)
SELECT source_id, min(first) AS first, max(last) AS last, sum(records) AS records, sum(letters) AS letters,
    coalesce(max(pause), 0) * 86400.0 AS pause
FROM days GROUP BY source_id
"""


def sources(db: sqlite3.Connection, now: float, q: str, state: str, page: int) -> Data:
    """All sources with what is expected of them, as of `now` (seconds since 1970); the silent ones first."""
    every = _paced(db, now)
    counts = Counter(row["state"] for row in every)
    word = fold(clean_query(q))
    found = [row for row in every if (not state or row["state"] == state) and word in fold(row["source_id"])]
    found.sort(key=lambda row: (ORDER[row["state"]], -row["records"], row["source_id"]))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    return {
        "now": now,
        "q": clean_query(q),
        "wanted": state if state in ORDER else "",
        "counts": {name: counts[name] for name in ORDER},
        "window_days": WINDOW_DAYS,
        "total": len(found),
        "page_number": page,
        "pages": pages,
        "rows": [_named(db, row) for row in found[(page - 1) * PAGE : page * PAGE]],
    }


def _paced(db: sqlite3.Connection, now: float) -> list[Data]:
    return [_row(row, now) for row in rows(db, _HEARD, (MOST, f"-{WINDOW_DAYS} days"))]


def _row(row: Data, now: float) -> dict[str, Any]:
    heard = Heard(row["first"], row["last"], row["records"], row["pause"])
    return {key: row[key] for key in ("source_id", "first", "last", "records", "letters")} | asdict(pace(heard, now))


def _named(db: sqlite3.Connection, row: Data) -> Data:
    """With the name that an article gives; one look-up a row."""
    found = rows(db, "SELECT source_name FROM articles WHERE source_id = ? LIMIT 1", (row["source_id"],))
    return row | {"source_name": found[0]["source_name"] if found else None}


def states(db: sqlite3.Connection, now: float) -> dict[str, int]:
    """How many sources are in which state: for the metrics."""
    counts = Counter(row["state"] for row in _paced(db, now))
    return {state: counts[state] for state in ORDER}
