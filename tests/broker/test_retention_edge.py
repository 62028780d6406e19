"""Behind the edge of retention on Apache Kafka: what is said of an article still counts exactly when all records of it have expired."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from streams.flow.cluster import Cluster
from tests.broker.test_reenrich import as_json, rest
from tests.flow import behaviours
from tests.flow.deployment import deployment
from tests.flow.test_admin import admin
from tests.flow.toy import fold, raw_id

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


async def test_corrections_of_articles_that_expired_count_exactly(broker: str, tmp_path: Path) -> None:
    """Corrections, withdrawals, repeats and an erasure come when raw, clean, feed and letters have lost everything: the table is the fold
    over all that ever came, a repeat is a repeat, a worker that starts then finds nothing wrong, and the audit holds."""
    messages = behaviours.history(random.Random(31), 200)
    first = behaviours.history(random.Random(37), 60)
    erased = {"id": "erased", "version": 1, "actors": {"per:1": 3, "per:gone": 1}}
    async with deployment(broker, tmp_path) as on:
        on.start()
        await on.until_ended(await on.publish(behaviours.records([*first, erased])))
        await on.until(lambda: rest(on))
        assert on.stop() == [0]
        await expire(on)
        on.restart_ended()
        places = await on.publish([*behaviours.records([*messages, *first]), (raw_id("erased").encode(), None)])
        await on.until_ended(places)
        await on.until_table(fold([*first, *messages]))
        await on.until(lambda: rest(on))
        assert (await as_json(on, "audit"))["findings"] == []
        ends = await on.ends()
        repeated = [ends[place] for place in places[len(messages) : -1]]
        assert {end for each in repeated for end in each} <= {"repeat", "stale"}
        assert len(await ids_in(on)) == len({m["id"] for m in (*first, *messages)}) + 1


async def ids_in(on: Deployment) -> set[str]:
    """The entries of the ledger: one for each article, however many versions it had."""
    return {m.key.decode() for m in await on.read(on.topics.ledger) if not m.key.startswith(b"~")}


async def expire(on: Deployment) -> None:
    """What retention does, at once: every record of the topics that delete by age."""
    async with Cluster(on.settings) as cluster:
        counts = await cluster.partitions(t.name for t in on.topics.all if t.policy == "delete")
        logs = await cluster.logs(cluster.assign(counts))
    async with admin(on.settings) as client:
        await client.delete_records({TopicPartition(*tp): RecordsToDelete(before_offset=log.end) for tp, log in logs.items()})
    assert not [orjson.loads(m.value) for m in await on.read(on.topics.raw)]
