"""The supervisor with real child processes: small modules that are written for the test and import nothing of ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.child import PARENT_GONE
from streams.supervisor import AGAIN, CONFIGURATION, BackOff, Child, Supervisor, describe
from tests import waiting
from tests.processes import alive

ROOT = Path(__file__).parents[1]
QUICK = BackOff(first=0.01, cap=0.02)
DEADLINE = 30.0


class Family:
    """Writes child modules and runs supervisors over them; remembers all that was said and heard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.heard: list[str] = []
        path = os.pathsep.join([str(ROOT), str(folder)])
        self.environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}

    def child(self, source: str, *arguments: str) -> Child:
        (self.folder / "offspring.py").write_text(textwrap.dedent(source))
        return Child("offspring", "offspring", self.environment, arguments)

    def supervisor(self, child: Child, *, back_off: BackOff = QUICK, patience: float = DEADLINE, give_up: int | None = None) -> Supervisor:
        return Supervisor(child, self.said.append, hear=self.heard.append, back_off=back_off, patience=patience, give_up=give_up)


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return Family(tmp_path)


async def until(condition: Callable[[], object]) -> None:
    """Wait for `condition`; fails after DEADLINE seconds."""
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110 - what is waited for are other processes
            await asyncio.sleep(0.01)


WAITS = """
    import sys, signal, time
    signal.signal(signal.SIGTERM, lambda *_: (print("told"), sys.exit(0)))
    print("ready")
    while True:
        time.sleep(0.05)
"""


@pytest.mark.parametrize("code", [0, CONFIGURATION])
async def test_a_final_code_ends_the_supervisor(family: Family, code: int) -> None:
    """A clean end and a wrong configuration are not started again, and the code is handed on."""
    supervisor = family.supervisor(family.child("import sys; sys.exit(int(sys.argv[1]))", str(code)))
    assert await supervisor.run() == code
    assert supervisor.starts == 1


@pytest.mark.parametrize("code", [AGAIN, 1, PARENT_GONE])
async def test_any_other_code_starts_the_child_again(family: Family, code: int) -> None:
    """A child that ends itself for a new start, or fails, gets the new start."""
    source = """
        import pathlib, sys
        count = pathlib.Path(__file__).with_suffix(".count")
        n = len(count.read_text()) if count.exists() else 0
        count.write_text("x" * (n + 1))
        sys.exit(int(sys.argv[1]) if n < 2 else 0)
    """
    supervisor = family.supervisor(family.child(source, str(code)))
    assert await supervisor.run() == 0
    assert supervisor.starts == 3
    assert family.said == [f"offspring: {describe(code)}; starts again in {delay} s" for delay in ("0.01", "0.02")]


async def test_a_killed_child_is_started_again(family: Family) -> None:
    """`kill -9` of the child is a crash like any other; the next one is another process."""
    supervisor = family.supervisor(family.child(WAITS))
    running = asyncio.create_task(supervisor.run())
    await until(lambda: family.heard == ["ready"])
    first = supervisor.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: family.heard == ["ready", "ready"])
    assert supervisor.pid not in (None, first)
    assert "killed by SIGKILL" in family.said[0]
    supervisor.stop()
    assert await running == 0


async def test_stop_is_told_to_the_child_once(family: Family) -> None:
    """A stop reaches the child as SIGTERM; a child that obeys ends with 0 and is not started again."""
    supervisor = family.supervisor(family.child(WAITS))
    running = asyncio.create_task(supervisor.run())
    await until(lambda: "ready" in family.heard)
    supervisor.stop()
    assert await running == 0
    assert family.heard == ["ready", "told"]
    assert supervisor.starts == 1


DEAF = """
    import signal, time
    signal.signal(signal.SIGTERM, lambda *_: print("deaf"))
    print("ready")
    while True:
        time.sleep(0.05)
"""


async def test_a_child_that_does_not_stop_is_killed_after_the_patience(family: Family) -> None:
    """A graceful end that does not come is cut short; the code tells."""
    supervisor = family.supervisor(family.child(DEAF), patience=0.2)
    running = asyncio.create_task(supervisor.run())
    await until(lambda: "ready" in family.heard)
    supervisor.stop()
    assert await running == -signal.SIGKILL
    assert "deaf" in family.heard


async def test_a_second_stop_kills(family: Family) -> None:
    """Who asks twice does not want to wait."""
    supervisor = family.supervisor(family.child(DEAF))
    running = asyncio.create_task(supervisor.run())
    await until(lambda: "ready" in family.heard)
    supervisor.stop()
    await until(lambda: "deaf" in family.heard)
    supervisor.stop()
    assert await running == -signal.SIGKILL


