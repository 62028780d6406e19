"""The state of an app as it lies there, and whether it is one to make another of: nobody works on it, and nothing of it is half done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import orjson
from aiokafka import TopicPartition

from ..audit.reading import read_topic
from ..audit.snapshot import Span
from ..core.article import Place, Record
from ..core.ledger import newer
from ..flow.cluster import Refused
from ..flow.codec import decode_clean, decode_subtotals
from ..flow.shelf import Shelf
from ..flow.state import take
from ..flow.tally import decode_parts, newer_parts
from ..kafka import is_marker
from ..topics import Topics
from .group import group_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from aiokafka import AIOKafkaConsumer

    from ..flow.reader import Reader
    from ..settings import Settings

    Newer = Callable[[bytes, bytes], bytes]


@dataclass(slots=True)
class Survey:
    """What there is of the old app."""

    partitions: int
    """How many the state is for: of topics that grew, the others are empty."""
    begin: dict[int, int]
    """Raw partition → first offset that the old workers have not dealt with for certain. The state tells which of the later ones they have."""
    origin: str
    """The app, and a hash of how far everything had come: the same for the same state."""
    _surveyor: Surveyor
    actors: set[str] = field(default_factory=set)
    """Whom the old table may have rows of."""
    waiting: int = 0
    asked: int = 0

    async def ledger(self, partition: int) -> Shelf:
        """The entries of a partition: in memory, as a worker has them."""
        return await self._surveyor.shelf(self._surveyor.topics.ledger.name, partition, newer)


class Surveyor:
    """Reads what is there. Memory: one ledger partition, and the ids of the actors."""

    def __init__(self, settings: Settings, new: int, client: AIOKafkaConsumer, reader: Reader, counts: Mapping[str, int]) -> None:
        """`new` is how many partitions there are to be, `counts` says how many the topics have."""
        self.topics = Topics(settings.prefix, settings.app)
        self._settings = settings
        self._new, self._counts = new, counts
        self._client, self._reader = client, reader

    async def origin(self) -> str:
        """Of the state as it is now: another one when somebody has worked since."""
        return self._origin(await self._private(), await self._committed(self._counts[self.topics.raw.name]))

    async def survey(self) -> Survey:
        """Raises Refused, with the cure, when the state is not one to go on from."""
        spans = await self._private()
        raw = await self._spans(self.topics.raw.name)
        committed = await self._committed(len(raw))
        found = Survey(0, {p: committed.get(p, span.start) for p, span in raw.items()}, self._origin(spans, committed), self)
        found.partitions = await self._ledgers(found, spans)
        self._fits(found.partitions, spans)
        await self._table(found, spans)
        if late := [p for p, at in found.begin.items() if at < raw[p].start]:
            self._refuse(
                f"{found.waiting} records are not finished, and retention has deleted their raw records (partition {late[0]}): start "
                f"workers, let them catch up, and stop them with SIGTERM"
            )
        return found

    async def shelf(self, changelog: str, partition: int, newer_: Newer) -> Shelf:
        shelf = Shelf(partition, newer=newer_)
        async for record in self._reader.everything(changelog, partition):
            if not is_marker(record.headers):
                take(shelf, record)
        if shelf.missing:
            self._refuse(f"{changelog}/{partition} has lost {shelf.missing} of {shelf.mark.entries} entries")
        return shelf

    async def _private(self) -> dict[str, dict[int, Span]]:
        return {t.name: await self._spans(t.name) for t in self.topics.all if not t.public}

    async def _committed(self, partitions: int) -> dict[int, int]:
        async with group_of(self._settings) as group:
            if members := await group.members():
                self._refuse(f"{members} workers are at work: stop them with SIGTERM first (a killed one counts until its session is over)")
            return await group.committed(self.topics.raw.name, partitions)

    async def _ledgers(self, found: Survey, spans: Mapping[str, Mapping[int, Span]]) -> int:
        """Takes what is unfinished of each partition; gives how many partitions the state is for."""
        clean, counts = self.topics.clean.name, set[int]()
        for partition in spans[self.topics.ledger.name]:
            shelf = await self.shelf(self.topics.ledger.name, partition, newer)
            counts |= {shelf.owner.partitions} if shelf.owner else set()
            span = spans[clean].get(partition, Span(0, 0))
            if shelf.mark.next < span.end and not shelf.clean:
                self._refuse(
                    f"a worker ended in the middle of {clean}/{partition}: start a worker, let it catch up (`dateline audit` says in "
                    f"flight 0), and stop it with SIGTERM"
                )
            if shelf.mark.next > span.end or await self._made_anew(clean, shelf):
                self._refuse(f"{clean}/{partition} was made anew, and its state is of the one before")
            async for record in self._records(clean, partition, Span(max(span.start, shelf.mark.next), span.end)):
                self._unfinished(found, record)
        if len(counts) != 1:
            self._refuse("there is no state to move yet: start with a new DATELINE_APP, and DATELINE_PARTITIONS as many as you like")
        return counts.pop()

    async def _made_anew(self, clean: str, shelf: Shelf) -> bool:
        head = await self._reader.one(Place(clean, shelf.partition, 0))
        known = shelf.owner.source if shelf.owner else None
        return known is not None and head is not None and is_marker(head.headers) and head.timestamp_ms != known

    def _unfinished(self, found: Survey, record: Record) -> None:
        clean = decode_clean(record.value or b"")
        if clean.again:
            found.asked += 1
            return
        found.waiting += 1
        place = clean.value.place
        if place.topic != self.topics.raw.name:
            self._refuse(f"{record.place} came from {place.topic}: was DATELINE_PREFIX another one?")
        found.begin[place.partition] = min(found.begin[place.partition], place.offset)

    def _fits(self, partitions: int, spans: Mapping[str, Mapping[int, Span]]) -> None:
        if self._new <= partitions or self._new % partitions:
            self._refuse(
                f"the state is for {partitions} partitions: --partitions must be a greater multiple of that, such as {2 * partitions}"
            )
        grown = [
            f"{t.name}/{p}"
            for t in (self.topics.clean, self.topics.ledger)
            for p, s in spans[t.name].items()
            if p >= partitions and s.end > 1
        ]
        if grown:
            self._refuse(
                f"the state is for {partitions} partitions, and {grown[0]} has records: some worker or publisher took it for its own"
            )

    async def _table(self, found: Survey, spans: Mapping[str, Mapping[int, Span]]) -> None:
        """Actors whose rows may be there: those that the old tally knew, and those of subtotals that it had not read."""
        for partition, span in spans[self.topics.subtotals.name].items():
            next_ = 0
            if partition in spans[self.topics.sums.name]:
                shelf = await self.shelf(self.topics.sums.name, partition, newer_parts)
                next_ = shelf.mark.next
                found.actors.update(actor for actor, data in shelf.items() if any(totals for _, totals in decode_parts(data).values()))
            async for record in self._records(self.topics.subtotals.name, partition, Span(max(span.start, next_), span.end)):
                found.actors.update(decode_subtotals(record.key, record.value or b"").totals)

    async def _records(self, topic: str, partition: int, span: Span) -> AsyncIterator[Record]:
        async for batch in read_topic(self._client, topic, {partition: span}):
            for record in batch:
                if not is_marker(record.headers):
                    yield record

    async def _spans(self, topic: str) -> dict[int, Span]:
        tps = [TopicPartition(topic, p) for p in range(self._counts[topic])]
        starts, ends = await self._client.beginning_offsets(tps), await self._client.end_offsets(tps)
        return {tp.partition: Span(starts[tp], ends[tp]) for tp in tps}

    def _origin(self, spans: Mapping[str, Mapping[int, Span]], committed: Mapping[int, int]) -> str:
        ends = {name: [span.end for _, span in sorted(of.items())] for name, of in sorted(spans.items())}
        data = orjson.dumps([ends, sorted(committed.items())])
        return f"{self._settings.app}, {hashlib.sha256(data).hexdigest()[:12]}"

    def _refuse(self, why: str) -> NoReturn:
        msg = f"{self._settings.app} cannot be moved: {why}."
        raise Refused(msg)
