"""The view before a crowd: 1,000 followers and 100 pages a second, and what that does to publish → feed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from hdrh.histogram import HdrHistogram

from bench.follower import Follower, sent_times
from bench.generator import pour
from bench.identity import Corpus
from bench.measures.common import Bench
from bench.pipeline import NotDone, Pipeline
from bench.results import CORRECT
from bench.verdict import account

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = 50.0
FOLLOWERS = 1_000
PAGES = 100.0
WARM = 200
REACH = 1.05
"""Times: with the crowd the 99th percentile may be so much later."""
CAUGHT_UP = 60.0


@dataclass(frozen=True, slots=True)
class Phase:
    """Milliseconds from publication to the feed, and what the crowd saw."""

    p50: float
    p99: float
    crowd: dict[str, Any]
    verdict: str = CORRECT


def measure(bench: Bench) -> None:
    """Alternating: alone and before the crowd. The view runs and follows the topics in both."""
    count = int(RATE * (60 if bench.full else 15))
    records = list(Corpus(WARM + 2 * bench.rounds * count).records())
    alone: list[Phase] = []
    crowded: list[Phase] = []
    with Pipeline(bench.broker) as pipeline, _view(pipeline) as address:
        pipeline.start()
        done = pipeline.fill(records[:WARM])
        try:
            pipeline.until_done(done)
            _caught_up(address, done)
            for _ in range(bench.rounds):
                for phases, followers in ((alone, 0), (crowded, FOLLOWERS)):
                    phases.append(_phase(pipeline, address, records[done : done + count], done, followers))
                    done += count
        except NotDone as why:
            bench.add("view/ratio/p99", [], "times", str(why))
            return
        _report(bench, alone, crowded, account(pipeline, done, None).verdict)


def _phase(pipeline: Pipeline, address: str, records: list[bytes], done: int, followers: int) -> Phase:
    with _crowd(address, followers) as crowd:
        with Follower(pipeline) as follower:
            pour(pipeline.broker.bootstrap, pipeline.topics.raw.name, records, RATE)
            pipeline.until_done(done + len(records))
        _caught_up(address, done + len(records))
        time.sleep(2)  # for the last events to be sent
        seen = json.loads(crowd.communicate("\n", timeout=120)[0].splitlines()[-1]) if crowd else {"pages": []}
    histogram = HdrHistogram(1, 3_600_000_000, 3)
    for micros in follower.feed(sent_times(pipeline)):
        histogram.record_value(max(1, micros))
    p50, p99 = (histogram.get_value_at_percentile(p) / 1000 for p in (50, 99))
    return Phase(p50, p99, seen, _verdict(seen, len(records)) if crowd else CORRECT)


def _verdict(seen: dict[str, Any], articles: int) -> str:
    if seen["lost"] or seen["failed"]:
        return f"{seen['lost']} followers were dropped or cut off, {len(seen['failed'])} pages failed: {seen['failed'][:1]}"
    if wrong := sum(number != articles for number in seen["articles"]):
        return f"{wrong} of {len(seen['articles'])} followers did not see each of {articles} articles once"
    return CORRECT


def _report(bench: Bench, alone: list[Phase], crowded: list[Phase], verdict: str) -> None:
    verdict = next((phase.verdict for phase in crowded if phase.verdict != CORRECT), verdict)
    for name, phases in (("alone", alone), ("crowd", crowded)):
        bench.add(f"view/{name}/feed/p50", [phase.p50 for phase in phases], "ms", verdict)
        bench.add(f"view/{name}/feed/p99", [phase.p99 for phase in phases], "ms", verdict)
    bench.add("view/ratio/p99", [b.p99 / a.p99 for a, b in zip(alone, crowded, strict=True)], "times", verdict, REACH)
    pages = sorted(seconds for phase in crowded for seconds in phase.crowd["pages"])
    for percentile in (50, 99):
        bench.add(f"view/pages/p{percentile}", [1000 * pages[len(pages) * percentile // 100]], "ms", verdict)


@contextmanager
def _view(pipeline: Pipeline) -> Iterator[str]:
    """The address of the product's own view on these topics."""
    with tempfile.TemporaryDirectory(prefix="bench-view-") as folder, (Path(folder) / "log").open("wb") as log:
        own = {"DATELINE_DATA_DIR": folder, "DATELINE_WEB_PORT": "0"}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DATELINE_", "BENCH_"))}
        command = [sys.executable, "-m", "streams.cli", "web"]
        view = subprocess.Popen(command, env=inherited | pipeline.environment | own, stdout=subprocess.PIPE, stderr=log)
        try:
            assert view.stdout is not None
            yield view.stdout.readline().decode().split()[-1]
        finally:
            view.terminate()
            view.wait(30)


@contextmanager
def _crowd(address: str, followers: int) -> Iterator[subprocess.Popen[str] | None]:
    if not followers:
        yield None
        return
    command = [sys.executable, "-m", "bench.crowd", address, str(followers), str(PAGES)]
    crowd = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert crowd.stdout is not None
        if crowd.stdout.readline() != "ready\n":
            msg = "the view did not take all followers"
            raise NotDone(msg)
        yield crowd
    finally:
        crowd.kill()
        crowd.wait()


def _caught_up(address: str, articles: int) -> None:
    """Wait until the view has so many articles."""
    deadline = time.monotonic() + CAUGHT_UP
    while time.monotonic() < deadline:
        with urlopen(f"{address}/articles.json") as answer:
            if json.load(answer)["total"] >= articles:
                return
        time.sleep(0.2)
    msg = f"the view does not have {articles} articles after {CAUGHT_UP:.0f} s"
    raise NotDone(msg)
