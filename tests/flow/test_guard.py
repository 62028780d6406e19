"""No raw event is skipped in silence, and legal gaps are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from streams.core.article import Place, Record
from streams.flow.guard import RawGuard, check_own
from streams.flow.shelf import HoleError, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence


class Log:
    """The offsets that a partition really has."""

    def __init__(self, offsets: Sequence[int]) -> None:
        self._offsets = offsets

    async def bounds(self, topic: str, partition: int) -> tuple[int, int]:
        del topic, partition
        return self._offsets[0], self._offsets[-1] + 1

    async def first_from(self, topic: str, partition: int, offset: int) -> Record | None:
        first = next((o for o in self._offsets if o >= offset), None)
        return None if first is None else Record(Place(topic, partition, first), None, None, 0)


def guard(offsets: Sequence[int], committed: int | None = None) -> RawGuard:
    log: Any = Log(offsets)
    return RawGuard(log, lambda _topic, _partition: committed)


async def test_gap_of_the_topic_itself_is_legal() -> None:
    """Transactions leave offsets without records."""
    watch = guard([1, 2, 5])
    for offset in (1, 2, 5):
        await watch.check(Place("raw", 0, offset))


async def test_dropped_event_is_a_hole() -> None:
    watch = guard([1, 2, 3])
    await watch.check(Place("raw", 0, 1))
    with pytest.raises(HoleError):
        await watch.check(Place("raw", 0, 3))


async def test_first_event_joins_on_to_the_commit() -> None:
    await guard(range(10), committed=4).check(Place("raw", 0, 4))
    with pytest.raises(HoleError):
        await guard(range(10), committed=4).check(Place("raw", 0, 5))


async def test_without_a_commit_the_first_record_comes_first() -> None:
    await guard(range(3, 10)).check(Place("raw", 0, 3))
    with pytest.raises(HoleError):
        await guard(range(10)).check(Place("raw", 0, 1))


async def test_records_that_retention_took_unread_are_a_hole() -> None:
    """aiokafka goes on at the first record that is left: the next start refuses, and says how many are lost."""
    watch = guard([40, 41], committed=7)
    with pytest.raises(HoleError, match="from 7 to 39"):
        await watch.check(Place("raw", 0, 40))


async def test_topic_that_begins_anew_is_noticed() -> None:
    watch = guard(range(10), committed=4)
    await watch.check(Place("raw", 0, 4))
    with pytest.raises(HoleError, match="made anew"):
        await watch.check(Place("raw", 0, 1))


async def own(offsets: Sequence[int], *came: int) -> None:
    log: Any = Log(offsets)
    shelf = Shelf(0)
    for offset in came:
        await check_own(shelf, Place("clean", 0, offset), log)


async def test_a_transaction_of_a_stranger_is_no_hole_in_an_own_topic() -> None:
    """Its control record is never delivered; the worker would begin again for ever."""
    await own([1, 2, 4, 5, 8], 1, 2, 4, 5, 8)


@pytest.mark.parametrize(
    ("offsets", "came"), [([1, 2, 3, 5], (1, 2, 5)), ([1, 3], (3,)), ([7, 8], (7,))], ids=["between", "first", "deleted"]
)
async def test_dropped_event_of_an_own_topic_is_a_hole(offsets: list[int], came: tuple[int, ...]) -> None:
    with pytest.raises(HoleError):
        await own(offsets, *came)