async def test_a_stop_between_two_lives_ends_the_wait(family: Family) -> None:
    """While waiting for the next start, a stop is obeyed at once."""
    supervisor = family.supervisor(family.child("import sys; sys.exit(1)"), back_off=BackOff(first=3600.0, cap=3600.0))
    running = asyncio.create_task(supervisor.run())
    await until(lambda: family.said)
    supervisor.stop()
    assert await running == 0
    assert supervisor.starts == 1


async def test_failures_in_a_row_have_an_end_when_asked_for(family: Family) -> None:
    """With `give_up`, a child that never lives long is not started for ever."""
    supervisor = family.supervisor(family.child("import sys; sys.exit(3)"), give_up=3)
    assert await supervisor.run() == 3
    assert supervisor.starts == 3
    assert family.said[-1] == "offspring: ended with exit code 3, 3 times in a row; given up"


async def test_a_cancelled_run_leaves_no_child(family: Family) -> None:
    """Whatever ends the supervisor's coroutine ends the child."""
    supervisor = family.supervisor(family.child(WAITS))
    running = asyncio.create_task(supervisor.run())
    await until(lambda: "ready" in family.heard)
    pid = supervisor.pid
    assert pid is not None
    running.cancel()
    await asyncio.wait([running])
    await until(lambda: not alive(pid))


ONLY_THE_KERNEL_CAN = pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a child for its parent; elsewhere a thread does")


@pytest.mark.parametrize("busy", [False, pytest.param(True, marks=ONLY_THE_KERNEL_CAN)])
def test_a_killed_parent_takes_its_child_with_it(family: Family, *, busy: bool) -> None:
    """After `kill -9` of the supervising process the child is gone, even one that never lets another thread run."""
    loop = "import re; re.match('(a+)+b', 'a' * 60)" if busy else "import time; time.sleep(3600)"
    child = family.child(f"import os\nprint(os.getpid())\n{loop}\n")
    parent_source = textwrap.dedent("""
        import asyncio, os
        from streams.supervisor import Child, Supervisor
        asyncio.run(Supervisor(Child("offspring", "offspring", dict(os.environ)), print).run())
    """)
    parent = subprocess.Popen([sys.executable, "-c", parent_source], env=dict(child.environment), stdout=subprocess.PIPE)
    try:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close() if parent.stdout else None
    waiting.until(lambda: not alive(pid), "the end of the child")


def test_the_waits_double_up_to_the_cap() -> None:
    """0.5 s, 1, 2 … 30, and no overflow however long the row."""
    waits = [BackOff().delay(n) for n in (1, 2, 3, 6, 7, 8, 10_000)]
    assert waits == [0.5, 1.0, 2.0, 16.0, 30.0, 30.0, 30.0]


def test_a_healthy_life_begins_the_row_again() -> None:
    """A failure after a minute is the first of a new row; one before is one more."""
    back_off = BackOff()
    assert back_off.failures(5, 59.9) == 6
    assert back_off.failures(5, 60.0) == 1


async def test_a_child_is_run_as_a_main_module_with_its_arguments(family: Family) -> None:
    """The module sees itself as `__main__`, its arguments behind its name, and an empty standard input."""
    source = "import sys; print(__name__, sys.argv[1:], sys.stdin.read() == '')"
    assert await family.supervisor(family.child(source, "--a", "b c")).run() == 0
    assert family.heard == ["__main__ ['--a', 'b c'] True"]


async def test_a_module_that_only_lies_in_the_current_folder_is_not_taken(family: Family, tmp_path: Path) -> None:
    """Whoever starts Dateline in a folder with a `json.py` of their own runs the library's."""
    (tmp_path / "json.py").write_text("print('stranger')")
    child = Child("offspring", "json", {**os.environ, "PYTHONPATH": str(ROOT)}, ("--help",))
    with contextlib.chdir(tmp_path):
        await family.supervisor(child, give_up=1).run()
    assert "stranger" not in family.heard


async def test_output_arrives_line_by_line(family: Family) -> None:
    """Lines are cut at line feeds; bytes that are not UTF-8 and a last line without an end do no harm."""
    source = r"""
        import sys
        sys.stdout.buffer.write(b"one\ntw\xff\nthree")
    """
    assert await family.supervisor(family.child(source)).run() == 0
    assert family.heard == ["one", "tw�", "three"]


def test_exit_codes_have_words() -> None:
    """What is said of an end is for people."""
    assert describe(75) == "ended itself for a new start"
    assert describe(1) == "ended with exit code 1"
    assert describe(-9) == "killed by SIGKILL"
    assert describe(-500) == "killed by signal 500"
