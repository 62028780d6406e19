"""State for more partitions: after any history with crashes on both sides of the move all is as if there had been none."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.core.ledger import newer
from streams.flow.codec import decode_clean, decode_subtotals
from streams.flow.shelf import FormatError, HoleError, Shelf
from streams.flow.state import take
from streams.flow.tally import decode_parts, newer_parts
from streams.kafka import MARKER_TYPE
from streams.topics import Topics
from streams.upkeep.regrouped import Regrouped
from tests.flow.behaviours import history
from tests.flow.simulation import PARTITIONS, TOPICS, CrashError, MemoryBroker, Worker, fill
from tests.flow.test_simulation import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streams.flow.delivery import Output

NEW = Topics("", "more")
MORE = 3 * PARTITIONS
PUBLISHED = {topic.name: PARTITIONS for topic in TOPICS.public}


class MoreWorker(Worker):
    topics, partitions = NEW, MORE


def shelf_of(broker: MemoryBroker, changelog: str, partition: int, which: Callable[[bytes, bytes], bytes]) -> Shelf:
    shelf = Shelf(partition, newer=which)
    for record in broker.log(changelog, partition):
        take(shelf, record)
    return shelf


def marked(broker: MemoryBroker) -> None:
    """As `dateline topics` makes them: a marker first."""
    for topic in NEW.all:
        for partition in range(MORE if not topic.public else 0):
            broker.append(topic.name, partition, b"", b"{}", [("ce_type", MARKER_TYPE)])


def write(broker: MemoryBroker, outputs: list[Output]) -> None:
    for out in outputs:
        broker.append(*out)


async def old_life(rng: random.Random, broker: MemoryBroker) -> None:
    """Crashes, and then a worker that goes in order, with or without having done all."""
    for _ in range(rng.randint(0, 3)):
        try:
            await Worker(broker, rng, rng.randint(1, 80)).finish()
        except CrashError:
            continue
    last = Worker(broker, rng, -1)
    for _ in range(rng.choice((0, 15, 10_000))):
        await last.step()
    await last.commit()
    await last.delivery.leave()
    if unfinished(broker):  # as `dateline rekey` asks for
        last = Worker(broker, rng, -1)
        await last.finish()
        await last.delivery.leave()


def unfinished(broker: MemoryBroker) -> bool:
    shelves = [shelf_of(broker, TOPICS.ledger.name, p, newer) for p in range(PARTITIONS)]
    return any(s.mark.next < len(broker.log(TOPICS.clean.name, s.partition)) and not s.clean for s in shelves)


def waiting(broker: MemoryBroker) -> Iterator[int]:
    """Raw offsets of what the old workers had not dealt with."""
    for p in range(PARTITIONS):
        shelf = shelf_of(broker, TOPICS.ledger.name, p, newer)
        for record in broker.log(TOPICS.clean.name, p)[shelf.mark.next :]:
            yield decode_clean(record.value or b"").value.place.offset


def known(broker: MemoryBroker) -> set[str]:
    found: set[str] = set()
    for p in range(PARTITIONS):
        shelf = shelf_of(broker, TOPICS.sums.name, p, newer_parts)
        found |= {actor for actor, data in shelf.items() if any(t for _, t in decode_parts(data).values())}
        for r in broker.log(TOPICS.subtotals.name, p)[shelf.mark.next :]:
            found |= decode_subtotals(r.key, r.value or b"").totals.keys()
    return found


def move(broker: MemoryBroker, rng: random.Random, made: type[Regrouped]) -> None:
    """With an attempt before it that was ended somewhere."""
    marked(broker)
    whole: list[Output] = []
    for attempt in ("ended", "whole"):
        new = made(NEW, PARTITIONS, MORE, "app, 1", PUBLISHED)
        whole = new.begun()
        for p in range(PARTITIONS):
            whole += new.ledger(p, shelf_of(broker, TOPICS.ledger.name, p, newer))
        whole += new.table(known(broker))
        whole += new.finished()
        write(broker, whole[: rng.randrange(len(whole))] if attempt == "ended" else whole)
    broker.committed.update({(t.name, p): 1 for t in (NEW.clean, NEW.subtotals) for p in range(MORE)})


async def outcome(seed: int, made: type[Regrouped] = Regrouped, *, from_commit: bool = False) -> list[str]:
    """What is wrong at the end. `from_commit`: the new workers begin where intake had committed, whatever was waiting behind it."""
    rng = random.Random(seed)
    messages = [orjson.dumps(m) for m in history(rng, 30)]
    before = messages[: rng.randint(5, 25)]
    broker = MemoryBroker()
    fill(broker, before, rng)
    try:
        await old_life(rng, broker)
        if not any(shelf_of(broker, TOPICS.ledger.name, p, newer).owner for p in range(PARTITIONS)):
            return []  # nobody has worked yet: there is nothing to move
        late = [] if from_commit else list(waiting(broker))
        # what was sent may lie behind the commit of an intake that was killed
        first = min([len(before) - rng.randint(0, 5 if not from_commit else 0), *late])
        move(broker, rng, made)
        fill(broker, messages, rng, (NEW.clean.name, MORE), first)
        for _ in range(3):
            try:
                await MoreWorker(broker, rng, rng.randint(1, 120)).finish()
            except CrashError:
                continue
        await MoreWorker(broker, rng, -1).finish()
    except HoleError:
        return ["hole"]
    return faults(broker, messages)


async def test_every_move_ends_right() -> None:
    """Table, mentions and ends are those of one fold over all messages, whatever crashed before, during and after."""
    assert {seed: found for seed in range(60) if (found := await outcome(seed))} == {}


class Forgets(Regrouped):
    """Negative control: what came through before is not told."""

    def ledger(self, partition: int, shelf: Shelf) -> Iterator[Output]:
        shelf.mark.seen = {}
        yield from super().ledger(partition, shelf)


class Misplaces(Regrouped):
    """Negative control: entries stay in the partition of the number that they had."""

    def ledger(self, partition: int, shelf: Shelf) -> Iterator[Output]:
        for out in super().ledger(partition, shelf):
            yield out._replace(partition=partition) if not (out.key or b"").startswith(b"~") else out


class LosesSums(Regrouped):
    """Negative control: the table begins with what the new ledger changes."""

    def table(self, known: object) -> Iterator[Output]:
        yield from [out for out in super().table([]) if (out.key or b"").startswith(b"~")]


@pytest.mark.parametrize("control", [Forgets, Misplaces, LosesSums], ids=lambda c: c.__name__)
async def test_broken_move_is_caught(control: type[Regrouped]) -> None:
    """The test of the test: each goes red in some history."""
    for seed in range(60):
        try:
            if await outcome(seed, control):
                return
        except FormatError:
            return
    pytest.fail(f"{control.__name__} was not caught")


async def test_move_that_passes_over_what_was_waiting_is_caught() -> None:
    """What intake had committed and nobody enriched is lost when the new workers begin at the commit."""
    for seed in range(60):
        if "ends" in await outcome(seed, from_commit=True):
            return
    pytest.fail("it was not caught")


async def test_half_of_a_move_is_refused() -> None:
    """A worker that takes a partition of it ends with the cure, before anything is published."""
    rng, broker = random.Random(1), MemoryBroker()
    fill(broker, [orjson.dumps(m) for m in history(rng, 10)], rng)
    await Worker(broker, rng, -1).finish()
    enriched = len(broker.everything(TOPICS.enriched.name))
    marked(broker)
    new = Regrouped(NEW, PARTITIONS, MORE, "app, 1", PUBLISHED)
    write(broker, new.begun())
    fill(broker, [orjson.dumps(m) for m in history(rng, 10)], rng, (NEW.clean.name, MORE))
    with pytest.raises(FormatError, match=r"`dateline rekey` has not finished this state \(it was of app, 1\): run it again"):
        await MoreWorker(broker, rng, -1).finish()
    assert not broker.everything(TOPICS.enriched.name)[enriched:]
