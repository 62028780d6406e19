"""One child process, kept running: started again with growing waits, ended in order, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from .child import SCRIPT

CLEAN: Final = 0
CONFIGURATION: Final = 78
"""Exit code of a child that must not be started again: settings or topics are wrong (EX_CONFIG), and it has said how."""
AGAIN: Final = 75
"""Exit code of a child that ended itself on purpose and wants a new start (EX_TEMPFAIL)."""
_LONGEST_LINE: Final = 65_536

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Child:
    """A module to run with `python -m`, its arguments and its whole environment."""

    name: str
    module: str
    environment: Mapping[str, str]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long to wait before the next start, in seconds: doubling, capped, from the beginning again after a healthy life."""

    first: float = 0.5
    cap: float = 30.0
    healthy_after: float = 60.0

    def failures(self, before: int, lived: float) -> int:
        """How many failures in a row there are now, after a life of `lived` seconds."""
        return 1 if lived >= self.healthy_after else before + 1

    def delay(self, failures: int) -> float:
        # beyond 2**16 times the first wait every cap is reached, and an endless row of failures must not overflow
        return float(min(self.cap, self.first * 2 ** min(failures - 1, 16)))


class Supervisor:
    """Runs `child` until it ends for good or `stop` is called.

    The child has a session of its own, so Ctrl-C in a terminal reaches only us and it is told once. `hear` takes its output
    line by line; without it the child writes to our own output. `give_up` is the number of failures in a row after which
    `run` returns; None: never.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the caller, and each has one
        self,
        child: Child,
        say: Say,
        *,
        hear: Say | None = None,
        back_off: BackOff | None = None,
        patience: float = 30.0,
        give_up: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._child, self._say, self._hear, self._clock = child, say, hear, clock
        self._back_off, self._patience, self._give_up = back_off or BackOff(), patience, give_up
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def run(self) -> int:
        """The exit code of the last life; 0 after a stop that the child obeyed."""
        failures = 0
        while True:
            began = self._clock()
            code = await self._live()
            if self._stopping.is_set():
                return CLEAN if code == -signal.SIGTERM else code
            if code in (CLEAN, CONFIGURATION):
                return code
            failures = self._back_off.failures(failures, self._clock() - began)
            if self._give_up is not None and failures >= self._give_up:
                self._say(f"{self._child.name}: {describe(code)}, {failures} times in a row; given up")
                return code
            delay = self._back_off.delay(failures)
            self._say(f"{self._child.name}: {describe(code)}; starts again in {delay:g} s")
            if await self._stopped_within(delay):
                return CLEAN

    def stop(self) -> None:
        """Ask the child to end, once; it is killed when it has not after `patience` seconds, or at the second call."""
        if self._stopping.is_set():
            self._signal(signal.SIGKILL)
            return
        self._stopping.set()
        self._terminate()

    def _terminate(self) -> None:
        self._signal(signal.SIGTERM)
        asyncio.get_running_loop().call_later(self._patience, self._signal, signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None and self._process:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _live(self) -> int:
        """One life of the child. Whatever ends this coroutine ends the child."""
        process = self._process = await self._start()
        self.starts += 1
        if self._stopping.is_set():
            self._terminate()
        listening = asyncio.create_task(self._listen(process.stdout)) if process.stdout else None
        try:
            code = await process.wait()
            if listening:
                # a grandchild may hold the pipe open
                await asyncio.wait([listening], timeout=1.0)
            return code
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if listening:
                listening.cancel()
            if process.stdin:
                process.stdin.close()

    async def _start(self) -> asyncio.subprocess.Process:
        output = asyncio.subprocess.PIPE if self._hear else None
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            SCRIPT,
            self._child.module,
            *self._child.arguments,
            env=dict(self._child.environment),
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT if output else None,
            start_new_session=os.name == "posix",
        )

    async def _listen(self, output: asyncio.StreamReader) -> None:
        assert self._hear  # noqa: S101 - there is no pipe without a listener
        rest = b""
        while chunk := await output.read(_LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[-_LONGEST_LINE:]
            for line in lines:
                self._hear(line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            self._hear(rest.decode("utf-8", "replace"))

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()


def describe(code: int) -> str:
    """An exit code in words."""
    if code == AGAIN:
        return "ended itself for a new start"
    if code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"
