"""Idle although there is work: the last resort when everything looks alive and nothing is read."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError

from .delivery import end_process

if TYPE_CHECKING:
    from ..core.article import Place
    from .app import App
    from .reader import Reader

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
MAX_IDLE = 10.0
"""Seconds that a record may wait for a worker that holds its partition and has nothing else to do. An idle worker is given one within
a tenth of a second; recovery is promised within 30 s."""


class Idleness:
    """Looks now and then whether a record waits on a partition of ours while no event is under way."""

    def __init__(self, app: App, reader: Reader) -> None:
        self._app = app
        self._reader = reader
        self._waiting: Place | None = None
        self._since = 0.0

    async def watch(self) -> None:
        """Runs for ever; ends the process, without committing, when a record has waited for too long."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                place = await self.look(monotonic())
            except KafkaError as error:  # the broker is away: then nothing waits for us alone
                log.debug("could not look for waiting records: %r", error)
                continue
            if place is not None:
                end_process(f"{place} waits, its partition is ours, and nothing was read for {MAX_IDLE:.0f} s")

    async def look(self, now: float) -> Place | None:
        """The record that has waited since the first of the looks that found it waiting, `MAX_IDLE` seconds ago or more."""
        place = await self._reader.first_of(self._app.positions()) if self._is_idle(now) else None
        # on a slow line the look takes as long as the fetch of that record, and that may have come meanwhile
        if place is None or place != self._waiting or not self._is_idle(now):
            self._waiting, self._since = place, now
        return place if place is not None and now - self._since >= MAX_IDLE else None

    def _is_idle(self, now: float) -> bool:
        delivery = self._app.delivery
        return delivery.unsettled_since is None and now - delivery.last_event > LOOK_SECONDS and self._app.outside_since is None
