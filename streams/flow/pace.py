"""How often rows of the actor table are published: as often as there is time for it."""

from __future__ import annotations

from typing import Final

SHARE: Final = 0.1
"""Of the time, that publications may take."""
SHARE_WHEN_BUSY: Final = 0.03
BUSY: Final = 0.75
"""Share of a processor beyond which the worker is busy. It has the use of little more than one."""


class Pace:
    """Says when to publish next. Times are in seconds of one clock that only goes forward."""

    def __init__(self, now: float) -> None:
        self._began, self._took = now, 0.0

    def due(self, now: float, used: float) -> bool:
        """Whether enough time went by since the last publication began; `used` is the share of a processor that the worker used lately."""
        return now - self._began >= self._took / (SHARE_WHEN_BUSY if used > BUSY else SHARE)

    def published(self, began: float, took: float) -> None:
        self._began, self._took = began, took
