"""Committed offsets that have expired: a group without members forgets them (after seven days by default), and then the state alone
knows how far it was. Without this the workers would begin at what is left, and nobody would hear of what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from ..kafka import aiokafka_options, is_marker
from .reader import Reader
from .shelf import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aiokafka import TopicPartition

    from ..settings import Settings
    from ..topics import Topics
    from .cluster import Log


class Known(NamedTuple):
    """How far the state is: topic and partition → the next offset. Empty when there is no state yet."""

    next: dict[tuple[str, int], int]

    def of(self, tp: TopicPartition) -> int | None:
        """None when the state says nothing, because there is none. A partition that it never met was read up to its beginning."""
        return self.next.get((tp.topic, tp.partition), 0) if self.next else None


def suspects(logs: Mapping[TopicPartition, Log], committed: Mapping[TopicPartition, int | None]) -> list[TopicPartition]:
    """Partitions without a committed offset whose beginning has been deleted."""
    return [tp for tp, at in committed.items() if at is None and logs[tp].start > 0]


async def known_places(settings: Settings, topics: Topics, partitions: Mapping[str, int]) -> Known:
    """From the marks of both changelogs, and the dead letters, for what is refused leaves no mark. All are read whole: seconds for
    100,000 records, and only when offsets have expired."""
    found: dict[tuple[str, int], int] = {}
    reader = Reader(aiokafka_options(settings))
    try:
        for source, changelog in ((topics.clean.name, topics.ledger.name), (topics.subtotals.name, topics.sums.name)):
            for partition in range(partitions.get(changelog, 0)):
                async for record in reader.everything(changelog, partition):
                    if record.key == MARK.encode() and record.value is not None:
                        take_mark(found, source, partition, record.value)
        if found:  # without a state the letters are another deployment's
            for partition in range(partitions.get(topics.deadletter.name, 0)):
                async for record in reader.everything(topics.deadletter.name, partition):
                    take_letter(found, topics.raw.name, dict(record.headers).get("ce_source", b""))
    finally:
        await reader.close()
    return Known(found)


async def counted_ledgers(settings: Settings, topics: Topics, partitions: Iterable[int]) -> set[int]:
    """The partitions of the ledger of which those partitions of the table's changelog know something."""
    found: set[int] = set()
    reader = Reader(aiokafka_options(settings))
    try:
        for partition in partitions:
            async for record in reader.everything(topics.sums.name, partition):
                if record.value is not None and not is_marker(record.headers) and not (record.key or b"").startswith(b"~"):
                    found.update(part[0] for part in orjson.loads(record.value))
    finally:
        await reader.close()
    return found


def take_mark(found: dict[tuple[str, int], int], source: str, partition: int, value: bytes) -> None:
    """A mark of the partition of `source`: the next offset there, and the last one that came through of each raw partition."""
    mark = orjson.loads(value)
    found[source, partition] = max(mark["next"], found.get((source, partition), 0))
    for name, (offset, *_) in mark["seen"].items():
        topic, _, number = name.rpartition("/")
        found[topic, int(number)] = max(offset + 1, found.get((topic, int(number)), 0))


def take_letter(found: dict[tuple[str, int], int], raw: str, source: bytes) -> None:
    """A dead letter whose header says that it is of the record `source`, of the topic `raw`."""
    topic, _, place = source.decode("utf-8", "replace").removeprefix("/").partition("/")
    number, _, offset = place.partition("/")
    if topic == raw and max(len(number), len(offset)) < 19 and number.isdecimal() and offset.isdecimal():  # anybody may write there
        found[topic, int(number)] = max(int(offset) + 1, found.get((topic, int(number)), 0))
