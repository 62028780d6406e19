"""Fills topics with synthetic articles as workers would leave them, for measuring `dateline audit` against a broker.

    DATELINE_PREFIX=m. DATELINE_APP=m python -m tools.measure_audit 100000
    DATELINE_PREFIX=m. DATELINE_APP=m /usr/bin/time -v dateline audit

Each article is 3 kB raw, 6 kB on the feed and 3 kB on `articles`, and mentions six of 20,000 actors. No worker runs.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from streams.core.identity import partition_of, sha256
from streams.flow.admin import ensure_topics
from streams.kafka import COMPRESSION, aiokafka_options
from streams.settings import Settings, load
from streams.topics import Topics

ACTORS, EACH, DAY = 20_000, 6, "2024-05-30"
TEXT = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz      ", k=6_000))
Sums = Counter[str]


def counts(named: int) -> dict[str, int]:
    return {"named": named, "nominal": 0, "pronoun": 0}


def outputs(number: int, place: dict[str, Any], topics: Topics, sums: Sums) -> list[tuple[str, str, dict[str, Any]]]:
    """(topic, key, value) of one accepted article."""
    article_id = sha256(str(number).encode())[:32]
    says = {f"per:{(number * EACH + i) * 7919 % ACTORS}": 1 for i in range(EACH)}
    sums.update(says)
    head = {"article_id": article_id, "place": place, "generation": 1, "rank": [1, f"{DAY}T00:00:00.000Z", 0, sha256(article_id.encode())]}
    entities = [{"id": actor, "type": "person"} | counts(n) for actor, n in says.items()]
    feed = {"pub_status": "usable", "anchor": {"day": DAY}, "entities": entities, "mentions": [{"entity": a} for a in says], "registry": ""}
    said = [{"actor_id": a, "gone": False, "day": DAY, "counts": counts(n), "sentences": TEXT[:300]} for a, n in says.items()]
    return [
        (topics.articles.name, article_id, head | {"body": TEXT[:3000]}),
        (topics.enriched.name, article_id, head | feed | {"body": TEXT[:5500]}),
        *((topics.mentions.name, f"{article_id}|{s['actor_id']}", head | s) for s in said),
    ]


def row(actor: str, named: int) -> dict[str, Any]:
    return {"actor_id": actor, "articles": named, "mentions": counts(named), "months": {DAY[:7]: {"articles": named} | counts(named)}} | {
        "undated": {"articles": 0} | counts(0)
    }


async def fill(settings: Settings, articles: int) -> None:
    topics, sums = Topics(settings.prefix, settings.app), Sums()
    await ensure_topics(settings, print)
    producer = AIOKafkaProducer(**aiokafka_options(settings), compression_type=COMPRESSION, linger_ms=20, max_batch_size=500_000)
    await producer.start()
    try:
        for number in range(articles):
            partition = number % settings.partitions
            place = {"topic": topics.raw.name, "partition": partition, "offset": 1 + number // settings.partitions}
            await producer.send(topics.raw.name, TEXT[:3000].encode(), partition=partition)
            for record in outputs(number, place, topics, sums):
                await _send(producer, settings, record, place)
        for actor, named in sums.items():
            await _send(producer, settings, (topics.actors.name, actor, row(actor, named)), {"topic": "x", "partition": 0, "offset": named})
    finally:
        await producer.stop()
    await _commit(settings, topics)


async def _send(producer: AIOKafkaProducer, settings: Settings, record: tuple[str, str, dict[str, Any]], place: dict[str, Any]) -> None:
    topic, key, value = record
    source = f"/{place['topic']}/{place['partition']}/{place['offset']}".encode()
    headers = [("ce_id", source + b":1:" + key.encode()), ("ce_source", source)]
    partition = partition_of(key.partition("|")[0], settings.partitions)
    await producer.send(topic, orjson.dumps(value), key=key.encode(), partition=partition, headers=headers)


async def _commit(settings: Settings, topics: Topics) -> None:
    """As if workers had done it all."""
    client = AIOKafkaConsumer(**aiokafka_options(settings), group_id=settings.app, enable_auto_commit=False)
    await client.start()
    try:
        names = (topics.raw.name, topics.clean.name, topics.subtotals.name)
        tps = [TopicPartition(name, p) for name in names for p in range(settings.partitions)]
        client.assign(tps)
        await client.commit(await client.end_offsets(tps))
    finally:
        await client.stop()


if __name__ == "__main__":
    asyncio.run(fill(load(os.environ), int(sys.argv[1])))
