"""Topics first: what is made, what is found wrong, and what is said of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete

from streams.flow.admin import check_offsets, check_topics, consumed, ensure_topics, offset_fault, state_fault, unmade
from streams.flow.cluster import Cluster, Log, Refused, Unreachable, reach, topic_partitions
from streams.kafka import is_marker
from streams.settings import Settings, load
from streams.topics import Topic, Topics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RAW = TopicPartition("news.raw", 2)


def own(broker: str, **options: object) -> Settings:
    """Settings with topics and a group that no other test has."""
    name = uuid.uuid4().hex[:8]
    return load({}, bootstrap=broker, prefix=f"{name}.", app=f"app-{name}", partitions=2, **options)


def topics_of(settings: Settings) -> Topics:
    return Topics(settings.prefix, settings.app)


def nobody(line: str) -> None:
    """Listens to no report."""


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=settings.bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def reader(settings: Settings, topic: Topic, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
    client = AIOKafkaConsumer(bootstrap_servers=settings.bootstrap, group_id=group, enable_auto_commit=False)
    await client.start()
    client.assign([TopicPartition(topic.name, n) for n in range(2)])
    try:
        yield client
    finally:
        await client.stop()


async def logs(settings: Settings, topic: Topic) -> dict[int, Log]:
    async with Cluster(settings) as cluster:
        found = await cluster.logs([TopicPartition(topic.name, n) for n in range(2)])
    return {tp.partition: log for tp, log in found.items()}


async def committed(settings: Settings, topic: Topic) -> list[int | None]:
    async with reader(settings, topic, settings.app) as client:
        return [await client.committed(tp) for tp in sorted(client.assignment())]


async def write(settings: Settings, topic: Topic, count: int) -> None:
    client = AIOKafkaProducer(bootstrap_servers=settings.bootstrap)
    await client.start()
    try:
        for number in range(count):
            await client.send_and_wait(topic.name, b"{}", key=b"k", partition=number % 2)
    finally:
        await client.stop()


async def make(settings: Settings, topic: Topic, partitions: int, configs: dict[str, str] | None = None) -> None:
    async with admin(settings) as client:
        await client.create_topics([NewTopic(topic.name, partitions, 1, topic_configs=configs or topic.configs)])
    async with Cluster(settings) as cluster:
        while not await cluster.partitions([topic.name]):
            pass


@pytest.mark.parametrize(("committed", "log"), [(None, Log(5, 9)), (5, Log(5, 9)), (9, Log(5, 9)), (0, Log(0, 0))])
def test_an_offset_inside_its_log_is_no_fault(committed: int | None, log: Log) -> None:
    """None committed yet, the first record, or the end: all is well."""
    assert offset_fault(RAW, log, committed, "dateline") is None


def test_records_deleted_before_they_were_read_are_counted_and_the_cure_is_named() -> None:
    """Loss is said with its number, its place and what to do."""
    fault = offset_fault(RAW, Log(50, 90), 20, "dateline") or ""
    assert "30 records were deleted" in fault
    assert "news.raw partition 2" in fault
    assert "--group dateline --topic news.raw:2 --reset-offsets --to-earliest" in fault


def test_a_group_beyond_the_end_of_its_log_is_a_fault() -> None:
    """So it is after a topic was made anew under the same name."""
    assert "the topic was made anew" in (offset_fault(RAW, Log(0, 3), 7, "dateline") or "")


@pytest.mark.parametrize("log", [Log(50, 90), Log(0, 3)], ids=["deleted", "made anew"])
def test_a_private_topic_is_not_to_be_reset(log: Log) -> None:
    """Its state has gone further: what is read again from the start would be a hole to it, and stop every worker, or a replay."""
    fault = offset_fault(TopicPartition("dateline-clean", 0), log, 20, "dateline") or ""
    assert "new DATELINE_APP" in fault
    assert "reset-offsets" not in fault


def test_an_empty_changelog_behind_a_commit_is_a_fault() -> None:
    """Somebody deleted it and made it anew: going on would count corrections beside what they correct."""
    changelog = TopicPartition("dateline-ledger", 0)
    assert "new DATELINE_APP" in (state_fault(changelog, Log(0, 1), 7) or "")
    assert [state_fault(changelog, *case) for case in ((Log(0, 1), None), (Log(0, 1), 1), (Log(0, 2), 7), (Log(4, 9), 7))] == [None] * 4


@pytest.mark.broker
async def test_topics_are_made_as_the_contract_says(broker: str) -> None:
    """All ten, with the policies of the list, and nothing is wrong with them."""
    settings = own(broker)
    said: list[str] = []
    await ensure_topics(settings, said.append)
    names = [t.name for t in topics_of(settings).all]
    assert await topic_partitions(settings, names) == dict.fromkeys(names, 2)
    assert await check_topics(settings) == await check_offsets(settings) == []
    assert f"made {names[0]} with 2 partitions" in said


@pytest.mark.broker
async def test_each_partition_begins_with_a_marker_behind_which_the_group_begins(broker: str) -> None:
    """faust never seeks to a committed 0, so no group begins there."""
    settings = own(broker)
    await ensure_topics(settings, nobody)
    for topic in topics_of(settings).all:
        assert await logs(settings, topic) == {0: Log(0, 1), 1: Log(0, 1)}, topic.name
    for topic in consumed(topics_of(settings)):
        assert await committed(settings, topic) == [1, 1], topic.name
    async with reader(settings, topics_of(settings).actors) as client:
        await client.seek_to_beginning()
        assert is_marker((await client.getone()).headers)


@pytest.mark.broker
async def test_making_them_again_changes_nothing(broker: str) -> None:
    """A second run writes no marker and moves no offset."""
    settings = own(broker)
    await ensure_topics(settings, nobody)
    said: list[str] = []
    await ensure_topics(settings, said.append)
    assert said == []
    assert await logs(settings, topics_of(settings).raw) == {0: Log(0, 1), 1: Log(0, 1)}


@pytest.mark.broker
async def test_a_raw_topic_that_holds_articles_already_is_read_from_its_first(broker: str) -> None:
    """Articles published before Dateline came are not skipped, and no marker is written behind them."""
    settings = own(broker)
    raw = topics_of(settings).raw
    await make(settings, raw, 2)
    await write(settings, raw, 4)
    await ensure_topics(settings, nobody)
    assert await committed(settings, raw) == [None, None]
    assert await logs(settings, raw) == {0: Log(0, 2), 1: Log(0, 2)}


@pytest.mark.broker
async def test_an_interrupted_run_is_finished_by_the_next(broker: str) -> None:
    """Markers without offsets are what a run leaves that was killed between the two; the next one commits."""
    settings = own(broker)
    await ensure_topics(settings, nobody)
    other = settings.model_copy(update={"app": f"{settings.app}-2"})
    await ensure_topics(other, nobody)  # news.raw is marked, and this group has committed nothing
    assert await committed(other, topics_of(other).raw) == [1, 1]


@pytest.mark.broker
async def test_topics_that_belong_together_get_the_partitions_of_those_that_are_there(broker: str) -> None:
    """One owner writes partition n of each, whatever the setting says by now."""
    settings = own(broker)
    await make(settings, topics_of(settings).clean, 3)
    await ensure_topics(settings, nobody)
    names = [t.name for t in (topics_of(settings).ledger, topics_of(settings).mentions, topics_of(settings).subtotals)]
    assert await topic_partitions(settings, names) == dict(zip(names, (3, 3, 2), strict=True))
    assert await check_topics(settings) == []


@pytest.mark.broker
async def test_check_names_what_is_wrong_with_its_cure(broker: str) -> None:
    """Missing, uneven, of the wrong policy, without markers: one sentence for each."""
    settings = own(broker)
    topics = topics_of(settings)
    await make(settings, topics.clean, 2)
    await make(settings, topics.articles, 2)
    await make(settings, topics.mentions, 3)
    await make(settings, topics.actors, 2, {"cleanup.policy": "delete"})
    faults = await check_topics(settings)
    assert f"{topics.raw.name} is missing: run `dateline topics`" in faults
    assert any(f.startswith(f"{topics.mentions.name} has 3 partitions, but {topics.articles.name} has 2") for f in faults)
    assert any(f.startswith(f"{topics.actors.name} has cleanup.policy=delete, but needs compact") for f in faults)
    assert f"{topics.clean.name} has no marker in partition 0, 1: run `dateline topics`" in faults


@pytest.mark.broker
async def test_a_first_worker_waits_for_what_is_not_made_yet(broker: str) -> None:
    """Topics, markers and first offsets, which `dateline topics` makes in this order: then nothing is missing."""
    settings = own(broker)
    topics = topics_of(settings)
    assert len(await unmade(settings)) == len(topics.all)
    for topic in topics.all:
        await make(settings, topic, 2)
    assert f"{topics.raw.name} has no marker in partition 0, 1: run `dateline topics`" in await unmade(settings)
    async with Cluster(settings) as cluster:
        await cluster.mark(cluster.assign({t.name: 2 for t in topics.all}))
    cure = "has no first offset in partition 0, 1: run `dateline topics`"
    assert await unmade(settings) == [f"{topics.clean.name} {cure}", f"{topics.subtotals.name} {cure}"]
    await ensure_topics(settings, nobody)
    assert await unmade(settings) == []


@pytest.mark.broker
async def test_nobody_waits_where_workers_have_worked(broker: str) -> None:
    """What is missing then was deleted, and what is uneven is wrong: both are refused, with what is the matter."""
    settings = own(broker)
    topics = topics_of(settings)
    await make(settings, topics.articles, 2)
    await make(settings, topics.mentions, 3)
    assert await unmade(settings) == []
    worked = own(broker)
    await make(worked, topics_of(worked).ledger, 2)
    await write(worked, topics_of(worked).ledger, 4)
    assert await unmade(worked) == []
    assert f"{topics_of(worked).raw.name} is missing: run `dateline topics`" in await check_topics(worked)


@pytest.mark.broker
async def test_deleted_records_are_found(broker: str) -> None:
    """Retention, or somebody's hand, took records that the group had not read."""
    settings = own(broker)
    raw = topics_of(settings).raw
    await ensure_topics(settings, nobody)
    await write(settings, raw, 10)
    async with admin(settings) as client:
        await client.delete_records({TopicPartition(raw.name, 0): RecordsToDelete(before_offset=4)})
    (fault,) = await check_offsets(settings)
    assert f"{raw.name} partition 0: 3 records were deleted before they were read" in fault


