"""A broker that needs no installation: librdkafka's mock cluster, started in this process."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

from confluent_kafka import KafkaException, Producer

from ._mock import MockCluster, MockUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

PARTITION_BYTES: Final = 5_242_880
"""Compressed bytes that a partition keeps; compiled into librdkafka 2.12.1. The oldest batches go first, without a word."""
_DEFAULT_PARTITIONS: Final = 4  # of a topic that a request for metadata makes; compiled in as well
_START_SECONDS: Final = 10.0


class EmbeddedBrokerError(Exception):
    """The broker did not start."""


class EmbeddedBroker:
    """A Kafka broker on 127.0.0.1, at a free port, for one worker process and any number of plain readers and publishers.

    Use it as a context manager. It speaks the protocol to aiokafka's and librdkafka's clients: produce, fetch, groups,
    committed offsets. **What it is not:**

    - It keeps nothing: no disk; all is gone with this process.
    - A partition holds 5,242,880 compressed bytes or 100,000 batches. Beyond, the oldest batches vanish *in silence*: whoever
      publishes has to wait for what comes out, and to watch for gaps. Memory is bounded by that: topics × partitions × 5 MB.
    - A second worker mostly fails to join and then hangs. Start one.
    - No CreateTopics, no compaction, no describing of groups, no search by time; acknowledgements carry a false timestamp.
    - Java's tools hang on it. The port cannot be chosen.
    - Clients that do not speak one protocol within a group abort the whole process.

    Where ctypes cannot reach the library (`direct` is then False) topics have 4 partitions whatever was asked for, and a group's
    first assignment takes 3 s. `partitions` says what there really is.
    """

    def __init__(self, topics: Sequence[str], partitions: int = _DEFAULT_PARTITIONS, *, direct: bool = True) -> None:
        self._topics, self.partitions, self.direct = topics, partitions, direct
        self.bootstrap = ""
        self._mock: MockCluster | None = None
        self._host: Producer | None = None

    def __enter__(self) -> Self:
        with _signals_for_others():
            return self._start()

    def _start(self) -> Self:
        if self.direct:
            try:
                self._mock = MockCluster(self._topics, self.partitions)
            except MockUnavailableError:
                self.direct = False
            else:
                self.bootstrap = self._mock.bootstrap
                return self
        self._start_by_property()
        return self

    def _start_by_property(self) -> None:
        """A client whose cluster is a mock; asking it for a topic makes the topic."""
        self._host = Producer({"test.mock.num.brokers": 1, "allow.auto.create.topics": True, "log_level": 0})
        self.partitions = _DEFAULT_PARTITIONS
        try:
            brokers = self._host.list_topics(timeout=_START_SECONDS).brokers.values()
            for topic in self._topics:
                self._host.list_topics(topic, timeout=_START_SECONDS)
        except KafkaException as error:
            msg = f"the embedded broker did not start: {error}. Name a real one in DATELINE_BOOTSTRAP, for instance by `docker compose up`."
            raise EmbeddedBrokerError(msg) from error
        self.bootstrap = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        del kind, error, trace
        if self._mock:
            self._mock.close()
        # the mock of the fallback ends with its client; a Producer has no close() in 2.12
        self._mock = self._host = None


@contextmanager
def _signals_for_others() -> Iterator[None]:
    """Threads begun in here take no signals. The mock's thread ends at the first that reaches it, silently: and Ctrl-C does reach it
    while Python starts a child, for then the main thread takes none."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
