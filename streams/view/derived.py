"""Tags and dates of an article's newest reading → rows that are looked through by tag and by day."""

from __future__ import annotations

import sqlite3
from datetime import date
from itertools import groupby
from typing import Final

import orjson

from ..core.article import Article, Reading, Timex
from .rows import Row

LONGEST_SPAN: Final = 366
"""Days. What is said of "the century" is said of no day in it."""
_FIRST, _LAST = "1000-01-01", "9999-12-31"  # years of four digits compare as text


def derive(db: sqlite3.Connection, article: Article, reading: Reading, row: Row) -> None:
    """Replace what is known of the article, unless a newer reading of it was there before. `row` is the version's own."""
    which = (row["article_id"], row["rank"], row["generation"])
    if row["record"] is None and article.pub_status == "usable":
        return  # its text was withdrawn
    newer = db.execute("SELECT 1 FROM readings WHERE article_id = ? AND (rank, generation) > (?, ?)", which).fetchone()
    if newer is not None:
        return
    forget(db, article.article_id)
    db.execute("INSERT INTO readings (article_id, rank, generation) VALUES (?, ?, ?)", which)
    day, received = article.anchor.day, article.received_at
    relevance: dict[str, int] = {}
    for tag in reading.tags:
        for code in (tag.code, *tag.broader):
            relevance[code] = max(relevance.get(code, 0), tag.relevance)
    insert = "INSERT INTO article_tags (article_id, code, relevance, day, received_at) VALUES (?, ?, ?, ?, ?)"
    db.executemany(insert, [(article.article_id, code[:100], value, day, received) for code, value in relevance.items()])
    insert = (
        "INSERT INTO article_dates (article_id, first_day, last_day, surface, anchor, sentences, start, end, received_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    db.executemany(insert, [(article.article_id, *date, received) for date in dates(article, reading)])


def forget(db: sqlite3.Connection, article_id: str) -> None:
    """Tags and dates go with it, by a trigger."""
    db.execute("DELETE FROM readings WHERE article_id = ?", (article_id,))


def dates(article: Article, reading: Reading) -> list[tuple[str, str, str, str, str, int, int]]:
    """First day, last day, surface, anchor, sentences, and where the first of these is; each span of days once."""
    known = sorted((t for t in reading.timexes if _days(t)), key=lambda t: (*_days(t), t.start))
    out = []
    for (first, last), same in groupby(known, key=_days):
        named = list(same)
        sentences = sorted({t.sentence for t in named})
        at = article.sentences[sentences[0]] if 0 <= sentences[0] < len(article.sentences) else None
        place = (at.start, at.end) if at else (named[0].start, named[0].end)
        out.append((first, last, named[0].surface, named[0].anchor, orjson.dumps(sentences).decode(), *place))
    return out


def _days(timex: Timex) -> tuple[str, ...]:
    """(first, last) when both are days of the calendar, in order and not too far apart; else nothing."""
    first, last = timex.begin, timex.end_day or timex.begin
    if first is None or last is None or not _FIRST <= first <= last <= _LAST or len(first) != 10 or len(last) != 10:
        return ()
    return (first, last) if _apart(first, last) <= LONGEST_SPAN else ()


def _apart(first: str, last: str) -> float:
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return float("inf")
