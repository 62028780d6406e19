"""Taking a partition: what its changelog says, and when it must not be believed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from streams.core.ledger import Entry, newer
from streams.flow.owners import META, Owner
from streams.flow.shelf import FormatError, Shelf
from streams.flow.state import YIELD_EVERY, StateLoader, Taking, sealed
from streams.kafka import MARKER_TYPE
from tests.flow.simulation import MemoryBroker, MemoryProducer, MemoryReader

SOURCE, CHANGELOG = "clean", "ledger"
MARKER = [("ce_type", MARKER_TYPE)]


async def take(broker: MemoryBroker, generation: int = 1, partitions: int = 2, published: int = 2) -> Shelf:
    producer: Any = MemoryProducer(broker, random.Random(1), -1)
    reader: Any = MemoryReader(broker)
    loader = StateLoader(producer, reader, generation, lambda: None)
    return await loader.load(Taking(SOURCE, CHANGELOG, 0, partitions, published, "news."), newer)


def settle(broker: MemoryBroker, shelf: Shelf) -> None:
    for key, value in shelf.cut():
        append(broker, key, value)
    shelf.written()


def append(broker: MemoryBroker, key: str, value: bytes) -> None:
    broker.append(CHANGELOG, 0, key.encode(), value, sealed(key.encode(), value))


async def test_more_partitions_than_before_are_refused() -> None:
    """Articles would belong to other partitions, whose ledgers do not know them: each would be counted twice."""
    broker = MemoryBroker()
    settle(broker, await take(broker))
    with pytest.raises(FormatError, match="2 partitions, there are 3"):
        await take(broker, partitions=3)


async def test_compacted_topic_that_grew_is_refused() -> None:
    """Its keys would have newer records in other partitions than their older ones, which compaction then never takes."""
    broker = MemoryBroker()
    settle(broker, await take(broker))
    with pytest.raises(FormatError, match="2 partitions, there are 4 now: a compacted topic"):
        await take(broker, published=4)


async def test_state_of_before_there_was_such_a_number_is_taken() -> None:
    """And its next owner writes it down."""
    broker = MemoryBroker()
    append(broker, META, Owner(1, 2, {1: ""}, 1).encode())
    settle(broker, await take(broker, published=4))
    with pytest.raises(FormatError, match="had 4 partitions"):
        await take(broker)


async def test_source_that_was_made_anew_is_refused() -> None:
    """Its events would be taken for replays of the old ones, and swallowed."""
    broker = MemoryBroker()
    for _ in range(3):
        broker.append(SOURCE, 0, b"", b"")
    shelf = await take(broker)
    shelf.advance(2)
    settle(broker, shelf)
    assert (await take(broker)).mark.next == 3
    broker.log(SOURCE, 0).clear()
    with pytest.raises(FormatError, match="made anew"):
        await take(broker)


async def test_source_that_was_made_anew_and_filled_since_is_refused() -> None:
    """Intake may be faster than whoever takes the partition: the new topic's end is behind the mark already."""
    broker = MemoryBroker()
    for made in (1_000, 2_000):
        broker.log(SOURCE, 0).clear()
        broker.append(SOURCE, 0, b"", b"{}", MARKER, at=made)
        for _ in range(made // 100):
            broker.append(SOURCE, 0, b"", b"")
        if made == 1_000:
            shelf = await take(broker)
            shelf.advance(10)
            settle(broker, shelf)
            assert (await take(broker)).mark.next == 11
    with pytest.raises(FormatError, match="made anew"):
        await take(broker)


async def test_source_whose_head_was_deleted_stays_the_same_one() -> None:
    """Retention has taken the marker: who comes then goes on, and what was known of the topic is handed on."""
    broker = MemoryBroker()
    broker.append(SOURCE, 0, b"", b"{}", MARKER, at=1_000)
    settle(broker, await take(broker))
    log = broker.log(SOURCE, 0)
    head = log.pop()
    broker.append(SOURCE, 0, b"", b"")
    settle(broker, await take(broker))
    log[:] = [replace(head, timestamp_ms=2_000)]
    with pytest.raises(FormatError, match="made anew"):
        await take(broker)


async def test_new_generation_counts_from_its_first_barrier() -> None:
    """An owner that dies before it has published the old entries' actors leaves that to the next one."""
    broker = MemoryBroker()
    settle(broker, await take(broker))
    assert _generation(await take(broker, generation=2)) == 1
    again = await take(broker, generation=2)
    assert _generation(again) == 1
    settle(broker, again)
    assert _generation(await take(broker, generation=2)) == 2


def _generation(shelf: Shelf) -> int | None:
    return shelf.owner.generation if shelf.owner else None


async def test_how_far_a_load_is_can_be_seen() -> None:
    """While it goes on, in offsets of the changelog; afterwards nothing is said to be loading."""
    broker = MemoryBroker()
    for _ in range(3 * YIELD_EVERY):
        append(broker, "article", Entry(1, None, 1, "", {}).encode())
    producer: Any = MemoryProducer(broker, random.Random(1), -1)
    reader: Any = MemoryReader(broker)
    seen: list[dict[tuple[str, int], tuple[int, int]]] = []
    loader = StateLoader(producer, reader, 1, lambda: seen.append(dict(loader.loading)))
    await loader.load(Taking(SOURCE, CHANGELOG, 0, 2, 2, "news."), newer)
    assert seen == [{(CHANGELOG, 0): (n * YIELD_EVERY - 1, 3 * YIELD_EVERY)} for n in (1, 2, 3)]
    assert loader.loading == {}


async def test_late_write_of_an_earlier_owner_does_not_win() -> None:
    """An owner that was slow to notice its loss writes an older version behind the newer one."""
    broker = MemoryBroker()
    entries = [Entry(at, None, 1, "", {}).encode() for at in (9, 120, 30)]
    for entry in entries:
        append(broker, "article", entry)
    assert (await take(broker)).get("article") == entries[1]


FOREIGN: list[tuple[str, bytes | None, bytes | None, Any]] = [
    ("no seal", b"article", b'{"hello": "world"}', ()),
    ("other bytes", b"article", b"[9]", sealed(b"article", b"[8]")),
    ("another's seal", b"other", b"[9]", sealed(b"article", b"[9]")),
    ("a tombstone", b"article", None, ()),
    ("no key", None, b"[9]", ()),
    ("a meta that is none", b"~meta", b"{}", ()),
]


@pytest.mark.parametrize("key, value, headers".split(", "), [f[1:] for f in FOREIGN], ids=[f[0] for f in FOREIGN])
async def test_record_that_no_worker_wrote_is_refused(key: bytes | None, value: bytes | None, headers: Any) -> None:
    """Counting with it, or without what it replaced, would be wrong for ever."""
    broker = MemoryBroker()
    settle(broker, await take(broker))
    broker.append(CHANGELOG, 0, key, value, headers)
    with pytest.raises(FormatError, match="ledger/0/2 is not what a worker of this version wrote"):
        await take(broker)


async def test_changelog_that_was_cut_off_is_refused() -> None:
    """Without its oldest entries corrections would be counted beside what they correct."""
    broker = MemoryBroker()
    for _ in range(3):
        broker.append(SOURCE, 0, b"", b"")
    for name in ("a", "b"):
        shelf = await take(broker)
        shelf.put(name, b"[1,")
        shelf.advance(1)
        settle(broker, shelf)
    del broker.log(CHANGELOG, 0)[:3]
    with pytest.raises(FormatError, match="lost 1 of 2 entries"):
        await take(broker)
