"""`topics`, `publish`, `tail` and `actors` against Apache Kafka, as a user calls them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from streams.cli import main
from streams.core.identity import article_id, partition_of

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.broker

BASE = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
Environment = dict[str, str]


@pytest.fixture
def bare(broker: str) -> Environment:
    """A deployment of its own, of which no topic exists."""
    name = uuid.uuid4().hex[:8]
    return BASE | {"DATELINE_BOOTSTRAP": broker, "DATELINE_PREFIX": f"{name}.", "DATELINE_APP": f"app-{name}", "DATELINE_PARTITIONS": "2"}


@pytest.fixture
def env(bare: Environment) -> Environment:
    """The same with its topics."""
    done = dateline(bare, "topics")
    assert done.exit_code == 0, done.stderr
    return bare


def dateline(env: Environment, *args: str | Path, stdin: bytes | None = None) -> Result:
    """In this process, which saves a second a call; what ends by a signal or a pipe is `started`."""
    return CliRunner().invoke(main, [*map(str, args)], env=env, input=stdin)


def started(env: Environment, *args: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streams.cli", *args]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def tailed(env: Environment, topic: str, *args: str) -> list[dict[str, Any]]:
    done = dateline(env, "tail", topic, "--json", *args)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(env: Environment, topic: str, *records: tuple[bytes | None, bytes | None]) -> None:
    """Records as a client writes them that knows nothing of Dateline; all to partition 0."""

    async def write() -> None:
        client = AIOKafkaProducer(bootstrap_servers=env["DATELINE_BOOTSTRAP"])
        await client.start()
        try:
            for key, value in records:
                await client.send_and_wait(env["DATELINE_PREFIX"] + topic, value, key=key, partition=0)
        finally:
            await client.stop()

    asyncio.run(write())


def row(name: str, named: int, **other: Any) -> bytes:
    counts = {"named": named, "nominal": 0, "pronoun": 0}
    return json.dumps({"actor_id": f"cty:{name}", "name": name, "type": "country", "articles": 1, "mentions": counts} | other).encode()


def test_topics_makes_then_checks(bare: Environment) -> None:
    """First nothing is there and the check says so; then they are made; then all is well."""
    before, made, after = dateline(bare, "topics", "--check"), dateline(bare, "topics"), dateline(bare, "topics", "--check")
    assert (before.exit_code, made.exit_code, after.exit_code) == (1, 0, 0)
    assert "raw is missing: run `dateline topics`" in before.stderr
    assert "All topics are as they must be." in after.stdout
    assert after.stderr == ""


def test_publish_says_how_many_were_acknowledged(env: Environment, tmp_path: Path) -> None:
    """Files of every kind from a folder; each is on the topic when the command ends."""
    for name, data in {
        "a.txt": b"One.",
        "b.html": b"<p>Two.</p>",
        "c.json": b'[{"text": "3"}, {"text": "4"}]',
        "d.jsonl": b"{\n{}",
    }.items():
        (tmp_path / name).write_bytes(data)
    done = dateline(env, "publish", tmp_path)
    assert done.stdout == f"6 of 6 acknowledged on {env['DATELINE_PREFIX']}raw\n"
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(tailed(env, "raw")) == 6


def test_versions_of_an_article_lie_in_the_partition_of_its_id(env: Environment) -> None:
    """Key and partition follow from the article id, by the one partition function."""
    for version in ("1", "2"):
        assert dateline(env, "publish", "-", "--id", "7", "--source", "wire", "--version", version, stdin=b"News.").exit_code == 0
    key = article_id("wire", "7", None, "")[0]
    records = tailed(env, "raw", "--key", key)
    assert [(r["key"], r["partition"], r["value"]["version"]) for r in records] == [(key, partition_of(key, 2), v) for v in (1, 2)]


def test_what_cannot_be_published_is_named_and_the_rest_is_published(env: Environment, tmp_path: Path) -> None:
    """A file that no record can hold fails alone, and the exit code tells."""
    (tmp_path / "large.txt").write_bytes(b"x" * 1_000_001)
    (tmp_path / "small.txt").write_bytes(b"News.")
    done = dateline(env, "publish", tmp_path)
    assert done.exit_code == 1
    assert "1 of 2 acknowledged" in done.stdout
    assert "large.txt: 1,000,001 bytes" in done.stderr


def test_an_original_comes_back_byte_for_byte(env: Environment) -> None:
    """The command that a dead letter names sends the same bytes again, whatever they are."""
    original = b'\x00\xff{"cut\r\n\x1b[31m'
    dateline(env, "publish", "-", stdin=original)
    (first,) = tailed(env, "raw")
    place = f"{first['partition']}:{first['offset']}"
    again = dateline(env, "tail", "raw", "--from", place, "--limit", "1", "--bytes").stdout_bytes
    assert again == original
    dateline(env, "publish", "-", stdin=again)
    first, second = tailed(env, "raw")
    assert first["value_b64"] == second["value_b64"]


def test_a_place_that_is_not_there_gives_no_neighbour(env: Environment) -> None:
    """Who asks for one record must not get another."""
    done = dateline(env, "tail", "raw", "--from", "0:99", "--limit", "1", "--bytes")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "99 is not among them" in done.stderr


def test_tail_begins_where_it_is_told(env: Environment) -> None:
    """At the beginning, at an offset, at a time, or at the end; markers are never shown."""
    written(env, "enriched", (b"a", b"1"), (b"b", b"2"))
    everything = tailed(env, "enriched")
    assert [(r["key"], r["value"]) for r in everything] == [("a", 1), ("b", 2)]
    assert tailed(env, "enriched", "--from", "0:2") == everything[1:]
    assert tailed(env, "enriched", "--from", "2") == everything[1:]
    assert tailed(env, "enriched", "--from", everything[1]["timestamp"])[-1:] == everything[1:]
    assert tailed(env, "enriched", "--from", "2999-01-01") == []
    assert tailed(env, "enriched", "--from", "latest") == []
    assert tailed(env, "enriched", "--limit", "1") == everything[:1]


def test_strange_records_are_shown_whole(env: Environment) -> None:
    """Null values, binary keys and bytes that are no text lose nothing in --json, and nothing commands the terminal."""
    written(env, "raw", (b"", None), (b"\xff", b"\x9b31m\xff"), (b"k", "\x1b]0;\u202e".encode()))
    done = dateline(env, "tail", "raw", "--json")
    null, binary, text = map(json.loads, done.stdout.splitlines())
    assert (null["key"], null["value"]) == ("", None)
    assert (binary["key_b64"], binary["value_b64"]) == ("/w==", "mzMxbf8=")
    assert text["value"] == "\x1b]0;\u202e"
    shown = done.stdout + dateline(env, "tail", "raw").stdout
    assert shown.replace("\n", "").isprintable()


def test_tail_follows_until_it_is_told_to_stop(env: Environment) -> None:
    """What is published while it runs is shown; Ctrl-C ends it with 130, without a traceback."""
    written(env, "enriched", (b"a", b"1"))
    follower = started(env, "tail", "enriched", "--follow", "--from", "beginning", "--json")
    assert follower.stdout is not None
    try:
        assert json.loads(follower.stdout.readline())["key"] == "a"
        written(env, "enriched", (b"b", b"2"))
        assert json.loads(follower.stdout.readline())["key"] == "b"
        follower.send_signal(signal.SIGINT)
        _, error = follower.communicate(timeout=30)
    finally:
        follower.kill()
    assert (follower.returncode, error) == (130, b"")


def test_tail_ends_when_its_reader_goes_away(env: Environment) -> None:
    """`dateline tail … | head -1` ends quietly."""
    written(env, "enriched", *[(b"a", b"1")] * 5)
    tail = started(env, "tail", "enriched", "--follow", "--from", "beginning")
    assert tail.stdout is not None
    assert tail.stderr is not None
    try:
        tail.stdout.readline()
        tail.stdout.close()
        written(env, "enriched", *[(b"a", b"1")] * 5)
        assert tail.wait(30) == 141
        assert tail.stderr.read() == b""
    finally:
        tail.kill()
        tail.stderr.close()


def test_ctrl_c_while_it_waits_for_a_broker(bare: Environment) -> None:
    """Waiting can be ended at once."""
    waiting = started(bare | {"DATELINE_BOOTSTRAP": "127.0.0.1:1"}, "tail", "raw")
    assert waiting.stderr is not None
    try:
        assert b"Waiting for Kafka" in waiting.stderr.readline()
        waiting.send_signal(signal.SIGINT)
        _, error = waiting.communicate(timeout=30)
    finally:
        waiting.kill()
    assert waiting.returncode == 130
    assert b"Traceback" not in error


@pytest.mark.parametrize("form", [["--json"], []])
def test_the_actor_table_is_what_counts_now(env: Environment, form: list[str]) -> None:
    """The newest row of each actor, without those taken away, the most named first; what is no row is left out."""
    rows = [(b"a", row("Aland", 1)), (b"b", row("Borduria", 5)), (b"c", row("Cipango", 3)), (b"a", row("Aland", 9)), (b"c", None)]
    written(env, "actors", *rows, (b"x", b"{}"), (b"y", b"\xff"))
    lines = dateline(env, "actors", *form).stdout.splitlines()
    names = (
        [json.loads(line)["name"] for line in lines] if form else [w for line in lines for w in line.split() if w in {"Aland", "Borduria"}]
    )
    assert names == ["Aland", "Borduria"]
    assert "Cipango" not in "".join(lines)
