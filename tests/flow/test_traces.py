"""Traces: one an article through all stages, the publisher's where there is one, and the same bytes with and without them."""

from __future__ import annotations

import gzip
import os
import random
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from streams.core.article import Place, Record
from streams.embedded import EmbeddedBroker
from streams.flow.delivery import Delivery
from streams.flow.desk import Desk
from streams.flow.enrich import EnrichStage
from streams.flow.intake import IntakeStage
from streams.flow.state import StateLoader
from streams.flow.tally import TallyStage
from streams.flow.traces import HEADERS, MOST, Traces, make_provider
from tests.flow import behaviours
from tests.flow.deployment import deployment
from tests.flow.simulation import PARTITIONS, TOPICS, MemoryBroker, MemoryProducer, MemoryReader
from tests.flow.toy import GENERATION, ToyNames, clean, enrich, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import ReadableSpan

    from streams.flow.guard import RawGuard

PUBLISHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PARENT = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")


class Open:
    """A guard that lets every record pass."""

    async def check(self, place: Place) -> None: ...


async def cleaned(raw: Any) -> Any:
    return clean(raw)


class Worker:
    """The three stages on a broker in memory, traced or not; `spans` are those that ended."""

    def __init__(self, *, traced: bool = True) -> None:
        self.exporter = InMemorySpanExporter()
        provider = make_provider("app", SimpleSpanProcessor(self.exporter))
        traces = Traces(provider, TOPICS) if traced else None
        self.broker = MemoryBroker()
        producer: Any = MemoryProducer(self.broker, random.Random(1), -1)
        reader: Any = MemoryReader(self.broker)
        delivery = self.delivery = Delivery(producer if traces is None else traces.sender(producer), lambda _: PARTITIONS, 60.0)
        loader = StateLoader(producer, reader, GENERATION, delivery.still_alive)
        desk = Desk(TOPICS, delivery, reader, loader, GENERATION, traces=traces)
        guard: RawGuard = Open()  # type: ignore[assignment]
        intake, enrichment, tally = IntakeStage(desk, guard, read, cleaned), EnrichStage(desk, enrich), TallyStage(desk, ToyNames())
        delivery.add(enrichment if traces is None else traces.publishing(enrichment))
        delivery.add(tally)
        handles = {"intake": intake.handle, "enrich": enrichment.handle, "tally": tally.handle}
        self.stages = handles if traces is None else {name: traces.stage(name, handle) for name, handle in handles.items()}

    async def work(self, *articles: dict[str, Any], parent: str | None = None) -> Worker:
        """Each article through all stages, up to the rows that it moves."""
        headers = (("traceparent", parent.encode()),) if parent is not None else ()
        for offset, article in enumerate(articles):
            await self.stages["intake"](Record(Place("raw", 0, offset), None, orjson.dumps(article), 1_000, headers))
        await self.delivery.barrier()
        for record in self.broker.everything(TOPICS.clean.name):
            await self.stages["enrich"](record)
        await self.delivery.barrier()
        for record in self.broker.everything(TOPICS.subtotals.name):
            await self.stages["tally"](record)
        await self.delivery.barrier()
        return self

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def headers(self, topic: str, name: str = "traceparent") -> list[bytes]:
        return [value for record in self.broker.everything(topic) for key, value in record.headers if key == name]


def article(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"a{number}", "version": 1, "actors": {"kenya": 2}} | more


def ids(span: ReadableSpan) -> tuple[str, int, int, int | None]:
    """Name, trace, itself and its parent."""
    assert span.context is not None
    return span.name, span.context.trace_id, span.context.span_id, span.parent.span_id if span.parent else None


async def test_an_article_has_one_trace_from_raw_to_row() -> None:
    """Each stage is the child of the one before it; the first has no parent."""
    intake, enriched, tally = map(ids, (await Worker().work(article(1))).spans)
    assert [span[0] for span in (intake, enriched, tally)] == ["intake", "enrich", "tally"]
    assert {span[1] for span in (enriched, tally)} == {intake[1]}
    assert (intake[3], enriched[3], tally[3]) == (None, intake[2], enriched[2])


async def test_two_articles_have_two() -> None:
    """Also where one record of subtotals speaks of both."""
    spans = (await Worker().work(article(1), article(2))).spans
    assert sorted(span.name for span in spans) == ["enrich", "enrich", "intake", "intake", *["tally"] * (len(spans) - 4)]
    assert len({ids(span)[1] for span in spans}) == 2
    assert {ids(span)[1] for span in spans if span.name == "tally"} == {ids(span)[1] for span in spans}
    assert len({ids(span)[2] for span in spans}) == len(spans)


async def test_the_publishers_trace_is_gone_on_with() -> None:
    """From its own span to the feed, whose readers can go on with it."""
    worker = await Worker().work(article(1), parent=PUBLISHER)
    assert {f"{ids(span)[1]:032x}" for span in worker.spans} == {PUBLISHER[3:35]}
    first, second, _ = map(ids, worker.spans)
    assert f"{first[3]:016x}" == PUBLISHER[36:52]
    assert worker.headers(TOPICS.enriched.name) == [f"00-{PUBLISHER[3:35]}-{second[2]:016x}-01".encode()]


