"""Sends records again and says so on the dead letter topic: first the one, then the other, each acknowledged."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from ..core.article import Place
from ..core.identity import sha256
from ..kafka import COMPRESSION, aiokafka_options, headers
from ..topics import MAX_RAW_BYTES
from .letters import decode
from .originals import Original, Refusal, again, exhausted, original_of, resolution, unfit
from .reading import Single

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

    from aiokafka import AIOKafkaConsumer

    from ..core.article import Record
    from ..core.deadletter import DeadLetter
    from ..settings import Settings
    from ..topics import Topics
    from .letters import Entry
    from .originals import Act

BATCH_RECORDS, BATCH_BYTES = 50, 8_000_000
"""How much is under way at once: a batch is on the topics and noted before the next is read."""


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """Idempotent: a retry writes no record twice. It takes what the raw topic takes."""
    options: dict[str, Any] = {"acks": "all", "enable_idempotence": True, "compression_type": COMPRESSION, "linger_ms": 5}
    client = AIOKafkaProducer(**aiokafka_options(settings), **options, max_request_size=MAX_RAW_BYTES + 65_536, request_timeout_ms=30_000)
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the wish to replay or discard one letter."""

    entry: Entry
    refused: str = ""
    """Why it was not done; empty when it was."""
    replay: Place | None = None
    attempt: int = 0
    notice: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """`edited`: a value to send in place of the original's. `dry`: find out, and send nothing."""

    act: Act
    force: bool = False
    dry: bool = False
    edited: bytes | None = None


@dataclass(slots=True)
class Desk:
    """Where letters are dealt with, for one use: the consumer is moved from record to record."""

    consumer: AIOKafkaConsumer
    producer: AIOKafkaProducer | None
    """None: for looking only."""
    topics: Topics
    partitions: Mapping[str, int]
    """Of the raw and the dead letter topic."""
    _single: Single | None = None

    @property
    def raw_partitions(self) -> int:
        return self.partitions[self.topics.raw.name]

    async def replay(self, entries: Iterable[Entry], how: How) -> AsyncIterator[Done]:
        """In the order given; what is refused is said, and the others go on."""
        batch: list[tuple[Entry, Original]] = []
        for entry in entries:
            found = await self._ready(entry, how)
            if isinstance(found, Refusal):
                yield Done(entry, found.why)
            elif how.dry:
                yield Done(entry, attempt=found.attempt, notice=found.notice)
            else:
                batch.append((entry, found))
            if len(batch) >= BATCH_RECORDS or sum(len(o.value or b"") for _, o in batch) >= BATCH_BYTES:
                for done in await self._send(batch, how):
                    yield done
                batch = []
        for done in await self._send(batch, how):
            yield done

    async def discard(self, entries: Iterable[Entry], how: How) -> AsyncIterator[Done]:
        """Say of each that it will not be sent again. Nothing is deleted."""
        for some in _batches(entries):
            for done in await asyncio.gather(*(self._discard(entry, how) for entry in some)):
                yield done

    async def _discard(self, entry: Entry, how: How) -> Done:
        if (refused := unfit(entry)) and not how.force:
            return Done(entry, refused.why)
        if how.dry:
            return Done(entry)
        return Done(entry, await self._say(entry, resolution(entry, how.act, replay=None)))

    async def letter(self, entry: Entry) -> DeadLetter | None:
        """The letter with its bytes; None when retention has taken it."""
        record = await self._one(entry.at)
        try:
            return decode(record.value) if record else None
        except ValueError:  # another record lies there now: the topic was made anew
            return None

    async def original(self, entry: Entry) -> Original | Refusal:
        """The record as it was sent, from the raw topic, else from the letter."""
        raw = await self._one(entry.place)
        if raw is not None and not isinstance(found := original_of(entry.letter, raw), Refusal):
            return found
        letter = await self.letter(entry)
        return Refusal("raw record and letter were deleted by retention") if letter is None else original_of(letter, raw)

    async def _one(self, place: Place) -> Record | None:
        if self._single is None:
            self._single = Single(self.consumer, self.partitions)
        return await self._single.one(place)

    async def _ready(self, entry: Entry, how: How) -> Original | Refusal:
        if entry.letter.severity == "info":
            return Refusal("it is an info record: nothing was lost, so there is nothing to send again")
        if entry.place.topic != self.topics.raw.name:
            return Refusal(f"it is about {entry.place.topic}, and this deployment reads {self.topics.raw.name}: check --prefix")
        if (refused := unfit(entry)) and not how.force:
            return refused
        found = await self.original(entry)
        if isinstance(found, Refusal) and how.edited is not None:
            # what is sent is here, and of the rest the letter knows what it knows
            found = Original(entry.key, None, [], entry.place.partition, entry.attempt)
        if isinstance(found, Refusal):
            return found
        ready = again(entry, found, how.edited)
        return (exhausted(ready.attempt) if not how.force else None) or ready

    async def _send(self, batch: list[tuple[Entry, Original]], how: How) -> list[Done]:
        sent = [await self._queue(self.topics.raw.name, o.partition % self.raw_partitions, o.key, o.value, o.headers) for _, o in batch]
        done = []
        for (entry, original), sending in zip(batch, sent, strict=True):
            at = await _settled(sending)
            if isinstance(at, str):
                done.append(Done(entry, f"the broker did not take it: {at}"))
                continue
            said = resolution(entry, how.act, replay=at, attempt=original.attempt, edited=how.edited is not None)
            trouble = await self._say(entry, said)
            refused = f"it was sent as {at}, but that could not be noted ({trouble}): the letter counts as open" if trouble else ""
            done.append(Done(entry, refused, at, original.attempt, original.notice))
        return done

    async def _say(self, entry: Entry, said: DeadLetter) -> str:
        """Put it beside the letter, in its partition, where it comes behind it; gives the trouble, empty when there was none."""
        value = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        topic = self.topics.deadletter
        event = headers(topic.schema or "", f"{entry.place}:{entry.letter.code}:{sha256(value)[:16]}", entry.place, said.received_at)
        at = await _settled(await self._queue(topic.name, entry.at.partition, entry.key, value, event))
        return at if isinstance(at, str) else ""

    async def _queue(self, topic: str, partition: int, key: bytes | None, value: bytes | None, event: Any) -> asyncio.Future[Any] | str:  # noqa: ANN401 - headers, as aiokafka wants them
        assert self.producer is not None  # noqa: S101 - a desk for looking is asked for nothing else
        try:
            sending: asyncio.Future[Any] = await self.producer.send(topic, value, key=key, partition=partition, headers=event)
        except KafkaError as error:
            return _reason(error)
        return sending


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    left = iter(entries)
    while some := list(islice(left, BATCH_RECORDS)):
        yield some


async def _settled(sending: asyncio.Future[Any] | str) -> Place | str:
    """Where the record lies, once the broker has acknowledged it, or why it does not."""
    if isinstance(sending, str):
        return sending
    try:
        at = await sending
    except KafkaError as error:
        return _reason(error)
    return Place(at.topic, at.partition, at.offset)


def _reason(error: KafkaError) -> str:
    return f"{type(error).__name__.removesuffix('Error')}: {error}" if str(error) else type(error).__name__
