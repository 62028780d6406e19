"""What `dateline settings` shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.settings import Settings


def shown(*args: str, **env: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(main, ["settings", "--json", *args], env=env)
    assert done.exit_code == 0, done.output
    return {row["variable"]: row for row in map(json.loads, done.output.splitlines())}


def test_every_setting_is_shown_with_its_meaning() -> None:
    """None is left out, and each says what it is for."""
    rows = shown()
    assert set(rows) == {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    assert all(row["description"] for row in rows.values())


@pytest.mark.parametrize(
    ("args", "env", "value", "origin"),
    [
        ((), {}, "news.", "default"),
        ((), {"DATELINE_PREFIX": "a."}, "a.", "DATELINE_PREFIX"),
        (("--prefix", "b."), {"DATELINE_PREFIX": "a."}, "b.", "option"),
    ],
)
def test_a_value_says_where_it_comes_from(args: tuple[str, ...], env: dict[str, str], value: str, origin: str) -> None:
    """A default, a variable, or an option, which wins."""
    row = shown(*args, **env)["DATELINE_PREFIX"]
    assert (row["value"], row["origin"]) == (value, origin)


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_secret_is_masked(form: list[str]) -> None:
    """The password is in no output, nor is its length."""
    env = {"DATELINE_SECURITY": "SASL_SSL", "DATELINE_SASL_USERNAME": "me", "DATELINE_SASL_PASSWORD": "hunter2hunter2"}
    done = CliRunner().invoke(main, ["settings", *form], env=env)
    assert done.exit_code == 0
    assert "hunter2" not in done.output
    assert "********" in done.output
