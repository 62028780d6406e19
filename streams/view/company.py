"""What an actor is mentioned with: others, topics, sources, the words it is written in, and the dates in its sentences.

All of it from its latest articles, LATEST at most: the page says so. Whoever is in a million articles is in these too.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Final

import orjson

from ..core.article import NAMED_FORMS
from . import tags
from .lists import Data

LATEST: Final = 200
MOST: Final = 12
MOST_DATES: Final = 40
_ABOUT: Final = 50
"""Relevance of a tag above which it says what an article is about."""

_LATEST: Final = (
    "WITH latest AS MATERIALIZED (SELECT article_id, source_id FROM mentions WHERE actor_id = :actor AND gone = 0"
    " ORDER BY day DESC, received_at DESC, article_id LIMIT :latest)"
)
_ACTORS: Final = f"""{_LATEST}
SELECT f.actor_id, coalesce(a.name, f.name) AS name, coalesce(a.type, f.type) AS type, f.articles FROM (
    SELECT m.actor_id, max(m.name) AS name, max(m.type) AS type, count(*) AS articles
    FROM latest l CROSS JOIN mentions m ON m.article_id = l.article_id WHERE m.gone = 0 AND m.actor_id <> :actor
    GROUP BY m.actor_id ORDER BY 4 DESC, 1 LIMIT :most) f
LEFT JOIN actors a ON a.actor_id = f.actor_id ORDER BY f.articles DESC, f.actor_id
"""  # noqa: S608 - our own words
_TAGS: Final = f"""{_LATEST}
SELECT t.code, count(*) AS articles FROM latest l CROSS JOIN article_tags t ON t.article_id = l.article_id
WHERE t.relevance > :about GROUP BY t.code ORDER BY 2 DESC, 1 LIMIT :most
"""  # noqa: S608
_SOURCES: Final = _LATEST + " SELECT source_id, count(*) AS articles FROM latest GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most"  # noqa: S608
_DATES: Final = f"""{_LATEST}
SELECT d.article_id, d.first_day, d.last_day, d.surface, d.sentences FROM latest l CROSS JOIN article_dates d ON d.article_id = l.article_id
ORDER BY d.first_day, d.last_day, d.article_id
"""  # noqa: S608
_SPANS: Final = (
    _LATEST  # noqa: S608
    + " SELECT m.article_id, m.spans FROM latest l CROSS JOIN mentions m ON (m.article_id, m.actor_id) = (l.article_id, :actor)"
)


def company(db: sqlite3.Connection, actor_id: str) -> Data:
    values = {"actor": actor_id, "latest": LATEST, "most": MOST, "about": _ABOUT}

    def ask(select: str) -> list[Data]:
        return [dict(row) for row in db.execute(select, values)]

    spans = {row["article_id"]: orjson.loads(row["spans"]) for row in ask(_SPANS)}
    return {
        "latest": len(spans),
        "actors": ask(_ACTORS),
        "tags": [row | {"name": tags.name(row["code"])} for row in ask(_TAGS)],
        "sources": ask(_SOURCES),
        "surfaces": surfaces(list(spans.values())),
        "dates": timeline(ask(_DATES), {id_: {span["sentence"] for span in found} for id_, found in spans.items()}),
    }


def surfaces(every: list[list[Data]]) -> list[Data]:
    """The words it is named by and how often, most first; nouns and pronouns are no names."""
    found = Counter(span["surface"] for spans in every for span in spans if span["form"] in NAMED_FORMS)
    return [{"surface": surface, "mentions": n} for surface, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST]]


def timeline(named: list[Data], sentences: dict[str, set[int]]) -> list[Data]:
    """Days that are named in a sentence with the actor, in the order of the calendar, the last MOST_DATES; with one such place each."""
    found: dict[tuple[str, str], Data] = {}
    for row in named:
        shared = [n for n in orjson.loads(row["sentences"]) if n in sentences.get(row["article_id"], ())]
        if shared:
            key = (row["first_day"], row["last_day"])
            first = {
                "first_day": key[0],
                "last_day": key[1],
                "surface": row["surface"],
                "article_id": row["article_id"],
                "sentence": shared[0],
            }
            entry = found.setdefault(key, first | {"articles": 0})
            entry["articles"] += 1
    return list(found.values())[-MOST_DATES:]
