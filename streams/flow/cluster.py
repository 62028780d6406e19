"""What has to be asked of a Kafka cluster, and told it, beside records: is it there, which topics, which offsets.

All of it by aiokafka, whose clients every process here has anyway (docs/decisions/0011-admin-client.md).
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import IncompatibleBrokerVersion, KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code

from ..kafka import MARKER_TYPE, MARKER_VALUE, aiokafka_options, is_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ..settings import Settings

RETRY_SECONDS = 0.5
"""Between two attempts to reach a broker: a start is noticed at once, and a log is not flooded."""


ATTEMPT_SECONDS = 5.0
"""A broker that needs longer for its first answer is not one to start a worker on."""


class Unreachable(Exception):  # noqa: N818 - it says what is the case
    """No broker answered in time; the text names the address and what to check."""


class Refused(Exception):  # noqa: N818 - it says what is the case
    """The broker will not do it; the text names the cure."""


class Log(NamedTuple):
    """The offsets of a partition: those from `start` up to, but not including, `end` are there."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic to be made."""

    name: str
    partitions: int
    replication: int
    configs: dict[str, str]


class _LastWord(logging.Handler):
    """aiokafka says why it cannot connect in its log alone; this keeps the last reason."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text = record.getMessage()


async def reach(settings: Settings, timeout: float, say: Callable[[str], None]) -> None:  # noqa: ASYNC109 - it counts attempts, and ends with its own error
    """Returns when a broker answers, also where it says that it is. After the first failure `say` gets one line; after `timeout` seconds
    Unreachable is raised."""
    log, heard, end = logging.getLogger("aiokafka"), _LastWord(), time.monotonic() + timeout
    log.addHandler(heard)
    try:
        first = True
        while (closed := await _closed(settings, max(end - time.monotonic(), 1))) is not None:
            if time.monotonic() >= end:
                raise Unreachable(_misled(settings, closed, timeout) if closed else _unreachable(settings, heard.text, timeout))
            if first:
                say(f"Waiting for Kafka at {settings.bootstrap} (up to {timeout:g} s) …")
            first = False
            await asyncio.sleep(RETRY_SECONDS)
    finally:
        log.removeHandler(heard)


async def _closed(settings: Settings, patience: float) -> list[str] | None:
    """One attempt; something may take the connection and say nothing. None: a broker can be worked with. Else the addresses that the
    brokers advertise and at which none of them could be reached; empty when not even the first address answered."""
    # its own limit, for a start that is cancelled from outside leaves its socket open
    client = AIOKafkaClient(**aiokafka_options(settings), request_timeout_ms=int(1000 * min(patience, ATTEMPT_SECONDS)))
    try:
        await client.bootstrap()
        brokers = client.cluster.brokers()
        for broker in brokers:
            if await client.ready(broker.nodeId):
                return None
    except KafkaConnectionError:
        return []
    finally:
        await client.close()
    return sorted(f"{broker.host}:{broker.port}" for broker in brokers) or None


def _misled(settings: Settings, advertised: list[str], timeout: float) -> str:
    return (
        f"A Kafka broker answered at {settings.bootstrap}, but it sends its clients on to {', '.join(advertised)}, where none could be reached "
        f"within {timeout:g} s.\nCheck the broker's advertised.listeners: that address must be one that can be reached from here."
    )


def _unreachable(settings: Settings, reason: str, timeout: float) -> str:
    return (
        f"No Kafka broker answered at {settings.bootstrap} within {timeout:g} s.\n"
        + (f"The last attempt said: {reason}\n" if reason else "")
        + f"Check that the broker runs, that DATELINE_BOOTSTRAP (or --bootstrap) is its address, "
        f"and that DATELINE_SECURITY={settings.security} is what it speaks."
    )


async def topic_partitions(settings: Settings, names: Iterable[str]) -> dict[str, int]:
    """Name → number of partitions, of those topics that exist; asking does not make them."""
    admin = AIOKafkaAdminClient(**aiokafka_options(settings))
    try:
        await admin.start()
        return _counts(await admin.describe_topics(), set(names))
    finally:
        await admin.close()


def _counts(described: list[Any], names: Collection[str]) -> dict[str, int]:
    return {
        t["topic"]: len(t["partitions"])
        for t in described
        if t["topic"] in names and not t["error_code"] and t["partitions"] and all(p["leader"] >= 0 for p in t["partitions"])
    }


class Cluster:
    """An open connection, as an asynchronous context. `group` is the consumer group whose offsets are asked and set."""

    def __init__(self, settings: Settings) -> None:
        options = aiokafka_options(settings)
        self._admin = AIOKafkaAdminClient(**options)
        self._consumer = AIOKafkaConsumer(**options, group_id=settings.app, enable_auto_commit=False, fetch_max_wait_ms=100)
        self._producer = AIOKafkaProducer(**options, acks="all", enable_idempotence=True)

    async def __aenter__(self) -> Self:
        try:
            for client in (self._admin, self._consumer, self._producer):
                await client.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._producer.stop()
        await self._consumer.stop()
        await self._admin.close()

    async def partitions(self, names: Iterable[str], *, invite: bool = False) -> dict[str, int]:
        """Name → number of partitions, of those topics that exist and have leaders.

        `invite` asks for the topics by name, upon which a broker that makes topics on demand makes them: the embedded one, which knows
        no other way. Anybody else's broker must not be asked so: it would make them with its own partition counts.
        """
        names = list(names)
        return _counts(await self._admin.describe_topics(names if invite else None), names)

    async def configs(self, names: Iterable[str]) -> dict[str, dict[str, str]]:
        """Name → `cleanup.policy` and `retention.ms`; without those whose settings the broker does not tell."""
        asked = ("cleanup.policy", "retention.ms")
        resources = [ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(asked, "")) for name in names]
        try:
            responses = await self._admin.describe_configs(resources)
        except IncompatibleBrokerVersion:
            return {}
        answers = [resource for response in responses for resource in response.resources]
        # a resource is (error code, message, type, name, entries), an entry (name, value, …)
        return {a[3]: {entry[0]: entry[1] for entry in a[4] if entry[0] in asked} for a in answers if not a[0]}

    async def create(self, wanted: Iterable[Wanted]) -> None:
        """Makes the topics; one that somebody else has just made is fine. Raises Refused."""
        new = [NewTopic(w.name, w.partitions, w.replication, topic_configs=w.configs) for w in wanted]
        try:
            response = await self._admin.create_topics(new)
        except (AttributeError, IncompatibleBrokerVersion) as error:  # no controller: the embedded broker has none
            msg = "This broker does not make topics on request (is it the embedded one of `dateline demo`?)"
            raise Refused(msg) from error
        for name, code, *message in response.topic_errors:
            if code and for_code(code) is not TopicAlreadyExistsError:
                raise Refused(_refused(name, code, message[0] if message else None))

    def assign(self, partitions: dict[str, int]) -> list[TopicPartition]:
        """Takes all partitions of these topics for asking and writing; nothing is fetched."""
        all_ = [TopicPartition(name, number) for name, count in sorted(partitions.items()) for number in range(count)]
        self._consumer.assign(all_)
        self._consumer.pause(*all_)
        return all_

    async def logs(self, of: list[TopicPartition]) -> dict[TopicPartition, Log]:
        starts, ends = await self._consumer.beginning_offsets(of), await self._consumer.end_offsets(of)
        return {tp: Log(starts[tp], ends[tp]) for tp in of}

    async def committed(self, of: Iterable[TopicPartition]) -> dict[TopicPartition, int | None]:
        return {tp: await self._consumer.committed(tp) for tp in of}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        """Raises Refused when the group has members: then its offsets are theirs."""
        try:
            await self._consumer.commit(offsets)
        except KafkaError as error:
            msg = f"The consumer group did not take its first offsets ({error!r}); stop its workers and run `dateline topics` again."
            raise Refused(msg) from error

    async def begins_with_marker(self, tp: TopicPartition, start: int) -> bool:
        self._consumer.seek(tp, start)
        self._consumer.resume(tp)
        try:
            # an aged log may have nothing left to give; five seconds is fifty fetches
            records = await self._consumer.getmany(tp, timeout_ms=5000, max_records=1)
        finally:
            self._consumer.pause(tp)
        return any(is_marker(r.headers) for r in records.get(tp, []))

    async def mark(self, tps: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """Writes a marker to each partition; gives their offsets."""
        headers = [("ce_type", MARKER_TYPE)]
        # an empty key, not none: a compacted topic refuses records without one
        sent = {tp: await self._producer.send(tp.topic, MARKER_VALUE, key=b"", partition=tp.partition, headers=headers) for tp in tps}
        return {tp: (await future).offset for tp, future in sent.items()}


def _refused(name: str, code: int, message: str | None) -> str:
    error: Any = for_code(code)
    cures = {
        "InvalidReplicationFactorError": "Set DATELINE_REPLICATION to at most the number of brokers.",
        "TopicAuthorizationFailedError": "The user needs the right to create topics.",
        "ClusterAuthorizationFailedError": "The user needs the right to create topics.",
        "InvalidTopicError": "Check DATELINE_PREFIX and DATELINE_APP.",
    }
    return f"The broker did not make the topic {name}: {message or error.__name__}. {cures.get(error.__name__, '')}".strip()
