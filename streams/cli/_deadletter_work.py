"""What `dateline deadletter` does with the broker."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..flow.cluster import reach, topic_partitions
from ..replay.letters import Book, Wanted
from ..replay.originals import Refusal
from ..replay.reading import consumer, fill
from ..replay.sending import Desk, producer
from ..topics import Topics
from . import Fault
from ._audit_print import Progress
from ._clients import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aiokafka import AIOKafkaConsumer

    from ..core.article import Place
    from ..core.deadletter import DeadLetter
    from ..replay.letters import Entry
    from ..replay.sending import Done, How
    from ..settings import Settings

EVERY = Wanted(states=("open", "replayed", "discarded"))


@dataclass(slots=True)
class Counts:
    """How a run ended; `missing` are places that were named and have no letter."""

    done: int = 0
    refused: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with its bytes, as far as they are there."""

    entry: Entry
    letter: DeadLetter
    value: bytes | None
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    why_not: str = ""
    """Why the original is not there as it was."""


@asynccontextmanager
async def _open(settings: Settings, timeout: float) -> AsyncIterator[tuple[AIOKafkaConsumer, dict[str, int], Topics]]:  # noqa: ASYNC109 - handed to `reach`
    topics = Topics(settings.prefix, settings.app)
    await reach(settings, timeout, say)
    counts = await topic_partitions(settings, [topics.raw.name, topics.deadletter.name])
    if missing := [t.name for t in (topics.deadletter, topics.raw) if t.name not in counts]:
        msg = f"There is no topic {', '.join(missing)} at {settings.bootstrap}. Make the topics with `dateline topics`, or check DATELINE_PREFIX (--prefix)."
        raise Fault(msg)
    async with consumer(settings) as client:
        yield client, counts, topics


async def _book(client: AIOKafkaConsumer, counts: dict[str, int], topics: Topics, wanted: Wanted) -> list[Entry]:
    book, name = Book(wanted), topics.deadletter.name
    with Progress() as progress:
        before = 0

        def moved(done: int, total: int) -> None:
            nonlocal before
            if not before:
                progress.begin(name, total)
            progress.advance(done - before)
            before = done

        await fill(book, client, name, counts[name], moved)
    if book.unreadable:
        say(f"{book.unreadable} records of {name} are not dead letters of Dateline's; they were left out.")
    return book.entries()


async def find(settings: Settings, timeout: float, wanted: Wanted) -> list[Entry]:  # noqa: ASYNC109 - handed on
    """The letters that are wanted, the oldest first."""
    async with _open(settings, timeout) as (client, counts, topics):
        return await _book(client, counts, topics, wanted)


async def look(settings: Settings, timeout: float, place: Place) -> Shown:  # noqa: ASYNC109 - handed on
    """One letter with its bytes. Raises Fault when there is none for that record."""
    async with _open(settings, timeout) as (client, counts, topics):
        wanted = replace(EVERY, places=(str(place),))
        found = await _book(client, counts, topics, wanted) or await _book(client, counts, topics, replace(wanted, severity="info"))
        if not found:
            msg = f"No dead letter is about {place}: it went on, or has not been read yet. `dateline deadletter list` shows those that are."
            raise Fault(msg)
        entry = found[-1]  # the newest, where a raw topic was made anew
        desk = Desk(client, None, topics, counts)
        letter = await desk.letter(entry) or entry.letter
        original = await desk.original(entry)
        if isinstance(original, Refusal):
            return Shown(entry, letter, None, entry.key, (), original.why)
        return Shown(entry, letter, original.value, original.key, tuple(original.headers), original.notice)


async def act(  # noqa: PLR0913 - the two commands' options
    settings: Settings,
    timeout: float,  # noqa: ASYNC109 - handed on
    wanted: Wanted,
    how: How,
    limit: int | None,
    *,
    discarding: bool,
    tell: Callable[[Done], None],
) -> Counts:
    """Replay or discard what is wanted, the oldest first; `tell` hears of each."""
    result = Counts()
    async with _open(settings, timeout) as (client, counts, topics), producer(settings) as sender:
        entries = await _book(client, counts, topics, wanted)
        found = {str(entry.place) for entry in entries}
        for place in wanted.places:
            if place not in found:
                result.missing += 1
                say(f"{place}: no dead letter is about this record, or it does not fit the other filters")
        desk = Desk(client, sender, topics, counts)
        # partition by partition: what is read there is close together, and order matters within one alone
        some = sorted(entries[:limit], key=lambda entry: (entry.place.topic, entry.place.partition, entry.place.offset))
        work = desk.discard(some, how) if discarding else desk.replay(some, how)
        async for done in work:
            tell(done)
            if done.refused:
                result.refused += 1
            else:
                result.done += 1
    return result
