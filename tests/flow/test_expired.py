"""When the group's offsets have expired the state tells how far it was: what was deleted unread is not passed over in silence."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete
from confluent_kafka.admin import AdminClient

from streams.core.article import Place
from streams.flow.admin import check_offsets, ensure_topics
from streams.flow.cluster import Log, Refused
from streams.flow.expired import Known, suspects, take_letter, take_mark
from streams.flow.shelf import MARK, Mark
from streams.kafka import headers
from streams.settings import Settings
from tests.flow.test_admin import admin, nobody, own, topics_of, write

TP = TopicPartition("news.raw", 0)
TIME = "2024-01-01T00:00:00.000Z"


def test_only_a_partition_that_lost_its_beginning_is_asked_about() -> None:
    """With a committed offset the offsets are compared; with the whole log nothing can be lost. Both cost no reading of state."""
    assert suspects({TP: Log(0, 9)}, {TP: None}) == []
    assert suspects({TP: Log(5, 9)}, {TP: 7}) == []
    assert suspects({TP: Log(5, 9)}, {TP: None}) == [TP]


def test_the_state_knows_the_greatest_place_of_all_its_partitions() -> None:
    """Raw records of one partition go through all clean partitions."""
    found: dict[tuple[str, int], int] = {}
    take_mark(found, "clean", 0, Mark(7, {"news.raw/0": (3, TIME)}).encode())
    take_mark(found, "clean", 1, Mark(2, {"news.raw/0": (5, TIME)}).encode())
    take_mark(found, "clean", 0, Mark(4, {"news.raw/0": (1, TIME)}).encode())
    assert Known(found).of(TP) == 6
    assert Known(found).of(TopicPartition("clean", 0)) == 7


def test_a_new_deployment_has_lost_nothing() -> None:
    """Without any state it begins with what is left; with a state, what it never met was read up to its beginning."""
    assert Known({}).of(TP) is None
    assert Known({("clean", 0): 3}).of(TP) == 0


def test_a_letter_is_an_end_as_well() -> None:
    """Of this raw topic alone, and not what somebody else wrote there."""
    found = {("news.raw", 0): 3}
    for source in (
        b"/news.raw/0/6",
        b"/news.raw/0/4",
        b"/news.raw/1/8",
        b"/other.raw/0/99",
        b"/news.raw/x/9",
        b"",
        b"\xff",
        b"/news.raw/0/" + b"9" * 5000,
    ):
        take_letter(found, "news.raw", source)
    assert found == {("news.raw", 0): 7, ("news.raw", 1): 9}


async def rest_until_offsets_expire(settings: Settings, read_up_to: int, deleted_up_to: int, refused_up_to: int = 0) -> None:
    topics = topics_of(settings)
    await ensure_topics(settings, nobody)
    await write(settings, topics.raw, 20)
    async with AIOKafkaProducer(bootstrap_servers=settings.bootstrap) as client:
        mark = Mark(1, {f"{topics.raw.name}/0": (read_up_to - 1, TIME)}, 0)
        await client.send_and_wait(topics.ledger.name, mark.encode(), key=MARK.encode(), partition=0)
        for partition in range(2 if refused_up_to else 0):
            place = Place(topics.raw.name, partition, refused_up_to - 1)
            letter = headers(topics.deadletter.schema or "", f"{place}:bad_json", place, TIME)
            await client.send_and_wait(topics.deadletter.name, b"{}", headers=letter, partition=1 - partition)
    other = AdminClient({"bootstrap.servers": settings.bootstrap})  # its futures need it to stay
    other.delete_consumer_groups([settings.app])[settings.app].result(30)
    async with admin(settings) as client:
        await client.delete_records(
            {TopicPartition(topics.raw.name, p): RecordsToDelete(before_offset=deleted_up_to) for p in range(2 if refused_up_to else 1)}
        )


@pytest.mark.broker
async def test_what_was_deleted_meanwhile_is_counted_and_not_hidden_by_a_first_offset(broker: str) -> None:
    """A worker must not start, and `dateline topics` must not commit the place where the rest begins."""
    settings = own(broker)
    await rest_until_offsets_expire(settings, 4, 9)
    (fault,) = await check_offsets(settings)
    assert "offsets have expired" in fault
    assert "5 records were deleted before they were read" in fault
    with pytest.raises(Refused, match="5 records were deleted"):
        await ensure_topics(settings, nobody)
    assert await check_offsets(settings) == [fault]


@pytest.mark.broker
async def test_what_was_refused_had_its_end(broker: str) -> None:
    """Behind the last record that came through, and in a partition of which none ever did: no mark tells of them, their letters do."""
    settings = own(broker)
    await rest_until_offsets_expire(settings, 4, deleted_up_to=7, refused_up_to=7)
    assert await check_offsets(settings) == []
    await ensure_topics(settings, nobody)
    one_more = own(broker)
    await rest_until_offsets_expire(one_more, 4, deleted_up_to=8, refused_up_to=7)
    assert [f"partition {p}: 1 records were deleted" in fault for p, fault in enumerate(await check_offsets(one_more))] == [True, True]


@pytest.mark.broker
async def test_expired_offsets_alone_are_no_fault(broker: str) -> None:
    """Up to the very edge: the first record that is left is the one after the last that was read."""
    settings = own(broker)
    await rest_until_offsets_expire(settings, 4, 4)
    assert await check_offsets(settings) == []
    await ensure_topics(settings, nobody)
