"""What a predecessor of another generation published and did not record: it ended between its outputs and its state.

Whoever is of the same generation publishes the same again. Another one may find other actors, and has to take back those that it
does not find; it may refuse what was accepted, or accept what was refused, and each raw record has one end: the first. So what was
published is looked up once, in the topics, where it lies longer than any state is behind.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from ..core.article import Place, Rank
from ..core.identity import partition_of
from ..kafka import is_marker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ..core.article import Article, Record
    from ..core.ledger import Entry
    from ..topics import Topics
    from .desk import Desk
    from .shelf import Shelf

Source = tuple[bytes, bytes]
"""Raw record and the time of its receipt: in a raw topic that was made anew the same place holds another record."""


@dataclass(slots=True)
class Leftovers:
    """Of one clean partition."""

    actors: dict[str, dict[str, Rank]] = field(default_factory=dict)
    """Article id → actors of whom its mentions say something that the ledger does not know, and the greatest rank under which they do."""
    outputs: dict[Source, set[str]] = field(default_factory=dict)
    """Raw record → topics on which something was made of it that the ledger does not know."""

    def on(self, article: Article) -> set[str]:
        """The topics on which there is something of that version."""
        place = article.place
        return self.outputs.get((f"/{place.topic}/{place.partition}/{place.offset}".encode(), article.received_at.encode()), set())


async def find_leftovers(desk: Desk, shelf: Shelf, entry: Callable[[str], Entry | None]) -> Leftovers:
    """Of the shelf's partition of the clean topic; `entry` is what its ledger says of an article."""
    left = Leftovers()
    async for record in _of_articles(desk, desk.topics, shelf.partition):
        article, _, actor = (record.key or b"").decode().partition("|")
        if (rank := _unrecorded(entry(article), record.value)) is not None:
            left.outputs.setdefault(_source(record), set()).add(record.place.topic)
            if actor:
                actors = left.actors.setdefault(article, {})
                actors[actor] = max(rank, actors.get(actor, rank))
    async for record in _everything(desk, desk.topics.deadletter.name, range(desk.delivery.partitions(desk.topics.deadletter.name))):
        source = _source(record)
        with suppress(ValueError):  # anybody may write to that topic
            if not shelf.is_redelivered(_place(source[0]), source[1].decode()):
                left.outputs.setdefault(source, set()).add(record.place.topic)
    return left


async def _of_articles(desk: Desk, topics: Topics, partition: int) -> AsyncIterator[Record]:
    """What the topics have of the articles of that clean partition."""
    count = desk.delivery.partitions(topics.clean.name)
    for topic in (topics.mentions.name, topics.enriched.name, topics.articles.name):
        there = desk.delivery.partitions(topic)
        # as many partitions as the clean topic has: then an article's number is the same in both; else it may be in any
        async for record in _everything(desk, topic, [partition] if there == count else range(there)):
            if partition_of((record.key or b"").decode().partition("|")[0], count) == partition:
                yield record


async def _everything(desk: Desk, topic: str, partitions: list[int] | range) -> AsyncIterator[Record]:
    for partition in partitions:
        async for record in desk.reader.everything(topic, partition):
            desk.delivery.still_alive()
            if not is_marker(record.headers):
                yield record


def _source(record: Record) -> Source:
    headers = dict(record.headers)
    return headers.get("ce_source", b""), headers.get("ce_time", b"")


def _place(source: bytes) -> Place:
    """Raises ValueError when it is none."""
    topic, partition, offset = source.decode().removeprefix("/").rsplit("/", 2)
    return Place(topic, int(partition), int(offset))


def _unrecorded(entry: Entry | None, value: bytes | None) -> Rank | None:
    """The rank of a record that is newer than what the entry knows. Also of one that counts nothing: its actor's row may not know it."""
    if value is None:
        return None
    said: dict[str, Any] = orjson.loads(value)
    version, changed_at, status, content = said["rank"]
    rank = Rank(version, changed_at, status, content)
    # articles say no generation: the text is the same in each
    if entry is not None and (entry.rank is None or (rank, said.get("generation", 0)) <= (entry.rank, entry.generation)):
        return None
    return rank
