"""What the broker says of the topics: partitions, first and last offsets, the pipeline's committed offsets. Blocking calls."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from ..topics import Topics

_SECONDS: Final = 3.0  # a broker that does not answer within this is down for the view; the end of the process may wait as long
_EMBEDDED: Final = "mockCluster"  # librdkafka's mock names itself so; it never answers DescribeTopics


class ObserverError(Exception):
    """The broker cannot be asked; the text says what to check."""


@dataclass(frozen=True, slots=True)
class PartitionState:
    """Offsets are those of the next record: `end` − `first` is at most how many there are."""

    partition: int
    first: int
    end: int
    committed: int | None = None

    @property
    def lag(self) -> int:
        """Records that the pipeline has not committed yet; all of them when it never committed."""
        return max(0, self.end - (self.first if self.committed is None else max(self.committed, self.first)))


@dataclass(frozen=True, slots=True)
class TopicState:
    name: str
    topic_id: str
    """"" where the broker gives none."""
    partitions: tuple[PartitionState, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    cluster: str
    topics: dict[str, TopicState]
    """Only topics that exist."""


class Observer:
    """Asks librdkafka's admin client, because it sees topic ids and many offsets in one request. It makes no topic."""

    def __init__(self, options: dict[str, Any], topics: Topics) -> None:
        quiet = {"log_level": 0, "socket.timeout.ms": int(_SECONDS * 1000), "socket.connection.setup.timeout.ms": 2000}
        self._bootstrap = str(options["bootstrap.servers"])
        self._admin = AdminClient({**options, **quiet, "error_cb": _ignore})
        self._names = [topic.name for topic in topics.all]
        self._last: dict[tuple[str, int, bool], int] = {}
        self._group = topics.app
        self._consumed = {topics.raw.name, topics.clean.name, topics.subtotals.name}

    def look(self) -> Snapshot:
        try:
            self._admin.poll(0)  # for a token
            metadata = self._admin.list_topics(timeout=_SECONDS)
            cluster = str(metadata.cluster_id or "")
            partitions = {name: sorted(metadata.topics[name].partitions) for name in self._names if name in metadata.topics}
            ids = self._topic_ids(cluster, list(partitions))
            states = self._partition_states(partitions)
        except KafkaException as error:
            raise ObserverError(str(error.args[0].str() if error.args else error)) from error
        topics = {name: TopicState(name, ids.get(name, ""), states[name]) for name in partitions}
        # a mock's name is an address in its process, so it counts together with its port
        return Snapshot(f"{cluster} {self._bootstrap}" if not cluster or cluster.startswith(_EMBEDDED) else cluster, topics)

    def _topic_ids(self, cluster: str, names: list[str]) -> dict[str, str]:
        if not names or cluster.startswith(_EMBEDDED):
            return {}
        asked = self._admin.describe_topics(TopicCollection(names), request_timeout=_SECONDS)
        return {name: str(future.result().topic_id) for name, future in asked.items()}

    def _partition_states(self, partitions: dict[str, list[int]]) -> dict[str, tuple[PartitionState, ...]]:
        first = self._offsets(partitions, latest=False)
        end = self._offsets(partitions, latest=True)
        committed = self._committed({name: numbers for name, numbers in partitions.items() if name in self._consumed})
        return {
            name: tuple(PartitionState(n, first[name, n], end[name, n], committed.get((name, n))) for n in numbers)
            for name, numbers in partitions.items()
        }

    def _offsets(self, partitions: dict[str, list[int]], *, latest: bool) -> dict[tuple[str, int], int]:
        which = OffsetSpec.latest() if latest else OffsetSpec.earliest()
        wanted = {TopicPartition(name, n): which for name, numbers in partitions.items() for n in numbers}
        if not wanted:
            return {}
        asked = self._admin.list_offsets(wanted, request_timeout=_SECONDS)
        return {(tp.topic, tp.partition): self._offset(tp, future, latest=latest) for tp, future in asked.items()}

    def _offset(self, at: TopicPartition, future: Future[Any], *, latest: bool) -> int:
        """A partition without a leader for the moment is where it was at the last look; without one look at it, nothing can be said."""
        key = (at.topic, at.partition, latest)
        try:
            self._last[key] = future.result().offset
        except KafkaException:
            if key not in self._last:
                raise
        return self._last[key]

    def _committed(self, partitions: dict[str, list[int]]) -> dict[tuple[str, int], int]:
        """The partitions are named: the embedded broker answers nothing to "all of them"."""
        wanted = [TopicPartition(name, n) for name, numbers in partitions.items() for n in numbers]
        if not wanted:
            return {}
        asked = self._admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(self._group, wanted)], request_timeout=_SECONDS)
        found = asked[self._group].result().topic_partitions
        return {(tp.topic, tp.partition): tp.offset for tp in found if tp.offset >= 0 and not tp.error}


def _ignore(error: object) -> None:
    """librdkafka's own report of a lost connection; the next `look` raises and says it in our words."""
    del error
