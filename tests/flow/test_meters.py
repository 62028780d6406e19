"""Counters and times: the right units, and nothing of an article in a label."""

from __future__ import annotations

import re

import pytest
from prometheus_client import generate_latest

from streams.flow.meters import BARRIER_BUCKETS, OUTCOMES, STAGE_BUCKETS, Meters

LABELS = {"stage", "outcome", "code", "le"}


def told(meters: Meters) -> str:
    return generate_latest(meters.registry).decode()


def test_every_outcome_is_there_from_the_beginning() -> None:
    """A missing series cannot be told from one that is gone."""
    for stage, outcomes in OUTCOMES.items():
        for outcome in outcomes:
            assert f'dateline_records_total{{outcome="{outcome}",stage="{stage}"}} 0.0' in told(Meters())


def test_records_and_dead_letters_are_counted() -> None:
    meters = Meters()
    for _ in range(3):
        meters.record("enrich", "repeat")
    meters.dead_letter("read", "bad_json")
    assert 'dateline_records_total{outcome="repeat",stage="enrich"} 3.0' in told(meters)
    assert 'dateline_dead_letters_total{code="bad_json",stage="read"} 1.0' in told(meters)


def test_times_are_in_seconds() -> None:
    """A barrier of a quarter of a second adds 0.25, in the bucket of 0.25; and no bucket is of another unit."""
    meters = Meters()
    meters.barrier(0.25)
    assert "dateline_barrier_seconds_sum 0.25" in told(meters)
    assert 'dateline_barrier_seconds_bucket{le="0.25"} 1.0' in told(meters)
    assert 'dateline_barrier_seconds_bucket{le="0.1"} 0.0' in told(meters)
    assert max(BARRIER_BUCKETS) == 60.0
    assert max(STAGE_BUCKETS) == 30.0


def test_a_stage_is_timed_also_when_it_fails() -> None:
    meters = Meters()
    with pytest.raises(ZeroDivisionError), meters.timed("intake"):
        _ = 1 // 0
    assert 'dateline_stage_seconds_count{stage="intake"} 1.0' in told(meters)


def test_labels_are_few() -> None:
    """None that could hold an id, a text, a source or an actor; no second series a counter for the moment of its making."""
    meters = Meters()
    meters.dead_letter("read", "bad_json")
    assert set(re.findall(r'[{,](\w+)="', told(meters))) <= LABELS
    assert "_created" not in told(meters)


def test_each_worker_counts_for_itself() -> None:
    """No global registry: a test, or a demonstration, may have many."""
    one, other = Meters(), Meters()
    one.record("tally", "counted")
    assert 'stage="tally"} 0.0' in told(other)
