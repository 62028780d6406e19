"""What is cut for the broker reaches it, whoever stops waiting."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from streams.flow.delivery import Delivery, Output

ROWS = [Output("actors", 0, b"a", b"1", []), Output("actors", 0, b"b", b"2", [])]


class SlowProducer:
    """Takes records one by one, each only when it is let."""

    def __init__(self) -> None:
        self.asked, self.let = asyncio.Event(), asyncio.Event()
        self.sent: list[bytes] = []

    async def send(self, topic: str, *, value: bytes, **_: object) -> asyncio.Future[None]:
        self.asked.set()
        await self.let.wait()
        self.sent.append(value)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future


class Once:
    """A stage whose rows moved once."""

    def __init__(self) -> None:
        self._rows = list(ROWS)

    def publications(self) -> list[Output]:
        rows, self._rows = self._rows, []
        return rows

    def state_cut(self) -> list[Output]:
        return []

    def farewell(self) -> list[Output]:
        return []

    def state_written(self) -> None:
        pass

    def forget(self) -> None:
        pass


async def cancelled_while_sending(what: str) -> list[bytes]:
    """Cancel `publish` or `barrier` in the middle of its first record; what is sent by the next barrier."""
    producer: Any = SlowProducer()
    delivery = Delivery(producer, lambda _: 1, 60.0)
    delivery.add(Once())
    waiting = asyncio.create_task(getattr(delivery, what)())
    await producer.asked.wait()
    waiting.cancel()
    await asyncio.wait([waiting])
    producer.let.set()
    await delivery.barrier()
    return list(producer.sent)


async def test_worker_that_stops_while_it_publishes_loses_no_row() -> None:
    """The last commit stands for rows that moved before it, so none may be dropped with a cancelled tick."""
    assert await cancelled_while_sending("publish") == [b"1", b"2"]


async def test_commit_that_is_cancelled_loses_no_row() -> None:
    assert await cancelled_while_sending("barrier") == [b"1", b"2"]


class PromptProducer:
    """Takes records at once; they are delivered as soon as the event loop turns."""

    async def send(self, topic: str, *, value: bytes, **_: object) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        loop.call_later(0.01, future.set_result, None)
        return future


async def test_article_that_holds_up_the_event_loop_is_no_fault_of_the_broker() -> None:
    """A barrier's limit is one on the broker: reading an article for longer than that, in the middle of it, does not end the worker."""
    producer: Any = PromptProducer()
    delivery = Delivery(producer, lambda _: 1, 0.3)
    delivery.add(Once())
    settling = asyncio.create_task(delivery.barrier())
    for _ in range(4):
        await asyncio.sleep(0)
    assert delivery.outstanding
    time.sleep(0.6)  # noqa: ASYNC251 - that is the fault
    await settling
    assert not delivery.outstanding
