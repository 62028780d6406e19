"""Records on their way to the broker, packed by partition: one batch and one future for many records.

aiokafka's own `send` makes a future and several calls for each record, and sends a batch as soon as its time is up; an article has some
thirty records. Here a partition's records gather in one batch until nothing came for a moment, or for as long as they may wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer
    from aiokafka.producer.message_accumulator import BatchBuilder

    from ..kafka import Headers

QUIET = 0.001
"""Seconds without a new record after which all are sent: the outputs of a single article do not wait for the next one."""
LONGEST = 0.02
"""Seconds that a record waits at most while others keep coming. Measured on a backlog: a request costs worker and broker some
milliseconds, however few records are in it."""
PLENTY = 500_000
"""Bytes that are not kept waiting."""


class Parcel:
    """A batch that is being filled. `sent` is done when the broker has all of it."""

    __slots__ = ("batch", "sent")

    def __init__(self, batch: BatchBuilder) -> None:
        self.batch = batch
        self.sent: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def follow(self, done: asyncio.Future[Any]) -> None:
        if self.sent.done():
            return
        if error := done.exception():
            self.sent.set_exception(error)
        else:
            self.sent.set_result(None)


class Parcels:
    """Sends through `producer`, which is started and idempotent; within a partition records keep their order."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._waiting: dict[tuple[str, int], deque[Parcel]] = {}
        self._count = 0
        self._bytes = 0
        self._wake = asyncio.Event()
        self._courier: asyncio.Task[None] | None = None

    async def send(self, topic: str, *, value: bytes | None, key: bytes | None, partition: int, headers: Headers) -> asyncio.Future[None]:
        """Pack a record; the future, which it shares with others, is done when the broker has it."""
        if self._courier is None:
            self._courier = asyncio.create_task(self._run())
        if self._courier.done():
            await self._courier
        parcels = self._waiting.get((topic, partition))
        if parcels is None:
            parcels = self._waiting[topic, partition] = deque()
        if not parcels or parcels[-1].batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
            # the first record of a batch always fits
            parcels.append(Parcel(self._producer.create_batch()))
            parcels[-1].batch.append(key=key, value=value, timestamp=None, headers=headers)
        self._count += 1
        self._bytes += len(value or b"")
        self._wake.set()
        return parcels[-1].sent

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._gather()
            await self._round()
            if self._waiting:
                self._wake.set()

    async def _gather(self) -> None:
        """Wait while records keep coming, within the limits."""
        began = monotonic()
        while self._bytes < PLENTY and monotonic() - began < LONGEST:
            count = self._count
            await asyncio.sleep(QUIET)
            if self._count == count:
                return

    async def _round(self) -> None:
        """Hand over one parcel of each partition; what is packed meanwhile goes with the next round."""
        self._bytes = 0
        for (topic, partition), parcels in list(self._waiting.items()):
            parcel = parcels.popleft()
            if not parcels:
                del self._waiting[topic, partition]
            # a closed batch does not linger in the producer
            parcel.batch.close()
            try:
                # it waits until the one before has left, in which time the others fill
                done = await self._producer.send_batch(parcel.batch, topic, partition=partition)
            except BaseException as error:
                parcel.sent.set_exception(error)
                raise
            done.add_done_callback(parcel.follow)
