"""A view's file made from the topics as they are now, for whoever has none that is kept up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .. import kafka
from ..topics import Topics
from .observer import Observer
from .reader import Reader
from .status import Status
from .store import Store

if TYPE_CHECKING:
    from ..settings import Settings

_LOOK_SECONDS: Final = 0.05


class StandstillError(Exception):
    """Nothing more came although something is there; the text says why, where that is known."""


async def read_all(settings: Settings, path: Path, seconds: float, moved: Callable[[float], None] = lambda _: None) -> None:
    """Everything that was on the public topics when this began. `seconds`: the longest silence. `moved` hears the share that is done.

    Raises StandstillError.
    """
    topics, status, store = Topics(settings.prefix, settings.app), Status(settings.bootstrap, time.time()), Store(path)
    observer = Observer(kafka.librdkafka_options(settings), topics)
    reading = asyncio.create_task(
        Reader(store=store, topics=topics, kafka=kafka.aiokafka_options(settings), observer=observer, status=status).run()
    )
    try:
        await _caught_up(status, reading, seconds, moved)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        store.close()


async def _caught_up(status: Status, reading: asyncio.Task[None], seconds: float, moved: Callable[[float], None]) -> None:
    ends: dict[tuple[str, int], int] = {}
    last, before = time.monotonic(), -1
    while not (ends and all(status.positions.get(at, 0) >= end for at, end in ends.items())):
        if reading.done():
            reading.result()
        if not ends and status.snapshot and status.positions:
            parts = {(t.name, p.partition): p.end for t in status.snapshot.topics.values() for p in t.partitions}
            ends = {at: parts[at] for at in status.positions if at in parts}
        if (now := sum(status.positions.values())) != before:
            last, before = time.monotonic(), now
            moved(status.read_share)
        if time.monotonic() - last > seconds:
            why = status.problem or (
                f"these topics are missing: {', '.join(status.missing)}" if status.missing else "the broker gives no more"
            )
            msg = f"Reading stands still: {why}."
            raise StandstillError(msg)
        await asyncio.sleep(_LOOK_SECONDS)
