"""confluent-kafka by hand: librdkafka fetches and sends in threads of its own, counts in a dict, flush and then commit once a second.

As with `plain_aiokafka`, nothing survives a restart.
"""

from __future__ import annotations

import time
from typing import Any, NoReturn

from confluent_kafka import Consumer, KafkaException, Producer

from bench.peers.work import COMMIT_SECONDS, Setup, added, key_of, make, row_of, said_of, setup, totals_of
from streams.core.article import Place
from streams.core.tally import Totals
from streams.flow.codec import encode_article, encode_enriched, encode_mention


class Work:
    def __init__(self, s: Setup, producer: Producer) -> None:
        self._s = s
        self._producer = producer
        self._totals: dict[str, Totals] = {}
        self._moved: set[str] = set()

    def handle(self, message: Any) -> None:  # noqa: ANN401 - librdkafka's message
        place = Place(message.topic(), message.partition(), message.offset())
        read = make(message.value(), place, message.timestamp()[1])
        key = key_of(read)
        self._send(self._s.articles, key, encode_article(read.article))
        self._send(self._s.enriched, key, encode_enriched(read))
        for said in said_of(read):
            self._send(self._s.mentions, said.actor_id.encode(), encode_mention(said))
            self._totals[said.actor_id] = added(self._totals.get(said.actor_id), totals_of(said))
            self._moved.add(said.actor_id)
        self._producer.poll(0)

    def settle(self) -> None:
        """Rows of what moved, and everything delivered."""
        for actor in sorted(self._moved):
            self._send(self._s.actors, actor.encode(), row_of(actor, self._totals[actor]))
        self._moved.clear()
        self._producer.flush()

    def _send(self, topic: str, key: bytes, value: bytes) -> None:
        while True:
            try:
                self._producer.produce(topic, value, key, on_delivery=_delivered)
            except BufferError:
                self._producer.poll(0.05)
            else:
                return


def _delivered(error: Any, _message: object) -> None:  # noqa: ANN401 - librdkafka's error
    if error is not None:
        raise KafkaException(error)


def main() -> NoReturn:
    s = setup()
    shared = {"bootstrap.servers": s.bootstrap}
    consumer = Consumer(shared | {"group.id": s.app, "auto.offset.reset": "earliest", "enable.auto.commit": False})
    producer = Producer(shared | {"enable.idempotence": True, "compression.type": "lz4", "linger.ms": 5})
    consumer.subscribe([s.raw])
    work, committed, moved = Work(s, producer), time.monotonic(), False
    while True:
        for message in consumer.consume(100, timeout=0.05):
            if message.error():
                raise KafkaException(message.error())
            work.handle(message)
            moved = True
        if moved and time.monotonic() - committed > COMMIT_SECONDS:
            work.settle()
            consumer.commit(asynchronous=False)
            committed, moved = time.monotonic(), False


if __name__ == "__main__":
    main()
