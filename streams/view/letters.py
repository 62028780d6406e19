"""Queries behind the pages of dead letters: found by filters that stand in the address, shown one by one, chosen for acting on."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import msgspec
import orjson

from ..core.article import Place
from ..core.deadletter import CURES, DeadLetter, Resolution
from ..core.moments import as_time, moment
from ..replay.letters import Entry, unpacked
from .details import hex_dump
from .lists import LETTERS, Data, clean_query, like, number, paged, rows

MOST_AT_ONCE: Final = 500
"""Letters that one click may act on: what takes longer than a page may take is for the command line."""
HEX_BYTES: Final = 512
_DIGITS: Final = 8  # of an article id that are enough to name it


@dataclass(frozen=True, slots=True)
class Filter:
    """Fields of the form, as given; empty: any. `since` and `until` are days or times, of the receipt of the raw record."""

    q: str = ""
    code: str = ""
    stage: str = ""
    severity: str = ""
    fate: str = ""
    """What became of them: open, replayed or discarded; `state` in the address."""
    source: str = ""
    article: str = ""
    since: str = ""
    until: str = ""

    def where(self) -> tuple[str, list[Any]]:
        conditions, values = [], list[Any]()
        for column, wanted in (("code", self.code), ("stage", self.stage), ("severity", self.severity), ("state", self.fate), ("source_id", self.source)):  # fmt: skip
            if wanted:
                conditions.append(f"{column} = ?")
                values.append(clean_query(wanted))
        if self.fate:
            conditions.append("severity = 'error'")  # what lost nothing is neither open nor done
        for test, given in ((">=", self.since), ("<", self.until)):
            if found := moment(given):
                conditions.append(f"received_at {test} ?")
                values.append(as_time(found))
        if clean_query(self.article):
            conditions.append("article_id GLOB ?")
            hexes = "".join(c for c in self.article if c in "0123456789abcdef")
            values.append(f"{hexes}*" if _DIGITS <= len(hexes) == len(self.article) else clean_query(self.article).translate(_NO_GLOB))
        if clean_query(self.q):
            conditions.append("folded LIKE ? ESCAPE '\\'")
            values.append(like(self.q))
        return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values

    @property
    def unclear(self) -> list[str]:
        """Fields that say something which nobody understands. A list shows then what it would show without; nothing is done by them."""
        return [name for name in ("since", "until") if getattr(self, name) and moment(getattr(self, name)) is None]

    @property
    def query(self) -> dict[str, str]:
        """The fields that say something: for links to the same choice."""
        return {_IN_ADDRESS.get(name, name): value for name, value in asdict(self).items() if value}


def chosen(given: Mapping[str, str]) -> Filter:
    """What the address or a form says of the letters that are meant."""
    return Filter(**{f.name: clean_query(given.get(_IN_ADDRESS.get(f.name, f.name), "")) for f in fields(Filter)})


_IN_ADDRESS: Final = {"fate": "state"}
FIELDS: Final = tuple(_IN_ADDRESS.get(f.name, f.name) for f in fields(Filter))
"""By which letters are chosen, as an address or a request names them."""
_AT_PLACE: Final = "(topic, partition, offset) = (?, ?, ?) ORDER BY received_at DESC"
"""The newest first: in a raw topic that was made anew the place names another record."""
_NO_GLOB: Final = str.maketrans("", "", "*?[]")


def dead_letters(db: sqlite3.Connection, wanted: Filter, page: int) -> Data:
    where, values = wanted.where()
    total = number(db, f"SELECT count(*) FROM deadletters {where}", values)  # noqa: S608 - our own columns
    groups = rows(db, "SELECT severity, stage, code, count(*) AS n FROM deadletters GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC")
    fates = dict(db.execute("SELECT state, count(*) FROM deadletters WHERE severity = 'error' GROUP BY 1").fetchall())
    order = "ORDER BY received_at DESC, topic, partition, offset DESC LIMIT ? OFFSET ?"
    return asdict(wanted) | {"groups": groups, "fates": fates} | paged(db, f"{LETTERS} {where} {order}", values, total, page)


def dead_letter(db: sqlite3.Connection, topic: str, partition: int, offset: int) -> Data | None:
    """The letter with its bytes as text (what is not UTF-8 is escaped), the first 512 of them in hex, and where it comes from and went."""
    found = rows(db, f"SELECT * FROM deadletters WHERE {_AT_PLACE}", (topic, partition, offset))  # noqa: S608 - our own columns
    if not found:
        return None
    row = found[0]
    value, key = unpacked(row["value_b64"]), unpacked(row["key_b64"])
    kept = ("stage", "code", "severity", "detail", "article_id", "received_at", "value_sha256", "value_bytes", "replay", "source_id")
    headers = orjson.loads(row["headers"])
    resolution = None if row["resolution"] is None else orjson.loads(row["resolution"])
    return {name: row[name] for name in kept} | {
        "place": _place(row, ""),
        "at": _place(row, "at_"),
        "headers": headers,
        "truncated": bool(row["truncated"]),
        "key": None if key is None else key.decode("utf-8", "backslashreplace"),
        "text": None if value is None else value.decode("utf-8", "backslashreplace"),
        "hex": None if value is None else hex_dump(value[:HEX_BYTES]),
        "hex_more": max(0, len(value or b"") - HEX_BYTES),
        "value_b64": row["value_b64"],
        "cure": CURES.get(row["code"]),
        "attempt": row["attempt"],
        "fate": row["state"],
        "resolution": resolution,
        "replay_of": _replay_of(headers),
        "replay_end": end_of(db, resolution["replay"]) if resolution and resolution["replay"] else None,
    }


def _replay_of(headers: dict[str, str]) -> Data | None:
    """The raw record that this one is a replay of, as its header says."""
    topic, _, rest = headers.get("dateline-replay-of", "").rpartition("/")[0].rpartition("/")
    offset = headers.get("dateline-replay-of", "").rpartition("/")[2]
    fine = topic and rest.isdecimal() and offset.isdecimal() and len(rest) < 10 and len(offset) < 19
    return {"topic": topic, "partition": int(rest), "offset": int(offset)} if fine else None


def end_of(db: sqlite3.Connection, place: Data) -> Data:
    """What a raw record came to, as far as it is known here: `enriched` with its article, a dead letter's code, or `unknown`."""
    at = (place["topic"], place["partition"], place["offset"])
    accepted = rows(db, "SELECT article_id FROM versions WHERE (raw_topic, raw_partition, raw_offset) = (?, ?, ?) LIMIT 1", at)
    if accepted:
        return {"end": "enriched", "article_id": accepted[0]["article_id"]}
    letters = rows(db, f"SELECT code, article_id FROM deadletters WHERE {_AT_PLACE}", at)  # noqa: S608 - our own columns
    return {"end": letters[0]["code"], "article_id": letters[0]["article_id"]} if letters else {"end": "unknown", "article_id": None}


