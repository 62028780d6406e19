"""Whether what a system put out is right, and what its output tells of its speed: one reading of its topics for both.

Dateline's is judged by the auditor (`streams/audit`), peers by an account of their own: each article once, and the counts equal the fold.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from bench.pipeline import OURS
from bench.results import CORRECT
from streams.audit.oracle import Oracle
from streams.audit.reading import read_topic, take_snapshot
from streams.kafka import consumer, is_marker

if TYPE_CHECKING:
    from bench.identity import Table
    from bench.pipeline import Pipeline
    from streams.core.article import Record
    from streams.topics import Topics


@dataclass(slots=True)
class Account:
    """What is on the topics of a system that is done."""

    verdict: str = CORRECT
    fed: list[float] = field(default_factory=list)
    """Seconds since the epoch at which each article came onto the feed, in order."""
    finished: float = 0.0
    """When the last row of the actor table was written."""
    payload: Counter[str] = field(default_factory=Counter)
    """Kind of topic → bytes of keys, values and headers, before compression."""
    mentions: int = 0
    letters: int = 0

    @property
    def seconds(self) -> float:
        """From the first article on the feed to the last row."""
        return self.finished - self.fed[0]


class Peers:
    """The account of a peer: nothing of it is shared with what it judges."""

    def __init__(self, topics: Topics) -> None:
        t = topics
        self._names = {t.articles.name: "articles", t.enriched.name: "feed"}
        self._mentions, self._actors = t.mentions.name, t.actors.name
        self._places: defaultdict[str, Counter[tuple[str, int, int]]] = defaultdict(Counter)
        self._said: Counter[tuple[str, str]] = Counter()
        self.rows: dict[str, Any] = {}

    def take(self, record: Record) -> None:
        value = orjson.loads(record.value or b"null")
        if (kind := self._names.get(record.place.topic)) is not None:
            place = value["place"]
            self._places[kind][place["topic"], place["partition"], place["offset"]] += 1
        elif record.place.topic == self._mentions:
            self._said[value["article_id"], value["actor_id"]] += 1
        elif record.place.topic == self._actors:
            self.rows[(record.key or b"").decode()] = value

    def verdict(self, count: int, mentions: int) -> str:
        for kind in self._names.values():
            if len(self._places[kind]) != count:
                return f"{len(self._places[kind])} of {count} articles came out ({kind})"
            if doubled := sum(times > 1 for times in self._places[kind].values()):
                return f"{doubled} articles came out more than once ({kind})"
        if len(self._said) != mentions or any(times > 1 for times in self._said.values()):
            return f"{self._said.total()} mentions for {mentions}"
        return CORRECT


def account(pipeline: Pipeline, count: int, table: Table | None) -> Account:
    """Read all that is there. `count` raw records were published; `table` is what the rows must say, where it is known without the core."""
    return asyncio.run(_account(pipeline, count, table))


def rows(pipeline: Pipeline) -> dict[str, Any]:
    """Actor → its row on `news.actors`."""
    return asyncio.run(_rows(pipeline))


async def _rows(pipeline: Pipeline) -> dict[str, Any]:
    peers, name = Peers(pipeline.topics), pipeline.topics.actors.name
    async with consumer(pipeline.settings) as client:
        snapshot = await take_snapshot(client, pipeline.settings, {name: pipeline.partitions})
        async for batch in read_topic(client, name, snapshot.spans[name]):
            for record in batch:
                if not is_marker(record.headers):
                    peers.take(record)
    return peers.rows


async def _account(pipeline: Pipeline, count: int, table: Table | None) -> Account:
    made, ours = Account(), pipeline.system == OURS
    topics = pipeline.topics.all if ours else (pipeline.topics.raw, *pipeline.outputs)
    async with consumer(pipeline.settings) as client:
        snapshot = await take_snapshot(client, pipeline.settings, {t.name: pipeline.partitions for t in topics})
        oracle, peers = Oracle(snapshot), Peers(pipeline.topics)
        order = snapshot.order if ours else tuple(t.name for t in topics)
        for name in order:
            spans = snapshot.to_read(name) if ours else snapshot.spans[name]
            async for batch in read_topic(client, name, spans):
                for record in batch:
                    _note(made, pipeline, record)
                    if ours:
                        oracle.take(record)
                        if name == pipeline.topics.actors.name and not is_marker(record.headers):
                            peers.take(record)
                    else:
                        peers.take(record)
    made.fed.sort()
    made.verdict = _ours(oracle, count) if ours else peers.verdict(count, made.mentions)
    if made.verdict == CORRECT and table is not None:
        made.verdict = wrong_rows(peers.rows, table)
    return made


def _note(made: Account, pipeline: Pipeline, record: Record) -> None:
    name, t = record.place.topic, pipeline.topics
    if is_marker(record.headers):
        return
    kind = next(
        kind
        for kind in ("raw", "articles", "enriched", "mentions", "actors", "deadletter", "clean", "subtotals")
        if getattr(t, kind).name == name
    )
    size = len(record.key or b"") + len(record.value or b"") + sum(len(n) + len(v) for n, v in record.headers)
    made.payload[kind] += size
    if kind == "enriched":
        made.fed.append(record.timestamp_ms / 1000)
    elif kind == "actors":
        made.finished = max(made.finished, record.timestamp_ms / 1000)
    elif kind == "mentions":
        made.mentions += 1
    elif kind == "deadletter":
        made.letters += 1


def _ours(oracle: Oracle, count: int) -> str:
    report = oracle.report()
    if not report.holds:
        return "; ".join(f"{f.promise} {f.code}: {f.detail}" for f in report.findings[:3])
    if not report.at_rest:
        return "the worker was not at rest"
    if report.counts["raw"] != count:
        return f"{report.counts['raw']} raw records for {count} that were published"
    return CORRECT


def wrong_rows(rows: dict[str, Any], table: Table) -> str:
    """Of the last rows those that are not what the fold says."""
    said = {actor: (row["articles"], row["mentions"]["named"]) for actor, row in rows.items() if row is not None}
    if said == table:
        return CORRECT
    wrong = [actor for actor in said.keys() | table.keys() if said.get(actor) != table.get(actor)]
    return f"{len(wrong)} of {len(table)} rows are not what the fold says, such as {min(wrong)}"
