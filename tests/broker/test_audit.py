"""`dateline audit` on Apache Kafka: a killed worker breaks no promise, and a forged row is found and named."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.core.identity import partition_of
from tests.flow import behaviours
from tests.flow.deployment import deployment
from tests.flow.real import WORKER
from tests.flow.toy import fold

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


async def dateline(on: Deployment, *args: str) -> tuple[int, str, str]:
    """As a user calls it: exit code, stdout, stderr."""
    command = (sys.executable, "-m", "streams.cli", *args)
    process = await asyncio.create_subprocess_exec(
        *command, env=on.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def audited(on: Deployment, *args: str) -> tuple[int, dict[str, Any]]:
    code, out, err = await dateline(on, "audit", "--json", *args)
    assert err == ""
    return code, orjson.loads(out)


async def at_rest(on: Deployment) -> bool:
    return bool((await audited(on))[1]["at_rest"])


async def test_audit_of_a_worker_that_was_killed(broker: str, tmp_path: Path) -> None:
    """While records are on their way nothing is called lost; at rest all holds; then a forged row makes it fail and is named."""
    messages = behaviours.history(random.Random(17), 400)
    async with deployment(broker, tmp_path) as on:
        on.start()
        places = await on.publish(behaviours.records(messages[:200]) + behaviours.POISON)
        await _publish_and_abort(on)
        await on.until_ended(places[:50])
        on.kill()
        code, report = await audited(on)
        assert (code, report["findings"]) == (0, [])
        on.restart_ended()
        places += await on.publish(behaviours.records(messages[200:]))
        await on.until_ended(places)
        await on.until_table(fold(messages))
        await on.until(lambda: at_rest(on))
        code, report = await audited(on)
        assert (code, report["holds"], report["findings"]) == (0, True, [])
        assert report["counts"]["raw"] == len(places) == sum(n for end, n in report["counts"].items() if end != "raw")
        assert report["counts"]["dead letter"] == len(behaviours.POISON)

        actor = await _forge(on)
        code, report = await audited(on)
        assert (code, report["holds"]) == (1, False)
        assert [(f["promise"], f["code"], f["actor_id"]) for f in report["findings"]] == [("I5", "table_differs", actor)]
        code, out, _ = await dateline(on, "audit", "--explain", actor)
        assert code == 1
        assert "does NOT add up" in out
        await _write(on, on.topics.mentions.name, f"x|{actor}", {"gone": False})
        code, _, err = await dateline(on, "audit", "--explain", actor)
        assert (code, "not in the published format" in err, "Traceback" in err) == (1, True, False)


async def _publish_and_abort(on: Deployment) -> None:
    """A record that its publisher takes back: it is no article, and nobody's loss."""
    producer = AIOKafkaProducer(bootstrap_servers=on.settings.bootstrap, transactional_id=on.settings.app)
    await producer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(on.topics.raw.name, b"{}", partition=0)
        await producer.abort_transaction()
    finally:
        await producer.stop()


async def _forge(on: Deployment) -> str:
    """One row of the table with one article more than there is; its actor."""
    table = await on.latest(on.topics.actors)
    actor = min(table)
    row = table[actor]
    row["articles"] += 1
    row["undated"]["articles"] += 1
    await _write(on, on.topics.actors.name, actor, row)
    return str(actor)


async def _write(on: Deployment, topic: str, key: str, value: dict[str, Any]) -> None:
    """As somebody might who is not Dateline."""
    producer = AIOKafkaProducer(bootstrap_servers=on.settings.bootstrap)
    await producer.start()
    try:
        partition = partition_of(key, on.settings.partitions)
        headers = [("ce_id", b"forged"), ("ce_source", b"/nowhere/0/0")]
        await producer.send_and_wait(topic, orjson.dumps(value), key=key.encode(), partition=partition, headers=headers)
    finally:
        await producer.stop()


async def test_audit_recomputes_what_the_worker_made(broker: str, tmp_path: Path) -> None:
    """With the real core the feed is byte for byte what is made here, and a row is explained down to sentence and raw record."""
    articles: list[dict[str, Any]] = [
        {"article_id": "a1", "text": "Kenya and Norway signed a treaty. Kenya was glad.", "published_at": "2024-05-30"},
        {"article_id": "a2", "text": "Norway thanked Peru.", "published_at": "2024-05-31"},
        {"article_id": "a1", "version": 2, "text": "Kenya signed a treaty.", "published_at": "2024-05-30"},
    ]
    async with deployment(broker, tmp_path, module=WORKER) as on:
        on.start()
        places = await on.publish([(None, orjson.dumps(a)) for a in articles])
        await on.until_ended(places)
        await on.until(lambda: at_rest(on))
        code, report = await audited(on, "--recompute")
        assert (code, report["findings"], report["unchecked"]) == (0, [], {})
        code, out, _ = await dateline(on, "audit", "--explain", "norway", "--json")
        explained = orjson.loads(out)
        assert (code, explained["actor_id"], explained["adds_up"]) == (0, "cty:NOR", True)
        (article,) = explained["articles"]
        assert [s["text"] for s in article["sentences"]] == ["Norway thanked Peru."]
        assert article["place"] == {"topic": places[1].topic, "partition": places[1].partition, "offset": places[1].offset}
