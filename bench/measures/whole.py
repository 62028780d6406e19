"""The whole pipeline with the real core: against the bare core on one processor, and two workers against one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.corpus import long_tail
from bench.measures.common import Bench, Run, drain, log_bytes, ratios, verdict_of
from bench.pipeline import Pipeline
from bench.results import CORRECT

if TYPE_CHECKING:
    from collections.abc import Sequence


def measure(bench: Bench) -> None:
    records = [news.value for news in long_tail(4_000 if bench.full else 400)]
    bare, one, two = [], [], []
    for _ in range(bench.rounds):
        bare.append(bare_core(records))
        one.append(drain(Pipeline(bench.broker, core="full"), records, None))
        two.append(drain(Pipeline(bench.broker, core="full"), records, None, workers=2))
    _report(bench, bare, one, two)


def bare_core(records: Sequence[bytes]) -> Run:
    """The same articles through the core alone, in a process of its own without broker or stream."""
    done = subprocess.run([sys.executable, "-m", "bench.bare"], input=b"\n".join(records), capture_output=True, check=True)
    said = json.loads(done.stdout)
    return Run(rate=said["articles"] / said["seconds"], cpu=1000 * said["cpu"] / said["articles"])


def _report(bench: Bench, bare: list[Run], one: list[Run], two: list[Run]) -> None:
    verdict, both = verdict_of(one), verdict_of([*one, *two])
    bench.add("whole/bare_core/rate", [run.rate for run in bare], "articles/s", CORRECT)
    bench.add("whole/bare_core/cpu", [run.cpu for run in bare], "ms/article", CORRECT)
    good = [run for run in one if run.rate]
    bench.add("whole/dateline/rate", [run.rate for run in good], "articles/s", verdict)
    bench.add("whole/dateline/cpu", [run.cpu for run in good], "ms/article", verdict)
    bench.add("whole/dateline/beside_core", [run.beside for run in good], "ms/article", verdict, 1.0)
    bench.add("whole/dateline/broker_cpu", [run.broker for run in good], "ms/article", verdict)
    log_bytes(bench, "whole/dateline", good)
    bench.add("whole/dateline/memory", [run.memory / 1e6 for run in good], "MB", verdict)
    bench.add("whole/ratio/dateline:bare_core", ratios(one, bare, lambda run: run.rate), "×", verdict, 0.6)
    bench.add("whole/two_workers/rate", [run.rate for run in two if run.rate], "articles/s", both)
    bench.add("whole/ratio/two_workers:one", ratios(two, one, lambda run: run.rate), "×", both, 1.7)
    # what two do that have a processor each: broker, watcher and neighbours take from the rate of two and not of one where there are but two
    bench.add("whole/ratio/two_workers:one/by_processor_time", [2 * x for x in ratios(one, two, lambda run: run.cpu)], "×", both, 1.7)
