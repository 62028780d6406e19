"""How soon: published → on the feed, published → in the table, at 50 articles a second; and the first article after a minute's rest."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from hdrh.histogram import HdrHistogram

from bench.corpus import typical
from bench.follower import Follower, sent_times
from bench.generator import pour
from bench.identity import Corpus
from bench.measures.common import Bench
from bench.pipeline import OURS, NotDone, Pipeline
from bench.results import CORRECT
from bench.verdict import account

if TYPE_CHECKING:
    from collections.abc import Iterable

RATE = 50.0
IDLE = 60.0
REACH = {"feed": (30.0, 120.0), "row": (150.0, 500.0)}
FIRST_REACH = 200.0


def measure(bench: Bench) -> None:
    seconds = 180 if bench.full else 20
    count = int(RATE * seconds)
    _at_rate(bench, "identity", list(Corpus(count + 50).records()), OURS)
    _at_rate(bench, "full", [news.value for news in typical(count + 50)], OURS)
    _at_rate(bench, "identity", list(Corpus(count + 50).records()), "quix")
    _after_rest(bench)


def _at_rate(bench: Bench, core: str, records: list[bytes], system: str) -> None:
    """The first 50 warm it up: topics are taken, code is loaded."""
    name = f"latency/{system}/{core}"
    with Pipeline(bench.broker, system, core) as pipeline:
        pipeline.start()
        try:
            pipeline.fill(records[:50])
            pipeline.until_done(50)
            with Follower(pipeline) as follower:
                pour(bench.broker.bootstrap, pipeline.topics.raw.name, records[50:], RATE)
                pipeline.until_done(len(records))
        except NotDone as why:
            bench.add(f"{name}/feed/p50", [], "ms", str(why))
            return
        verdict = account(pipeline, len(records), None).verdict
        sent = sent_times(pipeline)
        for kind, values in (("feed", follower.feed(sent)), ("row", follower.rows(sent))):
            _percentiles(bench, f"{name}/{kind}", values, verdict, REACH[kind] if system == OURS else (None, None))


def _percentiles(bench: Bench, name: str, micros: Iterable[int], verdict: str, reach: tuple[float | None, float | None]) -> None:
    histogram = HdrHistogram(1, 3_600_000_000, 3)
    for value in micros:
        histogram.record_value(max(1, value))
    if not histogram.get_total_count():
        return
    for percentile, limit in zip((50, 99), reach, strict=True):
        bench.add(f"{name}/p{percentile}", [histogram.get_value_at_percentile(percentile) / 1000], "ms", verdict, limit)
    bench.add(f"{name}/max", [histogram.get_max_value() / 1000], "ms", verdict)


def _after_rest(bench: Bench) -> None:
    """Several rest at once, and are woken one after the other; each has nothing to do with the others."""
    some = 5 if bench.full else 3
    waits, verdict = [], CORRECT
    with ExitStack() as stack:
        pipelines = [stack.enter_context(Pipeline(bench.broker, partitions=1)) for _ in range(some)]
        for pipeline in pipelines:
            pipeline.start()
            pipeline.fill(Corpus(20).records())
            pipeline.until_done(20)
        time.sleep(IDLE)
        for pipeline in pipelines:
            with Follower(pipeline) as follower:
                pour(bench.broker.bootstrap, pipeline.topics.raw.name, Corpus(1, first=20).records(), RATE)
                pipeline.until_enriched(21)
                time.sleep(0.2)
            waits += [micros / 1000 for micros in follower.feed(sent_times(pipeline))]
            pipeline.until_done(21)
            if (found := account(pipeline, 21, None).verdict) != CORRECT:
                verdict = found
    bench.add("latency/dateline/first_after_60s", waits, "ms", verdict, FIRST_REACH)
