"""The edge of the audit: takes the snapshot and reads the topics. No group is joined and nothing is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from ..core.article import Place, Record
from ..kafka import aiokafka_options
from ..topics import Topics
from .snapshot import Snapshot, Span

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiokafka import AIOKafkaConsumer

    from ..settings import Settings

    Spans = dict[str, dict[int, Span]]

POLL_MS = 200


async def take_snapshot(
    client: AIOKafkaConsumer, settings: Settings, partitions: Mapping[str, int], since_ms: int | None = None
) -> Snapshot:
    """`partitions`: topic → how many, of those that exist.

    The order matters. What was committed first: all outputs of that are there. The table before the subtotals, of which those that the
    workers have not dealt with tell which rows may still move. Raw last: an output's raw record is then always within its span.
    """
    topics = Topics(settings.prefix, settings.app)
    committed = await _committed(settings, [t for t in (topics.raw, topics.clean, topics.subtotals) if t.name in partitions], partitions)
    spans: Spans = {}
    t = topics
    for name in (x.name for x in (t.actors, t.mentions, t.articles, t.enriched, t.deadletter, t.clean, t.subtotals, t.raw)):
        if name in partitions:
            spans[name] = await _spans(client, name, partitions[name])
    since = {} if since_ms is None else await _since(client, spans[topics.raw.name], topics.raw.name, since_ms)
    return Snapshot(topics, spans, committed, since)


async def _committed(settings: Settings, of: list[Any], partitions: Mapping[str, int]) -> dict[tuple[str, int], int]:
    asked = [TopicPartition(t.name, p) for t in of for p in range(partitions[t.name])]
    admin = AIOKafkaAdminClient(**aiokafka_options(settings))
    try:
        await admin.start()
        found = await admin.list_consumer_group_offsets(settings.app, partitions=asked)
    finally:
        await admin.close()
    return {(tp.topic, tp.partition): at.offset for tp, at in found.items() if at.offset >= 0}


async def _spans(client: AIOKafkaConsumer, topic: str, partitions: int) -> dict[int, Span]:
    tps = [TopicPartition(topic, p) for p in range(partitions)]
    starts, ends = await client.beginning_offsets(tps), await client.end_offsets(tps)
    return {tp.partition: Span(starts[tp], ends[tp]) for tp in tps}


async def _since(client: AIOKafkaConsumer, spans: dict[int, Span], raw: str, since_ms: int) -> dict[int, int]:
    """The first offset at or after that time. Without an answer for any partition all are checked: the embedded broker knows no times."""
    found = await client.offsets_for_times({TopicPartition(raw, p): since_ms for p in spans})
    if not any(found.values()) and not await _knows_times(client, spans, raw):
        return {}
    return {tp.partition: min(at.offset, spans[tp.partition].end) if at else spans[tp.partition].end for tp, at in found.items()}


async def _knows_times(client: AIOKafkaConsumer, spans: dict[int, Span], raw: str) -> bool:
    """Whether the broker finds an offset for the epoch: then no answer for a later time means that nothing is that late."""
    return any((await client.offsets_for_times({TopicPartition(raw, p): 0 for p in spans})).values())


async def read_topic(client: AIOKafkaConsumer, topic: str, spans: Mapping[int, Span]) -> AsyncIterator[list[Record]]:
    """The records within the spans, in batches; each partition in order."""
    left = {TopicPartition(topic, p): span for p, span in spans.items() if span.start < span.end}
    if not left:
        return
    ends = {tp: span.end for tp, span in left.items()}
    client.assign(list(left))
    for tp, span in left.items():
        client.seek(tp, span.start)
    while left:
        batches = await client.getmany(*left, timeout_ms=POLL_MS)
        for tp, batch in batches.items():
            yield [_record(message) for message in batch if message.offset < ends[tp]]
        # the position, not the last record: compaction may have taken that
        left = {tp: span for tp, span in left.items() if await client.position(tp) < span.end}


def _record(message: Any) -> Record:  # noqa: ANN401 - aiokafka's ConsumerRecord
    place = Place(message.topic, message.partition, message.offset)
    return Record(place, message.key, message.value, message.timestamp, tuple((name, value or b"") for name, value in message.headers))
