"""A subscriber of the feed and of the table: when it saw what."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from bench.generator import SENT
from streams.kafka import is_marker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from bench.pipeline import Pipeline

Source = tuple[int, int]
"""Partition and offset of a raw record."""


class Follower:
    """Reads from where the topics end when the context begins; its clock is that of the generator."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._end = threading.Event()
        self._ready = threading.Event()
        self._fed: dict[Source, float] = {}
        self._rows: dict[str, float] = {}
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(30)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()

    def feed(self, sent: dict[Source, int]) -> list[int]:
        """Microseconds from the moment at which each article was due to be sent until it was seen on the feed."""
        return [int(at * 1e6) - sent[source] for source, at in self._fed.items() if source in sent]

    def rows(self, sent: dict[Source, int]) -> list[int]:
        """The same until its row was seen, of each article that names an actor whom no other article names."""
        named: defaultdict[str, set[Source]] = defaultdict(set)
        for message in everything(self._pipeline, self._pipeline.topics.mentions.name):
            said = orjson.loads(message.value())
            named[said["actor_id"]].add((said["place"]["partition"], said["place"]["offset"]))
        last: dict[Source, float] = {}
        for actor, sources in named.items():
            (source, *others) = sources
            if not others and source in sent and actor in self._rows:
                last[source] = max(last.get(source, 0.0), self._rows[actor])
        return [int(at * 1e6) - sent[source] for source, at in last.items()]

    def _follow(self) -> None:
        t = self._pipeline.topics
        consumer = _consumer(self._pipeline)
        parts = range(self._pipeline.partitions)
        tps = [TopicPartition(name, p) for name in (t.enriched.name, t.actors.name) for p in parts]
        for tp in tps:
            tp.offset = consumer.get_watermark_offsets(tp)[1]
        consumer.assign(tps)
        self._ready.set()
        while not self._end.is_set():
            for message in consumer.consume(1000, timeout=0.02):
                self._saw(message, time.time(), t.enriched.name)
        consumer.close()

    def _saw(self, message: Any, now: float, feed: str) -> None:  # noqa: ANN401 - librdkafka's message
        if message.error() or is_marker(message.headers()):
            return
        if message.topic() == feed:
            place = orjson.loads(message.value())["place"]
            self._fed.setdefault((place["partition"], place["offset"]), now)
        else:
            self._rows.setdefault(message.key().decode(), now)


def sent_times(pipeline: Pipeline) -> dict[Source, int]:
    """Raw record → when it was due to be sent, by its header."""
    found: dict[Source, int] = {}
    for message in everything(pipeline, pipeline.topics.raw.name):
        for name, value in message.headers() or ():
            if name == SENT:
                found[message.partition(), message.offset()] = int(value)
    return found


def everything(pipeline: Pipeline, topic: str) -> Iterator[Any]:
    """All records of a topic that are no markers."""
    consumer = _consumer(pipeline)
    tps = [TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(pipeline.partitions)]
    left = {tp.partition: consumer.get_watermark_offsets(tp)[1] for tp in tps}
    consumer.assign([tp for tp in tps if left[tp.partition]])
    at = dict.fromkeys(left, 0)
    while any(at[p] < end for p, end in left.items()):
        for message in consumer.consume(1000, timeout=0.5):
            if message.error():
                continue
            at[message.partition()] = message.offset() + 1
            if not is_marker(message.headers()):
                yield message
    consumer.close()


def _consumer(pipeline: Pipeline) -> Consumer:
    return Consumer({"bootstrap.servers": pipeline.broker.bootstrap, "group.id": f"{pipeline.name}-follower", "enable.auto.commit": False})
