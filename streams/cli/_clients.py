"""The Kafka clients of the commands: opened when the broker answers, closed in any case."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click
from aiokafka import AIOKafkaProducer

from ..flow.cluster import reach, topic_partitions
from ..kafka import COMPRESSION, aiokafka_options
from ..logs import structured
from . import Fault
from ._print import one_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from ..settings import Settings

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """The work, on an event loop of its own, with aiokafka's log kept off the terminal but for troubles that last."""
    log, troubles = logging.getLogger("aiokafka"), Troubles()
    log.addHandler(troubles)
    log.propagate = False
    try:
        return asyncio.run(work)
    finally:
        log.propagate = True
        log.removeHandler(troubles)


class Troubles(logging.Handler):
    """aiokafka tries again for ever, and only its log says so, twice a second. Here a person hears of troubles that last."""

    LASTING, AGAIN, OVER = 3.0, 30.0, 15.0
    """Seconds: until a first word, between two, and of quiet after which a trouble is a new one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._began = self._last = self._said = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        now = record.created
        if now - self._last > self.OVER:
            self._began, self._said = now, float("-inf")
        self._last = now
        if now - self._began >= self.LASTING and now - self._said >= self.AGAIN:
            self._said = now
            say(f"Still waiting for Kafka: {one_line(record.getMessage(), 300)} ({now - self._began:.0f} s so far)")


def say(line: str) -> None:
    """News for the person at the terminal: never on stdout, which belongs to the data."""
    if structured():
        logging.getLogger("dateline").warning(line)
    else:
        click.echo(line, err=True)


def tell(line: str) -> None:
    """What a long-running command has done: a line on stdout, or of its log where that is in JSON."""
    if structured():
        logging.getLogger("dateline").info(line)
    else:
        click.echo(line)


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
    """Each record once and acknowledged by all replicas; compressed, without which the embedded broker's 5 MB a partition are soon full."""
    options: dict[str, Any] = {"acks": "all", "enable_idempotence": True, "compression_type": COMPRESSION, "linger_ms": 5}
    client = AIOKafkaProducer(**aiokafka_options(settings), **options, request_timeout_ms=int(max(timeout, 1) * 1000))
    try:
        await client.start()
        yield client
    finally:
        await client.stop()
