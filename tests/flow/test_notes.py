"""A record that kills its worker twice is not read a third time."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from streams.flow.notes import PAGE, CrashNotes

if TYPE_CHECKING:
    from pathlib import Path

DIE = """
import os, pathlib, sys
from streams.flow.notes import CrashNotes
notes = CrashNotes(pathlib.Path(sys.argv[1]), "app")
with notes.working_on(sys.argv[2]):
    os.kill(os.getpid(), 9)
"""


def die(directory: Path, what: str) -> None:
    assert subprocess.run([sys.executable, "-c", DIE, str(directory), what], check=False).returncode == -9


def test_second_death_makes_a_record_poison(tmp_path: Path) -> None:
    """Counted over restarts, record by record."""
    die(tmp_path, "clean raw/0/7")
    die(tmp_path, "clean raw/0/8")
    die(tmp_path, "clean raw/0/7")
    with closing(CrashNotes(tmp_path, "app")) as notes:
        assert notes.is_poison("clean raw/0/7")
        assert not notes.is_poison("clean raw/0/8")
        assert not notes.is_poison("enrich raw/0/7")


def test_finished_work_is_no_suspect(tmp_path: Path) -> None:
    """What was done does not count as a death, however often the worker starts."""
    for _ in range(3):
        with closing(CrashNotes(tmp_path, "app")) as notes, notes.working_on("clean raw/0/7"):
            assert not notes.is_poison("clean raw/0/7")


def test_workers_that_share_a_directory_have_notes_of_their_own(tmp_path: Path) -> None:
    with closing(CrashNotes(tmp_path, "app")) as one, closing(CrashNotes(tmp_path, "app")) as other:
        assert one.path != other.path


def test_page_has_its_place_on_the_disk(tmp_path: Path) -> None:
    """A sparse page on a full disk would end the worker at its first note."""
    with closing(CrashNotes(tmp_path, "app")) as notes:
        assert notes.path.stat().st_blocks * 512 >= PAGE
