"""The stream without enrichment, against what people would use instead: identity core, 12 mentions an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.identity import Corpus
from bench.measures.common import Bench, Run, drain, log_bytes, ratios, verdict_of
from bench.pipeline import OURS, PEERS, Pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

REACH = {"quix": 0.8}
SHARE = {"faust": 0.2}
"""Of the articles, for those who would take all the time."""


def measure(bench: Bench, systems: Sequence[str] = (OURS, *PEERS)) -> dict[str, list[Run]]:
    """Alternating: every system once a round. Every system has to do as well as it can with what it is given."""
    count = 20_000 if bench.full else 6_000
    corpora = {s: Corpus(int(count * SHARE.get(s, 1))) for s in systems}
    records = {c: list(c.records()) for c in corpora.values()}
    tables = {c: c.table() for c in corpora.values()}
    runs: dict[str, list[Run]] = {s: [] for s in systems}
    for _ in range(bench.rounds):
        for system, corpus in corpora.items():
            runs[system].append(drain(Pipeline(bench.broker, system), records[corpus], tables[corpus]))
    for system, of in runs.items():
        _report(bench, system, of)
    for peer in set(systems) - {OURS}:
        verdict = verdict_of([*runs[OURS], *runs[peer]])
        values = ratios(runs[OURS], runs[peer], lambda run: run.rate)
        bench.add(f"stream/ratio/{OURS}:{peer}", values, "×", verdict, REACH.get(peer))
    return runs


def _report(bench: Bench, system: str, runs: list[Run]) -> None:
    verdict = verdict_of(runs)
    good = [run for run in runs if run.rate]
    bench.add(f"stream/{system}/rate", [run.rate for run in good], "articles/s", verdict)
    bench.add(f"stream/{system}/cpu", [run.cpu for run in good], "ms/article", verdict)
    bench.add(f"stream/{system}/broker_cpu", [run.broker for run in good], "ms/article", verdict)
    if system == OURS:
        bench.add(f"stream/{system}/beside_core", [run.beside for run in good], "ms/article", verdict, 1.0)
    log_bytes(bench, f"stream/{system}", good)
