"""The README's examples with Kafka, word for word, on the Kafka service of `docker-compose.yml`."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests import readme
from tests.compose import health, kafka_service, kafka_volume
from tests.kafka_container import free_port
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@contextmanager
def running(command: str, variables: Mapping[str, str]) -> Iterator[None]:
    """A command that stays, ended as a service is: it has to end by itself then."""
    process = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=readme.ROOT, env=variables, stdin=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None, f"{command} did not stay"
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
        process.wait()


@pytest.mark.broker
def test_examples_with_a_broker(tmp_path: Path) -> None:
    """Make the topics, start a worker and the view; publish, subscribe and inspect, with our commands and with a plain client."""
    with ExitStack() as stack:
        container, broker = stack.enter_context(kafka_service(stack.enter_context(kafka_volume())))
        until(lambda: health(container), "Kafka's health check is green")
        port = free_port()
        variables = readme.environment(tmp_path, DATELINE_BOOTSTRAP=broker, DATELINE_WEB_PORT=str(port))
        make_topics, *services = readme.lines("setup")
        succeeds(make_topics, variables)
        for service in services:
            stack.enter_context(running(service, variables))
        for line in readme.lines("broker"):
            if "publish" in line:
                succeeds(line, variables)
            else:
                until(lambda line=line: prints(line, variables), f"{line} prints something")  # type: ignore[misc]
        until(lambda: "Kenya" in page(f"http://127.0.0.1:{port}/actors.json"), "the view has the actor")
        program = readme.example("python").replace("127.0.0.1:9092", broker)
        ran = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout


def page(address: str) -> str:
    """What the view serves there; nothing while it does not answer."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return str(response.read().decode())
    except OSError:
        return ""


def succeeds(line: str, variables: Mapping[str, str]) -> None:
    ran = readme.shell(line, variables)
    assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"


def prints(line: str, variables: Mapping[str, str]) -> bool:
    """Whether it has something to show already: the worker needs a moment."""
    ran = readme.shell(line, variables)
    return ran.returncode == 0 and bool(ran.stdout.strip())
