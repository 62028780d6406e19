"""The enriched articles that a filter chooses, one after the other, from one state of the view's file. Withdrawn ones are never among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from .visible import fold

Value = dict[str, Any]

_NEWEST: Final = (
    "(SELECT v.record FROM versions v WHERE (v.article_id, v.rank) = (a.article_id, a.rank) AND v.record IS NOT NULL"
    " ORDER BY v.generation DESC LIMIT 1)"
)
_ENTITIES: Final = (
    "SELECT m.actor_id AS id, m.name, m.type, a.wikidata, a.country, coalesce(a.provisional, 0) AS provisional, m.named, m.nominal, m.pronoun,"
    " m.as_source FROM mentions m LEFT JOIN actors a USING (actor_id) WHERE m.article_id = ? AND m.gone = 0 ORDER BY m.actor_id"
)


class ChoiceError(Exception):
    """What was asked for is not there, or not clear; the text says what is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: any. `since` ≤ day of publication or time of receipt < `until`, as text; `by` says which of the two."""

    since: str | None = None
    until: str | None = None
    by: str = "published"
    actor: str | None = None
    """Id."""
    tag: str | None = None
    """Code; articles with a narrower tag are among them."""
    source: str | None = None

    def where(self) -> tuple[str, list[str]]:
        column = "a.day" if self.by == "published" else "a.received_at"
        conditions, values = ["a.pub_status = 'usable'"], list[str]()
        tests = [(f"{column} >= ?", self.since), (f"{column} < ?", self.until), ("a.source_id = ?", self.source)]
        tests.append(("EXISTS (SELECT 1 FROM mentions m WHERE (m.article_id, m.actor_id) = (a.article_id, ?) AND m.gone = 0)", self.actor))
        for test, value in tests:
            if value is not None:
                conditions.append(test)
                values.append(value)
        return " AND ".join(conditions), values


def chosen(db: sqlite3.Connection, wanted: Wanted) -> Iterator[Value]:
    """Values of `news.enriched/1`, by time of receipt. Where the feed no longer holds the reading (after 30 days) the entities are those
    of `news.mentions`, and everything else that a reading says is missing. Hold the connection in one transaction meanwhile."""
    where, values = wanted.where()
    select = (
        f"SELECT a.article_id, a.record, a.body, {_NEWEST} AS reading FROM articles a WHERE {where} ORDER BY a.received_at, a.article_id"  # noqa: S608 - our own words
    )
    for article_id, record, body, reading in db.execute(select, values):
        value = orjson.loads(reading) if reading else orjson.loads(record) | {"body": body} | _remembered(db, article_id)
        if wanted.tag is None or any(wanted.tag in {tag["code"], *tag["broader"]} for tag in value.get("tags") or ()):
            yield value


def undated(db: sqlite3.Connection, wanted: Wanted) -> int:
    """Articles without a day, which a range of days leaves out."""
    if wanted.by != "published" or (wanted.since is None and wanted.until is None):
        return 0
    where, values = Wanted(actor=wanted.actor, source=wanted.source).where()
    return int(db.execute(f"SELECT count(*) FROM articles a WHERE a.day IS NULL AND {where}", values).fetchone()[0])  # noqa: S608 - as above


def _remembered(db: sqlite3.Connection, article_id: str) -> Value:
    names = ("id", "name", "type", "wikidata", "country", "provisional", "named", "nominal", "pronoun", "as_source")
    entities = [dict(zip(names, row, strict=True)) for row in db.execute(_ENTITIES, (article_id,))]
    return {"entities": [entity | {"provisional": bool(entity["provisional"])} for entity in entities]}


def actor_id(db: sqlite3.Connection, given: str) -> str:
    """The id of the actor of that id or name. Raises ChoiceError when there is none, or several."""
    if db.execute("SELECT 1 FROM actors WHERE actor_id = ?", (given,)).fetchone():
        return given
    wanted = fold(given)
    found = [
        row[0] for row in db.execute("SELECT actor_id, name FROM actors WHERE folded LIKE ? || ' %'", (wanted,)) if fold(row[1]) == wanted
    ]
    if len(found) == 1:
        return str(found[0])
    several = f"several actors are called that: {', '.join(sorted(found)[:10])}" if found else "no actor of that id or name is in the table"
    msg = f"{given!r}: {several}. `dateline actors` lists them."
    raise ChoiceError(msg)


def tag_code(given: str) -> str:
    """`20000638` and `medtop:20000638` are the same."""
    if not given.removeprefix("medtop:").isdecimal():
        msg = f"{given!r} is no code of the Media Topics, such as medtop:20000638."
        raise ChoiceError(msg)
    return f"medtop:{given.removeprefix('medtop:')}"
