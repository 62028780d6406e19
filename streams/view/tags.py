"""The tree of the Media Topics with how many articles are about each, and the articles of one."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Final

from ..core.vocabulary import Topic
from ..vocabulary import load_vocabulary
from .lists import Data, counted, rows

LATEST: Final = 20
"""Articles on the page of a topic; the search has the rest."""


@cache
def vocabulary() -> dict[str, Topic]:
    """The topics that ship with Dateline, by code, read once."""
    return dict(load_vocabulary().topics)


@cache
def children(code: str) -> tuple[Topic, ...]:
    """Topics right below `code`, by name; "": the top level."""
    found = (t for t in vocabulary().values() if (t.broader[0] if t.broader else "") == code)
    return tuple(sorted(found, key=lambda topic: (topic.name, topic.code)))


def name(code: str) -> str:
    """The topic's name; the code itself when another release has named it."""
    topic = vocabulary().get(code)
    return topic.name if topic else code


def tree(db: sqlite3.Connection) -> Data:
    """The top level with the level below it. Counts are of articles; one that is about two topics is counted with both."""
    found = _counts(db)
    branches = [_node(t, found) | {"below": [_node(c, found) for c in children(t.code) if found.get(c.code)]} for t in children("")]
    foreign = [{"code": code, "name": code, "articles": n} for code, n in sorted(found.items()) if code not in vocabulary()]
    return {"branches": branches, "foreign": foreign[:100]}


def topic(db: sqlite3.Connection, code: str) -> Data | None:
    """One topic: where it stands, what is below it, its latest articles. None: nobody knows it."""
    found = _counts(db)
    known = vocabulary().get(code)
    if known is None and code not in found:
        return None
    latest = (
        "SELECT t.relevance, a.article_id, a.headline, a.source_id, a.source_name, a.day, a.anchor_source, a.received_at, a.pub_status,"
        " a.dropped, a.repairs, substr(a.body, 1, 200) AS opening"
        " FROM article_tags t CROSS JOIN articles a ON a.article_id = t.article_id WHERE t.code = ? ORDER BY t.received_at DESC, t.article_id LIMIT ?"
    )
    return {
        "code": code,
        "name": known.name if known else code,
        "path": [{"code": c, "name": name(c)} for c in reversed(known.broader)] if known else [],
        "retired": known is not None and known.retired,
        "articles": counted(db, "FROM article_tags WHERE code = ?", [code]),
        "below": [_node(t, found) for t in children(code)],
        "rows": [row | {"hits": None} for row in rows(db, latest, (code, LATEST))],
    }


def _node(found: Topic, counts: dict[str, int]) -> Data:
    return {"code": found.code, "name": found.name, "articles": counts.get(found.code, 0), "more": bool(children(found.code))}


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT code, sum(articles) FROM tag_days GROUP BY code").fetchall())
