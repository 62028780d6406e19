"""Where core and flow meet: the stages, topics and agents of one worker are made here."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from aiokafka import AIOKafkaProducer
from faust.streams import current_event

from ..core.article import Article, EnrichedArticle, Erasure, Place, RawArticle, Record, Rejection
from ..kafka import COMPRESSION, aiokafka_options
from ..logs import concerning
from ..supervisor import CONFIGURATION
from ..topics import MAX_RAW_BYTES, Topics
from .app import App, make_app
from .delivery import Delivery, end_process
from .desk import Desk, Tracing
from .enrich import EnrichStage
from .entries import DiskEntries
from .guard import RawGuard
from .intake import IntakeStage
from .packed import PackedEntries
from .parcels import Parcels
from .reader import Reader
from .shelf import FormatError, HoleError
from .state import StateLoader
from .tally import TallyStage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping

    from ..core.tally import Names
    from ..settings import Settings
    from .delivery import Sender
    from .meters import Meters

log = logging.getLogger(__name__)


class Core(Protocol):
    """What the stages need of the pure core; nothing raises, what cannot be done is a rejection (`flow/limits.py`)."""

    def read(self, record: Record) -> RawArticle | Erasure | Rejection: ...

    async def clean(self, raw: RawArticle) -> Article | Rejection: ...

    def enrich(self, article: Article) -> EnrichedArticle | Rejection: ...


def build_worker(settings: Settings, desk: Desk, core: Core, names: Names) -> App:
    """The faust app of a worker: three agents, one a stage."""
    app = make_app(settings)
    intake = IntakeStage(desk, RawGuard(desk.reader, app.committed), core.read, core.clean)
    enrichment = EnrichStage(desk, core.enrich)
    tally = TallyStage(desk, names)
    desk.delivery.add(enrichment if desk.traces is None else desk.traces.publishing(enrichment))
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
        app.agent(channel, name=name, concurrency=1)(agent(_watched(desk, name, handle), desk.delivery))
    return app


def _watched(desk: Desk, name: str, handle: Callable[[Record], Awaitable[None]]) -> Callable[[Record], Awaitable[None]]:
    return timed(desk.meters, name, handle if desk.traces is None else desk.traces.stage(name, handle))


def timed(meters: Meters, stage: str, handle: Callable[[Record], Awaitable[None]]) -> Callable[[Record], Awaitable[None]]:
    """The same, with its time taken."""

    async def body(record: Record) -> None:
        meters.waits.took(record.place, record.timestamp_ms)
        with meters.timed(stage):
            await handle(record)

    return body


def agent(handle: Callable[[Record], Awaitable[None]], delivery: Delivery) -> Callable[[Any], Awaitable[None]]:
    """A faust agent around a stage: one event at a time, and nothing but a cancellation leaves the loop.

    faust would acknowledge the event of an exception and go on behind it. Ending the process instead keeps it: it was not
    committed, so it comes again.
    """

    async def body(stream: AsyncIterator[bytes]) -> None:
        async for _ in stream:
            delivery.took_event()
            try:
                await handle(_record(current_event()))
            except HoleError as hole:
                end_process(f"an event is missing; reading again from the last commit: {hole}")
            except FormatError as error:
                end_process(str(error), CONFIGURATION)
            except Exception:
                log.exception("a stage failed", extra=concerning(getattr(current_event(), "message", None)))
                end_process("a stage failed (above); the event will be read again")

    return body


async def make_desk(settings: Settings, producer: AIOKafkaProducer, generation: int, registry: str, meters: Meters) -> Desk:
    """What the stages work with. `producer` is started and the topics are there."""
    topics = Topics(settings.prefix, settings.app)
    counts = {topic.name: len(await producer.partitions_for(topic.name)) for topic in topics.all}
    reader = Reader(aiokafka_options(settings))
    traces = None if settings.traces == "off" else _traces(settings, topics)
    sender: Sender = Parcels(producer)
    delivery = Delivery(sender if traces is None else traces.sender(sender), counts.__getitem__, settings.session_timeout / 2)
    delivery.on_barrier = meters.barrier
    entries: Callable[[], MutableMapping[str, bytes]] = (
        partial(DiskEntries, settings.data_dir / "state") if settings.state == "disk" else PackedEntries
    )
    loader = StateLoader(producer, reader, generation, delivery.still_alive, registry, entries)
    return Desk(topics, delivery, reader, loader, generation, meters, traces)


def _traces(settings: Settings, topics: Topics) -> Tracing:
    from .traces import otlp_traces  # noqa: PLC0415 - its library is an extra; `worker.py` has made sure of it

    return otlp_traces(settings.app, topics)


def make_producer(settings: Settings) -> AIOKafkaProducer:
    """Idempotent: within a partition records keep their order, and a retry writes none twice."""
    return AIOKafkaProducer(
        **aiokafka_options(settings),
        acks="all",
        enable_idempotence=True,
        compression_type=COMPRESSION,
        max_batch_size=262_144,
        max_request_size=MAX_RAW_BYTES,  # beyond what is checked (`fits`), the limit of the topic decides
        request_timeout_ms=30_000,
    )


def _record(event: Any) -> Record:  # noqa: ANN401 - faust's event
    message = event.message
    place = Place(message.topic, message.partition, message.offset)
    headers = tuple((name, value or b"") for name, value in message.headers or ())
    return Record(place, message.key, message.value, round((message.timestamp or 0) * 1000), headers)
