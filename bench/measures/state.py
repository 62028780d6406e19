"""A worker that has much before it: does it keep its pace, and how much memory does it take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.generator import fill
from bench.identity import Corpus
from bench.measures.common import Bench
from bench.pipeline import NotDone, Pipeline
from bench.results import median
from bench.verdict import Account, account

if TYPE_CHECKING:
    from bench.pipeline import Moment

ACTORS = 50_000
PIECE = 50_000
"""Articles that are made at a time: a million of them would not fit into memory."""
SHARES = 5
MAX_MEMORY = 600.0
"""Megabytes that a worker may take with a million entries."""


def measure(bench: Bench) -> None:
    """In full a million articles; in short the rate, which tells how long they take."""
    count = 1_000_000 if bench.full else 10_000
    corpus = Corpus(count, alone=False, actors=ACTORS if bench.full else ACTORS // 10)
    with Pipeline(bench.broker) as pipeline:
        for first in range(0, count, PIECE):
            part = Corpus(min(PIECE, count - first), alone=False, actors=corpus.actors, first=first)
            fill(bench.broker.bootstrap, pipeline.topics.raw.name, part.records())
        pipeline.start()
        try:
            pipeline.until_enriched(count, patience=3600)
            pipeline.until_done(count)
            made = account(pipeline, count, corpus.table())
            _pace(bench, made)
            _memory(bench, pipeline.moments, count, made.verdict)
        except NotDone as why:
            bench.add("state/drain/rate", [], "articles/s", str(why))


def _pace(bench: Bench, made: Account) -> None:
    """The backlog is drained at a constant rate when the last fifth goes as fast as the median one."""
    rates = []
    for share in range(SHARES):
        fed = made.fed[len(made.fed) * share // SHARES : len(made.fed) * (share + 1) // SHARES]
        rates.append(len(fed) / (fed[-1] - fed[0]))
    bench.add("state/drain/rate", [len(made.fed) / made.seconds], "articles/s", made.verdict)
    bench.add("state/drain/last_fifth_to_median", [rates[-1] / median(rates)], "×", made.verdict, 0.9)


def _memory(bench: Bench, moments: list[Moment], count: int, verdict: str) -> None:
    """What the worker holds; the slope is over the second half, when everything that is made once has been made."""
    end = moments[-1]
    half = next(m for m in moments if m.enriched >= count / 2)
    bench.add("state/memory", [end.used.memory / 1e6], "MB", verdict, MAX_MEMORY if bench.full else None)
    slope = (end.used.memory - half.used.memory) / (end.enriched - half.enriched)
    bench.add("state/memory/slope", [slope], "bytes/article", verdict)