async def test_what_the_publisher_does_not_sample_is_not_told_and_goes_on_unsampled() -> None:
    worker = await Worker().work(article(1), parent=PUBLISHER[:-1] + "0")
    assert worker.spans == []
    assert worker.headers(TOPICS.enriched.name)[0][:36] == PUBLISHER[:36].encode()
    assert worker.headers(TOPICS.enriched.name)[0][-3:] == b"-00"


@pytest.mark.parametrize(
    "parent",
    ["", "00", PUBLISHER.upper(), PUBLISHER + "-x", f"00-{'0' * 32}-b7ad6b7169203331-01", f"00-{'a' * 32}-{'0' * 16}-01", "\n" * 55],
)
async def test_a_header_that_is_no_parent_is_none(parent: str) -> None:
    """Anybody may write it; the article gets a trace of its own, and no other one's bytes are passed on."""
    worker = await Worker().work(article(1), parent=parent)
    assert len(worker.spans) == 3
    assert all(PARENT.fullmatch(value) for value in worker.headers(TOPICS.clean.name))


async def test_a_replay_makes_the_same_ids_and_headers() -> None:
    """No clock and no chance: what is read again after a crash is the same bytes again, headers included."""
    one, other = [await Worker().work(article(1), article(2), parent=parent) for parent in (None, None)]
    assert [ids(span) for span in one.spans] == [ids(span) for span in other.spans]
    assert one.broker.logs == other.broker.logs


async def test_values_are_the_same_with_and_without() -> None:
    """Keys and values of every topic, and all other headers."""
    with_them, without = [await Worker(traced=traced).work(article(1), article(2), {"id": 5}) for traced in (True, False)]
    for where, records in without.broker.logs.items():
        same = with_them.broker.logs[where]
        assert [(r.key, r.value) for r in records] == [(r.key, r.value) for r in same]
        assert [r.headers for r in records] == [tuple(h for h in r.headers if h[0] not in {"traceparent", HEADERS}) for r in same]
    assert without.spans == []


async def test_only_our_own_topics_and_the_feed_carry_it() -> None:
    worker = await Worker().work(article(1))
    carrying = {topic.name for topic in TOPICS.all if worker.headers(topic.name) or worker.headers(topic.name, HEADERS)}
    assert carrying == {TOPICS.clean.name, TOPICS.enriched.name, TOPICS.subtotals.name}


async def test_a_span_tells_the_place_and_the_end_and_nothing_of_the_text() -> None:
    """A dead letter is said to be one."""
    worker = await Worker().work(article(1), {"nothing": "to read"})
    first, second = [dict(span.attributes or {}) for span in worker.spans if span.name == "intake"]
    assert (first["messaging.destination.name"], first["messaging.kafka.offset"], first["dateline.dead_letter"]) == ("raw", 0, False)
    assert (second["messaging.kafka.offset"], second["dateline.dead_letter"]) == (1, True)
    told = {name for span in worker.spans for name in span.attributes or {}}
    assert {name for name in told if not name.startswith("messaging.")} == {"dateline.article_id", "dateline.dead_letter"}


async def test_a_backlog_is_not_followed_without_end() -> None:
    """A record of subtotals names `MOST` traces at most."""
    worker = await Worker().work(*(article(n) for n in range(MOST + 20)))
    assert {value.count(b",") + 1 for value in worker.headers(TOPICS.subtotals.name, HEADERS)} == {MOST}


class Collector(HTTPServer):
    """An OTLP endpoint that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Collecting)
        self.spans: list[Any] = []
        self.services: set[str] = set()


class Collecting(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.services |= {a.value.string_value for a in resource.resource.attributes if a.key == "service.name"}
            self.server.spans += [span for scope in resource.scope_spans for span in scope.spans]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.embedded
async def test_a_worker_sends_its_traces(tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real worker on a broker, by OTLP over HTTP; the last ones before it ends."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_address[1]}")
    with EmbeddedBroker([]) as broker:
        async with deployment(broker.bootstrap, tmp_path, embedded=True, traces="otlp") as on:
            on.start()
            await on.publish(behaviours.records([article(1)]))
            await on.until_table({"kenya": (1, 2)})
            assert on.stop() == [0]
            assert collector.services == {on.settings.app}
    assert {span.name for span in collector.spans} == {"intake", "enrich", "tally"}
    assert len({span.trace_id for span in collector.spans}) == 1


def test_without_the_extra_a_worker_says_what_to_install() -> None:
    """Exit code 78: a supervisor does not start it again and again."""
    program = "import sys; sys.modules['opentelemetry'] = None; from streams.flow import worker; worker.main()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), "DATELINE_TRACES": "otlp"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (78, "DATELINE_TRACES=otlp needs OpenTelemetry: pip install 'dateline[otel]'\n")
