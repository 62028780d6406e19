"""What must hold after any fault: the product's own audit, and a fold that shares nothing with it but the reading of one article."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import orjson

from streams.audit.oracle import Oracle
from streams.audit.reading import read_topic, take_snapshot
from streams.audit.recomputed import Recompute
from streams.core.article import EnrichedArticle, Place, Record
from streams.core.enrich import GENERATION, Tools
from streams.core.process import process
from streams.flow.cluster import topic_partitions
from streams.flow.codec import encode_enriched
from streams.kafka import consumer
from streams.tools import load_tools
from streams.topics import Topics
from tests.independent_fold import expected_rows

if TYPE_CHECKING:
    from streams.audit.report import Report
    from streams.settings import Settings
    from tests.flow.deployment import Deployment


@functools.cache
def tools() -> Tools:
    return load_tools(None)


@functools.lru_cache(maxsize=20_000)
def made(value: bytes | None, key: bytes | None, timestamp_ms: int, place: Place) -> bytes | None:
    """The feed's bytes for a raw record, computed here."""
    enriched = process(Record(place, key, value, timestamp_ms), tools(), max_text_bytes=262_144, max_mentions=500)
    return encode_enriched(enriched) if isinstance(enriched, EnrichedArticle) else None


async def at_rest(settings: Settings) -> bool:
    """Whether the workers have dealt with all that there is; cheaper than an audit."""
    partitions = await topic_partitions(settings, [t.name for t in Topics(settings.prefix, settings.app).all])
    async with consumer(settings) as client:
        return (await take_snapshot(client, settings, partitions)).at_rest


async def audit(settings: Settings, *, recompute: bool = False) -> Report:
    """As `dateline audit`, of whatever is on the topics now."""
    partitions = await topic_partitions(settings, [t.name for t in Topics(settings.prefix, settings.app).all])
    by = Recompute(lambda r: made(r.value, r.key, r.timestamp_ms, r.place), GENERATION, tools().registry) if recompute else None
    async with consumer(settings) as client:
        snapshot = await take_snapshot(client, settings, partitions)
        oracle = Oracle(snapshot, recompute=by)
        for name in snapshot.order:
            async for batch in read_topic(client, name, snapshot.to_read(name)):
                for record in batch:
                    oracle.take(record)
    return oracle.report()


async def folded(on: Deployment, refused: set[Place]) -> list[str]:
    """Where `news.actors` differs from an independent fold over the raw topic without `refused`, and where the feed is out of order."""
    name = on.topics.raw.name
    there = await on.read(on.topics.raw, (await topic_partitions(on.settings, [name]))[name])
    raw = [Record(Place(m.topic, m.partition, m.offset), m.key, m.value, m.timestamp, tuple(m.headers)) for m in there]
    raw = [record for record in raw if record.place not in refused]
    want, got = expected_rows(raw, tools()), await on.latest(on.topics.actors)
    wrong = [
        f"{actor}: should be {want.get(actor)}, is {got.get(actor)}" for actor in sorted({*want, *got}) if want.get(actor) != got.get(actor)
    ]
    return wrong + out_of_order(await on.read(on.topics.enriched))


def out_of_order(feed: list[Any]) -> list[str]:
    """Copies left out, the versions of an article stand on the feed in rising rank; a copy comes again, but no older one comes first."""
    seen: set[bytes] = set()
    newest: dict[bytes, list[Any]] = {}
    wrong: list[str] = []
    for message in feed:
        event = dict(message.headers)["ce_id"]
        if message.value is None or event in seen:
            continue
        seen.add(event)
        value = orjson.loads(message.value)
        rank = [value["generation"], value["rank"]]
        if message.key in newest and rank < newest[message.key]:
            wrong.append(f"{message.topic}/{message.partition}/{message.offset}: an older version after a newer one")
        newest[message.key] = rank
    return wrong
