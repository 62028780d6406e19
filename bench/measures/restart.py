"""How soon a worker with much behind it is back, and what it takes: a ledger of a million articles and a table of 50,000 actors.

To drain a million articles takes half an hour. So a worker begins the state, with a few thousand articles, and ends in order; the other
entries are written onto its changelogs by the product's own code, as they would stand there after a compaction; then it is started again.
What it counts then is checked: the row of an actor in the news must be what was filled in and all articles come to.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from confluent_kafka import Producer

from bench.identity import GENERATION, Corpus
from bench.pipeline import NotDone, Pipeline
from bench.results import CORRECT
from bench.verdict import rows, wrong_rows
from streams.core.article import Rank
from streams.core.identity import article_id, murmur2
from streams.core.ledger import Entry
from streams.core.mentions import Counts
from streams.core.tally import By, Totals, shift
from streams.flow.delivery import Output
from streams.flow.state import state_output
from streams.flow.tally import encode_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.identity import Table
    from bench.measures.common import Bench

ACTORS = 50_000
BEGUN = 2_000
"""Articles that the worker reads before, each of an actor of its own: what is filled in is then all that is known of the others."""
NEW = 32
"""Articles that are published while it is down."""
NAMED = 12
REACH = 30.0
"""Seconds until the first new article is on the feed."""
MAX_MEMORY = 600.0
"""Megabytes that a worker may take."""
_MONTH = "2024-05"
Sums = dict[int, dict[str, Totals]]
"""Partition of the ledger → actor → what its entries come to."""


def measure(bench: Bench) -> None:
    """In full the million that is asked for, else a tenth; with the state in memory and on the disk."""
    for state in ("memory", "disk"):
        _measure(bench, state, 1_000_000 if bench.full else 100_000)


def _measure(bench: Bench, state: str, entries: int) -> None:
    with Pipeline(bench.broker, options={"DATELINE_STATE": state}) as pipeline:
        pipeline.start()
        try:
            pipeline.until_done(pipeline.fill(Corpus(BEGUN, named=1).records()))
            pipeline.stop()
            pipeline.workers.clear()
            filled = _fill_up(pipeline, entries - BEGUN)
            _restart(bench, f"restart/{state}", pipeline, filled)
            bench.add(f"restart/{state}/entries", [float(entries)], "entries", CORRECT)
        except NotDone as why:
            bench.add(f"restart/{state}/first_article", [], "s", str(why))


def _restart(bench: Bench, name: str, pipeline: Pipeline, filled: Sums) -> None:
    """From the start of the process until an article that was published meanwhile is on the feed."""
    new = Corpus(NEW, alone=False, actors=ACTORS, first=BEGUN)
    pipeline.fill(new.records())
    began = time.time()
    pipeline.start()
    first = pipeline.until_enriched(BEGUN + 1).at - began
    all_ = pipeline.until_enriched(BEGUN + NEW).at - began
    pipeline.until_done(BEGUN + NEW)
    verdict = _verdict(pipeline, filled, new.table())
    bench.add(f"{name}/first_article", [first], "s", verdict, REACH)
    bench.add(f"{name}/all_partitions", [all_], "s", verdict)
    bench.add(f"{name}/memory", [pipeline.moments[-1].used.memory / 1e6], "MB", verdict, MAX_MEMORY)


def _fill_up(pipeline: Pipeline, entries: int) -> Sums:
    """Entries of the ledger, and of every actor what they come to; nothing is published of it."""
    producer = Producer({"bootstrap.servers": pipeline.broker.bootstrap, "acks": "all", "linger.ms": 50, "compression.type": "zstd"})
    sums: Sums = defaultdict(lambda: defaultdict(dict))
    for output in _ledger(pipeline, entries, sums):
        _send(producer, output)
    for output in _table(pipeline, sums):
        _send(producer, output)
    producer.flush()
    return sums


def _send(producer: Producer, output: Output) -> None:
    while True:
        try:
            producer.produce(output.topic, output.value, output.key, output.partition, headers=output.headers)
            producer.poll(0)
        except BufferError:
            producer.poll(0.1)
        else:
            return


def _ledger(pipeline: Pipeline, entries: int, sums: Sums) -> Iterator[Output]:
    """As `Corpus` names them: those of low number most."""
    rng, population = random.Random(1), [f"per:{number:07}" for number in range(ACTORS)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(ACTORS)))
    for number in range(entries):
        key = article_id("bench", f"filled{number}", None, "")[0]
        partition = murmur2(key.encode()) % pipeline.partitions
        named = dict.fromkeys(rng.choices(population, cum_weights=weights, k=NAMED), Counts(1))
        rank = Rank(1, "2024-01-01T00:00:00.000Z", 0, f"{number:032x}")
        for actor, counts in named.items():
            shift(sums[partition][actor], {_MONTH: (1, *counts)})
        yield state_output(pipeline.topics.ledger.name, partition, key, Entry(0, rank, GENERATION, _MONTH, named).encode())


def _table(pipeline: Pipeline, sums: Sums) -> Iterator[Output]:
    """The subtotals of each actor, of the time before any owner."""
    for actor in sorted({actor for of in sums.values() for actor in of}):
        parts = {partition: (By(0, 0), of[actor]) for partition, of in sums.items() if actor in of}
        partition = murmur2(actor.encode()) % pipeline.partitions
        yield state_output(pipeline.topics.sums.name, partition, actor, encode_parts(parts))


def _verdict(pipeline: Pipeline, filled: Sums, new: Table) -> str:
    """Whether the rows of those who are in the new articles say what these and all that was filled in come to."""
    due: Table = {}
    for actor, (read, _) in new.items():
        count = read + sum(of[actor][_MONTH][0] for of in filled.values() if actor in of)
        due[actor] = (count, count)
    return wrong_rows({actor: row for actor, row in rows(pipeline).items() if actor in due}, due)
