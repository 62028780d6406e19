"""An actor whom every article names: what reaches the one partition that counts it grows with the ticks, not with the articles.

The sum is made in two stages. Each partition of the ledger adds up its own articles, and only its subtotal travels.
"""

from __future__ import annotations

import random

import orjson
import pytest

from streams.flow.codec import decode_subtotals
from tests.flow.simulation import PARTITIONS, TOPICS, MemoryBroker, Worker, fill

HOT = "per:everywhere"
TICKS = 5


def hot_articles(count: int) -> list[bytes]:
    return [orjson.dumps({"id": f"a{n}", "version": 1, "day": "2024-01-03", "actors": {HOT: 1, f"per:{n % 40}": 1}}) for n in range(count)]


async def travelled(count: int) -> int:
    """How many subtotals of the hot actor there are after `count` articles in five ticks; its row is checked as well."""
    broker, rng = MemoryBroker(), random.Random(5)
    fill(broker, hot_articles(count), rng)
    worker = Worker(broker, rng, -1)
    clean = [(TOPICS.clean.name, p) for p in range(PARTITIONS)]
    waiting = [record for tp in clean for record in broker.log(*tp)]
    for tick in range(TICKS):
        for record in waiting[len(waiting) * tick // TICKS : len(waiting) * (tick + 1) // TICKS]:
            await worker.stages[TOPICS.clean.name].handle(record)
            worker.position[TOPICS.clean.name, record.place.partition] = record.place.offset + 1
        await worker.delivery.publish()
        await worker.commit()
    subtotals = sum(HOT in decode_subtotals(r.key, r.value or b"").totals for r in broker.everything(TOPICS.subtotals.name))
    await worker.finish()
    rows = [orjson.loads(r.value or b"{}") for r in broker.everything(TOPICS.actors.name) if r.key == HOT.encode()]
    assert rows[-1]["articles"] == count
    return subtotals


@pytest.mark.parametrize("count", [50, 400])
async def test_hot_actor_costs_its_partition_a_subtotal_a_tick(count: int) -> None:
    """Eight times as many articles, and not one subtotal more than ledger partitions times ticks."""
    assert 0 < await travelled(count) <= PARTITIONS * TICKS
