"""Read topics as any plain client would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confluent_kafka import Consumer, Message, TopicPartition

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKER = ("ce_type", b"dateline.marker")


def read_all(broker: str, topics: Iterable[str]) -> list[Message]:
    """Every record that is on the topics now, markers left out; of each partition in its order."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "reads-all", "enable.auto.commit": False, "enable.partition.eof": False})
    try:
        known = consumer.list_topics(timeout=30).topics
        places = [TopicPartition(topic, partition, 0) for topic in topics for partition in known[topic].partitions]
        left = {(p.topic, p.partition): consumer.get_watermark_offsets(p, timeout=30)[1] for p in places}
        consumer.assign(places)
        found: list[Message] = []
        while any(position < left[place] for place, position in _positions(consumer, places).items()):
            if (message := consumer.poll(0.2)) is not None and not message.error():
                found.append(message)
    finally:
        consumer.close()
    return [message for message in found if MARKER not in (message.headers() or [])]


def _positions(consumer: Consumer, places: list[TopicPartition]) -> dict[tuple[str, int], int]:
    """Where the consumer stands; -1001 (nowhere yet) counts as the beginning, which is the end of an empty partition."""
    return {(p.topic, p.partition): max(p.offset, 0) for p in consumer.position(places)}