@pytest.mark.broker
async def test_others_may_be_at_work_while_a_worker_starts(broker: str) -> None:
    """Offsets and ends move on between two questions: a rolling restart must not take that for a topic that was made anew."""
    settings = own(broker)
    raw = topics_of(settings).raw
    await ensure_topics(settings, nobody)

    async def work() -> None:
        place = TopicPartition(raw.name, 0)
        async with reader(settings, raw, settings.app) as group, AIOKafkaProducer(bootstrap_servers=broker) as client:
            while True:
                sent = await client.send_and_wait(raw.name, b"{}", partition=0)
                await group.commit({place: sent.offset + 1})

    working = asyncio.create_task(work())
    found = [await check_offsets(settings) for _ in range(12)]
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    assert found == [[]] * 12


@pytest.mark.broker
async def test_more_replicas_than_brokers_are_refused_with_the_setting(broker: str) -> None:
    """The broker's refusal names the variable to change."""
    with pytest.raises(Refused, match="DATELINE_REPLICATION"):
        await ensure_topics(own(broker, replication=3), nobody)


async def test_a_wrong_address_is_told_with_what_to_check() -> None:
    """Once that it waits, and in the end what the last attempt said and what to check."""
    said: list[str] = []
    with pytest.raises(Unreachable, match=r"(?s)127\.0\.0\.1:1 .*Connect call failed.*DATELINE_BOOTSTRAP"):
        await reach(own("127.0.0.1:1"), 0.6, said.append)
    assert said == ["Waiting for Kafka at 127.0.0.1:1 (up to 0.6 s) …"]


async def test_whoever_takes_the_connection_and_says_nothing_is_no_broker() -> None:
    """A wrong port may belong to anybody; waiting for him ends in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable, match=address):
            await reach(own(address), 0.1, nobody)
