"""Queries behind the first page: who rises, how much comes when, about what and from whom, and what is late, dead or silent."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Final

from . import tags
from .actor import OF_ACTOR, TOLD
from .charts import Bar, Chart
from .lists import ARTICLE_COLUMNS, BULKY, LETTERS, SEEN, Data, counted, number, rows, totals
from .rise import RECENT_DAYS, USUAL_DAYS, rise
from .sources import states

HOURS: Final = 48
"""On the chart of articles per hour."""
_MOST_ACTORS: Final = 12
_MOST_SOURCES: Final = 10
# of each recent day those in the most articles: who is in fewer than the 300th has no rise that would show
_CANDIDATES: Final = 300


def overview(db: sqlite3.Connection, now: float) -> Data:
    """`now` is in seconds since 1970."""
    last = newest_day(db, now)
    return {
        "articles": totals(db, "articles"),
        "actors": totals(db, "actors").get("", 0),
        "dead_letters": totals(db, "letters"),
        "latest": rows(db, f"SELECT {ARTICLE_COLUMNS} FROM articles a ORDER BY a.received_at DESC, a.article_id LIMIT 8"),  # noqa: S608
        "top": rows(db, f"SELECT a.*, {SEEN} FROM actors a ORDER BY named DESC, name LIMIT 12", without=BULKY),  # noqa: S608
        "letters": rows(db, f"{LETTERS} WHERE severity = 'error' AND state = 'open' ORDER BY received_at DESC LIMIT 5"),
        "open_letters": counted(db, "FROM deadletters WHERE severity = 'error' AND state = 'open'"),
        "silent": states(db, now)["silent"],
        "window": {"first": _back(last, RECENT_DAYS - 1), "last": last} if last else None,
        "rising": rising(db, last) if last else [],
        "topics": about(db, last) if last else [],
        "hours": hours(db, now),
        "senders": senders(db, now),
    }


def newest_day(db: sqlite3.Connection, now: float) -> str:
    """The newest day that an article is about, not after today; "" when there is none. An old archive is read as of its own last day."""
    today = datetime.fromtimestamp(now, UTC).date().isoformat()
    return str(db.execute("SELECT coalesce(max(day), '') FROM actor_days WHERE day <= ?", (today,)).fetchone()[0])


def rising(db: sqlite3.Connection, last: str) -> list[Data]:
    """Actors by their rise up to the day `last`; those who do not rise are left out."""
    recent = Counter[str]()
    for back in range(RECENT_DAYS):
        select = "SELECT actor_id, articles FROM actor_days WHERE day = ? ORDER BY articles DESC, actor_id LIMIT ?"
        for actor_id, articles in db.execute(select, (_back(last, back), _CANDIDATES)):
            recent[actor_id] += articles
    found = []
    for actor_id, articles in recent.items():
        between = (actor_id, _back(last, RECENT_DAYS + USUAL_DAYS - 1), _back(last, RECENT_DAYS))
        before = number(db, "SELECT coalesce(sum(articles), 0) FROM actor_days WHERE actor_id = ? AND day BETWEEN ? AND ?", between)
        found.append(asdict(rise(articles, before)) | {"actor_id": actor_id})
    found.sort(key=lambda row: (-row["score"], -row["recent"], row["actor_id"]))
    return [_described(db, row, last) for row in found[:_MOST_ACTORS] if row["score"] > 0]


def _described(db: sqlite3.Connection, row: Data, last: str) -> Data:
    """With its name, and how many different texts and stories the articles are."""
    one = (row["actor_id"],)
    select = "SELECT name, type FROM mentions WHERE actor_id = ? AND gone = 0 LIMIT 1"
    named = rows(db, "SELECT name, type, provisional FROM actors WHERE actor_id = ?", one) or rows(db, select, one)
    told = f"SELECT {TOLD} FROM {OF_ACTOR} AND m.day BETWEEN ? AND ?"  # noqa: S608 - our own words
    return {
        "name": "",
        "type": "",
        "provisional": 0,
        **named[0],
        **row,
        **rows(db, told, (*one, _back(last, RECENT_DAYS - 1), last))[0],
    }


def about(db: sqlite3.Connection, last: str) -> list[Data]:
    """The top level of the Media Topics with the articles of the recent days, most first."""
    select = "SELECT code, sum(articles) AS articles FROM tag_days WHERE day BETWEEN ? AND ? GROUP BY code ORDER BY 2 DESC, 1"
    top = {topic.code: topic.name for topic in tags.children("")}
    return [row | {"name": top[row["code"]]} for row in rows(db, select, (_back(last, RECENT_DAYS - 1), last)) if row["code"] in top]


def hours(db: sqlite3.Connection, now: float) -> list[Data]:
    """Records by the hour in which the broker received them, of the last HOURS: accepted versions of articles, and dead letters."""
    end = datetime.fromtimestamp(now, UTC)
    every = [(end - timedelta(hours=back)).strftime("%Y-%m-%dT%H") for back in reversed(range(HOURS))]
    select = "SELECT hour, sum(records) AS n, sum(letters) AS letters FROM source_hours WHERE hour BETWEEN ? AND ? GROUP BY hour"
    found = {row["hour"]: row for row in rows(db, select, (every[0], every[-1]))}
    none = {"n": 0, "letters": 0}
    return [{"hour": h, "articles": (f := found.get(h, none))["n"] - f["letters"], "letters": f["letters"]} for h in every]


def senders(db: sqlite3.Connection, now: float) -> list[Data]:
    """Sources by what came of them in the last 24 hours, most first."""
    since = (datetime.fromtimestamp(now, UTC) - timedelta(hours=24)).strftime("%Y-%m-%dT%H")
    select = (
        "SELECT source_id, sum(records) - sum(letters) AS articles, sum(letters) AS letters FROM source_hours WHERE hour > ?"
        " GROUP BY source_id ORDER BY 2 DESC, 1 LIMIT ?"
    )
    return rows(db, select, (since, _MOST_SOURCES))


def hours_chart(found: list[Data]) -> Chart:
    bars = tuple(Bar(_hour(row["hour"]), (row["articles"], row["letters"]), _received(row["hour"])) for row in found)
    return Chart("hours", "Articles per hour of receipt", "Hour (UTC)", ("accepted", "dead letters"), bars)


def _hour(hour: str) -> str:
    return f"{hour[:10]} {hour[11:]}:00"


def _received(hour: str) -> str:
    end = datetime.fromisoformat(f"{hour}:00:00+00:00") + timedelta(hours=1)
    return f"/articles?since={hour}:00:00Z&until={end:%Y-%m-%dT%H}:00:00Z"


def _back(day: str, days: int) -> str:
    """The day so many days before; years before 1 are no days."""
    try:
        return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