def entries(db: sqlite3.Connection, wanted: Filter | Place) -> list[Entry]:
    """The letters that are meant, the oldest first: one, or what a filter finds, at most MOST_AT_ONCE. Info records are never among them."""
    if isinstance(wanted, Place):
        at = [wanted.topic, wanted.partition, wanted.offset]
        found = rows(db, f"SELECT * FROM deadletters WHERE {_AT_PLACE}", at)[:1]  # noqa: S608 - our own columns
        return [_entry(row) for row in found if row["severity"] == "error"]
    where, values = wanted.where()
    and_ = f"{where} AND severity = 'error'" if where else "WHERE severity = 'error'"
    select = f"SELECT * FROM deadletters {and_} ORDER BY received_at, topic, partition, offset LIMIT {MOST_AT_ONCE}"  # noqa: S608 - our own columns
    return [_entry(row) for row in rows(db, select, values)]


def _entry(row: Data) -> Entry:
    same = ("stage", "code", "severity", "detail", "article_id", "received_at", "value_sha256", "value_bytes", "replay")
    letter = DeadLetter(
        place=Place(row["topic"], row["partition"], row["offset"]),
        key_b64=None,
        headers={},
        value_b64=None,
        truncated=bool(row["truncated"]),
        **{name: row[name] for name in same},
    )
    resolution = None if row["resolution"] is None else msgspec.json.decode(row["resolution"], type=Resolution)
    at = Place(row["at_topic"], row["at_partition"], row["at_offset"])
    return Entry(at, letter, row["source_id"], unpacked(row["key_b64"]), max(row["attempt"], row["attempts"]), resolution)


def _place(row: Data, prefix: str) -> dict[str, Any]:
    return {name: row[f"{prefix}{name}"] for name in ("topic", "partition", "offset")}
