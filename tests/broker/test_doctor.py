"""`dateline doctor` on Apache Kafka: a fresh cluster, one with its topics, and none at all."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from streams.cli import main
from streams.flow.admin import ensure_topics
from streams.settings import load

pytestmark = pytest.mark.broker


def looked(folder: Path, broker: str, name: str, *options: str) -> tuple[int, dict[str, dict[str, Any]]]:
    arguments = ["doctor", "--json", "--bootstrap", broker, "--prefix", f"{name}.", "--app", name, *options]
    done = CliRunner().invoke(main, arguments, env={"DATELINE_DATA_DIR": str(folder)})
    assert done.stdout, (done.output, done.exception)
    return done.exit_code, {found["what"]: found for found in map(json.loads, done.stdout.splitlines())}


def test_a_cluster_before_and_after_its_topics(broker: str, tmp_path: Path) -> None:
    """What is missing fails with its cure; then only the workers are missing."""
    code, found = looked(tmp_path, broker, "doc1")
    assert (code, found.get("topics", {}).get("state")) == (1, "fail"), found
    assert "dateline topics" in found["topics"]["cure"]
    assert found["kafka"] == {"what": "kafka", "state": "ok", "says": "1 broker, 3.7 or newer", "cure": ""}
    run(ensure(broker, "doc1"))
    code, found = looked(tmp_path, broker, "doc1")
    assert (code, found.get("topics", {}).get("state"), found["workers"]["state"], found.get("clock", {}).get("state")) == (
        0,
        "ok",
        "warn",
        "ok",
    ), found


def test_a_clock_that_is_ahead_is_found(broker: str, tmp_path: Path) -> None:
    """By a record from the future; here a topic that takes the publisher's word for the time stands for the broker's clock."""
    run(ensure(broker, "doc2"))
    run(send_from_the_future(broker, "doc2.deadletter"))
    code, found = looked(tmp_path, broker, "doc2")
    assert (code, found.get("clock", {}).get("state")) == (1, "fail"), found


def test_without_a_broker(tmp_path: Path) -> None:
    """Exit code 69; the machine is looked at all the same."""
    code, found = looked(tmp_path, "127.0.0.1:9", "doc3", "--timeout", "1")
    assert (code, found["broker"]["state"], found["python"]["state"]) == (69, "fail", "ok")
    assert "DATELINE_BOOTSTRAP" in found["broker"]["cure"]


def run(work: Any) -> None:
    import asyncio  # noqa: PLC0415 - the command has a loop of its own, so these tests are not asynchronous

    asyncio.run(work)


async def ensure(broker: str, name: str) -> None:
    await ensure_topics(load({}, bootstrap=broker, prefix=f"{name}.", app=name, partitions=1), lambda _: None)


async def send_from_the_future(broker: str, topic: str) -> None:
    from aiokafka.admin import AIOKafkaAdminClient  # noqa: PLC0415
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType  # noqa: PLC0415

    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        configs = {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(2**62), "cleanup.policy": "delete"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs)])
    finally:
        await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        await producer.send_and_wait(topic, b"{}", headers=[("ce_type", b"dateline.marker")], timestamp_ms=int(1000 * (time.time() + 3600)))
