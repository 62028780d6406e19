"""How far topics and groups have come, asked of the broker by librdkafka, beside everything that is measured."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, OffsetSpec, ResourceType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from streams.topics import Topic

T = TypeVar("T")
SECONDS = 30.0
Offsets = dict[tuple[str, int], int]


class Ends:
    def __init__(self, bootstrap: str) -> None:
        self._admin = AdminClient({"bootstrap.servers": bootstrap})

    def make(self, topics: Iterable[Topic], partitions: int) -> None:
        """Without marker records: for those who know nothing of them."""
        new = [NewTopic(t.name, partitions, 1, config=t.configs) for t in topics]
        for made in self._admin.create_topics(new).values():
            made.result(SECONDS)

    def stamp(self, topics: Iterable[str]) -> None:
        """From now on the broker writes its own time on records of these topics: everybody's rows are timed by one clock."""
        entry = ConfigEntry("message.timestamp.type", "LogAppendTime", incremental_operation=AlterConfigOpType.SET)
        resources = [ConfigResource(ResourceType.TOPIC, name, incremental_configs=[entry]) for name in topics]
        for done in self._admin.incremental_alter_configs(resources).values():
            done.result(SECONDS)

    def delete(self, prefix: str) -> None:
        """All topics whose names begin so: what has been measured is not needed any more, and disks are not endless."""
        names = [name for name in self._admin.list_topics(timeout=SECONDS).topics if name.startswith(prefix)]
        if names:
            for done in self._admin.delete_topics(names).values():
                done.result(SECONDS)

    def ends(self, topics: Iterable[str], partitions: int) -> Offsets:
        asked: Any = {TopicPartition(t, p): OffsetSpec.latest() for t in topics for p in range(partitions)}
        return self._again(
            lambda: {(tp.topic, tp.partition): f.result(SECONDS).offset for tp, f in self._admin.list_offsets(asked).items()}
        )

    def committed(self, group: str) -> Offsets:
        (topics,) = self._again(
            lambda: [f.result(SECONDS) for f in self._admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)]).values()]
        )
        return {(tp.topic, tp.partition): tp.offset for tp in topics.topic_partitions if tp.offset >= 0}

    def _again(self, ask: Callable[[], T]) -> T:
        """A broker that has just made or deleted topics may say for a moment that it is not the leader of others."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return ask()
            except KafkaException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
