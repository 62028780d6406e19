"""What a predecessor left is looked up on topics to which anybody may write: whatever lies there, a worker of the next generation starts."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import orjson
import pytest

from streams.flow.delivery import Delivery
from tests.flow.behaviours import history
from tests.flow.generations import enricher, said
from tests.flow.simulation import PARTITIONS, TOPICS, CrashError, MemoryBroker, Worker, fill
from tests.flow.test_generations import table
from tests.flow.toy import fold, raw_id

OURS = [("ce_source", b"/raw/0/1"), ("ce_time", b"2024-01-01T00:00:00.000Z")]
KEY = f"{raw_id('article-1')}|per:1".encode()
RANK = [9, "2024-01-01T00:00:00.000Z", 0, "c" * 32]


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [
        (b"\xff\xfe", orjson.dumps({"rank": RANK}), OURS),
        (None, orjson.dumps({"rank": RANK}), OURS),
        (KEY, b"\xff\x00 no JSON", OURS),
        (KEY, b"", OURS),
        (KEY, b"[1, 2]", OURS),
        (KEY, b"7", OURS),
        (KEY, b"{}", OURS),
        (KEY, orjson.dumps({"rank": None}), OURS),
        (KEY, orjson.dumps({"rank": [1, 2]}), OURS),
        (KEY, orjson.dumps({"rank": ["9", 1, {}, None]}), OURS),
        (KEY, orjson.dumps({"rank": RANK, "generation": "x"}), OURS),
        (KEY, b"[" * 100_000, OURS),
        (KEY, orjson.dumps({"rank": RANK, "generation": 1}), []),
        (KEY, orjson.dumps({"rank": RANK, "generation": 1}), [("ce_source", b"\xff/0/1")]),
        (KEY, orjson.dumps({"rank": RANK, "generation": 1}), [("ce_source", b"/elsewhere/0/1")]),
        (KEY, orjson.dumps({"rank": RANK, "generation": 1}), [("ce_source", b"/raw/zero/one")]),
    ],
)
async def test_a_record_that_no_worker_wrote_is_passed_over(key: bytes | None, value: bytes, headers: Any) -> None:
    """On each public topic; after a crash of the generation before. The table is right, and what lies there does not stay a matter."""
    messages = history(random.Random(1), 25)
    broker = MemoryBroker()
    fill(broker, [orjson.dumps(m) for m in messages], random.Random(1))
    await crash(broker)
    for topic in (TOPICS.mentions, TOPICS.enriched, TOPICS.articles, TOPICS.deadletter):
        for partition in range(PARTITIONS):
            broker.append(topic.name, partition, key, value, headers)
    worker = Worker(broker, random.Random(2), -1, Delivery, 2, enricher(2))
    await worker.finish()
    assert table(broker) == fold(messages, partial(said, generation=2))
    assert len(worker.stages[TOPICS.clean.name].farewell()) == PARTITIONS


async def crash(broker: MemoryBroker) -> None:
    with pytest.raises(CrashError):
        await Worker(broker, random.Random(1), 60, Delivery, 1, enricher(1)).finish()
