"""The wheel has all that the program needs to run, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "seeds", "streams")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # as `make wheel`, with the locked hatchling of this environment: nothing is fetched
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_what_the_clone_tracks(wheel: Path) -> None:
    """Code, schemas, seeds, word lists, templates and styles: every tracked file of the packages, and no other."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    packed = zipfile.ZipFile(wheel).namelist()
    assert {name for name in packed if ".dist-info/" not in name} == {name for name in tracked if name}


def test_installed_wheel_runs_outside_the_clone(wheel: Path, tmp_path: Path) -> None:
    """`dateline --version` and `dateline settings` work from the wheel's own files, in an empty folder."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(site)}
    program = "import streams.cli, sys; assert streams.__file__.startswith(sys.argv.pop()), streams.__file__; streams.cli.main()"
    for arguments in (["--version"], ["settings"]):
        ran = subprocess.run(
            [sys.executable, "-P", "-c", program, *arguments, str(site)],
            cwd=empty,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout
