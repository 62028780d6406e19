"""`dateline demo`, as a user starts it: a process of its own, with real children."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.core.article import Place, Record
from streams.incoming.files import read_inputs
from streams.incoming.records import Given
from streams.tools import load_tools
from tests.independent_fold import expected_rows
from tests.processes import alive, children
from tests.waiting import until

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds/articles"
DEADLINE = 120.0


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Ours without anybody's settings; temporary files go to `folder`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return ours | {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT)} | settings


def once(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "streams.cli", "demo", "--once", *arguments]
    return subprocess.run(
        command, env=environment(folder, **settings), cwd=folder, capture_output=True, text=True, timeout=DEADLINE, check=False
    )


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def records(*paths: Path) -> list[Record]:
    """What the demonstration publishes, as the raw topic would hold it: times grow in the order of publication."""
    outgoing = read_inputs(paths, Given())
    return [
        Record(Place("news.raw", 0, n), None if o.key is None else o.key.encode(), o.value, 1_700_000_000_000 + n, tuple(o.headers))
        for n, o in enumerate(outgoing)
    ]


class Running:
    """A demonstration that stays. `said` is what it has written so far."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "said"
        folder.joinpath("tmp").mkdir()
        command = [sys.executable, "-m", "streams.cli", "demo", *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment(folder / "tmp", **settings), cwd=folder, stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def hears(self, pattern: str) -> re.Match[str]:
        """Wait until it has said something that matches."""
        until(lambda: re.search(pattern, self.said) or self.process.poll() is not None, f"{pattern} or an end")
        match = re.search(pattern, self.said)
        assert match, self.said
        return match

    def children(self) -> list[int]:
        return [child.pid for child in children(self.process.pid)]

    def worker(self) -> int:
        return next(child.pid for child in children(self.process.pid) if "streams.flow.worker" in child.command)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, "--no-web")
    yield running
    running.close()


def test_the_seeds_give_the_table_that_the_core_computes_alone(tmp_path: Path) -> None:
    """Through broker and worker the sample articles come to the same rows as by a plain fold over them, most named first."""
    result = once(tmp_path, "--json")
    assert result.returncode == 0, result.stderr
    got = rows(result.stdout)
    assert {row["actor_id"]: row for row in got} == expected_rows(records(SEEDS), load_tools())
    assert [row["mentions"]["named"] for row in got] == sorted((row["mentions"]["named"] for row in got), reverse=True)
    assert "Traceback" not in result.stderr


def test_options_speak_of_the_given_files(tmp_path: Path) -> None:
    """A date given on the command line is the article's; everything but the table is on standard error."""
    story = tmp_path / "story.txt"
    story.write_text("Kenya and Ghana signed a treaty on Tuesday.\n\nKenya said it would send ministers to Accra.\n")
    result = once(tmp_path, "--json", "--published-at", "2021-03-05", str(story))
    assert result.returncode == 0, result.stderr
    assert {row["name"]: list(row["months"]) for row in rows(result.stdout)}["Kenya"] == ["2021-03"]
    assert "story.txt: enriched" in result.stderr


def test_a_table_for_people_names_the_actors(tmp_path: Path) -> None:
    """Without --json the same table is drawn."""
    story = tmp_path / "story.txt"
    story.write_text("Kenya and Ghana signed a treaty on Tuesday.\n")
    result = once(tmp_path, str(story))
    assert result.returncode == 0, result.stderr
    assert re.search(r"Kenya\s+country\s+KEN\s+1\s+1\s+0\s+0", result.stdout)


def test_a_given_file_that_became_a_dead_letter_fails(tmp_path: Path) -> None:
    """The reason is told, the others are counted, and the exit code is 1."""
    (tmp_path / "good.txt").write_text("Kenya signed a treaty with Ghana on Tuesday.\n")
    (tmp_path / "cut.json").write_text('{"text": "Kenya')
    result = once(tmp_path, "--json", str(tmp_path / "good.txt"), str(tmp_path / "cut.json"))
    assert result.returncode == 1
    assert re.search(r"cut\.json: dead letter: \w+", result.stderr)
    assert "Kenya" in {row["name"] for row in rows(result.stdout)}
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "why"), [(["--json"], "--json needs --once"), (["--once", "--id", "7", str(SEEDS)], "one article only")]
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, arguments: list[str], why: str) -> None:
    """Wrong usage ends before anything is started."""
    command = [sys.executable, "-m", "streams.cli", "demo", *arguments]
    result = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert result.returncode == 2
    assert why in result.stderr


def test_ctrl_c_ends_everything(demo: Running) -> None:
    """After SIGINT no child is left, no file, no traceback, and the exit code is 0: for a stay that is the normal end."""
    address = demo.hears(r"broker  (\S+)")[1]
    demo.hears(f"export DATELINE_BOOTSTRAP={address}\n")
    demo.hears(r"first article enriched after \d+\.\d s")
    demo.hears(r"nothing of it is kept")
    started = demo.children()
    assert started
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(DEADLINE) == 0
    assert not any(map(alive, started))
    assert list(demo.folder.joinpath("tmp").iterdir()) == []
    assert "Traceback" not in demo.said


def test_ctrl_c_ends_a_run_that_has_hardly_begun(demo: Running) -> None:
    """While the worker still starts, an interrupt ends everything just as well."""
    demo.hears(r"broker  127")
    started = until(demo.children, "a child")
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(DEADLINE) == 0
    until(lambda: not any(map(alive, started)), "the end of all children")
    assert "Traceback" not in demo.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_by_its_code(tmp_path: Path, number: signal.Signals) -> None:
    """With --once an interrupt is no success: 130, and no table that might be half."""
    running = Running(tmp_path, "--once", "--json")
    try:
        running.hears(r"broker  127")
        running.process.send_signal(number)
        assert running.process.wait(DEADLINE) == 130
        assert "actor_id" not in running.said
        assert "Traceback" not in running.said
    finally:
        running.close()


def test_what_a_stranger_drowns_is_reported_as_lost(demo: Running) -> None:
    """A flood that no worker can keep up with makes the broker drop records unread: that is said, and the exit code is 1."""
    bootstrap = demo.hears(r"broker  (\S+)")[1]
    demo.hears(r"first article enriched")
    worker = demo.worker()
    os.kill(worker, signal.SIGSTOP)  # a fast machine keeps up with any flood; one that stands still does not
    asyncio.run(flood(bootstrap))
    os.kill(worker, signal.SIGCONT)
    demo.hears(r"LOST: ")
    # it ends by itself when the worker finds the gap, and stays when the reader does: Ctrl-C must not meet it on its way out
    with suppress(subprocess.TimeoutExpired):
        demo.process.wait(10)
    if demo.process.poll() is None:
        demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(DEADLINE) == 1
    assert "Traceback" not in demo.said


async def flood(bootstrap: str) -> None:
    """Twice as much as the raw topic holds: 40 MB."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for number in range(160):
            await producer.send("news.raw", b"\xff" * 250_000, partition=number % 4)


def test_killing_the_demonstration_leaves_no_child(demo: Running) -> None:
    """`kill -9` of the parent alone: the worker goes with it."""
    demo.hears(r"first article enriched")
    started = demo.children()
    demo.process.kill()
    until(lambda: not any(map(alive, started)), "the end of all children")


def test_a_killed_worker_is_replaced(demo: Running) -> None:
    """After `kill -9` of the worker another takes over, and what is published then is enriched."""
    demo.hears(r"first article enriched")
    first = demo.worker()
    os.kill(first, signal.SIGKILL)
    demo.hears(r"worker: killed by SIGKILL; starts again in 0\.5 s")
    bootstrap = demo.hears(r"broker  (\S+)")[1]
    assert asyncio.run(enriched_by_strangers(bootstrap, b"Kenya signed a treaty with Ghana on Tuesday.")) == ["cty:GHA", "cty:KEN"]
    assert demo.worker() != first


def test_strangers_publish_and_read_meanwhile(demo: Running) -> None:
    """A Kafka client that knows nothing of Dateline sends plain text and reads the feed."""
    bootstrap = demo.hears(r"broker  (\S+)")[1]
    demo.hears(r"first article enriched")
    text = b"Brazil and Peru opened a bridge over the river on Monday."
    assert asyncio.run(enriched_by_strangers(bootstrap, text)) == ["cty:BRA", "cty:PER"]


async def enriched_by_strangers(bootstrap: str, text: bytes) -> list[str]:
    """Publish `text`; the countries in it, as the feed has them."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        sent = await producer.send_and_wait("news.raw", text)
    source = f"/news.raw/{sent.partition}/{sent.offset}".encode()
    async with (
        asyncio.timeout(DEADLINE),
        AIOKafkaConsumer(
            "news.enriched", bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest", fetch_max_wait_ms=50
        ) as consumer,
    ):
        async for record in consumer:
            if ("ce_source", source) in record.headers:
                return sorted(e["id"] for e in json.loads(record.value)["entities"] if e["type"] == "country")
    return []


def test_a_busy_port_of_the_view_is_avoided(tmp_path: Path) -> None:
    """When somebody listens on the view's port already, it takes another and says which; Ctrl-C ends the view too."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        running = Running(tmp_path, DATELINE_WEB_PORT=str(busy.getsockname()[1]))
        try:
            port = int(running.hears(r"web     http://127\.0\.0\.1:(\d+)/")[1])
            assert port != busy.getsockname()[1]
            started = running.children()
            assert len(started) == 2
            running.process.send_signal(signal.SIGINT)
            assert running.process.wait(DEADLINE) == 0
            assert not any(map(alive, started))
        finally:
            running.close()
