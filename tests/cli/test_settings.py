"""What `dateline settings` shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.settings import Settings, SettingsError, load


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


def test_faults_are_told_in_plain_words() -> None:
    """What was given and what is wanted, for each setting; the lexicon that is not there among them."""
    env = {
        "DATELINE_PREFIX": "a b",
        "DATELINE_PARTITIONS": "many",
        "DATELINE_COMMIT_INTERVAL": "soon",
        "DATELINE_REPLICATION": "0",
        "DATELINE_WEB_PORT": "99999",
        "DATELINE_LOG_LEVEL": "LOUD",
        "DATELINE_LEXICON": "/nope",
    }
    done = CliRunner().invoke(main, ["settings"], env=env)
    assert done.exit_code == 78
    assert done.stderr.splitlines()[1:] == [
        "DATELINE_PREFIX: 'a b' is no name for topics: letters, digits, dot, underscore and hyphen only",
        "DATELINE_PARTITIONS: 'many' is no whole number",
        "DATELINE_REPLICATION: '0' is too small: at least 1",
        "DATELINE_LEXICON: /nope is no file that can be read",
        "DATELINE_COMMIT_INTERVAL: 'soon' is no number",
        "DATELINE_WEB_PORT: '99999' is too great: at most 65535",
        "DATELINE_LOG_LEVEL: 'LOUD' is not among 'DEBUG', 'INFO', 'WARNING' or 'ERROR'",
    ]


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_secret_is_masked(form: list[str]) -> None:
    """The password is in no output, nor is its length."""
    env = {"DATELINE_SECURITY": "SASL_SSL", "DATELINE_SASL_USERNAME": "me", "DATELINE_SASL_PASSWORD": "hunter2hunter2"}
    done = CliRunner().invoke(main, ["settings", *form], env=env)
    assert done.exit_code == 0
    assert "hunter2" not in done.output
    assert "********" in done.output


def test_a_token_that_can_be_guessed_is_refused_and_not_repeated() -> None:
    """Sixteen characters at least; the fault does not print what was given."""
    with pytest.raises(SettingsError, match="DATELINE_WEB_TOKEN: at least 16 characters") as fault:
        load({"DATELINE_WEB_TOKEN": "hunter2"})
    assert "hunter2" not in str(fault.value)
