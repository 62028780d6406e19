"""The whole product on a broker: what plain clients must see, computed from the raw topic by the core alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from streams.cli._asyncapi import document
from streams.core.article import EnrichedArticle, Place, Record
from streams.core.identity import article_id
from streams.core.process import process
from streams.flow.codec import encode_enriched
from streams.tools import load_tools
from tests.asyncapi import kinds
from tests.independent_fold import expected_rows
from tests.schemas import assert_valid

if TYPE_CHECKING:
    from tests.flow.deployment import Deployment

WORKER = "streams.flow.worker"
MAX_TEXT_BYTES, MAX_MENTIONS = 262_144, 500


async def raw_records(on: Deployment) -> list[Record]:
    """The raw topic as it lies there."""
    found = await on.read(on.topics.raw)
    return [Record(Place(m.topic, m.partition, m.offset), m.key, m.value, m.timestamp, tuple(m.headers)) for m in found]


async def outputs_equal_the_core(on: Deployment) -> None:
    """The feed is byte for byte what the core makes of the raw records; the table equals the independent fold."""
    tools = load_tools(None)
    records = await raw_records(on)
    by_place = {r.place: r for r in records}
    for message in await on.read(on.topics.enriched):
        topic, partition, offset = dict(message.headers)["ce_source"].decode().strip("/").rsplit("/", 2)
        alone = process(
            by_place[Place(topic, int(partition), int(offset))], tools, max_text_bytes=MAX_TEXT_BYTES, max_mentions=MAX_MENTIONS
        )
        assert isinstance(alone, EnrichedArticle)
        assert message.value == encode_enriched(alone)
    # what is said of an article may be larger than a record: a limit of the broker, which the core does not know
    ends = await on.ends()
    want = expected_rows([r for r in records if ends.get(r.place) != {"too_large"}], tools)
    await on.until(lambda: _rows_are(on, want))
    await messages_are_valid(on)


async def _rows_are(on: Deployment, want: dict[str, dict[str, Any]]) -> bool:
    return await on.latest(on.topics.actors) == want


async def messages_are_valid(on: Deployment) -> None:
    """Every message of the five outgoing topics is valid under its schema, and one of those that the AsyncAPI document names."""
    topics = on.topics
    described = document(topics, hosts=on.settings.bootstrap, partitions=on.settings.partitions, replication=1)
    for topic in (topics.articles, topics.enriched, topics.mentions, topics.actors, topics.deadletter):
        for message in await on.read(topic):
            if message.value is not None:
                assert_valid(topic.schema or "", orjson.loads(message.value))
            _kind(described, message)


A1, A2 = (article_id("me", given, None, "")[0] for given in ("a1", "a2"))
EVERY_KIND = [
    (A1, {"article_id": "a1", "version": 1, "text": "Kenya thanked Peru on Monday.", "published_at": "2024-05-30"}),
    (A1, {"article_id": "a1", "version": 2, "text": "Kenya thanked Chad on Monday.", "published_at": "2024-05-30"}),
    (A2, {"article_id": "a2", "text": "Norway and Ghana signed a treaty."}),
    (A2, {"article_id": "a2", "version": 2, "pub_status": "canceled"}),
    (None, "Mexico thanked Brazil. The two countries had talked for a year."),
    (None, {"text": ""}),
    (A1, None),
]
"""Keys and values: what leads to a record of each kind that the AsyncAPI document names."""


async def every_kind_is_described(on: Deployment) -> None:
    """Each record of the six topics, markers too, is exactly one of the messages of its channel; and none of these is idle."""
    described = document(on.topics, hosts=on.settings.bootstrap, partitions=on.settings.partitions, replication=1)
    records = [(k.encode() if k else None, _raw_value(v)) for k, v in EVERY_KIND]
    places = []
    for record in records:  # one after the other: what is corrected must have been counted before
        places += await on.publish([record])
        await on.until_ended([p for p, (_, value) in zip(places, records, strict=False) if value is not None])
    await on.until(lambda: _rows_are_gone(on))
    found = {(name, kind) for name, record in await _all_records(on, described) for kind in _kind(described, record)}
    assert found == {(name, kind) for name, channel in described["channels"].items() for kind in channel["messages"]}


def _raw_value(value: Any) -> bytes | None:
    if value is None or isinstance(value, str):
        return None if value is None else value.encode()
    return orjson.dumps(value | {"source": {"id": "me"}})


async def _rows_are_gone(on: Deployment) -> bool:
    return {m.key for m in await on.read(on.topics.actors) if m.value is None} >= {b"cty:KEN", b"cty:PER", b"cty:TCD", b"cty:NOR"}


async def _all_records(on: Deployment, described: dict[str, Any]) -> list[tuple[str, Any]]:
    addresses = {channel["address"]: name for name, channel in described["channels"].items()}
    return [(addresses[t.name], record) for t in on.topics.public for record in await on.read(t, markers=True)]


def _kind(described: dict[str, Any], record: Any) -> list[str]:
    found = kinds(described, record)
    assert len(found) == 1, f"{record.topic}/{record.partition}/{record.offset} is {found}: {record}"
    return found
