"""A record that kills its worker twice is not read a third time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from streams.flow.notes import CrashNotes

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
    notes = CrashNotes(tmp_path, "app")
    assert notes.is_poison("clean raw/0/7")
    assert not notes.is_poison("clean raw/0/8")
    assert not notes.is_poison("enrich raw/0/7")


def test_finished_work_is_no_suspect(tmp_path: Path) -> None:
    """Neither what was done, nor what is ended on purpose, counts as a death."""
    notes = CrashNotes(tmp_path, "app")
    with notes.working_on("clean raw/0/7"):
        pass
    del notes
    assert not CrashNotes(tmp_path, "app").is_poison("clean raw/0/7")


def test_workers_that_share_a_directory_have_notes_of_their_own(tmp_path: Path) -> None:
    one, other = CrashNotes(tmp_path, "app"), CrashNotes(tmp_path, "app")
    assert one.path != other.path
