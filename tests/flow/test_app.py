"""faust as Dateline uses it: what happens before a worker gives up its place in the group."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from streams.flow.app import make_app
from streams.settings import load

if TYPE_CHECKING:
    from pathlib import Path


class Delivery:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def barrier(self) -> None:
        self.done.append("barrier")

    async def leave(self) -> None:
        self.done.append("leave")


async def test_the_last_word_is_said_before_the_place_is_given_up(tmp_path: Path) -> None:
    """Else the next owner reads the state without it, and an older generation refuses to go on from an owner that went in order. (A
    service stops its children, and so the consumer that leaves the group, after its own `on_stop`.)"""
    app: Any = make_app(load({}, data_dir=tmp_path))
    app.delivery = Delivery()
    await app.on_stop()
    assert app.delivery.done == ["barrier", "leave"]


async def test_a_rebalance_waits_for_the_stop_that_is_under_way(tmp_path: Path) -> None:
    """What is still being handled needs the state: it goes when the stop has settled all of it, and then the partitions."""
    app: Any = make_app(load({}, data_dir=tmp_path))
    app.delivery = Delivery()
    app.on_forget = (lambda: app.delivery.done.append("forget"),)
    consumer, app._consumer = app.consumer, None
    app._stopped.set()
    revoked = asyncio.ensure_future(consumer.on_partitions_revoked(set()))
    await asyncio.sleep(0)
    assert app.delivery.done == []
    await app.on_stop()
    app._consumer = consumer
    await revoked
    consumer._thread.thread_loop.close()
    assert app.delivery.done == ["barrier", "leave", "forget"]
