"""The commands on a broker that goes away, and on one that makes topics on demand, as Kafka's own default is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from streams.cli import main
from tests.kafka_container import KafkaContainer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.broker

Environment = dict[str, str]


@pytest.fixture(scope="module")
def fragile() -> Iterator[KafkaContainer]:
    """A broker of this file's own, to be killed."""
    with KafkaContainer(KAFKA_AUTO_CREATE_TOPICS_ENABLE="true") as container:
        yield container


@pytest.fixture
def env(fragile: KafkaContainer) -> Environment:
    name = uuid.uuid4().hex[:8]
    return os.environ | {"DATELINE_BOOTSTRAP": fragile.bootstrap, "DATELINE_PREFIX": f"{name}.", "DATELINE_APP": f"app-{name}"}


@contextmanager
def started(env: Environment, *args: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "streams.cli", *args]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("command", [["publish", "-"], ["tail", "raw"], ["actors"], ["topics", "--check"]])
def test_a_missing_topic_is_not_made_by_asking(env: Environment, command: list[str]) -> None:
    """A topic made on demand would have the wrong partitions for ever. The command that makes it is named, and it is still missing then."""
    done = CliRunner().invoke(main, command, env=env, input="News.")
    assert done.exit_code == 1
    assert "`dateline topics`" in done.stderr
    check = CliRunner().invoke(main, ["topics", "--check"], env=env)
    assert check.stderr.count("is missing") == 10


def test_a_broker_that_goes_away_is_waited_for(env: Environment, fragile: KafkaContainer) -> None:
    """A follower says that it waits, and goes on when the broker is back; a publisher that began without a broker publishes then."""
    assert CliRunner().invoke(main, ["topics"], env=env).exit_code == 0
    with started(env, "tail", "raw", "--follow", "--from", "beginning", "--json") as follower:
        assert follower.stdout
        assert follower.stderr
        CliRunner().invoke(main, ["publish", "-"], env=env, input="Before.")
        assert json.loads(follower.stdout.readline())["value"] == "Before."
        fragile.get_wrapped_container().kill(signal="KILL")
        assert follower.stderr.readline().startswith(b"Still waiting for Kafka: ")
        with started(env, "publish", "-", "--timeout", "120") as publisher:
            assert publisher.stdin
            assert publisher.stderr
            publisher.stdin.write(b"After.")
            publisher.stdin.close()
            assert b"Waiting for Kafka at" in publisher.stderr.readline()
            fragile.get_wrapped_container().start()
            assert publisher.wait(120) == 0
        assert json.loads(follower.stdout.readline())["value"] == "After."
        follower.send_signal(signal.SIGINT)
        assert follower.wait(30) == 130
