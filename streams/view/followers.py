"""Who follows over a connection that stays open: how many there are, how many may be, how many were too slow."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from .events import sent

log = logging.getLogger(__name__)


class Followers:
    """Of one kind of stream. `counted` has to begin in the same step of the loop in which `full` was looked at."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.followers = 0
        self.dropped = 0
        """Followers that were too slow, since the start."""
        self.closed = False

    @property
    def full(self) -> bool:
        return self.followers >= self.most

    @contextmanager
    def counted(self) -> Iterator[None]:
        """For as long as somebody follows."""
        self.followers += 1
        try:
            yield
        finally:
            self.followers -= 1

    def close(self) -> None:
        """All followers come to their end."""
        self.closed = True

    def drop(self, why: str) -> bytes:
        """The last words to a follower that was too slow."""
        self.dropped += 1
        log.info("a follower was dropped: %s", why)
        return sent("dropped", {"why": why})
