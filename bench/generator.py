"""Raw records onto a topic: all at once, or one after the other at a given rate whatever becomes of them (an open loop)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from confluent_kafka import Producer

if TYPE_CHECKING:
    from collections.abc import Iterable

SENT = "sent-at"
"""Header: microseconds since the epoch at which the record was due to be sent, not when the generator came to it."""


def fill(bootstrap: str, topic: str, records: Iterable[bytes]) -> int:
    """A backlog; how many there were."""
    producer, count = _producer(bootstrap, 50), 0
    for record in records:
        while True:
            try:
                producer.produce(topic, record)
                break
            except BufferError:
                producer.poll(0.1)
        count += 1
        producer.poll(0)
    producer.flush()
    return count


def pour(bootstrap: str, topic: str, records: Iterable[bytes], rate: float) -> None:
    """`rate` records a second, each at its time."""
    producer = _producer(bootstrap, 0)
    begin = time.time() + 0.1
    for number, record in enumerate(records):
        due = begin + number / rate
        while (wait := due - time.time()) > 0:
            time.sleep(min(wait, 0.05))
        producer.produce(topic, record, headers={SENT: str(int(due * 1e6)).encode()})
        producer.poll(0)
    producer.flush()


def _producer(bootstrap: str, linger_ms: int) -> Producer:
    options = {"bootstrap.servers": bootstrap, "acks": "all", "linger.ms": linger_ms, "queue.buffering.max.messages": 50_000}
    return Producer(options | {"message.max.bytes": 16_000_000})
