"""Worker processes as users run them: `dateline worker`, a supervisor with a child that does the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from tests.processes import children

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = ("streams.cli", "worker")
SABOTEUR = ("tests.faults.supervised",)


@dataclass
class Worker:
    """A supervisor and its child; `log` has what both said."""

    directory: Path
    environment: dict[str, str]
    module: tuple[str, ...] = PLAIN
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    suspended: int | None = None

    @property
    def log(self) -> Path:
        return self.directory / "log"

    def start(self) -> None:
        self.directory.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.module],
                env=self.environment | {"DATELINE_DATA_DIR": str(self.directory / "data")},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def child(self) -> int | None:
        """Process id of what does the work; None between two lives."""
        found = children(self.process.pid) if self.process and self.running else []
        return found[0].pid if found else None

    def kill_child(self) -> bool:
        """`kill -9`; the supervisor starts another. False when there was none to kill."""
        return self._signal(signal.SIGKILL)

    def kill(self) -> None:
        """`kill -9` to the supervisor; its child goes with it."""
        assert self.process
        self.resume()
        self.process.kill()
        self.process.wait()

    def stop(self, patience: float = 60) -> int:
        """In order; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)

    def suspend(self) -> bool:
        self.suspended = self.child
        return self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        pid, self.suspended = self.suspended, None
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _signal(self, number: signal.Signals) -> bool:
        pid = self.child
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True


def sabotaged(
    directory: Path, environment: dict[str, str], plan: list[tuple[str, int, str]], build: str = "", clock: float | None = None
) -> Worker:
    """A worker that does in each of its lives what the plan says: (point, how often it is passed before, `kill` or `stop`)."""
    directory.mkdir()
    path = directory / "plan.json"
    path.write_bytes(orjson.dumps(plan))
    more = {"FAULTS_PLAN": str(path)} | ({"FAULTS_BUILD": build} if build else {})
    if clock is not None:
        set_clock(directory, clock)
        more["FAULTS_CLOCK"] = str(directory / "clock")
    return Worker(directory, environment | more, SABOTEUR)


def set_clock(directory: Path, seconds: float) -> None:
    """From now on the worker's clock is off by so much."""
    new = directory / "clock.new"
    new.write_text(str(seconds))
    new.replace(directory / "clock")
