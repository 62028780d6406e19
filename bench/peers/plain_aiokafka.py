"""aiokafka by hand: batches in, sends not awaited one by one, counts in a dict, flush and then commit once a second.

It keeps no state beyond its life: after a restart it would count from nothing. Rows go out once a second for what moved.
"""

from __future__ import annotations

import asyncio
import time

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.peers.work import COMMIT_SECONDS, Setup, added, key_of, make, row_of, said_of, setup, totals_of
from streams.core.article import Place
from streams.core.tally import Totals
from streams.flow.codec import encode_article, encode_enriched, encode_mention


class Work:
    def __init__(self, s: Setup, producer: AIOKafkaProducer) -> None:
        self._s = s
        self._producer = producer
        self._totals: dict[str, Totals] = {}
        self._moved: set[str] = set()
        self._sent: list[asyncio.Future[object]] = []

    async def handle(self, value: bytes, place: Place, timestamp_ms: int) -> None:
        read = make(value, place, timestamp_ms)
        key = key_of(read)
        await self._send(self._s.articles, key, encode_article(read.article))
        await self._send(self._s.enriched, key, encode_enriched(read))
        for said in said_of(read):
            await self._send(self._s.mentions, said.actor_id.encode(), encode_mention(said))
            self._totals[said.actor_id] = added(self._totals.get(said.actor_id), totals_of(said))
            self._moved.add(said.actor_id)

    async def settle(self) -> None:
        """Rows of what moved, and everything delivered."""
        for actor in sorted(self._moved):
            await self._send(self._s.actors, actor.encode(), row_of(actor, self._totals[actor]))
        self._moved.clear()
        sent, self._sent = self._sent, []
        await asyncio.gather(*sent)

    async def _send(self, topic: str, key: bytes, value: bytes) -> None:
        self._sent.append(await self._producer.send(topic, value, key=key))


async def main() -> None:
    s = setup()
    consumer = AIOKafkaConsumer(
        s.raw, bootstrap_servers=s.bootstrap, group_id=s.app, auto_offset_reset="earliest", enable_auto_commit=False
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=s.bootstrap,
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=5,
        max_batch_size=262_144,
    )
    async with consumer, producer:
        work, committed = Work(s, producer), time.monotonic()
        while True:
            for batch in (await consumer.getmany(timeout_ms=100, max_records=500)).values():
                for message in batch:
                    place = Place(message.topic, message.partition, message.offset)
                    await work.handle(message.value, place, message.timestamp)
            if time.monotonic() - committed > COMMIT_SECONDS:
                await work.settle()
                await consumer.commit()
                committed = time.monotonic()


if __name__ == "__main__":
    uvloop.run(main())
