"""Where core and flow meet: the stages, topics and agents of one worker are made here, and it is run here.

`python -m streams.flow.worker` runs one in the foreground; `dateline worker` does that under a supervisor.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaProducer
from faust.streams import current_event

from ..core.article import Place, Record
from ..core.enrich import GENERATION
from ..kafka import aiokafka_options
from ..topics import Topics
from .app import App, make_app
from .delivery import MAX_RECORD_BYTES, Delivery, end_process
from .desk import Desk
from .enrich import EnrichStage
from .guard import RawGuard
from .intake import IntakeStage
from .limits import LimitedCore
from .notes import CrashNotes
from .reader import Reader
from .sandbox import HtmlSandbox
from .shelf import HoleError
from .state import StateLoader
from .tally import TallyStage
from .watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ..core.enrich import Tools
    from ..settings import Settings

log = logging.getLogger(__name__)


def build_worker(settings: Settings, tools: Tools, desk: Desk, notes: CrashNotes) -> App:
    """The faust app of a worker: three agents, one a stage."""
    app = make_app(settings)
    core = LimitedCore(settings, tools, notes, HtmlSandbox(settings.enrich_timeout))
    intake = IntakeStage(desk, RawGuard(desk.reader, app.committed), core.read, core.clean)
    enrichment = EnrichStage(desk, core.enrich)
    tally = TallyStage(desk, tools.lexicon)
    desk.delivery.add(enrichment)
    desk.delivery.add(tally)
    app.delivery = desk.delivery
    app.on_forget = (intake.forget, desk.delivery.forget)
    topics = desk.topics
    for name, topic, handle in (
        ("intake", topics.raw, intake.handle),
        ("enrich", topics.clean, enrichment.handle),
        ("tally", topics.subtotals, tally.handle),
    ):
        channel = app.topic(topic.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        app.agent(channel, name=name, concurrency=1)(agent(handle))
    return app


def agent(handle: Callable[[Record], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """A faust agent around a stage: one event at a time, and nothing but a cancellation leaves the loop.

    faust would acknowledge the event of an exception and go on behind it. Ending the process instead keeps it: it was not
    committed, so it comes again.
    """

    async def body(stream: AsyncIterator[bytes]) -> None:
        async for _ in stream:
            try:
                await handle(_record(current_event().message))
            except HoleError as hole:
                end_process(f"an event is missing; reading again from the last commit: {hole}")
            except Exception:
                log.exception("a stage failed")
                end_process("a stage failed (above); the event will be read again")

    return body


async def run(settings: Settings, tools: Tools) -> None:
    """Run a worker until SIGTERM or SIGINT. Topics are expected to be there (`flow/admin.py`)."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    notes = CrashNotes(settings.data_dir, settings.app)
    producer = make_producer(settings)
    await producer.start()
    app = build_worker(settings, tools, await make_desk(settings, producer), notes)
    app.loop = asyncio.get_running_loop()
    app.finalize()
    watchdog = Watchdog(app, notes, settings.enrich_timeout, settings.session_timeout)
    watchdog.start()
    tasks = [asyncio.create_task(watchdog.beat()), asyncio.create_task(app.start()), asyncio.create_task(_publish(app, settings))]
    await stop.wait()
    log.info("stopping: finishing what was begun, then committing")
    tasks.pop().cancel()
    await app.stop()
    await producer.stop()
    for task in tasks:
        task.cancel()


async def make_desk(settings: Settings, producer: AIOKafkaProducer) -> Desk:
    topics = Topics(settings.prefix, settings.app)
    counts = {topic.name: len(await producer.partitions_for(topic.name)) for topic in topics.all}
    reader = Reader(aiokafka_options(settings))
    delivery = Delivery(producer, counts.__getitem__, settings.session_timeout / 2)
    return Desk(topics, delivery, reader, StateLoader(producer, reader, GENERATION), GENERATION)


def make_producer(settings: Settings) -> AIOKafkaProducer:
    """Idempotent: within a partition records keep their order, and a retry writes none twice."""
    return AIOKafkaProducer(
        **aiokafka_options(settings),
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=5,
        max_batch_size=262_144,
        max_request_size=2 * MAX_RECORD_BYTES,
        request_timeout_ms=30_000,
    )


async def _publish(app: App, settings: Settings) -> None:
    while True:
        await asyncio.sleep(settings.publish_interval)
        await app.delivery.publish()


def _record(message: Any) -> Record:  # noqa: ANN401 - faust's ConsumerMessage
    place = Place(message.topic, message.partition, message.offset)
    return Record(place, message.key, message.value, round(message.timestamp * 1000), tuple(message.headers or ()))
