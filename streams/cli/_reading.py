"""Where reading begins, where it ends, and the records between. Nothing is committed and no group is joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from aiokafka import TopicPartition

from ..kafka import is_marker
from . import Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiokafka import AIOKafkaConsumer
    from aiokafka.structs import ConsumerRecord

_OFFSET = re.compile(r"(?:(\d{1,9}):)?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: `value` is an offset, or milliseconds since 1970; `partition` None means all of them."""

    kind: Literal["beginning", "latest", "offset", "time"]
    value: int = 0
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What is read of a partition: from `start`, and to `end` unless the reader goes on for ever."""

    start: int
    end: int


def parse_start(text: str) -> Start:
    """`beginning`, `latest`, `OFFSET`, `PARTITION:OFFSET`, or an RFC 3339 time (without a zone: UTC). Raises ValueError."""
    if text in {"beginning", "latest"}:
        return Start("beginning" if text == "beginning" else "latest")
    if match := _OFFSET.fullmatch(text):
        return Start("offset", int(match[2]), int(match[1]) if match[1] else None)
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Start("time", max(0, int(moment.timestamp() * 1000)))  # no record is older than 1970


async def spans(client: AIOKafkaConsumer, topic: str, partitions: int, start: Start) -> dict[TopicPartition, Span]:
    """What to read of each partition. Raises Fault when one named place is not there (any more): its neighbour is not meant."""
    if start.partition is not None and start.partition >= partitions:
        msg = f"{topic} has no partition {start.partition}: it has {partitions}, numbered from 0."
        raise Fault(msg)
    numbers = range(partitions) if start.partition is None else [start.partition]
    tps = [TopicPartition(topic, number) for number in numbers]
    client.assign(tps)
    begins, ends = await client.beginning_offsets(tps), await client.end_offsets(tps)
    if start.kind == "time":
        begins |= await _since(client, tps, start.value, ends)
    found = {tp: Span(_clamped(start, begins[tp], ends[tp]), ends[tp]) for tp in tps}
    if start.partition is not None and found[tps[0]].start != start.value:
        msg = f"{topic} holds the offsets {begins[tps[0]]} to {ends[tps[0]] - 1} in partition {start.partition}: {start.value} is not among them."
        raise Fault(msg)
    return found


def _clamped(start: Start, begin: int, end: int) -> int:
    if start.kind == "latest":
        return end
    return min(max(start.value, begin), end) if start.kind == "offset" else begin


async def _since(
    client: AIOKafkaConsumer, tps: list[TopicPartition], moment: int, ends: dict[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """The first offset at or after the moment; the end where there is none. Without an answer for any partition nothing is skipped here:
    the embedded broker knows no times, and the reader drops what is too early."""
    found = await client.offsets_for_times(dict.fromkeys(tps, moment))
    if not any(found.values()):
        return {}
    return {tp: at.offset if (at := found.get(tp)) else ends[tp] for tp in tps}


async def records(
    client: AIOKafkaConsumer, found: dict[TopicPartition, Span], *, follow: bool
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """The records of all partitions as they come, markers left out. Without `follow` it ends where the logs ended at the start."""
    for tp, span in found.items():
        client.seek(tp, span.start)
    left = dict(found) if follow else {tp: span for tp, span in found.items() if span.start < span.end}
    while left:
        for tp, batch in (await client.getmany(*left, timeout_ms=200)).items():
            for record in batch:
                if (follow or record.offset < found[tp].end) and not is_marker(record.headers):
                    yield record
        if not follow:
            # the position, not the last record: compaction may have taken that
            left = {tp: span for tp, span in left.items() if await client.position(tp) < span.end}
