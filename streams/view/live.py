"""Followers of the live feed: the file is read once for all of them, and each goes on at its own pace.

Nobody waits for a follower. What is new is looked for here, in the file, so the reader of topics does not know that there are any; a follower
has a place in one shared list and no queue of its own. Whoever falls out of the list is dropped, and may come back with the id of its last event.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Final

from . import events
from .database import Database, TooSlowError
from .events import Event, Tail, sent
from .followers import Followers

MOST_FOLLOWERS: Final = 1_000
LOOK_SECONDS: Final = 0.5
"""Between two looks for something new; so each follower is written to twice a second at most."""
HEARTBEAT_SECONDS: Final = 15.0
"""A comment is sent after so long without an event: proxies cut what is silent, mostly after 30 or 60 s."""
RING: Final = 2_000
"""Events that are kept in memory for those who are behind; about 1 MB."""
MOST_REPLAYED: Final = 2_000
"""Events that somebody who comes back is given; whoever missed more is told how many, and sees more by loading the page."""


class Live(Followers):
    """One for all followers of a view. `run` has to run while there are any."""

    def __init__(self, database: Database, *, most: int = MOST_FOLLOWERS, look: float = LOOK_SECONDS, ring: int = RING) -> None:
        super().__init__(most)
        self._database, self._seconds, self._size = database, look, ring
        self._tail = Tail("", 0)
        self._ring: list[Event] = []
        self._floor = 0
        """All events after this one are in the ring."""
        self._chunks: dict[tuple[int, frozenset[str]], bytes] = {}
        self._news = asyncio.Event()
        self._looking = asyncio.Lock()
        self._idle = True

    @property
    def place(self) -> str:
        """Id of the last event that was looked at."""
        return f"{self._tail.epoch}-{self._tail.last}"

    def close(self) -> None:
        super().close()
        self._news.set()

    async def run(self) -> None:
        """Look again and again. A file that cannot be read for the moment is looked at the next time."""
        while True:
            await asyncio.sleep(self._seconds)
            if not self._idle:
                with suppress(TooSlowError):
                    await self.look()

    async def look(self) -> None:
        """Take what is new into the ring and wake those who wait for it."""
        async with self._looking:
            now = await self._database.run(events.tail)
            if now.epoch != self._tail.epoch:
                self._begin(now)
            elif now.last > self._tail.last:
                await self._take(now)
            else:
                return
            self._chunks.clear()
            self._news.set()
            self._news = asyncio.Event()

    def _begin(self, now: Tail) -> None:
        self._tail, self._ring, self._floor = now, [], now.last

    async def _take(self, now: Tail) -> None:
        after = self._tail.last
        many = await self._database.run(partial(events.pending, after=after)) > events.MOST_NEW
        found = [self._skipped(after, now.last)] if many else await self._since(now, after)
        self._tail = now
        gone = {event.subject for event in found if event.kind == "gone"}
        if gone:  # what was withdrawn is not told any more, to nobody
            self._ring = [replace(e, sent=b"") if e.kind == "article" and e.subject in gone else e for e in self._ring]
        self._ring += found
        if len(self._ring) > self._size:
            self._floor = self._ring[-self._size - 1].seq
            self._ring = self._ring[-self._size :]

    async def _since(self, now: Tail, after: int) -> list[Event]:
        found: list[Event] = []
        while True:
            some = await self._database.run(partial(events.since, epoch=now.epoch, after=after, upto=now.last))
            found += some
            if len(some) < events.MOST_AT_ONCE:
                return found
            after = some[-1].seq

    def _skipped(self, after: int, upto: int) -> Event:
        return Event(upto, "skipped", "", sent("skipped", {"after": after, "upto": upto}, f"{self._tail.epoch}-{upto}"))

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """For as long as somebody follows. The first one begins at what is there."""
        try:
            with self.counted():
                async with self._looking:
                    if self._idle:
                        self._begin(await self._database.run(events.tail))
                        self._idle = False
                yield
        finally:
            self._idle = self.followers == 0

    async def follow(self, after: str, kinds: frozenset[str], heartbeat: float = HEARTBEAT_SECONDS) -> AsyncIterator[bytes]:
        """Pieces to send, until `close` or until the follower is too slow. `after`: the id of the last event it has; "" begins now."""
        known = events.parsed(after)
        if known and (known[0] != self._tail.epoch or known[1] > self._tail.last):
            await self.look()  # a page may have seen more than was looked at here
        epoch, place = self._tail.epoch, self._tail.last
        if known and known[0] == epoch and known[1] <= place:
            async for chunk in self._replay(known[1], place, kinds):
                yield chunk
        yield sent("reset" if after and (known is None or known[0] != epoch) else "hello", {}, f"{epoch}-{place}")
        while not self.closed:
            news = self._news
            if self._tail.epoch != epoch:
                epoch, place = self._tail.epoch, self._tail.last
                yield sent("reset", {}, f"{epoch}-{place}")
            elif place < self._floor:
                yield self.drop("it was too slow; come back with the id of the last event")
                return
            elif place < self._tail.last:
                chunk, place = self._chunk(place, kinds), self._tail.last
                if chunk:
                    yield chunk
            else:
                try:
                    await asyncio.wait_for(news.wait(), heartbeat)
                except TimeoutError:
                    yield b": alive\n\n"

    async def _replay(self, after: int, upto: int, kinds: frozenset[str]) -> AsyncIterator[bytes]:
        start = max(after, upto - MOST_REPLAYED)
        if start > after:
            yield self._skipped(after, start).sent
        while found := await self._database.run(partial(events.since, epoch=self._tail.epoch, after=start, upto=upto)):
            chunk = b"".join(e.sent for e in found if e.kind in kinds)
            if chunk:
                yield chunk
            start = found[-1].seq

    def _chunk(self, place: int, kinds: frozenset[str]) -> bytes:
        """Everything after `place`, joined once for all who are there."""
        key = (place, kinds)
        if key not in self._chunks:
            new = self._ring[bisect_right(self._ring, place, key=lambda e: e.seq) :]
            self._chunks[key] = b"".join(e.sent for e in new if e.kind in kinds or e.kind == "skipped")
        return self._chunks[key]
