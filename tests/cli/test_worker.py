"""`dateline worker`: the supervising command, as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.embedded import EmbeddedBroker
from streams.topics import Topics
from tests.processes import alive, children
from tests.waiting import until

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).parents[2]
DEADLINE = 60.0
NOBODY = "127.0.0.1:9"  # the discard port: reserved, and nobody listens there


class Command:
    """A running `dateline worker` and what it has written."""

    def __init__(self, folder: Path, bootstrap: str, *arguments: str, data: Path | None = None) -> None:
        self.log = folder / "said"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        environment |= {"PYTHONPATH": str(ROOT), "DATELINE_DATA_DIR": str(data or folder / "data")}
        command = [sys.executable, "-m", "streams.cli", "worker", "--bootstrap", bootstrap, *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def commands() -> Iterator[list[Command]]:
    started: list[Command] = []
    yield started
    for command in started:
        command.process.kill()
        command.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_waits_for_its_broker_can_be_stopped(tmp_path: Path, commands: list[Command], number: signal.Signals) -> None:
    """Without a broker it says so and waits; a signal to the supervisor ends both processes with 0."""
    commands.append(command := Command(tmp_path, NOBODY))
    until(lambda: f"Waiting for Kafka at {NOBODY}" in command.said, "a word of waiting")
    (child,) = children(command.process.pid)
    command.process.send_signal(number)
    assert command.process.wait(DEADLINE) == 0
    assert not alive(child.pid)
    assert "Traceback" not in command.said


def test_a_worker_that_waits_for_its_topics_can_be_stopped(tmp_path: Path, commands: list[Command]) -> None:
    """Topics that were not prepared are told with the cure, and waited for by the same process; a signal ends that with 0."""
    with EmbeddedBroker([topic.name for topic in Topics().all]) as broker:
        commands.append(command := Command(tmp_path, broker.bootstrap))
        until(lambda: "run `dateline topics`" in command.said, "a word of waiting")
        command.process.send_signal(signal.SIGTERM)
        assert command.process.wait(DEADLINE) == 0
    assert "starts again" not in command.said
    assert "Traceback" not in command.said


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_data_directory_that_cannot_be_one_ends_it_for_good(tmp_path: Path, commands: list[Command], place: str) -> None:
    """One line that names the setting, exit code 78, no traceback, and no new start, which would change nothing."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    commands.append(command := Command(tmp_path, NOBODY, data=tmp_path / place))
    assert command.process.wait(DEADLINE) == 78
    assert [line for line in command.said.splitlines() if "DATELINE_DATA_DIR" in line]
    assert "Traceback" not in command.said
    assert "starts again" not in command.said


def test_without_supervisor_the_worker_is_the_process(tmp_path: Path, commands: list[Command]) -> None:
    """Who supervises by other means gets one process, not two."""
    commands.append(command := Command(tmp_path, NOBODY, "--no-supervisor"))
    until(lambda: f"Waiting for Kafka at {NOBODY}" in command.said, "a word of waiting")
    assert children(command.process.pid) == []
    command.process.send_signal(signal.SIGTERM)
    assert command.process.wait(DEADLINE) == 0
