"""The tally stage: subtotals of the ledger's partitions → one row per actor. Rule 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from ..core.identity import sha256
from ..core.moments import rfc3339
from ..core.tally import By, Names, Totals, row
from ..kafka import headers, is_head
from .codec import Subtotals, decode_subtotals, encode_actor, totals_of
from .delivery import Output
from .guard import check_own
from .owners import FormatError, foreign
from .state import Taking, state_output

if TYPE_CHECKING:
    from ..core.article import Record
    from .desk import Desk
    from .shelf import Shelf


class TallyStage:
    """Keeps, per actor, the newest subtotal of each ledger partition, and publishes what they add up to."""

    def __init__(self, desk: Desk, names: Names) -> None:
        self._desk = desk
        self._topics = desk.topics
        self._names = names
        self._shelves: dict[int, Shelf] = {}
        self._moved: dict[int, dict[str, Parts]] = {}
        """What has changed since the last cut, decoded: an actor who is in the news moves several times between two."""
        self._dirty: dict[str, Record] = {}

    async def handle(self, record: Record) -> None:
        """Take some subtotals. A replay is published again: it may have been lost between the changelog and the row."""
        shelf = await self._shelf(record.place.partition)
        await check_own(shelf, record.place, self._desk.reader)
        if is_head(record):
            shelf.advance(record.place.offset)
            return
        partition, by, said = _decoded(record)
        moved = self._moved.setdefault(record.place.partition, {})
        for actor, totals in said.items():
            parts = self._parts(record.place.partition, actor)
            known = parts.get(partition)
            if known is None or by >= known[0]:
                parts[partition] = (by, totals)
                moved[actor] = parts
            self._dirty[actor] = record
        self._desk.meters.record("tally", "counted")
        shelf.advance(record.place.offset)

    def publications(self) -> list[Output]:
        out = [self._row(actor, record) for actor, record in sorted(self._dirty.items()) if record.place.partition in self._shelves]
        self._dirty.clear()
        return out

    def _parts(self, partition: int, actor: str) -> Parts:
        """What is known of an actor; a copy, unless it has moved since the last cut."""
        moved = self._moved.get(partition, {}).get(actor)
        return decode_parts(self._shelves[partition].get(actor)) if moved is None else moved

    def _row(self, actor: str, record: Record) -> Output:
        topic = self._topics.actors
        parts = self._parts(record.place.partition, actor)
        made = row(actor, [parts[p][1] for p in sorted(parts)], self._names)
        value = None if made is None else encode_actor(made)
        # the id is the same for the same content: rows are sums, whatever subtotal they were published for
        event_id = f"{actor}:{sha256(value or b'')[:16]}"
        key = actor.encode()
        event = headers(topic.schema or "", event_id, record.place, rfc3339(record.timestamp_ms))
        return Output(topic.name, self._desk.delivery.partition_for(topic.name, key), key, value, event)

    def state_cut(self) -> list[Output]:
        topic = self._topics.sums.name
        for p, moved in self._moved.items():
            for actor, parts in moved.items():
                self._shelves[p].put(actor, encode_parts(parts))
        self._moved.clear()
        return [state_output(topic, p, k, v) for p, shelf in self._shelves.items() for k, v in shelf.cut()]

    def state_written(self) -> None:
        for shelf in self._shelves.values():
            shelf.written()

    def farewell(self) -> list[Output]:
        """Nothing: a row is the same whoever sums it up."""
        return []

    def forget(self) -> None:
        self._shelves.clear()
        self._moved.clear()
        self._dirty.clear()

    async def _shelf(self, partition: int) -> Shelf:
        if partition not in self._shelves:
            count, source = self._desk.delivery.partitions, self._topics.subtotals.name
            taking = Taking(source, self._topics.sums.name, partition, count(source), count(self._topics.actors.name), self._topics.prefix)
            self._shelves[partition] = await self._desk.loader.load(taking, newer_parts)
        return self._shelves[partition]


def _decoded(record: Record) -> Subtotals:
    try:
        return decode_subtotals(record.key, record.value or b"")
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise FormatError(foreign(record.place)) from error


Parts = dict[int, tuple[By, Totals]]
"""Ledger partition → which state its subtotal speaks of, and the subtotal."""


def newer_parts(known: bytes, late: bytes) -> bytes:
    """Of two entries of an actor the newest subtotal of each ledger partition."""
    parts = decode_parts(known)
    for partition, part in decode_parts(late).items():
        if partition not in parts or part[0] >= parts[partition][0]:
            parts[partition] = part
    return encode_parts(parts)


def encode_parts(parts: Parts) -> bytes:
    return bytes(bytearray(orjson.dumps([[p, tuple(by), totals] for p, (by, totals) in sorted(parts.items())])))


def decode_parts(data: bytes | None) -> Parts:
    if data is None:
        return {}
    return {p: (By(*by), totals_of(months)) for p, by, months, *_ in orjson.loads(data)}
