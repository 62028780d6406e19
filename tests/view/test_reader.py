"""Topics → SQLite, on the embedded broker: from the start, after a restart, without a broker, and when the topics are others."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from streams.embedded import EmbeddedBroker
from streams.view import actor, lists
from streams.view.observer import Observer, ObserverError, PartitionState, Snapshot, TopicState
from streams.view.reader import foreign

from .readers import TOPICS, publish, reading, records, until

NAMES = [topic.name for topic in TOPICS.all]


@pytest.mark.embedded
async def test_everything_is_read_once_and_markers_are_not(tmp_path: Path) -> None:
    """Rows of all topics; a marker is no record; after a restart reading goes on where it was."""
    path = tmp_path / "view.sqlite"
    with EmbeddedBroker(NAMES, 2) as broker:
        await publish(broker.bootstrap, "1", marker=True)
        async with reading(broker.bootstrap, path) as (status, database):
            await until(lambda: records(status) >= 7, "seven records read")
            assert status.unreadable == 0
            assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 1}
        await publish(broker.bootstrap, "2")
        async with reading(broker.bootstrap, path) as (status, database):
            assert records(status) >= 7
            await until(lambda: records(status) >= 13, "the six new records read")
            assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 2}
            found = await database.run(lambda db: actor.actor(db, "cty:EST", 1))
            assert found
            assert found["sums"]["articles"] == 2
            assert status.rebuilt == ""


@pytest.mark.embedded
async def test_lag_and_offsets_are_seen(tmp_path: Path) -> None:
    """The observer sees first and last offsets of all ten topics, and that the pipeline has committed nothing of a raw record."""
    with EmbeddedBroker(NAMES, 2) as broker:
        await publish(broker.bootstrap, "1")
        async with reading(broker.bootstrap, tmp_path / "view.sqlite") as (status, _):
            await until(lambda: status.snapshot is not None and records(status) >= 6, "a look at the broker")
            assert status.snapshot
            assert set(status.snapshot.topics) == set(NAMES)
            assert status.snapshot.topics["news.raw"].partitions[0].lag == 1
            assert status.behind == 0


@pytest.mark.embedded
async def test_a_broker_that_goes_is_a_state(tmp_path: Path) -> None:
    """The pages keep their rows, the status says what to check, and another broker (that has none of it) makes the file new."""
    path = tmp_path / "view.sqlite"
    with EmbeddedBroker(NAMES, 1) as broker:
        await publish(broker.bootstrap, "1")
        async with reading(broker.bootstrap, path) as (status, database):
            await until(lambda: records(status) >= 6, "all read")
            broker.__exit__(None, None, None)
            await until(lambda: not status.connected, "noticed that the broker is gone")
            assert "DATELINE_BOOTSTRAP" in status.problem
            assert (await database.run(partial(lists.totals, what="articles"))) == {"usable": 1}
    with EmbeddedBroker(NAMES, 1) as other:
        async with reading(other.bootstrap, path) as (status, database):
            await until(lambda: status.connected and bool(status.rebuilt), "a rebuild")
            assert status.rebuilt == "it was made from another cluster"
            assert (await database.run(partial(lists.totals, what="articles"))) == {}


@pytest.mark.embedded
async def test_it_starts_without_a_broker(tmp_path: Path) -> None:
    """Nobody listens: the status says so, and what to check."""
    async with reading("127.0.0.1:9", tmp_path / "view.sqlite") as (status, database):
        await until(lambda: bool(status.problem), "noticed that there is no broker")
        assert not status.connected
        assert "127.0.0.1:9 does not answer" in status.problem
        assert (await database.run(partial(lists.totals, what="actors"))) == {}


def test_an_observer_without_a_broker_raises() -> None:
    """In its own words, within seconds."""
    with pytest.raises(ObserverError):
        Observer({"bootstrap.servers": "127.0.0.1:9"}, TOPICS).look()


def test_a_partition_without_a_leader_is_where_it_was() -> None:
    """One partition that nobody leads for a moment does not hide the others; before the first look nothing can be said of it."""
    observer = Observer({"bootstrap.servers": "127.0.0.1:9"}, TOPICS)
    place, known, failed = TopicPartition("news.raw", 0), Future[Any](), Future[Any]()
    known.set_result(TopicPartition("news.raw", 0, 7))
    failed.set_exception(KafkaException(KafkaError.NOT_LEADER_FOR_PARTITION))
    with pytest.raises(KafkaException):
        observer._offset(place, failed, latest=True)
    assert observer._offset(place, known, latest=True) == 7
    assert observer._offset(place, failed, latest=True) == 7


KNOWN = {"cluster": "c", "read_at": "1000.0", "topic news.actors": "id"}
SNAPSHOT = Snapshot("c", {"news.actors": TopicState("news.actors", "id", (PartitionState(0, 0, 10),))})


def test_the_same_topics_are_not_foreign() -> None:
    """Same cluster, same ids, offsets within the topic: the rows stay."""
    assert foreign(KNOWN, {("news.actors", 0): 10}, SNAPSHOT, 1001.0) == ""
    assert foreign({}, {}, SNAPSHOT, 1001.0) == ""


@pytest.mark.parametrize(
    ("known", "read", "now", "why"),
    [
        ({"cluster": "other"}, 10, 1001.0, "another cluster"),
        ({"topic news.actors": "older"}, 10, 1001.0, "news.actors was deleted and made anew"),
        ({}, 11, 1001.0, "news.actors ends before what was read"),
        ({}, 10, 1000.0 + 86_400, "deletions may have been missed"),
    ],
)
def test_what_makes_the_rows_foreign(known: dict[str, str], read: int, now: float, why: str) -> None:
    """Another cluster, a recreated topic, an offset beyond the end, or so long an absence that a tombstone may be gone."""
    assert why in foreign(KNOWN | known, {("news.actors", 0): read}, SNAPSHOT, now)


def test_lag_counts_from_what_is_left() -> None:
    """Without a commit everything that is left is lag; a commit before the first record counts from the first."""
    state = PartitionState(0, 5, 10)
    assert (state.lag, replace(state, committed=8).lag, replace(state, committed=2).lag, replace(state, committed=12).lag) == (5, 2, 5, 0)
