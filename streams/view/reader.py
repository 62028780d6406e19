"""Topics → SQLite: a reader without a group. It remembers its place in the database, and starts over when the topics are others."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from ..kafka import is_marker
from ..topics import Topics
from .observer import Observer, ObserverError, Snapshot
from .records import Incoming
from .status import Status
from .store import Batch, Store
from .upserts import UPSERTS

LOOK_SECONDS: Final = 2.0
"""Between two looks at the broker's offsets."""
_RETRY_SECONDS: Final = 2.0
_STOP_SECONDS: Final = 5.0
_BATCH_RECORDS: Final = 500
_POLL_MS: Final = 200
_FETCH_WAIT_MS: Final = 100  # the embedded broker keeps an empty fetch for the whole wait: new rows would be that late
_FETCH_BYTES: Final = 1_048_576  # per partition; five topics of a few partitions stay far below 100 MB
# a compacted topic keeps a tombstone for a day (Kafka's delete.retention.ms): who was away longer may have missed one
_LONGEST_ABSENCE: Final = 20 * 3600.0

log = logging.getLogger(__name__)


class Reader:
    """Runs until cancelled. A broker that is down is a state, not an error: the pages go on, and it tries again."""

    def __init__(  # noqa: PLR0913 - one place builds it, by name
        self,
        *,
        store: Store,
        topics: Topics,
        kafka: dict[str, Any],
        observer: Observer,
        status: Status,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._topics, self._kafka = store, topics, kafka
        self._observer, self._status, self._clock = observer, status, clock
        self._roles = {getattr(topics, role).name: role for role in UPSERTS}
        self._firsts: dict[tuple[str, int], int] = {}
        status.positions = store.positions()
        status.unreadable = int(store.identity().get("unreadable", "0"))

    async def run(self) -> None:
        while True:
            try:
                await self._session()
            except (KafkaError, ObserverError, OSError, TimeoutError) as error:
                self._trouble(
                    f"the broker at {self._status.bootstrap} does not answer ({error}): is it up, and is DATELINE_BOOTSTRAP right?"
                )
            except sqlite3.Error as error:
                self._trouble(f"{self._store.path} cannot be written ({error}): is the disk full?")
            else:
                continue  # topics have come or changed: look again at once
            await asyncio.sleep(_RETRY_SECONDS)

    def _trouble(self, problem: str) -> None:
        if problem != self._status.problem:
            log.warning("%s", problem)
        self._status.lost(problem, self._clock())

    async def _session(self) -> None:
        """Read until the set of partitions changes, which ends the session, or something fails, which raises."""
        snapshot = await self._look()
        self._rebuild_if_foreign(snapshot)
        partitions = self._partitions(snapshot)
        if not partitions:
            await self._watch(snapshot)
            return
        consumer = AIOKafkaConsumer(
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=_FETCH_WAIT_MS,
            max_partition_fetch_bytes=_FETCH_BYTES,
            **self._kafka,
        )
        try:
            await consumer.start()
            self._seek(consumer, partitions)
            await self._read(consumer, snapshot)
        finally:
            await _end(consumer)

    async def _look(self) -> Snapshot:
        snapshot = await asyncio.to_thread(self._observer.look)
        missing = tuple(t.name for t in self._topics.public if t.name not in snapshot.topics)
        self._status.found(snapshot, missing, self._clock())
        return snapshot

    def _partitions(self, snapshot: Snapshot) -> dict[tuple[str, int], int]:
        """(topic, partition) → first offset, of the topics that are read."""
        return {(t.name, p.partition): p.first for t in snapshot.topics.values() if t.name in self._roles for p in t.partitions}

    def _rebuild_if_foreign(self, snapshot: Snapshot) -> None:
        known, now = self._store.identity(), self._clock()
        why = foreign(known, self._store.positions(), snapshot, now)
        identity = {"cluster": snapshot.cluster, "read_at": str(now)}
        identity |= {f"topic {t.name}": t.topic_id for t in snapshot.topics.values() if t.name in self._roles}
        if why:
            log.warning("the view's database is made anew: %s", why)
            self._store.rebuild(identity)
            self._status.rebuilt, self._status.unreadable, self._status.caught_up = why, 0, False
        else:
            self._store.identify(identity)
        self._status.positions = self._store.positions()

    def _seek(self, consumer: AIOKafkaConsumer, partitions: dict[tuple[str, int], int]) -> None:
        """An explicit place for each partition: what was read, or the first record that is left."""
        consumer.assign([TopicPartition(*at) for at in partitions])
        for at, first in partitions.items():
            self._status.positions[at] = max(first, self._status.positions.get(at, 0))
            consumer.seek(TopicPartition(*at), self._status.positions[at])

    async def _read(self, consumer: AIOKafkaConsumer, first: Snapshot) -> None:
        looking = asyncio.create_task(self._watch(first))
        try:
            while not looking.done():
                fetched = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_BATCH_RECORDS)
                if fetched:
                    await self._apply(fetched)
                elif self._store.forgetful:
                    await asyncio.to_thread(self._store.forget)
            looking.result()
        finally:
            looking.cancel()

    async def _apply(self, fetched: Mapping[TopicPartition, list[ConsumerRecord]]) -> None:
        batch = Batch(
            tuple(
                (self._roles[r.topic], Incoming(r.topic, r.partition, r.offset, r.key, r.value, tuple(r.headers)))
                for records in fetched.values()
                for r in records
                if not is_marker(r.headers)
            ),
            {(tp.topic, tp.partition): records[-1].offset + 1 for tp, records in fetched.items()},
        )
        self._status.unreadable += await asyncio.to_thread(self._store.apply, batch)
        self._status.positions.update(batch.positions)

    async def _trim(self, snapshot: Snapshot) -> None:
        """Let go of what has left the topics that delete by age, as soon as their first offsets move."""
        ageing = {t.name for t in self._topics.public if t.policy == "delete"} & set(self._roles)
        firsts = {(t.name, p.partition): p.first for t in snapshot.topics.values() if t.name in ageing for p in t.partitions}
        if firsts != self._firsts:
            await asyncio.to_thread(self._store.trim, firsts)
            self._firsts = firsts

    async def _watch(self, first: Snapshot) -> None:
        """Look again and again; return when a topic has come, grown or was made anew."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            snapshot = await self._look()
            if _shape(snapshot) != _shape(first) or foreign({}, self._status.positions, snapshot, self._clock()):
                return
            await asyncio.to_thread(self._store.identify, {"read_at": str(self._clock())})
            await self._trim(snapshot)


async def _end(consumer: AIOKafkaConsumer) -> None:
    """Stop it, without its own end becoming ours: with the broker gone, `stop` raises the CancelledError of its fetches."""
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait({stopping}, timeout=_STOP_SECONDS)
    if stopping.done() and not stopping.cancelled() and (error := stopping.exception()):
        log.info("the consumer ended with %r", error)


def _shape(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    return {name: (topic.topic_id, len(topic.partitions)) for name, topic in snapshot.topics.items()}


def foreign(known: Mapping[str, str], positions: Mapping[tuple[str, int], int], snapshot: Snapshot, now: float) -> str:
    """Why the rows are not of this cluster and these topics, or may miss a deletion; "" when they may stay."""
    if known.get("cluster", snapshot.cluster) != snapshot.cluster:
        return "it was made from another cluster"
    if now - float(known.get("read_at", now)) > _LONGEST_ABSENCE:
        return "it was not kept up for so long that deletions may have been missed"
    for topic in snapshot.topics.values():
        if known.get(f"topic {topic.name}", topic.topic_id) != topic.topic_id:
            return f"{topic.name} was deleted and made anew"
        if any(positions.get((topic.name, p.partition), 0) > p.end for p in topic.partitions):
            return f"{topic.name} ends before what was read of it"
    return ""
