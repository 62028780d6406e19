"""Who may go on from whose state: the generation and the lexicon of the owners of a ledger partition."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from streams.core.ledger import newer
from streams.flow.owners import FormatError, Owner, why_not
from streams.flow.state import StateLoader, Taking, state_output
from tests.flow.simulation import MemoryBroker, MemoryProducer, MemoryReader

if TYPE_CHECKING:
    from streams.flow.shelf import Shelf


async def take(broker: MemoryBroker, generation: int, registry: str = "lexicon", *, fenced: bool = True, prefix: str = "news.") -> Shelf:
    producer: Any = MemoryProducer(broker, random.Random(1), -1)
    reader: Any = MemoryReader(broker)
    loader = StateLoader(producer, reader, generation, lambda: None, registry)
    return await loader.load(Taking("clean", "ledger", 0, 2, 2, prefix, fenced), newer)


def settle(broker: MemoryBroker, shelf: Shelf) -> None:
    for key, value in shelf.cut():
        out = state_output("ledger", 0, key, value)
        broker.append(out.topic, 0, out.key, out.value, out.headers)
    shelf.written()


def go(broker: MemoryBroker, shelf: Shelf) -> None:
    """Leave in order."""
    settle(broker, shelf)
    out = state_output("ledger", 0, *shelf.farewell())
    broker.append(out.topic, 0, out.key, out.value, out.headers)


async def test_older_worker_does_not_go_on_where_a_newer_one_crashed() -> None:
    """What that published and did not record could not be taken back: readers keep the newer. Only a newer one may finish."""
    broker = MemoryBroker()
    settle(broker, await take(broker, 2))
    with pytest.raises(FormatError, match="a worker of generation 2 ended here in the middle"):
        await take(broker, 1)
    assert (await take(broker, 3)).others


async def test_older_worker_goes_on_where_a_newer_one_left_in_order() -> None:
    """All that was published is in the state."""
    broker = MemoryBroker()
    go(broker, await take(broker, 2))
    assert not (await take(broker, 1)).others


async def test_a_late_farewell_of_an_earlier_owner_does_not_count() -> None:
    """It speaks of its own time, not of the owner that came after."""
    broker = MemoryBroker()
    first = await take(broker, 2)
    await take(broker, 2)
    go(broker, first)
    with pytest.raises(FormatError, match="in the middle"):
        await take(broker, 1)


async def test_who_has_not_caught_up_does_not_say_that_all_is_settled() -> None:
    """An earlier owner may have published what this one has not met again yet."""
    broker = MemoryBroker()
    for _ in range(3):
        broker.append("clean", 0, b"", b"")
    settle(broker, await take(broker, 1))
    shelf = await take(broker, 1)
    settle(broker, shelf)
    assert not shelf.settled
    shelf.advance(2)
    settle(broker, shelf)
    assert shelf.settled


async def test_rows_may_be_summed_up_by_anybody() -> None:
    """The table's state does not depend on the reading: it has no fence."""
    broker = MemoryBroker()
    settle(broker, await take(broker, 2, fenced=False))
    await take(broker, 1, fenced=False)


def test_one_number_for_two_lexicons_is_refused_with_the_cure() -> None:
    """Two workers would say different things of the same article, and no reader could tell which is newer."""
    known = Owner(1, 4, {1: "mine"}, 5)
    assert "DATELINE_LEXICON_EDITION" in (why_not(known, clean=True, generation=1, registry="yours") or "")
    assert why_not(known, clean=True, generation=2, registry="yours") is None
    assert why_not(known, clean=False, generation=1, registry="mine") is None


@pytest.mark.parametrize("fenced", [True, False], ids=["ledger", "table"])
async def test_a_worker_of_another_prefix_does_not_go_on(*, fenced: bool) -> None:
    """Under one DATELINE_APP it would publish on its own topics what comes from the other's, and commit that as done."""
    broker = MemoryBroker()
    go(broker, await take(broker, 1, fenced=fenced))
    with pytest.raises(FormatError, match=r"it is of the topics `news\.\*`.* DATELINE_APP of their own"):
        await take(broker, 1, fenced=fenced, prefix="other.")
    await take(broker, 1, fenced=fenced)


async def test_a_state_that_does_not_say_its_prefix_gets_one() -> None:
    """Earlier versions and `dateline rekey` leave it open."""
    broker = MemoryBroker()
    meta = Owner(1, 2, {1: "lexicon"}, None, published=2).encode()
    out = state_output("ledger", 0, "~meta", meta)
    broker.append(out.topic, 0, out.key, out.value, out.headers)
    await take(broker, 1)
    with pytest.raises(FormatError, match="DATELINE_PREFIX"):
        await take(broker, 1, prefix="other.")
