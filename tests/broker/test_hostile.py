"""Publishers who do what Kafka allows: aborted transactions, markers of their own, a raw topic that is made anew."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from click.testing import CliRunner
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource

from streams.cli import main
from streams.core.article import Place
from streams.flow.admin import ensure_topics
from streams.flow.cluster import Cluster, topic_partitions
from streams.kafka import MARKER_TYPE
from streams.supervisor import AGAIN, CONFIGURATION
from streams.topics import MAX_RAW_BYTES
from tests.flow.behaviours import one_end_each, records
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


def article(name: str, actor: str = "per:a") -> dict[str, Any]:
    return {"id": name, "version": 1, "actors": {actor: 1}}


async def test_aborted_transactions_were_never_published(broker: str, tmp_path: Path) -> None:
    """Their articles reach nobody, not even `dateline tail`, and the gaps they leave do not hold up the commits."""
    async with deployment(broker, tmp_path, partitions="1") as on:
        on.start()
        places = await in_transactions(on, 30)
        await on.until_ended(places)
        await on.until_table({"per:a": (20, 20)})
        await one_end_each(on, 20)
        await on.until(lambda: _has_committed(on, places[-1]))
        assert on.stop() == [0]
        shown = await asyncio.to_thread(CliRunner().invoke, main, ["tail", "raw", "--json"], env=on.environment)
        assert [json.loads(line)["offset"] for line in shown.stdout.splitlines()] == [place.offset for place in places]


async def in_transactions(on: Deployment, count: int) -> list[Place]:
    """One record each, every third aborted; the places of the others."""
    producer = AIOKafkaProducer(bootstrap_servers=on.settings.bootstrap, transactional_id=on.settings.app)
    places: list[Place] = []
    await producer.start()
    try:
        for number in range(count):
            aborted = number % 3 == 1
            await producer.begin_transaction()
            value = orjson.dumps(article(f"a{number}", "per:aborted" if aborted else "per:a"))
            done = await producer.send_and_wait(on.topics.raw.name, value)
            if aborted:
                await producer.abort_transaction()
            else:
                await producer.commit_transaction()
                places.append(Place(done.topic, done.partition, done.offset))
    finally:
        await producer.stop()
    return places


async def _has_committed(on: Deployment, place: Place) -> bool:
    async with Cluster(on.settings) as cluster:
        committed = await cluster.committed(cluster.assign({place.topic: 1}))
    return max(at or 0 for at in committed.values()) > place.offset


async def test_article_that_calls_itself_a_marker_is_read(broker: str, tmp_path: Path) -> None:
    """The marker's header is no secret; an article under it has an end like any other."""
    async with deployment(broker, tmp_path, partitions="1") as on:
        on.start()
        producer = AIOKafkaProducer(bootstrap_servers=broker)
        await producer.start()
        try:
            value = orjson.dumps(article("a"))
            done = await producer.send_and_wait(on.topics.raw.name, value, headers=[("ce_type", MARKER_TYPE), ("x", None)])
        finally:
            await producer.stop()
        await on.until_ended([Place(done.topic, done.partition, done.offset)])
        await on.until_table({"per:a": (1, 1)})


async def test_raw_topic_that_was_made_anew_is_read_from_its_beginning(broker: str, tmp_path: Path) -> None:
    """Its offsets were seen before, its articles were not."""
    async with deployment(broker, tmp_path, partitions="1") as on:
        on.start()
        await on.until_ended(await on.publish(records([article(f"old{n}") for n in range(5)])))
        await on.until_table({"per:a": (5, 5)})
        assert on.stop() == [0]
        await _make_anew(on)
        on.start(0)
        await on.publish(records([article(f"new{n}") for n in range(3)]))
        await on.until_table({"per:a": (8, 8)})


async def test_retention_that_overtakes_a_worker_is_said(broker: str, tmp_path: Path) -> None:
    """A worker that runs does not go on behind deleted records in silence: the next start refuses."""
    async with deployment(broker, tmp_path, partitions="1") as on:
        worker = on.start()
        places = await on.publish(records([article(f"a{n}") for n in range(5)]))
        await on.until(lambda: _has_committed(on, places[-1]))
        worker.send_signal(signal.SIGSTOP)
        await on.publish(records([article("answers the fetch that is under way")]))
        places = await on.publish(records([article(f"b{n}") for n in range(5)]))
        await _delete_before(on, places[3])
        worker.send_signal(signal.SIGCONT)
        assert worker.wait(30) == AGAIN
        assert on.start(0).wait(30) == CONFIGURATION
        assert "records were deleted before they were read" in on.logs()


