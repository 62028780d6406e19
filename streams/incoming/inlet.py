"""One producer that stays open: records in, their places on the raw topic out, once the broker has them all."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from ..core.article import Place
from ..core.identity import partition_of
from ..kafka import COMPRESSION, aiokafka_options
from .sending import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..settings import Settings
    from .records import Outgoing

SECONDS = 20.0
"""How long the broker may take to acknowledge a batch."""
_END_SECONDS = 5.0


class InletError(Exception):
    """The broker did not take all of it, or is not known to have: some may be there. Sending all of it again makes repeats, which
    change nothing."""


class KafkaInlet:
    """Connects with the first records. After a trouble it connects anew: an idempotent producer that failed once may stay failed."""

    def __init__(self, settings: Settings, topic: str, seconds: float = SECONDS) -> None:
        self._settings, self._topic, self._seconds = settings, topic, seconds
        self._client: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()

    async def send(self, records: Sequence[Outgoing], partitions: int) -> list[Place]:
        """The place of each record, in their order, when all replicas have all of them. `partitions`: how many the topic has.

        Raises InletError.
        """
        client: AIOKafkaProducer | None = None
        try:
            async with asyncio.timeout(self._seconds):
                client = await self._connected()
                futures = [await self._send(client, record, partitions) for record in records]
                found = [await future for future in futures]
        except (KafkaError, OSError, TimeoutError) as error:
            if client is not None and client is self._client:
                self._drop(client)
            why = "it did not answer in time" if isinstance(error, TimeoutError) else f"{type(error).__name__}"
            msg = f"The broker at {self._settings.bootstrap} did not acknowledge it ({why})."
            raise InletError(msg) from error
        return [Place(at.topic, at.partition, at.offset) for at in found]

    async def _send(self, client: AIOKafkaProducer, record: Outgoing, partitions: int) -> asyncio.Future[Any]:
        key = None if record.key is None else record.key.encode()
        partition = None if record.key is None else partition_of(record.key, partitions)
        future: asyncio.Future[Any] = await client.send(self._topic, record.value, key=key, partition=partition, headers=record.headers)
        # whoever gave up waiting will not look at it any more
        future.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return future

    async def _connected(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._client is None:
                client = AIOKafkaProducer(
                    **aiokafka_options(self._settings),
                    acks="all",
                    enable_idempotence=True,
                    compression_type=COMPRESSION,
                    linger_ms=5,
                    max_request_size=MAX_RECORD_BYTES + 65_536,
                    request_timeout_ms=int(self._seconds * 1000),
                )
                try:
                    await client.start()
                except BaseException:
                    self._drop(client)
                    raise
                self._client = client
            return self._client

    def _drop(self, client: AIOKafkaProducer) -> None:
        """Out of the way at once; it ends by itself, as far as it can without its broker."""
        self._client = None if client is self._client else self._client
        task = asyncio.create_task(_end(client))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        if self._client is not None:
            self._drop(self._client)
        if self._ending:
            await asyncio.wait(self._ending, timeout=2 * _END_SECONDS)


async def _end(client: AIOKafkaProducer) -> None:
    with suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(_END_SECONDS):
            await client.stop()
