"""Reading the view's file from pages: read-only connections, off the event loop, each query with a deadline."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

QUERY_SECONDS: Final = 3.0
"""Longest time a page's queries may take together; then the page says so."""
_THREADS: Final = 3
_STEPS: Final = 5_000  # virtual machine instructions between two looks at the clock: well under a millisecond

T = TypeVar("T")


class TooSlowError(Exception):
    """A query was ended at its deadline."""


class Database:
    """A few threads with one read-only connection each. Nothing that a page does can write, lock out the reader or run for ever."""

    def __init__(self, path: Path, seconds: float = QUERY_SECONDS, threads: int = _THREADS) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro"
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    async def run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """`query(connection)` in a thread, all of it on one state of the database. Raises TooSlowError."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, query)

    def _run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        db = self._connection()
        deadline = time.monotonic() + self._seconds
        db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            db.execute("BEGIN")
            return query(db)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                msg = f"the query took longer than {self._seconds:g} s"
                raise TooSlowError(msg) from error
            raise
        finally:
            db.set_progress_handler(None, 0)
            db.rollback()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "db", None)
        if connection is None:
            connection = sqlite3.connect(self._uri, uri=True, isolation_level=None, check_same_thread=False, timeout=2)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA query_only = ON")
            self._local.db = connection
            self._opened.append(connection)
        return connection

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        for connection in self._opened:
            connection.close()
