"""Articles found by words, actors, tag, day, date, source, status and time of receipt: all of it in the address.

The rarest condition leads through its index, in the order in which the page shows them; the others are looked up row by row. So a page of fifty is
read and not a million sorted. Words lead in the order in which articles came here, everything else in that of receipt; they lead unless something
else is so rare that its articles are sooner asked for the words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ..core.moments import as_time, moment
from . import tags
from .lists import ARTICLE_COLUMNS, HIT, LAST_PAGE, MOST_COUNTED, PAGE_ROWS, Data, clean_query, counted, fts_query, rows, totals

MOST_ACTORS: Final = 5
"""Actors that an article may be asked to name together."""
MOST_SOURCES: Final = 200
"""Sources that the form offers."""
FIELDS: Final = ("q", "status", "source", "tag", "story", "day", "date", "since", "until")
"""Of the form, beside the actors."""
NO_DATE: Final = "none"
STATUSES: Final = ("usable", "withheld", "canceled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fields of the form, as given; empty: any."""

    q: str = ""
    status: str = ""
    source: str = ""
    actors: tuple[str, ...] = ()
    """Ids of actors that it names, all of them."""
    tag: str = ""
    """Code of a Media Topic that it is about, or a topic below it."""
    story: str = ""
    """Id of an article: those that tell the same story, itself among them."""
    day: str = ""
    """The article's own day, or `none`."""
    date: str = ""
    """A day that its text names."""
    since: str = ""
    until: str = ""
    """Times of receipt: from, and before."""

    @property
    def query(self) -> list[tuple[str, str]]:
        """For links to the same choice."""
        return [("actor", id_) for id_ in self.actors] + [(name, getattr(self, name)) for name in FIELDS if getattr(self, name)]

    @property
    def unclear(self) -> list[str]:
        """Fields that say something which nobody understands: no article fits them."""
        return [name for name in ("since", "until") if getattr(self, name) and moment(getattr(self, name)) is None]


def wanted(given: Mapping[str, str], actors: Sequence[str]) -> Wanted:
    fields = {name: clean_query(given.get(name, "")) for name in FIELDS}
    chosen = tuple(dict.fromkeys(id_ for id_ in (a[:2_000].encode("utf-8", "replace").decode() for a in actors) if id_))
    return Wanted(actors=chosen[:MOST_ACTORS], **fields)


_LEADS: Final[dict[str, tuple[str, str, str]]] = {
    "q": ("articles_fts f", "a.id = f.rowid", "f.rowid DESC"),
    "actor": ("mentions m", "a.article_id = m.article_id", "m.received_at DESC, m.article_id"),
    "date": ("article_dates d", "a.article_id = d.article_id", "d.received_at DESC, d.article_id"),
    "tag": ("article_tags t", "a.article_id = t.article_id", "t.received_at DESC, t.article_id"),
    # no index has both: the few articles of a story are sorted
    "story": ("articles a", "", "+a.received_at DESC, a.article_id"),
    "": ("articles a", "", "a.received_at DESC, a.article_id"),
}
"""What leads: its table, how an article `a` is joined to it, its order."""
_ALIASES: Final = {"actor": "m", "date": "d", "tag": "t"}
_OF_STORY: Final = "SELECT article_id FROM stories WHERE story = (SELECT story FROM stories WHERE article_id = ?)"
_MOST_ASKED: Final = 2_000
"""Articles that are looked for in the list of a word, where all of it may be a hundred times as long."""


@dataclass(slots=True)
class _Conditions:
    lead: str
    found: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    @property
    def alias(self) -> str:
        """Of whatever has the article's id and time of receipt."""
        return _ALIASES.get(self.lead, "a")

    def add(self, condition: str, *given: Any) -> None:  # noqa: ANN401 - what SQLite takes
        self.found.append(condition)
        self.values.extend(given)


class Lead(NamedTuple):
    """The condition that leads: `kind` as in `_LEADS`, and its value."""

    kind: str
    value: str = ""
    articles: int = MOST_COUNTED
    """How many it has, counted no further than can be paged through."""


