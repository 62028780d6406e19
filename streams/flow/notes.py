"""Which record is being worked on, noted where a killed process leaves it: a record that kills its worker twice is not read
a third time.

The note is a memory-mapped page (it survives the process, and costs no system call a record); the deaths are counted in a
small file when a worker starts.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = 4096
MAX_DEATHS = 2
MAX_SUSPECTS = 64
"""Oldest first out: more records than that do not kill a worker one after the other without one being met again."""


class CrashNotes:
    """One worker's page and its suspects. Workers on one machine that share a data directory take different slots.

    Raises OSError when the directory cannot be written to.
    """

    def __init__(self, directory: Path, app: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        slot = 0
        while True:
            self._file = (directory / f"{app}-worker-{slot}.page").open("a+b")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # another worker's; any other error would be met at every slot, without end
                self._file.close()
                slot += 1
        self.path = directory / f"{app}-worker-{slot}.page"
        # not `truncate`: a page without its block on the disk ends the process when it is written to and the disk is full
        os.posix_fallocate(self._file.fileno(), 0, PAGE)
        self._page = mmap.mmap(self._file.fileno(), PAGE)
        self._suspects_path = directory / f"{app}-worker-{slot}.suspects"
        self._suspects = self._load()

    def _load(self) -> dict[str, int]:
        """Deaths per record so far, this start's included."""
        try:
            suspects: dict[str, int] = orjson.loads(self._suspects_path.read_bytes())
        except (OSError, ValueError):
            suspects = {}
        if left := self._page[:].split(b"\0", 1)[0].decode("utf-8", "replace"):
            suspects[left] = suspects.pop(left, 0) + 1
            suspects = dict(list(suspects.items())[-MAX_SUSPECTS:])
            new = self._suspects_path.with_suffix(".new")
            new.write_bytes(orjson.dumps(suspects))
            new.replace(self._suspects_path)
        self.clear()
        return suspects

    def is_poison(self, what: str) -> bool:
        return self._suspects.get(what, 0) >= MAX_DEATHS

    @contextmanager
    def working_on(self, what: str) -> Iterator[None]:
        """If the process ends in here, by whatever hand, `what` is a suspect at the next start."""
        data = what.encode()[: PAGE - 1]
        self._page[: len(data) + 1] = data + b"\0"
        try:
            yield
        finally:
            self.clear()

    def clear(self) -> None:
        self._page[:1] = b"\0"

    def close(self) -> None:
        self._page.close()
        self._file.close()
