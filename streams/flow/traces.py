"""OpenTelemetry traces (`DATELINE_TRACES=otlp`, the extra `otel`): one trace an article, from its raw record to the row of an actor.

Nothing of it is there when it is off, and nothing of it decides anything when it is on: stages are wrapped, and records get a header more.
Ids are made of the place of the record and of the publisher's `traceparent`, not by chance, so a record that is read again after a crash makes
the same spans and the same headers again: outputs stay the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags, set_span_in_context

from .delivery import Output

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Iterable

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import SpanProcessor

    from ..core.article import Record
    from ..kafka import Headers
    from ..topics import Topics
    from .delivery import Sender, Stateful

    Handle = Callable[[Record], Awaitable[None]]

HEADER: Final = "traceparent"
"""As W3C has it; on raw records the publisher's, on clean ones and on the feed ours."""
HEADERS: Final = "dateline-traces"
"""Of a record of subtotals: the traces of the articles that were read since the last ones, comma-separated."""
MOST: Final = 256
"""Of these. More articles between two publications, which is a backlog, are not followed into the table."""
_PARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(slots=True)
class Hop:
    """A record on its way through a stage."""

    parent: bytes
    """Our own span as a `traceparent`."""
    sent: set[str]
    """Topics that something went to."""


_HOP: ContextVar[Hop | None] = ContextVar("hop", default=None)
_IDS: ContextVar[tuple[int, int]] = ContextVar("ids")
"""Of the trace and the span that are about to begin."""


class _Ids(IdGenerator):
    def generate_trace_id(self) -> int:
        return _IDS.get()[0]

    def generate_span_id(self) -> int:
        return _IDS.get()[1]


def make_provider(app: str, processor: SpanProcessor) -> TracerProvider:
    """What makes spans; the standard variables (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` and so on) say how."""
    given = dict(OTELResourceDetector().detect().attributes)
    provider = TracerProvider(resource=Resource.create({"service.name": app} | given), id_generator=_Ids())
    provider.add_span_processor(processor)
    return provider


def otlp_traces(app: str, topics: Topics) -> Traces:
    """Sent in batches by a thread of their own, where to the standard variables say; the last ones at an orderly end."""
    return Traces(make_provider(app, BatchSpanProcessor(OTLPSpanExporter())), topics)


class Traces:
    """Wraps the stages of a worker."""

    def __init__(self, provider: TracerProvider, topics: Topics) -> None:
        self._tracer = provider.get_tracer("dateline")
        self._feed = topics.enriched.name
        self._followed = {topics.clean.name, self._feed}
        self._letters = topics.deadletter.name
        self._read: list[bytes] = []
        """Of articles since the last publication."""

    def stage(self, name: str, handle: Handle) -> Handle:
        return self._tally(handle) if name == "tally" else self._hop(name, handle)

    def sender(self, sender: Sender) -> Sender:
        """Sends with our header what a stage sends while it handles a record."""
        return _Marking(sender, self._followed)

    def publishing(self, stage: Stateful) -> Stateful:
        return _Publishing(stage, self._read)

    def _hop(self, name: str, handle: Handle) -> Handle:
        async def body(record: Record) -> None:
            span = self._tracer.start_span(name, _within(record.headers), SpanKind.CONSUMER, _told(name, record))
            hop = Hop(_parent(span.get_span_context()), set())
            token = _HOP.set(hop)
            try:
                await handle(record)
            finally:
                _HOP.reset(token)
                span.set_attribute("dateline.dead_letter", self._letters in hop.sent)
                span.end()
            if self._feed in hop.sent and len(self._read) < MOST:
                self._read.append(hop.parent)

        return body

    def _tally(self, handle: Handle) -> Handle:
        async def body(record: Record) -> None:
            began = time.time_ns()
            await handle(record)
            for parent in dict(record.headers).get(HEADERS, b"").split(b",")[:MOST]:
                if (within := _within([(HEADER, parent)])) is not None:
                    told = _told("tally", record, parent)
                    self._tracer.start_span("tally", within, SpanKind.CONSUMER, told, start_time=began).end()

        return body


class _Marking:
    def __init__(self, sender: Sender, topics: set[str]) -> None:
        self._sender, self._topics = sender, topics

    async def send(self, topic: str, *, value: bytes | None, key: bytes | None, partition: int, headers: Headers) -> asyncio.Future[Any]:
        if (hop := _HOP.get()) is not None:
            hop.sent.add(topic)
            if topic in self._topics:
                headers = [*headers, (HEADER, hop.parent)]
        return await self._sender.send(topic, value=value, key=key, partition=partition, headers=headers)


class _Publishing:
    """The enrich stage, whose subtotals say which articles moved them. What it publishes is cut without an await, and so is this."""

    def __init__(self, stage: Stateful, read: list[bytes]) -> None:
        self._stage, self._read = stage, read

    def publications(self) -> list[Output]:
        header = (HEADERS, b",".join(self._read))
        self._read.clear()
        outputs = self._stage.publications()
        return [output._replace(headers=[*output.headers, header]) for output in outputs] if header[1] else outputs

    def state_cut(self) -> list[Output]:
        return self._stage.state_cut()

    def state_written(self) -> None:
        self._stage.state_written()

    def farewell(self) -> list[Output]:
        return self._stage.farewell()

    def forget(self) -> None:
        self._read.clear()
        self._stage.forget()


def _within(headers: Iterable[tuple[str, bytes]]) -> Context | None:
    """The span that the first `traceparent` names; None where there is none that can be read."""
    given = next((value for name, value in headers if name == HEADER), b"")
    if (found := _PARENT.fullmatch(given)) is None:
        return None
    flags = TraceFlags(int(found[3], 16) & TraceFlags.SAMPLED)
    return set_span_in_context(NonRecordingSpan(SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=flags)))


def _told(name: str, record: Record, parent: bytes = b"") -> dict[str, str | int]:
    """What a span says, by OpenTelemetry's conventions for messaging; nothing of an article but our own id of it. Its ids are set, too."""
    seed = hashlib.sha256(f"{name} {record.place} {record.timestamp_ms} ".encode() + parent).digest()
    _IDS.set((int.from_bytes(seed[:16]) or 1, int.from_bytes(seed[16:24]) or 1))
    place = record.place
    told: dict[str, str | int] = {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.destination.name": place.topic,
        "messaging.destination.partition.id": str(place.partition),
        "messaging.kafka.offset": place.offset,
    }
    return told | ({"dateline.article_id": record.key.decode("ascii", "replace")} if name == "enrich" and record.key else {})


def _parent(context: trace.SpanContext) -> bytes:
    return b"00-%032x-%016x-%02x" % (context.trace_id, context.span_id, context.trace_flags & TraceFlags.SAMPLED)
