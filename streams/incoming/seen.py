"""What `dateline watch` remembers: entries and files that are on the topic, and what a feed's server said last. A small SQLite file.

It is written after the broker's acknowledgement, never before: whatever ends the process, nothing counts as sent that was not.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KEPT_SECONDS = 90 * 86_400.0
"""How long an entry is remembered that its feed no longer shows; should it come back, it is a repeat."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, failures INTEGER NOT NULL, due REAL NOT NULL, gone INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    feed TEXT NOT NULL, entry TEXT NOT NULL, fingerprint TEXT NOT NULL, updated TEXT, at REAL NOT NULL, PRIMARY KEY (feed, entry)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID;
"""


class SeenError(Exception):
    """The file cannot be used; the text names the cure."""


@dataclass(frozen=True, slots=True)
class FeedState:
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    """In a row."""
    due: float = 0.0
    """When to ask again, in seconds since 1970."""
    gone: bool = False
    """The server said that it will never come back."""


class Seen:
    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            msg = f"{path} cannot be used to remember what was sent ({error}). Name another file with --state."
            raise SeenError(msg) from error

    def feed(self, url: str) -> FeedState:
        row = self._db.execute("SELECT etag, modified, failures, due, gone FROM feeds WHERE url = ?", (url,)).fetchone()
        return FeedState(row[0], row[1], row[2], row[3], bool(row[4])) if row else FeedState()

    def keep_feed(self, url: str, state: FeedState) -> None:
        values = (url, state.etag, state.modified, state.failures, state.due, state.gone)
        self._db.execute("REPLACE INTO feeds (url, etag, modified, failures, due, gone) VALUES (?, ?, ?, ?, ?, ?)", values)

    def entry(self, feed: str, key: str) -> tuple[str, str | None] | None:
        """(fingerprint, time of its change as given) of what was sent last."""
        row = self._db.execute("SELECT fingerprint, updated FROM entries WHERE feed = ? AND entry = ?", (feed, key)).fetchone()
        return (str(row[0]), row[1]) if row else None

    def keep_entries(self, feed: str, sent: Iterable[tuple[str, str, str | None]], now: float) -> None:
        """(key, fingerprint, time of change) of each, at once or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "REPLACE INTO entries (feed, entry, fingerprint, updated, at) VALUES (?, ?, ?, ?, ?)", [(feed, *one, now) for one in sent]
        )
        self._db.execute("COMMIT")

    def still_there(self, feed: str, keys: Iterable[str], now: float) -> None:
        """These are in the feed today; what no feed has shown for KEPT_SECONDS is forgotten."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("UPDATE entries SET at = ? WHERE feed = ? AND entry = ?", [(now, feed, key) for key in keys])
        self._db.execute("DELETE FROM entries WHERE at < ?", (now - KEPT_SECONDS,))
        self._db.execute("COMMIT")

    def file(self, path: str) -> tuple[int, int] | None:
        """(size, time of change in nanoseconds) when it was sent."""
        row = self._db.execute("SELECT size, changed FROM files WHERE path = ?", (path,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def keep_file(self, path: str, size: int, changed: int) -> None:
        self._db.execute("REPLACE INTO files (path, size, changed) VALUES (?, ?, ?)", (path, size, changed))

    def close(self) -> None:
        self._db.close()
