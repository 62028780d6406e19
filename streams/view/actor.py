"""Queries behind the page of an actor: its row, its days, the sentences that mention it, and whom and what it is mentioned with."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any, Final

import orjson

from . import company
from .charts import Bar, Chart
from .details import place_of
from .lists import MOST_COUNTED, Data, number, rows
from .marks import actor_path

ARTICLES: Final = 25
"""Articles on one page of an actor."""
SPANS: Final = (30, 90, 365)
"""Days that the chart may show."""
PARTS: Final = {"": "", "source": " AND as_source > 0", "subject": " AND named + nominal + pronoun > as_source"}
"""Whether articles are shown in which the actor says something, or in which something is said of it."""
MOST_TEXTS: Final = 30_000
"""Articles up to which different texts and stories are counted: beyond that it takes longer than a page may."""
TOLD: Final = "count(DISTINCT coalesce(m.text_sha256, m.article_id)) AS texts, count(DISTINCT coalesce(s.story, m.article_id)) AS stories"
"""Columns of `OF_ACTOR`; an article that is not read yet is a story of its own."""
OF_ACTOR: Final = "mentions m LEFT JOIN stories s ON s.article_id = m.article_id WHERE m.actor_id = ? AND m.gone = 0"
_NOT_COUNTED: Final[Data] = {"texts": None, "stories": None}
_MOST_SENTENCES: Final = 8  # of one article; the article has the rest
_LAST_PAGE: Final = MOST_COUNTED // ARTICLES
_SUMMED: Final = ("articles", "named", "nominal", "pronoun", "as_source", "sourced")
_SUMS: Final = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in _SUMMED)
_SHOWN: Final = ("article_id", "headline", "opening", "day", "anchor_source", "source_id", "received_at", "named", "nominal", "pronoun", "as_source")  # fmt: skip


def actor(db: sqlite3.Connection, actor_id: str, page: int, day: str = "", part: str = "", span: int = SPANS[0]) -> Data | None:  # noqa: PLR0913, PLR0917 - the address
    """The row of `news.actors`, what `news.mentions` adds up to beside it, and the sentences. None when neither knows the id.

    `day` (or `none`) and `part` choose articles; `span` is how many days the chart shows.
    """
    found, sums = rows(db, "SELECT * FROM actors WHERE actor_id = ?", (actor_id,)), _sums(db, actor_id)
    if not found and not sums["articles"]:
        return None
    named = rows(db, "SELECT name, type FROM mentions WHERE actor_id = ? AND gone = 0 LIMIT 1", (actor_id,))
    part, span = part if part in PARTS else "", span if span in SPANS else SPANS[0]
    where, values = f"actor_id = ? AND gone = 0{PARTS[part]}", [actor_id]
    if day:
        where, values = f"{where} AND day IS ?", [actor_id, None if day == "none" else day]  # type: ignore[list-item]
    total = number(db, f"SELECT count(*) FROM (SELECT 1 FROM mentions WHERE {where} LIMIT {MOST_COUNTED})", values)  # noqa: S608 - our own words
    pages = min(_LAST_PAGE, max(1, -(-total // ARTICLES)))
    page = min(max(page, 1), pages)
    return {
        "actor_id": actor_id,
        **{name: (found or named)[0][name] for name in ("name", "type")},
        "row": _row(found[0]) if found else None,
        "sums": sums,
        "day": day,
        "part": part,
        "span": span,
        "days": days(db, actor_id, sums["last_seen"], span),
        "total": total,
        "page_number": page,
        "pages": pages,
        "articles": _mentioning(db, where, values, page),
    } | company.company(db, actor_id)


def _sums(db: sqlite3.Connection, actor_id: str) -> Data:
    (sums,) = rows(
        db,
        f"SELECT {_SUMS}, min(nullif(day, '')) AS first_seen, max(nullif(day, '')) AS last_seen,"  # noqa: S608 - columns of ours
        " coalesce(sum(articles) FILTER (WHERE day = ''), 0) AS undated FROM actor_days WHERE actor_id = ?",
        (actor_id,),
    )
    return sums | (rows(db, f"SELECT {TOLD} FROM {OF_ACTOR}", (actor_id,))[0] if sums["articles"] <= MOST_TEXTS else _NOT_COUNTED)  # noqa: S608


def days(db: sqlite3.Connection, actor_id: str, last: str | None, span: int) -> list[Data]:
    """One row for each day of the `span` up to the last one seen, and one for no date, whose `day` is "". `texts` and `stories` are None in
    all of them where there are too many to count."""
    shown = _days_to(last, span) if last else []
    between = (actor_id, shown[0] if shown else "", shown[-1] if shown else "")
    sums = f"SELECT day, {', '.join(_SUMMED)} FROM actor_days WHERE actor_id = ? AND (day BETWEEN ? AND ? OR day = '')"  # noqa: S608
    found = {row["day"]: row for row in rows(db, sums, between)}
    none: Data = dict.fromkeys(_SUMMED, 0)
    counted = sum(row["articles"] for row in found.values()) <= MOST_TEXTS
    told, untold = (_told(db, between), {"texts": 0, "stories": 0}) if counted else ({}, _NOT_COUNTED)
    return [none | found.get(day, {}) | {"day": day} | told.get(day, untold) for day in (*shown, "")]


def _told(db: sqlite3.Connection, between: tuple[str, str, str]) -> dict[str, Data]:
    """Different texts and stories by day, and of no date."""
    by_day = rows(db, f"SELECT m.day, {TOLD} FROM {OF_ACTOR} AND m.day BETWEEN ? AND ? GROUP BY m.day", between)  # noqa: S608
    undated = rows(db, f"SELECT '' AS day, {TOLD} FROM {OF_ACTOR} AND m.day IS NULL", between[:1])  # noqa: S608
    return {row.pop("day"): row for row in by_day + undated}


def _days_to(last: str, span: int) -> list[str]:
    try:
        end = date.fromisoformat(last)
        return [(end - timedelta(days=back)).isoformat() for back in reversed(range(span))]
    except (ValueError, OverflowError):  # a day that no calendar has
        return [last]


def charts(actor_id: str, found: list[Data]) -> list[Chart]:
    """Articles with the stories that they are, and mentions by form; the bar of what has no date stands apart."""

    def drawn(id_: str, title: str, series: tuple[str, ...], values: Any) -> Chart:  # noqa: ANN401 - the lambdas below
        bars = [
            Bar(row["day"] or "no date", values(row), f"{actor_path(actor_id)}?day={row['day'] or 'none'}", not row["day"]) for row in found
        ]
        return Chart(id_, title, "Day", series, tuple(bars))

    if any(row["stories"] is None for row in found):
        articles = drawn("articles", "Articles per day", ("articles",), lambda row: (row["articles"],))
    else:
        again = ("stories", "a story again")
        articles = drawn("articles", "Articles per day", again, lambda row: (row["stories"], row["articles"] - row["stories"]))
    return [
        articles,
        drawn(
            "mentions", "Mentions per day", ("named", "by noun", "by pronoun"), lambda row: (row["named"], row["nominal"], row["pronoun"])
        ),
    ]


def _row(row: Data) -> Data:
    kept = ("actor_id", "name", "type", "wikidata", "country", "articles", "named", "nominal", "pronoun", "as_source")
    return {name: row[name] for name in kept} | {
        "provisional": bool(row["provisional"]),
        "months": orjson.loads(row["months"]),
        "undated": orjson.loads(row["undated"]),
        "at": place_of(row, "at_"),
    }


def _mentioning(db: sqlite3.Connection, where: str, values: list[str], page: int) -> list[Data]:
    found = rows(
        db,
        "SELECT *, (SELECT substr(body, 1, 200) FROM articles a WHERE a.article_id = m.article_id) AS opening FROM mentions m"  # noqa: S608
        f" WHERE {where} ORDER BY day DESC, received_at DESC, article_id LIMIT ? OFFSET ?",
        [*values, ARTICLES, (page - 1) * ARTICLES],
    )
    out = []
    for row in found:
        sentences, spans = orjson.loads(row["sentences"]), orjson.loads(row["spans"])
        for sentence in sentences:
            sentence["spans"] = [_within(s, sentence) for s in spans if s["sentence"] == sentence["index"]]
        more = len(sentences) - _MOST_SENTENCES
        out.append(
            {n: row[n] for n in _SHOWN} | {"sentences": sentences[:_MOST_SENTENCES], "more": max(0, more), "at": place_of(row, "at_")}
        )
    return out


def _within(span: Data, sentence: Data) -> Data:
    """A span of the article as one of its sentence."""
    return span | {"start": span["start"] - sentence["start"], "end": span["end"] - sentence["start"]}
