"""The commands together: what is there, how it explains itself, and how it ends."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from streams.cli import COMMANDS, EXIT_CONFIG, EXIT_INTERRUPTED, EXIT_UNREACHABLE, main
from streams.cli._clients import Troubles
from streams.cli._help import ENDS, READS
from streams.settings import Settings

THERE = [name for name in COMMANDS if importlib.util.find_spec(f"streams.cli.{name}")]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}


def dateline(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", *args], env=CLEAN | (env or {}), capture_output=True, check=False, timeout=60
    )


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_command_is_listed_with_what_it_does() -> None:
    """`--help` names each command that is there."""
    shown = CliRunner().invoke(main, ["--help"]).output
    assert [name for name in THERE if f"  {name} " not in shown] == []


@pytest.mark.parametrize("name", THERE)
def test_every_command_teaches_by_two_examples(name: str) -> None:
    """The help of a command shows at least two ways to call it."""
    shown = CliRunner().invoke(main, [name, "--help"]).output
    assert shown.partition("Examples:")[2].count(f"dateline {name}") >= 2, shown


@pytest.mark.parametrize("name", THERE)
def test_every_option_is_explained(name: str) -> None:
    """No option without a word on what it does."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


def test_help_imports_no_kafka_client() -> None:
    """Help is quick because nothing heavy is imported for it."""
    code = "import sys; from streams.cli import main; main(['--help'], standalone_mode=False); print({'aiokafka', 'faust', 'rich', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env=CLEAN, capture_output=True, check=False, timeout=60)
    assert done.stdout.decode().strip().endswith("set()"), done


def test_all_faults_of_the_settings_are_told_together() -> None:
    """Three faults make three lines, exit code 78, and no traceback."""
    done = dateline("settings", env={"DATELINE_BOOTSTRAP": "nowhere", "DATELINE_PARTITIONS": "many", "DATELINE_TYPO": "1"})
    error = done.stderr.decode()
    assert done.returncode == 78
    assert [v for v in ("DATELINE_BOOTSTRAP", "DATELINE_PARTITIONS", "DATELINE_TYPO") if v not in error] == []
    assert "Traceback" not in error


@pytest.mark.parametrize("command", [["tail", "raw"], ["actors"], ["audit"], ["topics"], ["publish", "-"]])
def test_a_broker_that_does_not_answer_is_named_with_what_to_check(command: list[str]) -> None:
    """It waits no longer than it was told, names the address and the cure, and ends with 69."""
    address = f"127.0.0.1:{closed_port()}"
    done = CliRunner().invoke(main, [*command, "--bootstrap", address, "--timeout", "0.1"], input="News.", env={"DATELINE_APP": "x"})
    assert done.exit_code == 69, done.output
    assert f"No Kafka broker answered at {address}" in done.output
    assert "DATELINE_BOOTSTRAP" in done.output
    assert "Waiting for Kafka" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing argument 'PATH…'"),
        (["--status", "usable", "--id", "a1"], "Missing argument 'PATH…'"),
        (["--status", "canceled"], "Say which article"),
        (["--erase"], "Say which article"),
        (["--erase", "a1"], "32 hex digits"),
        (["-", "--erase", "0" * 32], "needs no PATH"),
        (["-", "--published-at", "yesterday"], "2026-05-01"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(arguments: list[str], told: str) -> None:
    """It is told before any broker is asked, with what is missing."""
    done = CliRunner().invoke(main, ["publish", *arguments], input="News.", env={"DATELINE_BOOTSTRAP": f"127.0.0.1:{closed_port()}"})
    assert done.exit_code == 2, done.output
    assert told in done.stderr.replace("\n", " ")


def test_output_is_utf8_under_any_locale(tmp_path: Path) -> None:
    """A locale that knows only ASCII does not break a table's lines."""
    env = {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "DATELINE_DATA_DIR": str(tmp_path)}
    done = dateline("settings", env=env)
    assert done.returncode == 0, done.stderr
    assert "…" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    """`dateline settings --json | true` writes no traceback and ends as a shell expects."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "streams.cli", "settings", "--json"],
            env=CLEAN,
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("command", [["settings"], ["settings", "--json"], ["enrich", "seeds/articles/01-transit-fees.txt"], ["--help"]])
def test_a_full_disk_is_one_clear_line(command: list[str]) -> None:
    """`dateline settings > /dev/full` says what cannot be done, and ends with 1 and no traceback."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a descriptor is wanted
        done = subprocess.run([sys.executable, "-m", "streams.cli", *command], env=CLEAN, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"Error: Cannot write: No space left on device.\n")


def test_a_trouble_is_told_when_it_lasts_and_not_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    """aiokafka's log repeats itself twice a second; a person is told after three seconds, then every thirty."""
    troubles = Troubles()
    for second in (0, 0.5, 2.9, 3.1, 4, 20, 33.2, 40, 100, 102):
        record = logging.LogRecord("aiokafka", logging.ERROR, "", 0, f"no \x1b[31m{second}", None, None)
        record.created = second
        troubles.handle(record)
    told = ["3.1 (3 s so far)", "33.2 (13 s so far)"]  # after 16 s of quiet it was a new trouble, from 20 on
    assert capsys.readouterr().err.splitlines() == [f"Still waiting for Kafka: no \\u001b[31m{rest}" for rest in told]


def pages() -> list[tuple[str, str]]:
    """Each command, and each command of a command, with its help."""
    found = []
    for name in THERE:
        command = main.get_command(click.Context(main), name)
        inner = command.commands if isinstance(command, click.Group) else {}
        found += [(" ".join(words), words[0]) for words in ([name], *([name, sub] for sub in inner))]
    return found


@pytest.mark.parametrize(("words", "name"), pages())
def test_help_is_a_whole_page(words: str, name: str) -> None:
    """What it does, two examples, the variables that it reads beside its options, and every exit code; no type in place of a unit."""
    shown = CliRunner().invoke(main, [*words.split(), "--help"]).output
    assert shown.partition("Examples:")[2].partition("Exit codes:")[0].count(f"dateline {words}") >= 2, shown
    assert "  0  " in shown.partition("Exit codes:")[2]
    assert not [kind for kind in ("FLOAT", "INTEGER") if kind in shown]
    for field in READS[name]:
        assert field.endswith("_") or field.upper() in shown


def test_help_knows_every_command_and_setting() -> None:
    """And every setting that a command's own module asks for is one of its options or among its variables."""
    assert set(READS) == set(ENDS) == set(THERE)
    for name in THERE:
        source = (Path(__file__).parents[2] / f"streams/cli/{name}.py").read_text(encoding="utf-8")
        asked = set(re.findall(r"\bsettings\.(\w+)", source)) & set(Settings.model_fields)
        options = {"bootstrap", "prefix", "app"} | ({"web_host", "web_port"} if name == "web" else set())
        assert asked - options <= set(READS[name]), name


def test_exit_codes_of_the_commands_are_those_of_the_program() -> None:
    """The codes in the help are the constants."""
    told = {int(end.split()[0]) for ends in ENDS.values() for end in ends}
    assert told == {0, 1, 2, EXIT_UNREACHABLE, EXIT_CONFIG, EXIT_INTERRUPTED}
