"""What the news says happens on a day: a month as a calendar of counts, and the sentences that name one day or a span with it."""

from __future__ import annotations

import sqlite3
from calendar import Calendar
from datetime import date, timedelta
from typing import Final

import orjson

from .derived import LONGEST_SPAN
from .lists import Data, counted, rows

MOST_SENTENCES: Final = 50
MOST_SPANS: Final = 20
_FIRST_YEAR, _LAST_YEAR = 1000, 9998

# the day's sentences; the reading has to be of the version whose text is there, or the place in it means nothing
_NAMED: Final = """
SELECT d.article_id, d.first_day, d.last_day, d.surface, d.anchor, d.sentences, a.headline, a.source_id, a.source_name, a.day, a.anchor_source,
    CASE WHEN r.rank = a.rank THEN substr(a.body, d.start + 1, min(d."end" - d.start, 400)) END AS text, substr(a.body, 1, 200) AS opening
FROM (SELECT * FROM article_dates WHERE {where} ORDER BY {order} LIMIT ?) d
JOIN articles a ON a.article_id = d.article_id LEFT JOIN readings r ON r.article_id = d.article_id
"""
_ON_DAY: Final = _NAMED.format(where="first_day = ? AND last_day = ?", order="received_at DESC, article_id")
# spans begin at most a year before the day they cover; the newest begin comes first, so the walk ends soon
_COVERING: Final = _NAMED.format(
    where="first_day BETWEEN ? AND ? AND last_day >= ? AND first_day < last_day",
    order="first_day DESC, last_day, received_at DESC, article_id",
)


def calendar(db: sqlite3.Connection, day: date) -> Data:
    """The month of `day`: weeks from Monday on, each day with the number of articles that name it."""
    weeks = Calendar().monthdatescalendar(day.year, day.month)
    first, last = weeks[0][0].isoformat(), weeks[-1][-1].isoformat()
    found = dict(db.execute("SELECT day, articles FROM date_days WHERE day BETWEEN ? AND ?", (first, last)).fetchall())
    before, after = day.replace(day=1) - timedelta(days=1), day.replace(day=28) + timedelta(days=4)
    return {
        "month": f"{day:%Y-%m}",
        "before": f"{before:%Y-%m-%d}"[:8] + "01",
        "after": f"{after:%Y-%m-%d}"[:8] + "01",
        "weeks": [[_day(d, found, within=d.month == day.month) for d in week] for week in weeks],
    }


def _day(day: date, found: dict[str, int], *, within: bool) -> Data:
    text = day.isoformat()
    return {"day": text, "number": day.day, "articles": found.get(text, 0), "within": within}


def dates(db: sqlite3.Connection, given: str, today: str) -> Data:
    """The calendar, and what is named of the day `given` (else `today`); a day that is none is today."""
    day = a_day(given) or a_day(today) or date(2000, 1, 1)
    text = day.isoformat()
    earliest = (day - timedelta(days=LONGEST_SPAN)).isoformat()
    return {
        "day": text,
        "today": today,
        "total": counted(db, "FROM article_dates WHERE first_day = ? AND last_day = ?", (text, text)),
        "rows": _naming(db, _ON_DAY, (text, text, MOST_SENTENCES)),
        "spans": _naming(db, _COVERING, (earliest, text, text, MOST_SPANS)),
        "busiest": rows(
            db, "SELECT day, articles FROM date_days WHERE day BETWEEN ? AND ? ORDER BY articles DESC, day LIMIT 10", (today, "9999")
        ),
    } | calendar(db, day)


def _naming(db: sqlite3.Connection, select: str, values: tuple[object, ...]) -> list[Data]:
    return [row | {"sentences": orjson.loads(row["sentences"])} for row in rows(db, select, values)]


def a_day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR and len(text) == 10 else None