def statement(which: Wanted, by: Lead) -> tuple[str, str, str, list[Any]]:
    """FROM and WHERE to count by, the same with the article `a`, ORDER BY, values."""
    lead, leader, _ = by
    others = [actor for actor in which.actors if (lead, leader) != ("actor", actor)]
    use = _Conditions(lead)
    if lead == "q":
        use.add("articles_fts MATCH ?", leader)
    elif lead == "actor":
        use.add("m.actor_id = ? AND m.gone = 0", leader)
    elif lead == "date":
        use.add("d.first_day = ? AND d.last_day = ?", leader, leader)
    elif lead == "tag":
        use.add("t.code = ?", leader)
    _others(which, others, use)
    _plain(which, use)
    table, joined, order = _LEADS[lead]
    where = f" WHERE {' AND '.join(use.found)}" if use.found else ""
    whole = f"FROM {table} CROSS JOIN articles a ON {joined}{where}" if joined else f"FROM {table}{where}"
    # rows of articles are long: they are left alone where nothing is asked of them
    return (whole if re.search(r"\ba\.", where) else f"FROM {table}{where}"), whole, order, use.values


def _rarest(db: sqlite3.Connection, which: Wanted) -> Lead:
    """What has the fewest articles beside the words; counted only where there is a choice to be made."""
    ways = [("actor", "mentions WHERE actor_id = ? AND gone = 0", actor) for actor in which.actors]
    ways += [("date", "article_dates WHERE first_day = ? AND last_day = ?1", which.date)] if which.date else []
    ways += [("tag", "article_tags WHERE code = ?", which.tag)] if which.tag else []
    ways += [("story", f"({_OF_STORY})", which.story)] if which.story else []
    ways += [("", "articles WHERE source_id = ?", which.source)] if which.source else []
    ways += [("", "articles WHERE day IS ?", which.day)] if which.day not in {"", NO_DATE} else []
    if len(ways) == 1 and not which.q:
        return Lead(ways[0][0], ways[0][2])
    found = [Lead(kind, value, counted(db, f"FROM {rows_}", [value])) for kind, rows_, value in ways]
    return min(found, key=lambda way: way.articles, default=Lead(""))


def _few(db: sqlite3.Connection, which: Wanted, match: str, by: Lead) -> list[int]:
    """All articles found, in order, where `by` is so rare that its articles are sooner looked for in the lists of the words."""
    _, from_where, order, values = statement(which, by)
    ids = [row[0] for row in db.execute(f"SELECT a.id {from_where} ORDER BY {order}", values)]
    some = f"rowid BETWEEN ? AND ? AND +rowid IN ({', '.join('?' * len(ids))})"
    select = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND {some}"  # noqa: S608 - our own words
    said = {row[0] for row in db.execute(select, (match, min(ids), max(ids), *ids))} if ids else set()
    return [id_ for id_ in ids if id_ in said]


def _others(which: Wanted, actors: list[str], use: _Conditions) -> None:
    """What does not lead is looked up by the article's id."""
    id_ = f"{use.alias}.article_id"
    for actor in actors:
        use.add(f"EXISTS (SELECT 1 FROM mentions o WHERE o.article_id = {id_} AND o.actor_id = ? AND o.gone = 0)", actor)  # noqa: S608 - our own words
    if which.date and use.lead != "date":
        dated = f"EXISTS (SELECT 1 FROM article_dates o WHERE (o.article_id, o.first_day, o.last_day) = ({id_}, ?, ?))"  # noqa: S608 - our own words
        use.add(dated, which.date, which.date)
    if which.tag and use.lead != "tag":
        use.add(f"EXISTS (SELECT 1 FROM article_tags o WHERE (o.article_id, o.code) = ({id_}, ?))", which.tag)  # noqa: S608 - our own words
    if which.story:
        use.add(f"{id_} IN ({_OF_STORY})", which.story)


