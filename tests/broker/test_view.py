"""The view's reader on Apache Kafka: what the embedded broker has not, topic ids and topics made anew above all."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from streams import kafka
from streams.settings import load
from streams.topics import Topics
from streams.view import lists
from streams.view.browse import KafkaBrowsing, Seen
from streams.view.observer import Observer, ObserverError, PartitionState
from tests import waiting
from tests.kafka_container import KafkaContainer
from tests.view.readers import publish, reading, records, until

pytestmark = pytest.mark.broker
WAIT = 60.0


def make(admin: AdminClient, topics: Topics) -> None:
    for future in admin.create_topics([NewTopic(t.name, 2, 1, config={"cleanup.policy": t.policy}) for t in topics.all]).values():
        future.result(WAIT)


async def test_a_topic_made_anew_makes_the_database_new(broker: str, tmp_path: Path) -> None:
    """Read everything; delete a topic and make it again: its rows are not those of the new one, so all is read again."""
    topics = Topics(f"view{uuid4().hex[:8]}.", f"view{uuid4().hex[:8]}")
    admin = AdminClient({"bootstrap.servers": broker, "log_level": 0})
    make(admin, topics)
    await publish(broker, "1", "2", topics=topics)
    async with reading(broker, tmp_path / "view.sqlite", topics) as (status, database):
        await until(lambda: records(status) >= 11, "all read")
        assert status.snapshot
        assert all(topic.topic_id for topic in status.snapshot.topics.values())
        assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 2}
        admin.delete_topics([topics.articles.name])[topics.articles.name].result(WAIT)
        await until(lambda: topics.articles.name in status.missing, "the topic is missed")
        admin.create_topics([NewTopic(topics.articles.name, 2, 1)])[topics.articles.name].result(WAIT)
        await until(lambda: bool(status.rebuilt), "a rebuild")
        assert "made anew" in status.rebuilt
        await until(lambda: records(status) >= 9, "the other topics read again")
        assert (await database.run(partial(lists.totals, what="articles"))) == {}


async def test_a_broker_that_comes_back_is_read_on(tmp_path: Path) -> None:
    """The broker stops in the middle: rows stay, the status says so; when it is back the same rows are kept and new ones come."""
    topics = Topics()
    with KafkaContainer() as own:
        make(AdminClient({"bootstrap.servers": own.bootstrap, "log_level": 0}), topics)
        await publish(own.bootstrap, "1", topics=topics)
        async with reading(own.bootstrap, tmp_path / "view.sqlite", topics) as (status, database):
            await until(lambda: records(status) >= 6, "all read")
            own.get_wrapped_container().stop()
            await until(lambda: not status.connected, "noticed that the broker is gone")
            assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 1}
            own.get_wrapped_container().start()
            await until(lambda: status.connected, "connected again")
            await publish(own.bootstrap, "2", topics=topics)
            await until(lambda: records(status) >= 12, "the new records read")
            assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 2}
            assert status.rebuilt == ""


async def test_who_follows_a_topic_sees_what_was_committed(broker: str) -> None:
    """What lies in an open transaction is not late; it comes when that is committed, and what was taken back never does. No group is made."""
    topics = Topics(f"view{uuid4().hex[:8]}.")
    admin = AdminClient({"bootstrap.servers": broker, "log_level": 0})
    make(admin, topics)
    groups = {group.group_id for group in admin.list_consumer_groups().result(WAIT).valid}
    browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap=broker)))
    async with (
        AIOKafkaProducer(bootstrap_servers=broker, transactional_id=uuid4().hex) as publisher,
        browsing.following(topics.raw.name, (0,)) as source,
    ):
        await publisher.begin_transaction()
        await publisher.send_and_wait(topics.raw.name, b"taken back", partition=0)
        assert await source.bounds() == {0: (0, 0)}
        source.go_to({0: 0})
        assert (await source.take(), await source.ahead()) == ([], {0: (0, 0)})
        await publisher.abort_transaction()
        async with publisher.transaction():
            await publisher.send_and_wait(topics.raw.name, b"committed", partition=0)
        found = list[Seen]()
        async with asyncio.timeout(WAIT):
            while not found:
                found = await source.take()
        assert [s.record.value for s in found] == [b"committed"]
    assert {group.group_id for group in admin.list_consumer_groups().result(WAIT).valid} == groups


async def test_topics_that_do_not_exist_are_missed_and_not_made(broker: str, tmp_path: Path) -> None:
    """The view only reads: without topics it waits, and reads when they are made."""
    topics = Topics(f"view{uuid4().hex[:8]}.", f"view{uuid4().hex[:8]}")
    admin = AdminClient({"bootstrap.servers": broker, "log_level": 0})
    async with reading(broker, tmp_path / "view.sqlite", topics) as (status, database):
        await until(lambda: len(status.missing) == 6, "six public topics are missed")
        assert topics.actors.name not in admin.list_topics(timeout=WAIT).topics
        make(admin, topics)
        await publish(broker, "1", topics=topics)
        await until(lambda: records(status) >= 6, "read as soon as they are there")
        assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 1}
        assert status.missing == ()


def test_lag_is_what_the_group_has_not_committed(broker: str) -> None:
    """Committed offsets of the pipeline's group, by topic and partition."""
    topics = Topics(f"view{uuid4().hex[:8]}.", f"view{uuid4().hex[:8]}")
    make(AdminClient({"bootstrap.servers": broker, "log_level": 0}), topics)
    producer = Producer({"bootstrap.servers": broker, "log_level": 0})
    for _ in range(5):
        producer.produce(topics.raw.name, b"x", partition=1)
    assert producer.flush(WAIT) == 0
    commit(broker, topics, 2)
    observer = Observer(kafka.librdkafka_options(load({}, bootstrap=broker)), topics)
    state = waiting.until(lambda: looked(observer, topics.raw.name), "a partition with a leader and a commit")
    assert state
    assert (state.first, state.end, state.committed, state.lag) == (0, 5, 2, 3)


def looked(observer: Observer, topic: str) -> PartitionState | None:
    """Partition 1 with its commit; None while the topic is so new that nobody leads it."""
    try:
        state = observer.look().topics[topic].partitions[1]
    except ObserverError:
        return None
    return state if state.committed is not None else None


def commit(broker: str, topics: Topics, offset: int) -> None:
    from confluent_kafka import Consumer, TopicPartition  # noqa: PLC0415 - here alone

    consumer = Consumer({"bootstrap.servers": broker, "log_level": 0, "group.id": topics.app, "enable.auto.commit": False})
    consumer.commit(offsets=[TopicPartition(topics.raw.name, 1, offset)], asynchronous=False)
    consumer.close()
