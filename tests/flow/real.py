"""The whole product on a broker: what plain clients must see, computed from the raw topic by the core alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from streams.core.article import EnrichedArticle, Place, Record
from streams.core.process import process
from streams.flow.codec import encode_enriched
from streams.tools import load_tools
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
    """Every message of the five outgoing topics is valid under its schema, and its headers are CloudEvents'."""
    topics = on.topics
    for topic in (topics.articles, topics.enriched, topics.mentions, topics.actors, topics.deadletter):
        for message in await on.read(topic):
            if message.value is not None:
                assert_valid(topic.schema or "", orjson.loads(message.value))
            names = {name for name, _ in message.headers}
            assert {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_dataschema"} <= names
