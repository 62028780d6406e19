"""The README's examples with Kafka, word for word, on the Kafka service of `docker-compose.yml`."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import schemas
from streams.topics import Topics
from tests import readme
from tests.compose import health, kafka_service, kafka_volume
from tests.kafka_container import free_port
from tests.records import read_all
from tests.schemas import assert_valid
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.broker


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


@dataclass(frozen=True)
class Deployment:
    """What a reader of the README has after following it: a broker with topics, a worker and the view."""

    broker: str
    web: str
    variables: Mapping[str, str]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with ExitStack() as stack:
        container, broker = stack.enter_context(kafka_service(stack.enter_context(kafka_volume())))
        until(lambda: health(container), "Kafka's health check is green")
        port = str(free_port())
        variables = readme.environment(tmp_path_factory.mktemp("user"), DATELINE_BOOTSTRAP=broker, DATELINE_WEB_PORT=port)
        make_topics, *services = readme.lines("setup")
        succeeds(make_topics, variables)
        for service in services:
            stack.enter_context(running(service, variables))
        yield Deployment(broker, f"http://127.0.0.1:{port}", variables)


@pytest.mark.parametrize("line", [*readme.lines("broker"), *readme.lines("again")])
def test_example_with_a_broker(line: str, deployed: Deployment) -> None:
    """Each command succeeds and, where it shows something, has something to show; the worker may need a moment for that."""
    if "publish" in line:
        succeeds(line, deployed.variables)
    else:
        until(lambda: prints(line, deployed.variables), f"{line} prints something")


def test_view_shows_what_was_published(deployed: Deployment) -> None:
    """The page of actors has its twin in JSON, and the actor of the example is on it."""
    succeeds(next(line for line in readme.lines("broker") if "Kenya" in line), deployed.variables)
    until(lambda: "cty:KEN" in page(f"{deployed.web}/actors.json"), "the view has the actor")


def test_example_of_a_plain_client(deployed: Deployment) -> None:
    """A producer and a consumer that know nothing of Dateline."""
    program = readme.example("python").replace("127.0.0.1:9092", deployed.broker)
    ran = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_all_records_are_as_the_schemas_say(deployed: Deployment) -> None:
    """Every value on the five topics that Dateline writes, strictly: nothing is missing and nothing is undescribed."""
    succeeds(next(line for line in readme.lines("broker") if "seeds" in line), deployed.variables)
    written = {topic.name: topic.schema for topic in Topics().public if topic.name != Topics().raw.name}
    until(lambda: {m.topic() for m in read_all(deployed.broker, written)} == set(written), "there are records on each topic")
    for message in read_all(deployed.broker, written):
        if message.value() is not None:
            assert_valid(written[message.topic()] or "", json.loads(message.value()))
            assert dict(message.headers())["ce_dataschema"].decode() == schemas.load(written[message.topic()] or "")["$id"]


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
