"""The embedded broker as strangers see it: plain clients of both libraries that know nothing of Dateline."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

from streams.embedded import EmbeddedBroker

pytestmark = pytest.mark.embedded

TOPICS = ("news.raw", "news.enriched")
HEADERS = [("ce_type", b"x"), ("ce_type", b"\xff\x00")]
DEADLINE = 30.0


@pytest.fixture(params=[True, False], ids=["direct", "fallback"])
def broker(request: pytest.FixtureRequest) -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker(TOPICS, 4, direct=request.param) as running:
        assert running.direct is request.param
        yield running


async def test_aiokafka_publishes_and_reads(broker: EmbeddedBroker) -> None:
    """Keys, values, tombstones, repeated binary headers and timestamps come back as they were sent."""
    sent = [(b"a", b"1", 1_700_000_000_000), (None, b"\xff", 1_700_000_000_001), (b"a", None, 1_700_000_000_002)]
    async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap, compression_type="lz4") as producer:
        for key, value, moment in sent:
            await producer.send_and_wait("news.raw", value, key, partition=2, timestamp_ms=moment, headers=HEADERS)
    place = TopicPartition("news.raw", 2)
    async with AIOKafkaConsumer(bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest", fetch_max_wait_ms=50) as consumer:
        consumer.assign([place])
        consumer.seek(place, 0)
        got = [await consumer.getone() for _ in sent]
    assert [(r.key, r.value, r.timestamp) for r in got] == sent
    assert [list(r.headers) for r in got] == [HEADERS] * 3


def test_librdkafka_publishes_and_reads(broker: EmbeddedBroker) -> None:
    """The other client library, with a group: all records arrive, committed offsets are kept."""
    producer = Producer({"bootstrap.servers": broker.bootstrap})
    for n in range(100):
        producer.produce("news.raw", f"{n}", f"key{n}")
    assert producer.flush(DEADLINE) == 0
    options = {"bootstrap.servers": broker.bootstrap, "group.id": "stranger", "auto.offset.reset": "earliest", "fetch.wait.max.ms": 50}
    consumer = Consumer(options)
    try:
        consumer.subscribe(["news.raw"])
        got: list[bytes] = []
        deadline = time.monotonic() + DEADLINE
        while len(got) < 100 and time.monotonic() < deadline:
            got += [m.value() for m in consumer.consume(100, timeout=0.1)]
        assert sorted(got, key=int) == [b"%d" % n for n in range(100)]
        committed = consumer.commit(asynchronous=False)
        assert sum(max(c.offset, 0) for c in committed) == 100
    finally:
        consumer.close()


def test_each_topic_is_there_from_the_beginning(broker: EmbeddedBroker) -> None:
    """Topics exist, with the stated number of partitions, before anybody publishes."""
    topics = AdminClient({"bootstrap.servers": broker.bootstrap}).list_topics(timeout=DEADLINE).topics
    assert {name: len(topic.partitions) for name, topic in topics.items()} == dict.fromkeys(TOPICS, broker.partitions)


def test_the_number_of_partitions_can_be_chosen() -> None:
    """Driven directly, topics get as many partitions as were asked for."""
    with EmbeddedBroker(TOPICS, 7) as broker:
        topics = AdminClient({"bootstrap.servers": broker.bootstrap}).list_topics(timeout=DEADLINE).topics
        assert broker.direct
        assert {len(topic.partitions) for topic in topics.values()} == {7}


def test_the_fallback_says_how_many_partitions_there_are() -> None:
    """Without ctypes the number is the library's, and the broker does not claim another."""
    with EmbeddedBroker(TOPICS, 7, direct=False) as broker:
        assert broker.partitions == 4


def test_what_cannot_be_driven_directly_falls_back() -> None:
    """When the library refuses (here: a topic named twice), the plain property starts the broker all the same."""
    with EmbeddedBroker(("news.raw", "news.raw")) as broker:
        assert not broker.direct
        assert "news.raw" in AdminClient({"bootstrap.servers": broker.bootstrap}).list_topics(timeout=DEADLINE).topics


def test_only_this_machine_reaches_it(broker: EmbeddedBroker) -> None:
    """The address is loopback."""
    host, _, port = broker.bootstrap.rpartition(":")
    assert host in {"127.0.0.1", "localhost"}
    assert int(port) > 0


def test_a_signal_does_not_end_it(broker: EmbeddedBroker) -> None:
    """Ctrl-C that comes while the main thread takes no signals, as when it starts a child, leaves the broker running."""
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    try:
        for _ in range(20):
            os.kill(os.getpid(), signal.SIGUSR1)
            client = AdminClient({"bootstrap.servers": broker.bootstrap})
            assert client.list_topics(timeout=DEADLINE).topics.keys() >= set(TOPICS)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
        signal.signal(signal.SIGUSR1, before)


def test_it_is_gone_afterwards() -> None:
    """After the block nobody answers at the address; a second close does nothing."""
    with EmbeddedBroker(TOPICS) as broker:
        host, _, port = broker.bootstrap.rpartition(":")
        socket.create_connection((host, int(port)), timeout=DEADLINE).close()
    broker.__exit__(None, None, None)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=DEADLINE)
