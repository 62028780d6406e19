"""Entries of a partition's state on the local disk, for ledgers that outgrow memory: a dictionary of bytes in a nameless SQLite file.

The file is a cache. Its name is taken away as soon as it is open, so a worker that is killed leaves nothing behind; what it holds is
read anew from the changelog whenever the partition is taken. Nothing in it has to survive, so nothing is journalled or synced.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import weakref
from collections.abc import ItemsView, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHE_KIB = 4096
"""Memory for pages, each partition: some 10,000 entries of 0.4 kB."""


class Items(ItemsView[str, bytes]):
    def __init__(self, entries: DiskEntries, db: sqlite3.Connection) -> None:
        super().__init__(entries)
        self._db = db

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self._db.execute("SELECT key, value FROM entries ORDER BY key"))


class DiskEntries(MutableMapping[str, bytes]):
    """Behaves as a dict, in the order of keys. Memory does not grow with the entries."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="state-", suffix=".sqlite", dir=folder)
        os.close(handle)
        # one transaction that never ends: a commit after each write would cost more than the write
        self._db = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{CACHE_KIB}"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute("BEGIN EXCLUSIVE")
        self._db.execute("CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        Path(name).unlink()
        self._count = 0
        # with the last reference, which may be that of an event that is still under way when its partition leaves
        weakref.finalize(self, self._db.close)

    def __getitem__(self, key: str) -> bytes:
        found = self._db.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        return bytes(found[0])

    def __setitem__(self, key: str, value: bytes) -> None:
        if self._db.execute("INSERT OR IGNORE INTO entries VALUES (?, ?)", (key, value)).rowcount:
            self._count += 1
        else:
            self._db.execute("UPDATE entries SET value = ? WHERE key = ?", (value, key))

    def __delitem__(self, key: str) -> None:
        if not self._db.execute("DELETE FROM entries WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)
        self._count -= 1

    def __contains__(self, key: object) -> bool:
        return self._db.execute("SELECT 1 FROM entries WHERE key = ?", (key,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._db.execute("SELECT key FROM entries ORDER BY key"))

    def items(self) -> Items:
        """In one pass, where a dict's own way would look each key up."""
        return Items(self, self._db)

    def __len__(self) -> int:
        return self._count
