"""`/metrics` of the view: what it knows of the broker's offsets and of its own database, as Prometheus numbers, made when somebody asks.

Labels are topics, partitions and words of closed lists; whatever else a record says of itself is `other`. Times are in seconds.
"""

from __future__ import annotations

import importlib.metadata
import platform
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from ..core.article import PubStatus, Severity, Stage
from ..core.deadletter import CURES
from ..replay.letters import State
from .lists import totals
from .sources import states

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_client.core import Metric

    from .lists import Data
    from .site import Site

CODES: Final = frozenset({*CURES, "repeat", "stale"})
"""Anybody may write to the dead letter topic: a code that is not ours must not make a series of its own."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted in the database."""

    articles: Mapping[str, int]
    actors: int
    letters: list[tuple[str, str, str, str, int]]
    """severity, stage, code, state, how many"""
    sources: Mapping[str, int]


class Lag(NamedTuple):
    """What the workers have not committed of a partition, and for how long the oldest of it has waited."""

    topic: str
    partition: int
    records: int
    seconds: float


def numbers(db: sqlite3.Connection, now: float) -> Numbers:
    letters = db.execute("SELECT severity, stage, code, state, count(*) FROM deadletters GROUP BY 1, 2, 3, 4").fetchall()
    return Numbers(
        totals(db, "articles"),
        totals(db, "actors").get("", 0),
        [tuple(row) for row in letters],
        states(db, now),
    )


class ViewCollector(Collector):
    def __init__(self, state: Data, lags: list[Lag], counted: Numbers, *, ready: bool) -> None:
        """`state` is that of the banner; `lags` are those of the workers' group."""
        self._state, self._lags, self._counted, self._ready = state, lags, counted, ready

    def collect(self) -> Iterable[Metric]:
        build = GaugeMetricFamily("dateline_build_info", "1; what runs, as labels", labels=["version", "python"])
        build.add_metric([_version(), platform.python_version()], 1)
        yield build
        lag = GaugeMetricFamily(
            "dateline_group_lag_records", "Records that the workers together have not committed", labels=["topic", "partition"]
        )
        wait = GaugeMetricFamily(
            "dateline_group_lag_seconds", "How long at least the oldest of them has waited", labels=["topic", "partition"]
        )
        for one in self._lags:
            lag.add_metric([one.topic, str(one.partition)], one.records)
            wait.add_metric([one.topic, str(one.partition)], one.seconds)
        yield from (lag, wait)
        for name, text, value in (
            ("dateline_view_ready", "1 when /readyz says so", float(self._ready)),
            ("dateline_view_connected", "1 while the broker answers", float(self._state["connected"])),
            ("dateline_view_behind_records", "Records that are on the topics and not in the database", self._state["behind"]),
            ("dateline_view_unreadable_records", "Records that the view could not read", self._state["unreadable"]),
            ("dateline_view_followers", "Connections that the live feed goes to", self._state.get("followers", 0)),
            ("dateline_view_actors", "Rows of the actor table", self._counted.actors),
        ):
            yield GaugeMetricFamily(name, text, value)
        dropped = CounterMetricFamily("dateline_view_followers_dropped", "Followers that were too slow and were let go")
        dropped.add_metric([], self._state.get("dropped", 0))
        yield dropped
        yield from self._counts()

    def _counts(self) -> Iterable[Metric]:
        articles = GaugeMetricFamily("dateline_view_articles", "Articles, by status", labels=["status"])
        for status in get_args(PubStatus):
            articles.add_metric([status], self._counted.articles.get(status, 0))
        yield articles
        sources = GaugeMetricFamily("dateline_view_sources", "Sources, by whether they have fallen silent", labels=["state"])
        for state, count in self._counted.sources.items():
            sources.add_metric([state], count)
        yield sources
        letters = GaugeMetricFamily(
            "dateline_view_dead_letters", "Dead letters, by reason and state", labels=["severity", "stage", "code", "state"]
        )
        for labels, count in bounded(self._counted.letters).items():
            letters.add_metric(list(labels), count)
        yield letters


def bounded(letters: Iterable[tuple[str, str, str, str, int]]) -> dict[tuple[str, str, str, str], int]:
    """The counts with every word that is not ours as `other`."""
    found: dict[tuple[str, str, str, str], int] = {}
    for severity, stage, code, state, count in letters:
        labels = (
            _known(severity, get_args(Severity)),
            _known(stage, get_args(Stage)),
            _known(code, CODES),
            _known(state, get_args(State)),
        )
        found[labels] = found.get(labels, 0) + count
    return found


def _known(word: str, words: Iterable[str]) -> str:
    return word if word in words else "other"


def _version() -> str:
    try:
        return importlib.metadata.version("dateline")
    except importlib.metadata.PackageNotFoundError:  # run from its source
        return "0"


def lags(site: Site) -> list[Lag]:
    """Of the topics that the workers read, as of the last look at the broker."""
    consumed = {site.topics.raw.name, site.topics.clean.name, site.topics.subtotals.name}
    seen = site.status.snapshot.topics.values() if site.status.snapshot else ()
    waits = site.status.history.waits()
    parts = ((t.name, p) for t in seen if t.name in consumed for p in t.partitions)
    return [Lag(name, p.partition, p.lag, waits.get((name, p.partition), 0.0)) for name, p in parts]


def text(state: Data, found: list[Lag], counted: Numbers, *, ready: bool) -> bytes:
    """The page, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(ViewCollector(state, found, counted, ready=ready))
    ProcessCollector(registry=registry)
    return generate_latest(registry)
