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
delivery.end_process("of no importance", seconds=1)
"""
STANDING_STILL = """
import os, sys, time
from types import SimpleNamespace
from streams.flow.lease import Lease
from streams.flow.watchdog import Watchdog
watchdog = Watchdog(SimpleNamespace(lease=Lease(60.0, 60.0)), None, SimpleNamespace(enrich_timeout=0.5, session_timeout=60.0, commit_interval=1.0))
watchdog.start()
os.write(2, b"an event loop that says something") if sys.argv[1:] else time.sleep(60)
"""
WITHOUT_A_LEASE = """
import sys, time
from types import SimpleNamespace
from streams.flow.lease import Lease, boot_seconds
from streams.flow.watchdog import Watchdog
lease, delivery = Lease(2.0, 30.0), SimpleNamespace(outstanding=0)
lease._hear(boot_seconds(), 0, beating=True)
if sys.argv[1] == "waiting":
    lease.under_way = 1
elif sys.argv[1] == "sent":
    delivery.outstanding = 1
notes = SimpleNamespace(clear=lambda: print("note cleared", flush=True))
settings = SimpleNamespace(enrich_timeout=30.0, session_timeout=2.0, commit_interval=1.0)
watchdog = Watchdog(SimpleNamespace(lease=lease, delivery=delivery), notes, settings)
watchdog.start()
while True:
    watchdog._last = boot_seconds()
    time.sleep(0.1)
    if lease.left < -1.0:
        sys.exit(0)
"""
KEPT_BUSY = """
import sys
from types import SimpleNamespace
from streams.flow.lease import Lease
from streams.flow.watchdog import Watchdog
sys.setswitchinterval(1000.0)
notes = SimpleNamespace(clear=lambda: print("note cleared", flush=True))
settings = SimpleNamespace(enrich_timeout=30.0, session_timeout=1.5, commit_interval=1.0)
watchdog = Watchdog(SimpleNamespace(lease=Lease(1.5, 30.0)), notes, settings)
watchdog.start()
sum(range(500_000_000))
watchdog._check_standstill()
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


@pytest.mark.parametrize(("under_way", "code"), [("waiting", AGAIN), ("sent", AGAIN), ("nothing", 0)])
def test_nothing_is_under_way_when_the_lease_is_over(under_way: str, code: int) -> None:
    """Whoever has nothing under way waits for its group, however long that takes."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_A_LEASE, under_way], capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, "the group does not answer" in done.stderr) == (code, code == AGAIN), done.stderr


def test_the_note_of_a_record_that_keeps_the_process_busy_stays() -> None:
    """One call that lets nothing else run looks like a process that was stopped, but for the processor's time."""
    done = subprocess.run([sys.executable, "-c", KEPT_BUSY], capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, done.stdout, "stood still for" in done.stderr) == (AGAIN, "", True), done.stderr
