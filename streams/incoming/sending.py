"""Sends raw records and counts what the broker acknowledged: a record counts when it is on disk at all replicas, not when it is sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiokafka.errors import KafkaError

from ..core.identity import partition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiokafka import AIOKafkaProducer

    from .records import Outgoing

MAX_RECORD_BYTES = 1_000_000
"""Kafka takes 1,048,588 bytes a batch unless told otherwise (`max.message.bytes`); the rest is for the envelope. A longer article
would be a dead letter anyway (DATELINE_MAX_TEXT_BYTES)."""

SILENCE_SECONDS = 5.0
"""After so long without an acknowledgement, somebody who watches wants to be told why nothing moves."""


@dataclass(slots=True)
class Sent:
    """How far it is: `failed` are label and reason of what will not arrive; `last` says what was acknowledged last, and where it lies."""

    total: int = 0
    acknowledged: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    last: str = ""

    @property
    def waiting(self) -> int:
        return self.total - self.acknowledged - len(self.failed)


@dataclass(slots=True)
class Sending:
    """One run of records to `topic`. `moved` hears of each step, `stuck` of each long silence."""

    client: AIOKafkaProducer
    topic: str
    partitions: int
    moved: Callable[[Sent], None]
    stuck: Callable[[], None]
    sent: Sent = field(default_factory=Sent)
    _pending: set[asyncio.Future[Any]] = field(default_factory=set)

    async def all(self, records: Iterable[Outgoing]) -> Sent:
        """Sends `records` and waits until each is acknowledged or has failed."""
        watch = asyncio.create_task(_watch(self.sent, self.stuck))
        try:
            for record in records:
                self.sent.total += 1
                if fault := record.fault or too_large(record):
                    self._failed(record, fault)
                else:
                    await self._send(record)
                self.moved(self.sent)
            while self._pending:
                await asyncio.wait(self._pending)
        finally:
            watch.cancel()
        return self.sent

    async def _send(self, record: Outgoing) -> None:
        key = None if record.key is None else record.key.encode()
        partition = None if record.key is None else partition_of(record.key, self.partitions)
        try:
            future = await self.client.send(
                self.topic, None if record.erases else record.value, key=key, partition=partition, headers=record.headers
            )
        except KafkaError as error:
            self._failed(record, _reason(error))
        else:
            self._pending.add(future)
            future.add_done_callback(lambda ended: self._ended(record, ended))

    def _ended(self, record: Outgoing, future: asyncio.Future[Any]) -> None:
        self._pending.discard(future)
        if future.cancelled():
            self._failed(record, "given up")
        elif error := future.exception():
            self._failed(record, _reason(error))
        else:
            self.sent.acknowledged += 1
            at = future.result()
            self.sent.last = (f"article {record.key}, " if record.key else "") + f"record {at.partition}:{at.offset}"
        self.moved(self.sent)

    def _failed(self, record: Outgoing, reason: str) -> None:
        self.sent.failed.append((record.label, reason))


async def _watch(sent: Sent, stuck: Callable[[], None]) -> None:
    before = sent.acknowledged
    while True:
        await asyncio.sleep(SILENCE_SECONDS)
        if sent.waiting and sent.acknowledged == before:
            stuck()
        before = sent.acknowledged


def too_large(record: Outgoing) -> str | None:
    """Why no broker would take it; None when one will."""
    size = len(record.value) + sum(len(name) + len(value) for name, value in record.headers)
    return f"{size:,} bytes; a record holds at most {MAX_RECORD_BYTES:,}" if size > MAX_RECORD_BYTES else None


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__.removesuffix('Error')}: {error}" if str(error) else type(error).__name__
