"""What a worker says of itself: alive, ready or why not, and the same as gauges."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from streams.flow.health import Health, HealthCollector

NOW = 1_000.0


def health(**changes: Any) -> Health:
    """Of a worker at work, at NOW."""
    made = Health({"version": "1"}, 30.0, 91.0, lambda: NOW, beat=NOW, phase="working", assigned=3)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def codes(of: Health) -> list[str]:
    return [reason.code for reason in of.reasons()]


def test_a_worker_at_work_is_alive_and_ready() -> None:
    assert health().alive()[0]
    assert health().ready() == (True, {"status": "ready", "reasons": [], "partitions": 3, "lag_records": 0})


@pytest.mark.parametrize(
    ("changes", "alive"),
    [
        ({"beat": NOW - 29}, True),
        ({"beat": NOW - 31}, False),
        ({"unsettled_since": NOW - 90}, True),
        ({"unsettled_since": NOW - 92}, False),
    ],
    ids=["a long article", "too long", "a long barrier", "nothing is committed"],
)
def test_it_lives_as_long_as_the_watchdog_lets_it(changes: dict[str, Any], alive: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """One long article, for which the event loop stands still, is no death."""
    fine, told = health(**changes).alive()
    assert (fine, told["status"]) == (alive, "alive" if alive else "stuck")


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"phase": "starting", "assigned": 0}, ["starting"]),
        ({"phase": "starting", "broker": "No Kafka broker answered"}, ["broker_unreachable", "starting"]),
        ({"broker": "No Kafka broker answered"}, ["broker_unreachable"]),
        ({"topics": "news.raw is missing"}, ["topic_missing"]),
        ({"outside_since": NOW - 4, "assigned": 0}, ["rebalancing"]),
        ({"assigned": 0}, ["no_partitions"]),
        ({"loading": {("d-ledger", 1): (41, 100)}}, ["recovering"]),
        ({"phase": "stopping", "broker": "gone"}, ["shutting_down"]),
    ],
    ids=lambda x: "-".join(x) if isinstance(x, list) else "",
)
def test_it_says_why_it_is_not_ready(changes: dict[str, Any], reasons: list[str]) -> None:
    fine, told = health(**changes).ready()
    assert not fine
    assert [reason["code"] for reason in told["reasons"]] == reasons


def test_recovery_is_a_share_of_all_that_is_read() -> None:
    """In words and as a ratio; without anything to read it is whole."""
    at = health(loading={("d-ledger", 1): (30, 100), ("d-sums", 0): (11, 0)})
    assert next(iter(at.reasons())).detail == "recovering 41%: reading d-ledger/1, d-sums/0"
    assert (at.recovered, health().recovered) == (0.41, 1.0)


def test_gauges_have_base_units_and_bounded_labels() -> None:
    """Seconds and ratios; the only labels are topics, partitions and what runs."""
    registry = CollectorRegistry()
    registry.register(HealthCollector(health(lags={("news.raw", 2): 7}, unsettled_since=NOW - 1.5, loading={("d-ledger", 1): (1, 4)})))
    told = generate_latest(registry).decode()
    for line in (
        'dateline_build_info{version="1"} 1.0',
        'dateline_lag_records{partition="2",topic="news.raw"} 7.0',
        "dateline_ready 0.0",
        "dateline_unsettled_seconds 1.5",
        "dateline_recovery_ratio 0.25",
        "dateline_recovering_partitions 1.0",
    ):
        assert f"\n{line}\n" in f"\n{told}"
