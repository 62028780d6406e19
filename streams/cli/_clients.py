"""The Kafka clients of the commands: opened when the broker answers, closed in any case."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from ..flow.cluster import reach, topic_partitions
from ..kafka import aiokafka_options
from . import Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from ..settings import Settings

T = TypeVar("T")

FETCH_WAIT_MS = 50
"""How long a broker may hold an empty fetch: the embedded one always holds it for the whole time, new records or not."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """The work, on an event loop of its own, with aiokafka's log kept off the terminal: commands say themselves what is wrong."""
    log, silent = logging.getLogger("aiokafka"), logging.NullHandler()
    log.addHandler(silent)
    log.propagate = False
    try:
        return asyncio.run(work)
    finally:
        log.propagate = True
        log.removeHandler(silent)


def say(line: str) -> None:
    """News for the person at the terminal: never on stdout, which belongs to the data."""
    click.echo(line, err=True)


async def partitions_of(settings: Settings, topic: str, timeout: float) -> int:  # noqa: ASYNC109 - handed to `reach`
    """How many partitions the topic has, once the broker answers. The topic is not made by asking."""
    await reach(settings, timeout, say)
    counts = await topic_partitions(settings, [topic])
    if topic not in counts:
        msg = f"There is no topic {topic} at {settings.bootstrap}. Make the topics with `dateline topics`, or check DATELINE_PREFIX (--prefix)."
        raise Fault(msg)
    return counts[topic]


@asynccontextmanager
async def producer(settings: Settings, timeout: float) -> AsyncIterator[AIOKafkaProducer]:  # noqa: ASYNC109 - aiokafka's own limit
    """Each record once and acknowledged by all replicas; lz4, without which the embedded broker's 5 MB a partition are soon full."""
    options: dict[str, Any] = {"acks": "all", "enable_idempotence": True, "compression_type": "lz4", "linger_ms": 5}
    client = AIOKafkaProducer(**aiokafka_options(settings), **options, request_timeout_ms=int(max(timeout, 1) * 1000))
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A reader without a group: it commits nothing and takes nothing from the workers."""
    client = AIOKafkaConsumer(
        **aiokafka_options(settings), group_id=None, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=FETCH_WAIT_MS
    )
    try:
        await client.start()
        yield client
    finally:
        await client.stop()
