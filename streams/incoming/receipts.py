"""What was answered to a request that bore an `Idempotency-Key`: the same request, sent again, gets the same answer and sends nothing.

Forgetting costs little: an article that is sent twice is a repeat, which changes nothing.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEPT_SECONDS = 24 * 3600.0
MOST_KEPT = 100_000
"""Answers; with 200 bytes each, 20 MB."""


class ReceiptsError(Exception):
    """The file cannot be used; the text names the cure."""


class Receipts:
    """A small SQLite file. `clock` is in seconds since 1970. One thread at a time."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS receipts (key TEXT PRIMARY KEY, request TEXT NOT NULL, answer BLOB NOT NULL, at REAL NOT NULL)"
                " WITHOUT ROWID"
            )
            self._db.execute("CREATE INDEX IF NOT EXISTS receipts_at ON receipts (at)")
        except (sqlite3.Error, OSError) as error:
            msg = f"{path} cannot be used to remember requests ({error}). Delete it, or set DATELINE_DATA_DIR to another folder."
            raise ReceiptsError(msg) from error

    def find(self, key: str) -> tuple[str, bytes] | None:
        """(fingerprint of the request, answer), for 24 hours."""
        found = self._db.execute("SELECT request, answer FROM receipts WHERE key = ? AND at > ?", (key, self._clock() - KEPT_SECONDS))
        row = found.fetchone()
        return (str(row[0]), bytes(row[1])) if row else None

    def keep(self, key: str, request: str, answer: bytes) -> None:
        now = self._clock()
        self._db.execute("REPLACE INTO receipts (key, request, answer, at) VALUES (?, ?, ?, ?)", (key, request, answer, now))
        self._db.execute("DELETE FROM receipts WHERE at <= ?", (now - KEPT_SECONDS,))
        newest = "SELECT at FROM receipts ORDER BY at DESC LIMIT 1 OFFSET ?"
        self._db.execute(f"DELETE FROM receipts WHERE at <= ({newest})", (MOST_KEPT,))  # noqa: S608 - our own words

    def close(self) -> None:
        self._db.close()
