"""No event of the raw topic is skipped in silence.

Raw topics may have legal gaps (transactions, compaction), so a jump is checked against the topic itself. Dateline's own
topics have none; there `Shelf.guard` needs no look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .shelf import HoleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.article import Place
    from .reader import Reader


class RawGuard:
    """Follows the offsets of the raw partitions that this worker holds."""

    def __init__(self, reader: Reader, committed: Callable[[str, int], int | None]) -> None:
        """`committed` tells the group's committed offset of a partition, None when there is none."""
        self._reader = reader
        self._committed = committed
        self._next: dict[int, int] = {}

    async def check(self, place: Place) -> None:
        """Raise HoleError when a record between the expected one and `place` exists: faust has dropped it."""
        expected = self._next.get(place.partition)
        if expected is None:
            expected = self._committed(place.topic, place.partition) or 0
        if place.offset > expected:
            first = await self._reader.first_from(place.topic, place.partition, expected)
            if first is not None and first.place.offset < place.offset:
                msg = f"{place.topic}/{place.partition}: {first.place.offset} was not delivered before {place.offset}"
                raise HoleError(msg)
        self._next[place.partition] = place.offset + 1

    def forget(self) -> None:
        self._next.clear()
