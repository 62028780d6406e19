"""The view's SQLite file: made, checked, filled. One writer; rows and the offsets they came from are one transaction."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .records import Incoming, UnreadableError
from .upserts import UPSERTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APPLICATION_ID: Final = 0x446C6E65
"""`Dlne`, in the header of the file: no other program's database is ever rebuilt by mistake."""
FORMAT: Final = 8
"""Format of the tables; a file of another format is rebuilt from the topics."""
SOURCE_DAYS: Final = 35
"""Days before the latest receipt for which it is kept how much came from whom: as long as the feed keeps its records, and a little."""
KEPT_EVENTS: Final = 5_000
"""Numbers of events, back from the last one, that are kept for followers who come back (`live.MOST_REPLAYED` of them are given)."""
_KEPT_UNREADABLE: Final = 1_000
# what a hostile value can provoke inside a guarded upsert: numbers beyond 64 bits, text that no encoding carries
_BAD_VALUES: Final = (UnreadableError, OverflowError, UnicodeError, sqlite3.DataError, sqlite3.IntegrityError)


class StoreError(Exception):
    """The file cannot be used; the text names the cure."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records by topic role (`articles`, `mentions`, …), and where to read on, per (topic, partition)."""

    records: tuple[tuple[str, Incoming], ...]
    positions: dict[tuple[str, int], int]


class Store:
    """The writing side: one connection, one transaction at a time. Pages have their own connections (`database.Database`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.withdrawn = 0
        """How often text was taken away since the start; whoever keeps something that was read looks at it."""
        self._forgotten, self._taken = 0, False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            msg = f"{path} cannot be used as the view's database ({error}). Delete it or set DATELINE_DATABASE to another file."
            raise StoreError(msg) from error

    @property
    def forgetful(self) -> bool:
        """Whether text was taken away since the last `forget`."""
        return self.withdrawn > self._forgotten

    def close(self) -> None:
        self._db.close()

    def _prepare(self) -> None:
        db = self._db
        owner = db.execute("PRAGMA application_id").fetchone()[0]
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            msg = f"{self.path} is another program's database. Set DATELINE_DATABASE to a file of its own."
            raise StoreError(msg)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # a lost tail is read again: the offsets are lost with it
        db.execute("PRAGMA secure_delete = ON")  # erased text is overwritten, not only unlinked
        if not tables or db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            self.rebuild({})

    def identity(self) -> dict[str, str]:
        """Which cluster, topics and moment the rows are from: names are the reader's."""
        return dict(self._db.execute("SELECT name, value FROM identity"))

    def identify(self, identity: Mapping[str, str]) -> None:
        with self._transaction() as db:
            db.executemany("REPLACE INTO identity (name, value) VALUES (?, ?)", identity.items())

    def positions(self) -> dict[tuple[str, int], int]:
        return {(t, p): n for t, p, n in self._db.execute("SELECT topic, partition, next FROM positions")}

    def rebuild(self, identity: Mapping[str, str]) -> None:
        """Everything away and the tables made anew, in one transaction: whoever reads meanwhile sees the old or the empty ones."""
        here = resources.files(__package__)
        schema = "".join(here.joinpath(name).read_text("utf-8") for name in ("schema.sql", "derived.sql"))
        with self._transaction() as db:
            for kind, name in self._own_objects():
                db.execute(f'DROP {kind} IF EXISTS "{name}"')
            for statement in _statements(schema):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {FORMAT}")
        # events count from one again: who followed the old ones has to notice
        self.identify({"epoch": secrets.token_hex(4), **identity})
        self.withdrawn += 1

    def _own_objects(self) -> list[tuple[str, str]]:
        """Triggers first, then tables; the shadow tables of a search index go with it."""
        rows = self._db.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'table') AND name NOT GLOB '*_fts_*'"
            " AND name NOT GLOB 'sqlite_*' ORDER BY type = 'table'"
        )
        return [(str(kind), str(name)) for kind, name in rows]

    def trim(self, firsts: Mapping[tuple[str, int], int]) -> None:
        """Forget what the broker has forgotten: readings and dead letters before the first offset that is left of their partition.

        For topics that delete by age only. On a compacted topic a low offset says nothing of age, and its rows stay.
        """
        with self._transaction() as db:
            db.execute(
                "DELETE FROM source_hours WHERE hour < (SELECT date(max(hour) || ':00', ?) FROM source_hours)", (f"-{SOURCE_DAYS} days",)
            )
            for (topic, partition), first in firsts.items():
                for table in ("versions", "deadletters"):
                    delete = f"DELETE FROM {table} WHERE at_topic = ? AND at_partition = ? AND at_offset < ?"  # noqa: S608 - our own tables
                    self._taken |= db.execute(delete, (topic, partition, first)).rowcount > 0

    def apply(self, batch: Batch) -> int:
        """Rows and positions of a batch in one transaction; returns how many records could not be read."""
        bad = 0
        with self._transaction() as db:
            for role, record in batch.records:
                bad += not self._apply_one(role, record)
            db.execute("DELETE FROM events WHERE seq <= (SELECT max(seq) FROM events) - ?", (KEPT_EVENTS,))
            db.executemany(
                "REPLACE INTO positions (topic, partition, next) VALUES (?, ?, ?)",
                [(topic, partition, n) for (topic, partition), n in batch.positions.items()],
            )
        return bad

    def _apply_one(self, role: str, record: Incoming) -> bool:
        db = self._db
        db.execute("SAVEPOINT record")
        try:
            self._taken |= UPSERTS[role](db, record)
        except _BAD_VALUES as error:
            db.execute("ROLLBACK TO record")
            self._note_unreadable(record, str(error)[:500])
            return False
        finally:
            db.execute("RELEASE record")
        return True

    def _note_unreadable(self, record: Incoming, reason: str) -> None:
        count = int(self.identity().get("unreadable", "0")) + 1
        self._db.execute("REPLACE INTO identity (name, value) VALUES ('unreadable', ?)", (str(count),))
        if count <= _KEPT_UNREADABLE:
            clean = reason.encode("utf-8", "replace").decode()
            self._db.execute("REPLACE INTO unreadable (topic, partition, offset, reason) VALUES (?, ?, ?, ?)", (*record.at, clean))

    def forget(self) -> None:
        """Withdrawn text out of the write-ahead log and the search index, so that the file's bytes do not hold it either.

        It may take a second per 100,000 articles, so the reader calls it when nothing else is to do.
        """
        with self._lock:
            for index in ("articles_fts", "actors_fts"):
                self._db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - our own tables
            with closing(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")) as cursor:
                cursor.fetchall()
            self._forgotten = self.withdrawn

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            # not before: what is read until then may hold it
            self.withdrawn += self._taken
            self._taken = False


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
