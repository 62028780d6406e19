"""Taking a partition's state: read its changelog, then write and await the record whose offset orders the owners."""

from __future__ import annotations

import asyncio
import logging
import zlib
from typing import TYPE_CHECKING, NamedTuple

from ..core.article import Place
from ..kafka import Headers, is_marker
from .delivery import Output
from .owners import META, FormatError, Owner, check_format, misfit, why_not
from .shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from aiokafka import AIOKafkaProducer

    from ..core.article import Record
    from .reader import Reader

log = logging.getLogger(__name__)

YIELD_EVERY = 2_000
"""Records between two returns to the event loop: heartbeat and watchdog go on during a long recovery."""


SEAL = "seal"
CURE = "start with a new DATELINE_APP, which reads news.raw from its beginning"


def sealed(key: bytes, value: bytes) -> Headers:
    """Headers of a changelog's record: without them, or with other bytes, it is not what a worker wrote."""
    return [(SEAL, _seal(key, value))]


def _seal(key: bytes, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(4, "big")


def state_output(topic: str, partition: int, key: str, value: bytes) -> Output:
    """An entry on its way to the changelog."""
    return Output(topic, partition, key.encode(), value, sealed(key.encode(), value))


class Taking(NamedTuple):
    """A partition that is taken: where its events come from, where its state is kept, how many such partitions there are, and how many
    of the compacted topics that are published from it."""

    source: str
    changelog: str
    partition: int
    partitions: int
    published: int
    prefix: str
    """Of the public topics."""
    fenced: bool = False
    """Whether what is published depends on generation and registry: then not every worker may go on from every other."""


class StateLoader:
    """Loads shelves from their changelogs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what taking a partition takes
        self,
        producer: AIOKafkaProducer,
        reader: Reader,
        generation: int,
        alive: Callable[[], None],
        registry: str = "",
        entries: Callable[[], MutableMapping[str, bytes]] = dict,
    ) -> None:
        """`alive` is called while a load goes on: one that takes minutes is no standstill. `entries` makes what keeps a partition's."""
        self._producer = producer
        self._reader = reader
        self._generation = generation
        self._alive = alive
        self._registry = registry
        self._entries = entries
        self.loading: dict[tuple[str, int], tuple[int, int]] = {}
        """Changelog partition that is being read → offsets done, offsets in all."""

    async def load(self, taking: Taking, newer: Callable[[bytes, bytes], bytes]) -> Shelf:
        """The state of a partition as its last owner left it; `newer` tells which of two values of a key counts.

        Raises FormatError when it was written in another format, for another number of partitions, or for a source that was
        made anew since: going on would swallow what is new, or count what is old again.
        """
        topic, partition = taking.changelog, taking.partition
        shelf = Shelf(partition, newer=newer, base=self._entries())
        try:
            count = await self._restore(shelf, topic, partition)
        finally:
            self.loading.pop((topic, partition), None)
        made = await self._made(taking)
        await self._check(shelf, taking, made)
        taker = self._taker(shelf, taking, made)
        meta, key = taker.encode(), META.encode()
        written = await self._producer.send_and_wait(topic, value=meta, key=key, partition=partition, headers=sealed(key, meta))
        shelf.taken(written.offset, taker, self._generation)
        log.info("took %s/%d: %d changelog records, token %d", topic, partition, count, shelf.token)
        return shelf

    async def _restore(self, shelf: Shelf, topic: str, partition: int) -> int:
        """All records of the changelog onto the shelf; how many there were."""
        start, end = await self._reader.bounds(topic, partition)
        self.loading[topic, partition] = (0, end - start)
        count = 0
        async for record in self._reader.everything(topic, partition):
            if is_marker(record.headers):
                continue
            take(shelf, record)
            count += 1
            if count % YIELD_EVERY == 0:
                self.loading[topic, partition] = (record.place.offset - start, end - start)
                self._alive()
                await asyncio.sleep(0)
        return count

    async def _made(self, taking: Taking) -> int | None:
        """When the events' topic was made, by its marker; None where retention has taken it."""
        head = await self._reader.one(Place(taking.source, taking.partition, 0))
        return head.timestamp_ms if head is not None and is_marker(head.headers) else None

    def _taker(self, shelf: Shelf, taking: Taking, made: int | None) -> Owner:
        """Written before anything is published: whoever comes after a crash knows whose outputs may be there without their state.

        The old generation stays until a barrier has published what the new one makes of the old entries.
        """
        before, others = self._generation, dict[int, str]()
        if shelf.owner is not None:
            before, others = shelf.owner.generation, {} if shelf.clean else shelf.owner.takers
            made = shelf.owner.source if made is None else made
        takers = others | {self._generation: self._registry}
        return Owner(before, taking.partitions, takers, source=made, published=taking.published, prefix=taking.prefix)

    async def _check(self, shelf: Shelf, taking: Taking, made: int | None) -> None:
        if (owner := shelf.owner) is not None:
            why = misfit(owner, taking.partitions, taking.published, taking.prefix)
            if why is None and taking.fenced:
                why = why_not(owner, clean=shelf.clean, generation=self._generation, registry=self._registry)
            if why is not None:
                msg = f"{taking.changelog} partition {taking.partition}: {why}"
                raise FormatError(msg)
        if shelf.missing:
            msg = f"{taking.changelog}/{taking.partition} has lost {shelf.missing} of {shelf.mark.entries} entries; it was cut off: {CURE}"
            raise FormatError(msg)
        _, end = await self._reader.bounds(taking.source, taking.partition)
        shelf.until = 0 if shelf.clean else end
        # its end alone does not tell: intake may have filled it beyond the mark before this partition is taken
        known = owner.source if owner else None
        if shelf.mark.next > end or (known is not None and made is not None and known != made):
            msg = f"{taking.source}/{taking.partition} was read up to {shelf.mark.next} and made anew since; it ends at {end}: {CURE}"
            raise FormatError(msg)


def take(shelf: Shelf, record: Record) -> None:
    """One record of a changelog onto its shelf. Raises FormatError when it is not a record as this version writes them."""
    key, value = record.key, record.value
    if key is not None and value is not None:
        if key == META.encode():
            check_format(value)  # what another version wrote may have no seal
        if dict(record.headers).get(SEAL) == _seal(key, value):
            shelf.restore(key.decode(), value, record.place.offset)
            return
    msg = f"{record.place} is not what a worker of this version wrote; the state is damaged, or another version's: {CURE}"
    raise FormatError(msg)
