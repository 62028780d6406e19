"""The benchmark itself, short: it runs, what comes out is right, and the stream is not far slower than it is known to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.broker import Broker
from bench.identity import Corpus
from bench.measures.common import drain, ratios
from bench.page import RECORDED
from bench.pipeline import OURS, Pipeline
from bench.results import CORRECT, median, read

if TYPE_CHECKING:
    from bench.measures.common import Run

pytestmark = pytest.mark.broker

PEER = "aiokafka"
"""The peer whose library every installation has."""
FAR_BELOW = 0.3
"""Of the recorded ratio. Two runs of some seconds on a busy machine differ by a factor of two; ten times as many events do not hide."""
CORPUS = Corpus(600)


@pytest.fixture(scope="module")
def runs(broker: str) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {OURS: [], PEER: []}
    records, table = list(CORPUS.records()), CORPUS.table()
    for _ in range(2):
        for system, of in found.items():
            of.append(drain(Pipeline(Broker(broker), system), records, table))
    return found


def test_what_comes_out_is_right(runs: dict[str, list[Run]]) -> None:
    """The auditor and the fold agree with every run of ours, the independent account with every run of the peer."""
    assert {run.verdict for of in runs.values() for run in of} == {CORRECT}


def test_stream_is_not_far_slower_than_recorded(runs: dict[str, list[Run]]) -> None:
    """Against the peer in the same run, never against a clock."""
    recorded = next(r.value for r in read(RECORDED) if r.name == f"stream/ratio/{OURS}:{PEER}")
    assert recorded is not None
    assert median(ratios(runs[OURS], runs[PEER], lambda run: run.rate)) > FAR_BELOW * recorded
