"""A worker at work: wait for the broker, check topics and offsets, run the stages until told to stop, settle, leave."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic, process_time
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError
from prometheus_client import ProcessCollector

from .. import logs
from ..supervisor import CONFIGURATION
from .admin import check_offsets, check_topics, unmade
from .agents import build_worker, make_desk, make_producer
from .cluster import Unreachable, reach
from .delivery import end_process
from .health import Health, HealthCollector
from .idle import Idleness
from .lookout import BrokerWatch, beat, make_health, watch_worker
from .meters import Meters
from .pace import Pace
from .probe import Probe
from .watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..core.tally import Names
    from ..settings import Settings
    from .agents import Core
    from .app import App
    from .notes import CrashNotes

log = logging.getLogger("dateline.worker")

REACH_SECONDS = 30.0
TOPICS_SECONDS = 1.0
"""Between two looks for topics that nobody has made yet; each takes three short connections."""
SELDOM_SECONDS = 10.0
MAX_MESSAGES = 1_000


async def run(  # noqa: PLR0913 - what a worker is made of
    settings: Settings, core: Core, names: Names, notes: CrashNotes, generation: int, *, registry: str = ""
) -> int:
    """Work until told to stop; returns the exit code. `generation` and `registry` are those of what `core` says."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    health, meters = make_health(settings, generation), Meters()
    async with _told(settings, health, meters):
        ready = asyncio.create_task(_ready(settings, health))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ready, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            return 0
        if faults := ready.result():
            log.critical("cannot start:\n%s", "\n".join(f"- {fault}" for fault in faults))
            return CONFIGURATION
        producer = make_producer(settings)
        await producer.start()
        desk = await make_desk(settings, producer, generation, registry, meters)
        app = build_worker(settings, desk, core, names)
        watching = [asyncio.create_task(w) for w in (watch_worker(health, app, desk), Idleness(app, desk.reader).watch())]
        watchdog = Watchdog(app, notes, settings)
        watchdog.guard(producer.client)
        await _work(app, settings, watchdog, stopped, health)
        for task in watching:
            task.cancel()
        await desk.reader.close()
        await producer.stop()
    return 0


@asynccontextmanager
async def _told(settings: Settings, health: Health, meters: Meters) -> AsyncIterator[None]:
    """Health and metrics are told from the first moment to the last."""
    for collector in (HealthCollector(health), ProcessCollector(registry=None)):
        meters.registry.register(collector)
    probe = Probe(settings.health_host, settings.health_port, health, meters.registry) if settings.health_port >= 0 else None
    if probe:
        probe.start()
    beating = asyncio.create_task(beat(health))
    try:
        yield
    finally:
        beating.cancel()
        if probe:
            probe.stop()


async def _work(app: App, settings: Settings, watchdog: Watchdog, stopped: asyncio.Task[bool], health: Health) -> None:
    app.loop = asyncio.get_running_loop()
    app.finalize()
    app.outside_since = monotonic()
    watchdog.start()
    beating = asyncio.create_task(watchdog.beat())
    lookout = BrokerWatch(health, settings)
    lookout.start()
    publishing = asyncio.create_task(_publish(app, settings.publish_interval))
    starting = asyncio.create_task(app.start())
    starting.add_done_callback(_end_if_failed)
    health.phase = "working"
    log.info("working as %s on %s; SIGTERM or Ctrl-C ends it in order", settings.app, settings.bootstrap)
    await stopped
    health.phase = "stopping"
    log.info("stopping: finishing what was begun, then committing")
    publishing.cancel()
    await app.stop()
    starting.cancel()
    beating.cancel()
    lookout.stop()


def _end_if_failed(starting: asyncio.Task[None]) -> None:
    """A start that fails is no crash to faust: the worker would stand there, idle and alive."""
    if not starting.cancelled() and (error := starting.exception()):
        end_process(f"the worker could not start: {error!r}")


async def _publish(app: App, interval: float) -> None:
    """Rows as long as there is time for them. Behind a backlog they come less often, at least with each commit, and are all the fewer."""
    pace = Pace(monotonic())
    while True:
        slept, used = monotonic(), process_time()
        await asyncio.sleep(interval)
        now = monotonic()
        if pace.due(now, (process_time() - used) / (now - slept)):
            pace.published(now, await app.delivery.publish())


async def _ready(settings: Settings, health: Health) -> list[str]:
    """Wait, for as long as it takes, until a broker answers and its topics have been made; then say what is wrong with them and our
    offsets."""
    while True:
        try:
            await reach(settings, REACH_SECONDS, partial(_waiting, health))
            health.broker, before = "", health.topics
            health.topics = "; ".join(await unmade(settings))
            if not health.topics:
                return await check_topics(settings) or await check_offsets(settings)
            if health.topics != before:
                log.warning("waiting: %s", health.topics)
        except (Unreachable, KafkaError) as why:  # the broker may go between the two lines
            health.broker = " ".join(str(why).split())
            log.warning("%s", why)
        await asyncio.sleep(TOPICS_SECONDS)


def _waiting(health: Health, news: str) -> None:
    health.broker = news
    log.warning(news)


def set_up_logging(settings: Settings) -> None:
    """Own messages at the level that is set; of the libraries' only what may need a person, and not a hundred times a second."""
    logs.set_up(settings.log_level, settings.log_format, secrets=settings.secrets)
    # at DEBUG these build 2.4 records a message; at INFO they tell each step of a rebalance
    for name in ("aiokafka", "faust", "mode", "streams.flow.app"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Seldom())


class Seldom(logging.Filter):
    """Lets the same message through once in `SELDOM_SECONDS`: a broker that is away makes aiokafka say so without end."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = (record.name, str(record.msg))
        if record.created - self._said.get(key, 0.0) < SELDOM_SECONDS and record.name.startswith("aiokafka"):
            return False
        if len(self._said) > MAX_MESSAGES:
            self._said.clear()
        self._said[key] = record.created
        return True
