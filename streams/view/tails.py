"""Followers of a topic: its records as they arrive, each follower with a consumer of its own and a pace that it can be read at.

What comes faster is passed over, from the oldest on, and how much that was is said in its place. Nothing is kept for a follower but the
place of each partition, which is the id of every event: who comes back with it goes on behind it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .browse import AT_ONCE, BrowseError, Following, Seen
from .database import TooSlowError
from .events import sent
from .followers import Followers
from .lists import Data
from .live import HEARTBEAT_SECONDS
from .visible import visible

MOST_TAILS: Final = 8
"""Each is a consumer that fetches all the time; `browse.MOST_READERS` more read for pages."""
PER_SECOND: Final = 50
"""Records a second that a follower is sent in the long run: more than anybody reads."""
BURST: Final = 200
"""Records that it may be sent at once: as many as the page keeps, so whoever comes back after a short while has missed none."""
TURN_SECONDS: Final = 0.2
"""Between two pieces of AT_ONCE records: 1,000 records a second are looked at, which matters where a key is looked for."""
MOST_AHEAD: Final = 2_000
"""Offsets that may lie ahead; of more than that only the newest are read at all."""

Places = dict[int, int]
"""The next offset of each partition."""
Fits = Callable[[Seen], bool]
Rows = Callable[[list[Seen]], Awaitable[list[Data]]]
_PLACE: Final = re.compile(r"(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,17})")


def ident(places: Mapping[int, int]) -> str:
    """`0:17,1:4`: an event's id."""
    return ",".join(f"{partition}:{offset}" for partition, offset in sorted(places.items()))


def parsed(given: str) -> Places:
    """Of an event's id; nothing of anything else."""
    found = [_PLACE.fullmatch(place) for place in given.split(",")]
    return {int(place[1]): int(place[2]) for place in found if place} if all(found) else {}


def begun(asked: Places, bounds: Mapping[int, tuple[int, int]]) -> tuple[Places, int]:
    """Where to go on, and how many offsets the topic has let go of since. What is not asked for begins at its end."""
    places = {partition: max(first, asked.get(partition, end)) for partition, (first, end) in bounds.items()}
    return places, sum(place - asked.get(partition, place) for partition, place in places.items())


def outrun(ahead: Mapping[int, tuple[int, int]]) -> Places:
    """Where to go on when more lies ahead than can be read: at the newest. Nothing when there is no need."""
    if sum(end - place for place, end in ahead.values()) <= MOST_AHEAD:
        return {}
    share = max(1, AT_ONCE // len(ahead))
    return {partition: max(place, end - share) for partition, (place, end) in ahead.items()}


@dataclass(slots=True)
class Allowance:
    """How much may be sent: grows by PER_SECOND up to BURST."""

    then: float
    left: float = BURST

    def take(self, wanted: int, now: float) -> int:
        self.left = min(BURST, self.left + (now - self.then) * PER_SECOND)
        self.then = now
        given = min(wanted, int(self.left))
        self.left -= given
        return given


class Tails(Followers):
    """One for all followers of topics of a view. `clock` and `sleep` are those of the loop."""

    def __init__(
        self,
        *,
        most: int = MOST_TAILS,
        heartbeat: float = HEARTBEAT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(most)
        self._heartbeat, self._clock, self._sleep = heartbeat, clock, sleep

    async def follow(self, source: Following, asked: Places, fits: Fits, rows: Rows) -> AsyncIterator[bytes]:
        """Pieces to send until `close`; an empty one is a moment without news. `rows` says of records what may be shown of each."""
        try:
            places, gone = begun(asked, await source.bounds())
            source.go_to(places)
            yield sent("hello", {}, ident(places)) + _skipped("offsets", gone, places)
            allowance, said = Allowance(self._clock()), self._clock()
            while not self.closed:
                chunk, idle = await self._turn(source, places, fits, rows, allowance)
                if not chunk and self._clock() - said >= self._heartbeat:
                    chunk = f"id: {ident(places)}\n: alive\n\n".encode()
                said = self._clock() if chunk else said
                yield chunk
                if not idle:
                    await self._sleep(TURN_SECONDS)
        except (BrowseError, TooSlowError) as error:
            yield sent("dropped", {"why": f"the topic cannot be read now: {error}"})

    async def _turn(self, source: Following, places: Places, fits: Fits, rows: Rows, allowance: Allowance) -> tuple[bytes, bool]:
        """What is next, and whether there was nothing. `places` go along."""
        out = list[bytes]()
        ahead = await source.ahead()
        if newest := outrun(ahead):
            source.go_to(newest)
            places |= newest
            out.append(_skipped("offsets", sum(newest[partition] - place for partition, (place, _) in ahead.items()), places))
        seen = await source.take()
        fitting = sum(map(fits, seen))
        passed = fitting - allowance.take(fitting, self._clock())
        told = iter(await rows([s for s in seen if fits(s)][passed:]))
        left = passed
        for one in seen:
            _, partition, offset = one.record.at
            if offset < places[partition]:  # a place beyond the end is that of an earlier topic: a consumer goes on with the first record
                out.append(sent("reset", {}))
            places[partition] = offset + 1
            if fits(one) and left:
                left -= 1
                out += [] if left else [_skipped("records", passed, places)]
            elif fits(one):
                out.append(sent("record", _shown(next(told)), ident(places)))
        return b"".join(out), not seen


def _skipped(what: str, count: int, places: Places) -> bytes:
    return sent("skipped", {what: count}, ident(places)) if count else b""


def _shown(row: Data) -> Data:
    """As the page shows it, where the templates do this: what hides or reorders text is made visible."""
    return row | {name: None if row[name] is None else visible(row[name]) for name in ("key", "preview")}
