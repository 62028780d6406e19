"""The oracle over what the real stages leave behind after crashes: all holds; of variants that break a rule, something is found."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.audit.oracle import Oracle
from streams.audit.snapshot import Snapshot, Span
from streams.core.article import Place, Record
from streams.flow.shelf import FormatError, HoleError
from tests.flow.behaviours import history
from tests.flow.simulation import PARTITIONS, TOPICS, Forgetful, MemoryBroker, StateFirst, simulate

if TYPE_CHECKING:
    from streams.audit.report import Report
    from streams.flow.delivery import Delivery

HISTORIES = 60


async def audited(seed: int, delivery: type[Delivery] | None = None) -> Report | None:
    """What is found after the history of that seed; None when the variant ended itself at a hole or at an entry that is missing."""
    messages = [orjson.dumps(m) for m in history(random.Random(seed), 25)]
    try:
        broker = await (simulate(seed, messages, delivery) if delivery else simulate(seed, messages))
    except (HoleError, FormatError):
        return None
    return audit_of(broker, messages)


def audit_of(broker: MemoryBroker, messages: list[bytes]) -> Report:
    oracle = Oracle(snapshot_of(broker, len(messages)))
    for offset, message in enumerate(messages):
        oracle.take(Record(Place(TOPICS.raw.name, 0, offset), None, message, 0))
    for topic in oracle_order(broker, len(messages)):
        for record in broker.everything(topic):
            oracle.take(record)
    return oracle.report()


def snapshot_of(broker: MemoryBroker, raw: int) -> Snapshot:
    names = [t.name for t in (*TOPICS.public[1:], TOPICS.clean, TOPICS.subtotals)]
    spans = {name: {p: Span(0, len(broker.log(name, p))) for p in range(PARTITIONS)} for name in names}
    return Snapshot(TOPICS, spans | {TOPICS.raw.name: {0: Span(0, raw)}}, broker.committed | {(TOPICS.raw.name, 0): raw})


def oracle_order(broker: MemoryBroker, raw: int) -> list[str]:
    """Without what is committed of the private topics: that is all of them here."""
    return [name for name in snapshot_of(broker, raw).order if name in {t.name for t in TOPICS.public[1:]}]


async def test_all_holds_after_any_crash_history() -> None:
    """The table, the mentions, the feed and the ends agree, whatever was lost and repeated on the way."""
    for seed in range(HISTORIES):
        report = await audited(seed)
        assert report is not None
        assert (report.findings, report.at_rest) == ((), True), f"seed {seed}"
        assert report.counts["raw"] == 25


@pytest.mark.parametrize("control", [StateFirst, Forgetful], ids=lambda c: c.__name__)
async def test_variant_that_breaks_a_rule_is_found(control: type[Delivery]) -> None:
    """The test of the oracle: state before outputs, and one output in fifty lost. (What commits before the barrier ends itself at a hole.)"""
    for seed in range(HISTORIES):
        report = await audited(seed, control)
        if report is not None and not report.holds:
            return
    pytest.fail(f"{control.__name__} was not found in {HISTORIES} histories")
