"""No event of the raw topic is skipped in silence.

Raw topics may have legal gaps (transactions, compaction), so a jump is checked against the topic itself. In Dateline's own
topics only a stranger's transaction makes one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .shelf import HoleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.article import Place
    from .reader import Reader
    from .shelf import Shelf


async def check_own(shelf: Shelf, place: Place, reader: Reader) -> None:
    """Raise HoleError when an event of one of Dateline's own partitions before `place` was not delivered."""
    try:
        shelf.guard(place.offset)
    except HoleError:
        start, _ = await reader.bounds(place.topic, place.partition)
        first = await reader.first_from(place.topic, place.partition, shelf.expected)
        if start > shelf.expected or first is None or first.place != place:
            raise
        shelf.pass_gap(place.offset)


class RawGuard:
    """Follows the offsets of the raw partitions that this worker holds."""

    def __init__(self, reader: Reader, committed: Callable[[str, int], int | None]) -> None:
        """`committed` tells the group's committed offset of a partition, None when there is none."""
        self._reader = reader
        self._committed = committed
        self._next: dict[int, int] = {}

    async def check(self, place: Place) -> None:
        """Raise HoleError when a record before `place` was dropped by faust or by retention, or the topic has begun anew.

        aiokafka goes on at the first record that is left when the one it wants is gone; the check at the next start says
        what was lost.
        """
        expected = self._next.get(place.partition)
        if expected is None:
            expected = self._committed(place.topic, place.partition) or 0
        if place.offset < expected:
            msg = f"{place.topic}/{place.partition}: {place.offset} came where {expected} was due: the topic was made anew or cut off"
            raise HoleError(msg)
        if place.offset > expected:
            await self._gap(place, expected)
        self._next[place.partition] = place.offset + 1

    async def _gap(self, place: Place, expected: int) -> None:
        name = f"{place.topic}/{place.partition}"
        start, _ = await self._reader.bounds(place.topic, place.partition)
        if 0 < expected < start:
            msg = f"{name}: retention has deleted the records from {expected} to {start - 1} unread"
            raise HoleError(msg)
        first = await self._reader.first_from(place.topic, place.partition, expected)
        if first is not None and first.place.offset < place.offset:
            msg = f"{name}: {first.place.offset} was not delivered before {place.offset}"
            raise HoleError(msg)

    def forget(self) -> None:
        self._next.clear()
