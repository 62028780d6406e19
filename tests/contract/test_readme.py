"""The README cannot drift from the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.settings import Settings
from tests import readme


def test_readme_is_short() -> None:
    """It is read to the end: 150 lines at most."""
    assert len(readme.TEXT.splitlines()) <= 150


def test_every_setting_is_in_the_table() -> None:
    """And nothing is in the table that is no setting."""
    assert set(readme.settings()) == {f"DATELINE_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - {"data_dir"}))
def test_default_in_the_table_is_the_default(name: str) -> None:
    """An empty cell stands for none; the data directory's default is a function of the environment."""
    default = Settings.model_fields[name].default
    assert readme.settings()[f"DATELINE_{name.upper()}"] == ("" if default is None else str(default))


def test_links_lead_somewhere() -> None:
    """Pages and pictures that the README names are in the clone."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme.TEXT)
    assert targets
    assert [target for target in targets if not (readme.ROOT / target).exists()] == []


def test_every_example_is_run() -> None:
    """No block of shell or Python stands there untested."""
    assert len(re.findall(r"^```(?:sh|python)$", readme.TEXT, re.MULTILINE)) == len(re.findall(r"<!-- run: \w+ -->", readme.TEXT))


def test_make_targets_exist() -> None:
    """What the README tells to make can be made."""
    makefile = (readme.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", readme.TEXT)) - {"the", "topics"} <= targets


def test_examples_without_a_broker(tmp_path: Path) -> None:
    """They print something and complain of nothing."""
    ran = readme.shell(readme.example("alone"), readme.environment(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout
