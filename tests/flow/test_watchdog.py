"""A process that is to end does, also where nobody reads its log: the pipe is full, and whoever says a word waits for ever."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.supervisor import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

SAYING = """
from streams.flow import delivery
delivery.LAST_WORDS = 1
delivery.end_process("of no importance")
"""
STANDING_STILL = """
import os, sys, time
from types import SimpleNamespace
from streams.flow import delivery
from streams.flow.lease import Lease
from streams.flow.watchdog import Watchdog
delivery.LAST_WORDS = 1
watchdog = Watchdog(SimpleNamespace(lease=Lease(60.0)), None, SimpleNamespace(enrich_timeout=0.5, session_timeout=60.0, commit_interval=1.0))
watchdog.start()
os.write(2, b"an event loop that says something") if sys.argv[1:] else time.sleep(60)
"""
DEADLINE = 30


@pytest.fixture
def nobody_reads() -> Iterator[int]:
    """The end of a full pipe."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    for size in (4096, 1):
        while True:
            try:
                os.write(writing, b"." * size)
            except BlockingIOError:
                break
    os.set_blocking(writing, True)
    yield writing
    os.close(writing)
    os.close(reading)


def ended(script: str, log: int, *arguments: str) -> int:
    process = subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=log, stderr=log)
    try:
        return process.wait(DEADLINE)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("arguments", [(), ("writes",)], ids=["sleeps", "writes"])
def test_the_watchdog_ends_a_worker_whose_log_nobody_reads(nobody_reads: int, arguments: tuple[str, ...]) -> None:
    """The event loop may be what waits for the log; heartbeats have a thread of their own, and would keep its partitions for good."""
    assert ended(STANDING_STILL, nobody_reads, *arguments) == -signal.SIGALRM


def test_a_worker_ends_itself_though_nobody_reads_why(nobody_reads: int) -> None:
    assert ended(SAYING, nobody_reads) == -signal.SIGALRM


def test_where_the_log_is_read_the_code_says_what_to_do() -> None:
    with Path(os.devnull).open("w") as log:
        assert ended(SAYING, log.fileno()) == AGAIN
