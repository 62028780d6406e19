"""Negative controls: builds of the worker that break one rule each. The oracle has to find every one of them.

Each function puts its fault into the process that calls it, which is a worker that a test has started.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from streams.core.ledger import Entry
from streams.flow import agents, codec, enrich, intake, ledger, parcels
from streams.flow.delivery import Delivery, Output
from streams.flow.lease import Lease
from streams.flow.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SELDOM = 1_000
"""One record in so many is lost."""


def _use(delivery: type[Delivery]) -> None:
    setattr(agents, "Delivery", delivery)  # noqa: B010 - mypy would call it a redefinition, and it is


def commit_before_barrier() -> None:
    """Offsets are committed at once; what they stand for is sent a little later, if the worker still lives."""

    class CommitFirst(Delivery):
        _late: asyncio.Task[None] | None = None

        async def barrier(self) -> None:
            if self._late is None or self._late.done():
                self._late = asyncio.create_task(self._later())

        async def _later(self) -> None:
            await asyncio.sleep(0.5)
            await super().barrier()

    _use(CommitFirst)


def loses_one_in_a_thousand() -> None:
    """Of what is published of articles. Of sums the next one makes up for one that was lost."""

    class Lossy(Delivery):
        _count = 0

        async def send(self, outputs: Iterable[Output]) -> None:
            await super().send(list(self._kept(outputs)))

        def _kept(self, outputs: Iterable[Output]) -> Iterator[Output]:
            for output in outputs:
                counts = output.topic.endswith(("enriched", "articles", "mentions"))
                self._count += counts
                if not counts or self._count % SELDOM:
                    yield output

    _use(Lossy)


def repeats_one_in_twenty_five() -> None:
    """A clean record is sent twice, as after a crash, and the ledger no longer looks where it came from. Of the few that are repeated some
    are repeats themselves, whose second end is the same: so not one in a thousand."""

    class Repeating(Delivery):
        _count = 0

        async def send(self, outputs: Iterable[Output]) -> None:
            outputs = list(outputs)
            await super().send(outputs)
            clean = [o for o in outputs if o.topic.endswith("-clean")]
            self._count += len(clean)
            if clean and self._count % 25 == 0:
                await super().send(clean)

    def never(self: Shelf, raw: Any, received_at: str) -> bool:
        return False

    _use(Repeating)
    setattr(Shelf, "is_redelivered", never)  # noqa: B010 - as above


def adds_without_taking_back() -> None:
    """A correction is counted beside what it corrects."""
    right = ledger.Ledger.replace

    def replace(self: ledger.Ledger, article_id: str, old: Entry | None, new: Entry) -> None:
        right(self, article_id, None, new)

    setattr(ledger.Ledger, "replace", replace)  # noqa: B010 - as above


def reads_stale_state() -> None:
    """Of several entries of an article the first one counts when the state is read again."""

    def oldest(known: bytes, late: bytes) -> bytes:
        return known

    setattr(enrich, "newer", oldest)  # noqa: B010 - as above


def swaps_order() -> None:
    """Now and then an article's newest version is on its topic before the one it replaces."""

    class Swapping(Delivery):
        _held: Output | None = None

        async def send(self, outputs: Iterable[Output]) -> None:
            await super().send(list(self._swapped(outputs)))

        def _swapped(self, outputs: Iterable[Output]) -> Iterator[Output]:
            for output in outputs:
                if not output.topic.endswith("articles"):
                    yield output
                elif self._held is None:
                    self._held = output
                else:
                    held, self._held = self._held, None
                    # a later version overtakes; of another article the order is kept
                    yield from (output, held) if output.key == held.key else (held, output)

    _use(Swapping)


def waits_for_no_ack() -> None:
    """As with acks=0: what is queued counts as delivered."""

    class Careless(Delivery):
        async def _delivered(self) -> None:
            self._pending.clear()

    _use(Careless)
    for wait in ("QUIET", "LONGEST"):
        setattr(parcels, wait, 0.5)


def tears_articles() -> None:
    """Of one article in fifty the mentions are missing."""

    class Torn(Delivery):
        _count = 0

        async def send(self, outputs: Iterable[Output]) -> None:
            outputs = list(outputs)
            if any(o.topic.endswith("enriched") for o in outputs):
                self._count += 1
                if self._count % 50 == 0:
                    outputs = [o for o in outputs if not o.topic.endswith("mentions")]
            await super().send(outputs)

    _use(Torn)


def sends_without_a_lease() -> None:
    """Whoever the group has given up goes on sending, and what its system holds is delivered after its end."""
    setattr(Lease, "guard", lambda _self, _client: None)  # noqa: B010 - as above
    setattr(Lease, "over", False)  # noqa: B010 - as above


def next_minor_version() -> None:
    """Not broken: what a later version may do, fields that this one does not know in every private record. No control, but a neighbour."""
    clean, entry, subtotals = codec.encode_clean, Entry.encode, codec.encode_subtotals

    def later_clean(value: Any) -> bytes:
        message = orjson.loads(clean(value))
        message["value"]["mood"] = {"calm": 1}
        return orjson.dumps(message | {"since": "0.2"}, option=orjson.OPT_SORT_KEYS)

    def later_entry(self: Entry) -> bytes:
        return entry(self)[:-1] + b',{"mood":1}]'

    def later_subtotals(some: codec.Subtotals) -> bytes:
        return subtotals(some)[:-1] + b',{"mood":1}]'

    setattr(intake, "encode_clean", later_clean)  # noqa: B010 - as above
    setattr(Entry, "encode", later_entry)  # noqa: B010 - as above
    setattr(enrich, "encode_subtotals", later_subtotals)  # noqa: B010 - as above


CONTROLS: tuple[Callable[[], None], ...] = (
    commit_before_barrier,
    loses_one_in_a_thousand,
    repeats_one_in_twenty_five,
    adds_without_taking_back,
    reads_stale_state,
    swaps_order,
    waits_for_no_ack,
    tears_articles,
)
BUILDS = {build.__name__: build for build in (*CONTROLS, sends_without_a_lease, next_minor_version)}
