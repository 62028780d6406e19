"""`topics`, `publish` and `tail` on the embedded broker, which makes no topics on request and knows no offsets by time."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.core.identity import article_id, partition_of
from streams.embedded import EmbeddedBroker
from streams.flow.admin import check_offsets, check_topics, ensure_topics
from streams.settings import Settings, load
from streams.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.embedded


@pytest.fixture(params=[True, False], ids=["direct", "fallback"])
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Of a broker that has the topics, or (fallback) makes each when it is first asked for by name."""
    names = [t.name for t in Topics().all] if request.param else []
    with EmbeddedBroker(names, 4, direct=request.param) as broker:
        yield load({}, bootstrap=broker.bootstrap)


def lines(settings: Settings, *args: str, stdin: str = "") -> list[str]:
    done = CliRunner().invoke(main, [*args, "--bootstrap", settings.bootstrap], input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


async def test_topics_appear_and_are_as_they_must_be(settings: Settings) -> None:
    """Markers and first offsets are there, and a second call finds nothing to do."""
    said: list[str] = []
    await ensure_topics(settings, said.append, create=False)
    assert said == ["marked the head of 40 partitions", "committed the first offset of 12 partitions"]
    await ensure_topics(settings, said.append, create=False)
    assert len(said) == 2
    assert await check_topics(settings) == await check_offsets(settings) == []


def test_what_is_published_is_tailed(settings: Settings) -> None:
    """The commands are the same on every broker; a time is found by reading, where the broker has no index of times."""
    asyncio.run(ensure_topics(settings, lambda _: None, create=False))
    assert lines(settings, "publish", "-", stdin="News.")[0] == "1 of 1 acknowledged on news.raw"
    (record,) = map(json.loads, lines(settings, "tail", "raw", "--json"))
    assert record["value"] == "News."
    assert len(lines(settings, "tail", "raw", "--from", "2020-01-01")) == 1
    assert lines(settings, "tail", "raw", "--from", "2999-01-01") == []


def test_an_article_is_withdrawn_and_erased_by_what_it_was_sent_under(settings: Settings) -> None:
    """Neither needs a file; each is a record under the article's id, in its partition, and the id is printed."""
    asyncio.run(ensure_topics(settings, lambda _: None, create=False))
    key, named = article_id("me", "a1", None, "")[0], ("--id", "a1", "--source", "me")
    said = [
        lines(settings, "publish", *named, "-", stdin="News."),
        lines(settings, "publish", *named, "--version", "2", "--status", "canceled"),
        lines(settings, "publish", *named, "--erase"),
        lines(settings, "publish", "--erase", key),
    ]
    found = list(map(json.loads, lines(settings, "tail", "raw", "--key", key, "--json")))
    assert [line[1] for line in said] == [f"article {key}, record {record['partition']}:{record['offset']}" for record in found]
    assert found[1]["value"] == {"article_id": "a1", "source": {"id": "me"}, "version": 2, "pub_status": "canceled"}
    assert [record["value"] for record in found[2:]] == [None, None]
    assert len(lines(settings, "tail", "raw", "--key", key[:8])) == len(found)
    assert lines(settings, "tail", "raw", "--key", key[:7]) == []
    assert {record["partition"] for record in found} == {partition_of(key, 4)}


def relabelled(source: socket.socket, sink: socket.socket, old: bytes, new: bytes) -> None:
    """Hands on what comes, with one port number for the other; until either end has enough."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data.replace(old, new) if old else data)


@contextmanager
def elsewhere(broker: str, advertised: int) -> Iterator[str]:
    """The address of that broker through a proxy, by which it advertises another port, as one behind a port mapping may."""
    host, port = broker.rsplit(":", 1)
    old, new = struct.pack(">i", int(port)), struct.pack(">i", advertised)
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client = stack.enter_context(listener.accept()[0])
                    server = stack.enter_context(socket.create_connection((host, int(port))))
                    for ends in ((client, server, b"", b""), (server, client, old, new)):
                        Thread(target=relabelled, args=ends, daemon=True).start()

        stack.callback(listener.shutdown, socket.SHUT_RDWR)
        Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("command", [["topics", "--check"], ["topics"], ["publish", "-"], ["tail", "raw"], ["actors"]])
def test_an_advertised_address_that_cannot_be_reached_is_named(command: list[str]) -> None:
    """A broker that sends its clients to a closed port is waited for no longer than was told; the exit code is 69."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    with EmbeddedBroker(["news.raw"], 1) as broker, elsewhere(broker.bootstrap, closed) as address:
        done = CliRunner().invoke(main, [*command, "--bootstrap", address, "--timeout", "0.1"], input="News.")
    assert done.exit_code == 69, done.output
    assert f"127.0.0.1:{closed}, where none could be reached" in done.stderr
    assert "advertised.listeners" in done.stderr


def test_topics_that_it_cannot_make_are_told() -> None:
    """The command says what kind of broker that is instead of hanging."""
    with EmbeddedBroker([], 4) as broker:
        done = CliRunner().invoke(main, ["topics", "--bootstrap", broker.bootstrap])
    assert done.exit_code == 1
    assert "does not make topics on request" in done.stderr
