"""What an article costs as everything else grows: actors that are known, partitions, mentions an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.identity import Corpus
from bench.measures.common import Bench, drain
from bench.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 1_500


def measure(bench: Bench) -> None:
    for name, corpus, partitions in _points(full=bench.full):
        run = drain(Pipeline(bench.broker, partitions=partitions), list(corpus.records()), corpus.table())
        values = [run.cpu] if run.rate else []
        bench.add(f"curves/{name}/cpu", values, "ms/article", run.verdict)


def _points(*, full: bool) -> Iterator[tuple[str, Corpus, int]]:
    """Actors evenly named, and so many articles that about two in three of them are met."""
    for actors in (1_000, 10_000, 100_000, 1_000_000) if full else (1_000, 10_000, 50_000):
        yield f"actors/{actors}", Corpus(max(COUNT, actors // 12), actors=actors, even=True, alone=False), 4
    for partitions in (1, 4, 16, 64) if full else (1, 16):
        yield f"partitions/{partitions}", Corpus(COUNT, alone=False), partitions
    for named in (1, 3, 6, 12, 25, 50) if full else (1, 12, 50):
        yield f"mentions/{named}", Corpus(COUNT, named=named, alone=False), 4