async def test_worker_that_the_group_refuses_ends_itself(broker: str, tmp_path: Path) -> None:
    """A session timeout below the broker's least is refused for good: no worker stands there idle and alive."""
    async with deployment(broker, tmp_path, session_timeout="2") as on:
        assert on.start().wait(90) == AGAIN
        assert "no place in the consumer group" in on.logs()


async def _delete_before(on: Deployment, place: Place) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=on.settings.bootstrap)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(place.topic, place.partition): RecordsToDelete(before_offset=place.offset)})
    finally:
        await admin.close()


async def _make_anew(on: Deployment) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=on.settings.bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([on.topics.raw.name])
    finally:
        await admin.close()
    await on.until(lambda: _is_gone(on), restart=False)
    await ensure_topics(on.settings, print)


async def _is_gone(on: Deployment) -> bool:
    async with Cluster(on.settings) as cluster:
        return not await cluster.partitions([on.topics.raw.name])


async def test_a_ledger_that_was_deleted_with_the_offsets_is_refused(broker: str, tmp_path: Path) -> None:
    """The offsets cannot tell of it any more. A ledger that begins anew would say what the table takes for older than what it has."""
    async with deployment(broker, tmp_path, partitions="2") as on:
        on.start()
        await on.until_ended(await on.publish(records([article(f"a{number}") for number in range(10)])))
        await on.until_table({"per:a": (10, 10)})
        assert on.stop() == [0]
        client = AdminClient({"bootstrap.servers": on.settings.bootstrap})
        deleted = [*client.delete_topics([on.topics.ledger.name]).values(), *client.delete_consumer_groups([on.settings.app]).values()]
        await asyncio.to_thread(lambda: [future.result(30) for future in deleted])
        await on.until(lambda: _lacks(on, on.topics.ledger.name), restart=False)
        await ensure_topics(on.settings, print)
        assert on.start(0).wait(30) == CONFIGURATION
        assert f"{on.topics.ledger.name} partition 0 is empty, but the table counts what it knew: the changelog was made anew" in on.logs()
        assert "DATELINE_APP" in on.logs()


async def _lacks(on: Deployment, topic: str) -> bool:
    return not await topic_partitions(on.settings, [topic])


async def test_a_state_that_outgrows_its_topic_is_refused_with_the_limit_to_raise(broker: str, tmp_path: Path) -> None:
    """An actor of whom there is news of very many months: the worker names the topic and its setting, and goes on once it is raised."""
    async with deployment(broker, tmp_path, partitions="1") as on:
        # the broker measures what it gets, compressed, and all may come in one barrier: numbers that no compression foresees
        rng = random.Random(1)
        named = [rng.randint(1, 40) for _ in range(300)]
        await _limit(on, on.topics.sums.name, 700)
        messages = [article(f"a{n}") | {"day": f"{1700 + n:04}-{n % 12 + 1:02}-01", "actors": {"per:a": m}} for n, m in enumerate(named)]
        worker = on.start()
        places = await on.publish(records(messages))

        async def ended() -> bool:
            return worker.poll() is not None

        await on.until(ended, restart=False)
        assert worker.returncode == CONFIGURATION, on.logs()
        assert f"{on.topics.sums.name} takes no record of " in on.logs()
        assert "raise its max.message.bytes" in on.logs()
        await _limit(on, on.topics.sums.name, MAX_RAW_BYTES)
        on.start(0)
        places += await on.publish(records([article("one-more")]))
        await on.until_ended(places)
        await on.until_table({"per:a": (301, sum(named) + 1)})
        assert on.stop() == [0]


async def _limit(on: Deployment, topic: str, size: int) -> None:
    change = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
    wanted = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[change])
    client = AdminClient({"bootstrap.servers": on.settings.bootstrap})  # its futures need it to stay
    (done,) = client.incremental_alter_configs([wanted]).values()
    await asyncio.to_thread(done.result, 30)