def _plain(which: Wanted, use: _Conditions) -> None:
    """Conditions on columns of the article; the time of receipt on that of the index that leads."""
    for column, value in (("pub_status", which.status), ("source_id", which.source)):
        if value:
            use.add(f"a.{column} = ?", value)
    if which.day:
        use.add("a.day IS ?", None if which.day == NO_DATE else which.day)
    for test, given in ((">=", which.since), ("<", which.until)):
        if found := moment(given):
            use.add(f"{use.alias}.received_at {test} ?", as_time(found))
        elif given:
            use.add("0")


def articles(db: sqlite3.Connection, which: Wanted, page: int) -> Data:
    """`hits` of a row is an excerpt cut at the words that were searched: every second piece is one of them."""
    match, rarest = fts_query(which.q), _rarest(db, which)
    few = _few(db, which, match, rarest) if match and rarest.articles <= _MOST_ASKED else None
    to_count, from_where, order, values = statement(which, Lead("q", match) if match else rarest)
    plain = not which.query or [name for name, _ in which.query] == ["status"]
    by_status = totals(db, "articles")
    if plain:
        total = by_status.get(which.status, 0) if which.status else sum(by_status.values())
    else:
        total = counted(db, to_count, values) if few is None else len(few)
    pages = min(LAST_PAGE, max(1, -(-total // PAGE_ROWS)))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE_ROWS
    # which rows first, from short columns; then the long ones of this page alone
    select = f"SELECT a.id {from_where} ORDER BY {order} LIMIT ? OFFSET ?"
    ids = [row[0] for row in db.execute(select, (*values, PAGE_ROWS, start))] if few is None else few[start : start + PAGE_ROWS]
    hits = _hits(db, match, ids)
    return {
        **{name: getattr(which, name) for name in (*FIELDS, "actors")},
        "unclear": which.unclear,
        "names": _names(db, which),
        "sources": sources(db),
        "total": min(total, MOST_COUNTED) if not plain else total,
        "more": not plain and total > MOST_COUNTED,
        "page_number": page,
        "pages": pages,
        "rows": [row | {"hits": hits.get(id_)} for id_ in ids for row in _row(db, id_)],
    }


def _row(db: sqlite3.Connection, id_: int) -> list[Data]:
    return rows(db, f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE a.id = ?", (id_,))  # noqa: S608


def _hits(db: sqlite3.Connection, match: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Excerpts of these articles. Asked for all at once: for the beginning of a word the index puts together, each time it is asked, the
    lists of all words that begin so."""
    select = (
        f"SELECT rowid, snippet(articles_fts, -1, '{HIT}', '{HIT}', '…', 24) FROM articles_fts WHERE articles_fts MATCH ?"  # noqa: S608
        f" AND rowid BETWEEN ? AND ? AND +rowid IN ({', '.join('?' * len(ids))})"
    )
    if not match or not ids:
        return {}
    return {id_: str(text).split(HIT) for id_, text in db.execute(select, (match, min(ids), max(ids), *ids))}


def _names(db: sqlite3.Connection, which: Wanted) -> Data:
    def named(select: str, id_: str) -> str:
        found = db.execute(select, (id_,)).fetchone()
        return str((found and found[0]) or id_)

    return {
        "tag": tags.name(which.tag) if which.tag else "",
        "story": named("SELECT headline FROM articles WHERE article_id = ?", which.story),
        "actors": [named("SELECT name FROM actors WHERE actor_id = ?", id_) for id_ in which.actors],
    }


def sources(db: sqlite3.Connection) -> list[str]:
    """The first names of sources, from one to the next in the index: `DISTINCT` would read all of it."""
    select = (
        "WITH RECURSIVE s (id) AS (SELECT min(source_id) FROM articles UNION ALL"
        " SELECT (SELECT min(source_id) FROM articles WHERE source_id > s.id) FROM s WHERE s.id IS NOT NULL LIMIT ?)"
        " SELECT id FROM s WHERE id IS NOT NULL"
    )
    return [row[0] for row in db.execute(select, (MOST_SOURCES,))]
