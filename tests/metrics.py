"""The metrics that are documented, and those that a worker and the view really tell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector

from streams.flow.health import Health, HealthCollector
from streams.flow.lookout import make_health
from streams.flow.meters import Meters
from streams.settings import load
from streams.view.metrics import Lag, Numbers, ViewCollector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.core import Metric

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \|([^|]*)\|", re.MULTILINE)


class Told(NamedTuple):
    kind: str
    labels: frozenset[str]


def documented(section: str) -> dict[str, Told]:
    """Of docs/metrics.md, the table under this heading."""
    text = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
    (table,) = [part for part in text.split("\n## ") if part.startswith(section)]
    return {name: Told(kind, frozenset(re.findall(r"`(\w+)`", labels))) for name, kind, labels in _ROW.findall(table)}


def of_a_worker() -> dict[str, Told]:
    meters, health = Meters(), make_health(load({}), 7)
    meters.dead_letter("read", "bad_json")
    _at_work(health)
    registry = meters.registry
    registry.register(HealthCollector(health))
    ProcessCollector(registry=registry)
    return _told(registry.collect())


def of_the_view() -> dict[str, Told]:
    registry = CollectorRegistry()
    counted = Numbers({}, 1, [("error", "read", "bad_json", "open", 1)], {"active": 1})
    state = {"connected": True, "behind": 0, "unreadable": 0}
    registry.register(ViewCollector(state, [Lag("news.raw", 0, 1, 2.0)], counted, ready=True))
    ProcessCollector(registry=registry)
    return _told(registry.collect())


def _at_work(health: Health) -> None:
    health.lags, health.waits = {("news.raw", 0): 7}, {("news.raw", 0): 1.5}


def _told(families: Iterable[Metric]) -> dict[str, Told]:
    """By the name that a query says: of a counter with its ending, of a histogram without."""
    found = {}
    for family in families:
        labels = {label for sample in family.samples for label in sample.labels if label != "le"}
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = Told(family.type, frozenset(labels))
    return found
