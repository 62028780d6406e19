"""What a worker finds out about itself and its broker for `/readyz` and `/metrics`: looked up beside the work, never in its way."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from ..topics import Topics
from .cluster import reach, topic_partitions
from .health import Health
from .watchdog import unsettled_patience

if TYPE_CHECKING:
    from ..settings import Settings
    from .app import App
    from .desk import Desk

BEAT_SECONDS = 0.25
BROKER_SECONDS = 5.0
"""Between two looks at the broker. Each takes two short connections."""
ATTEMPT_SECONDS = 2.0
"""A broker that has not answered by then is away, as far as readiness goes."""


def make_health(settings: Settings, generation: int) -> Health:
    """Of a worker that starts now."""
    build = {"version": version(), "generation": str(generation), "python": platform.python_version()}
    return Health(build, settings.enrich_timeout, unsettled_patience(settings), beat=monotonic())


def version() -> str:
    try:
        return importlib.metadata.version("dateline")
    except importlib.metadata.PackageNotFoundError:  # run from its source
        return "0"


async def beat(health: Health) -> None:
    """From the start on: the event loop runs."""
    while True:
        health.beat = monotonic()
        await asyncio.sleep(BEAT_SECONDS)


async def watch_worker(health: Health, app: App, desk: Desk) -> None:
    """Copies what the app knows of itself."""
    health.loading = desk.loader.loading
    while True:
        health.outside_since, health.unsettled_since = app.outside_since, app.delivery.unsettled_since
        health.outstanding = app.delivery.outstanding
        with suppress(Exception):  # faust's consumer has no assignment before it starts and while it stops, and says so in many ways
            health.assigned, health.lags = len(app.consumer.assignment()), app.lags()
            health.waits = desk.meters.waits.waited(health.lags, app.positions())
        await asyncio.sleep(BEAT_SECONDS)


class BrokerWatch:
    """Asks the broker whether it is there, and whether the topics are. In a thread with event loops of its own: in that of the work an
    article that takes some seconds would pass for a broker that does."""

    def __init__(self, health: Health, settings: Settings) -> None:
        self._health, self._settings = health, settings
        self._names = [topic.name for topic in Topics(settings.prefix, settings.app).all]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lookout", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """It ends with its present look, which nobody has to wait for."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(BROKER_SECONDS):
            asyncio.run(self.look())

    async def look(self) -> None:
        """Once."""
        try:
            await reach(self._settings, ATTEMPT_SECONDS, lambda _: None)
            counts = await topic_partitions(self._settings, self._names)
        except Exception as error:  # noqa: BLE001 - whatever it is, this is not known of the broker, and the work goes on
            self._health.broker = " ".join(str(error).split()) or type(error).__name__
        else:
            missing = ", ".join(name for name in self._names if name not in counts)
            self._health.broker, self._health.topics = "", f"{missing} is missing: run `dateline topics`" if missing else ""
