"""What a predecessor of another generation published and did not record: it ended between its outputs and its state.

Whoever is of the same generation publishes the same again. Another one may find other actors, and has to take back those that it
does not find; it may refuse what was accepted, or accept what was refused, and each raw record has one end: the first. So what was
published is looked up once, in the topics, where it lies longer than any state is behind.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from msgspec import convert

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

log = logging.getLogger(__name__)

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
    async for record, said in _of_articles(desk, desk.topics, shelf.partition):
        if _is_unrecorded(entry(said.article), said):
            left.outputs.setdefault(_source(record), set()).add(record.place.topic)
            if said.actor:
                actors = left.actors.setdefault(said.article, {})
                actors[said.actor] = max(said.rank, actors.get(said.actor, said.rank))
    async for record in _everything(desk, desk.topics.deadletter.name, range(desk.delivery.partitions(desk.topics.deadletter.name))):
        source = _source(record)
        with suppress(ValueError):  # anybody may write to that topic
            if not shelf.is_redelivered(_place(source[0]), source[1].decode()):
                left.outputs.setdefault(source, set()).add(record.place.topic)
    return left


async def _of_articles(desk: Desk, topics: Topics, partition: int) -> AsyncIterator[tuple[Record, Said]]:
    """What the topics say of the articles of that clean partition."""
    count = desk.delivery.partitions(topics.clean.name)
    for topic in (topics.mentions.name, topics.enriched.name, topics.articles.name):
        there = desk.delivery.partitions(topic)
        # as many partitions as the clean topic has: then an article's number is the same in both; else it may be in any
        async for record in _everything(desk, topic, [partition] if there == count else range(there)):
            said = _said(record, topics.raw.name)
            if said is not None and partition_of(said.article, count) == partition:
                yield record, said


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


class Said(NamedTuple):
    """Of what a record of an article says: whose it is, and which version."""

    article: str
    actor: str
    """Empty where it is no mention."""
    rank: Rank
    generation: int


def _said(record: Record, raw: str) -> Said | None:
    """None for a null, and for what no worker wrote: anybody may write to these topics, and what is not understood must not end each worker
    that comes by. `raw` is the topic of all that is ours."""
    try:
        if _place(_source(record)[0]).topic != raw or record.value is None:
            return None
        article, _, actor = (record.key or b"").decode().partition("|")
        value: Any = orjson.loads(record.value)
        # articles say no generation: the text is the same in each
        return Said(article, actor, convert(value["rank"], Rank), convert(value.get("generation", 0), int))
    except (ValueError, LookupError, TypeError, AttributeError):
        log.warning("%s is not what a worker wrote; passed over", record.place)
        return None


def _is_unrecorded(entry: Entry | None, said: Said) -> bool:
    """Whether it is newer than what the entry knows. Also where it counts nothing: its actor's row may not know it."""
    return entry is None or (entry.rank is not None and (said.rank, said.generation) > (entry.rank, entry.generation))
