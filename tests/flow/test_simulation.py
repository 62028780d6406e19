"""Crash histories without a broker: the promises hold in each, and broken variants are caught."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.flow.shelf import FormatError, HoleError
from tests.flow.behaviours import history
from tests.flow.simulation import TOPICS, CommitFirst, Forgetful, MemoryBroker, StateFirst, simulate
from tests.flow.toy import fold

if TYPE_CHECKING:
    from streams.flow.delivery import Delivery

HISTORIES = 150


def faults(broker: MemoryBroker, messages: list[bytes]) -> list[str]:
    """What is wrong at the end: the table, the mentions, or the ends of the raw records."""
    want = fold([orjson.loads(m) for m in messages])
    rows = {r.key: r.value for r in broker.everything(TOPICS.actors.name)}
    parsed = {key.decode(): orjson.loads(value) for key, value in rows.items() if key and value}
    table = {actor: (row["articles"], row["mentions"]["named"]) for actor, row in parsed.items()}
    mentions: dict[str, tuple[int, int]] = {}
    newest: dict[bytes | None, dict[str, object]] = {}
    for record in broker.everything(TOPICS.mentions.name):
        value = orjson.loads(record.value or b"{}")
        if record.key not in newest or value["rank"] >= newest[record.key]["rank"]:
            newest[record.key] = value
    for value in newest.values():
        if not value["gone"]:
            articles, named = mentions.get(str(value["actor_id"]), (0, 0))
            mentions[str(value["actor_id"])] = (articles + 1, named + value["counts"]["named"])  # type: ignore[index]
    found = [name for name, got in (("table", table), ("mentions", mentions)) if got != want]
    return found + ([] if one_end_each(broker, len(messages)) else ["ends"])


def one_end_each(broker: MemoryBroker, count: int) -> bool:
    ends: dict[str, set[str]] = {}
    for topic in (TOPICS.enriched.name, TOPICS.deadletter.name):
        for record in broker.everything(topic):
            ends.setdefault(dict(record.headers)["ce_source"].decode(), set()).add(topic)
    return len(ends) == count and all(len(e) == 1 for e in ends.values())


async def outcome(seed: int, delivery: type[Delivery] | None = None) -> list[str]:
    messages = [orjson.dumps(m) for m in history(random.Random(seed), 25)]
    try:
        broker = await (simulate(seed, messages, delivery) if delivery else simulate(seed, messages))
    except HoleError:
        return ["hole"]
    except FormatError as error:  # an entry that is not there is noticed by the mark that counts it
        return [str(error)]
    return faults(broker, messages)


async def test_every_crash_history_ends_right() -> None:
    """Whatever is lost in a crash, after the restarts table, mentions and ends are those of a run without one."""
    wrong = {seed: found for seed in range(HISTORIES) if (found := await outcome(seed))}
    assert wrong == {}


@pytest.mark.parametrize("control", [StateFirst, CommitFirst, Forgetful], ids=lambda c: c.__name__)
async def test_broken_variant_is_caught(control: type[Delivery]) -> None:
    """The test of the test: each variant that breaks a rule goes red in some history."""
    for seed in range(HISTORIES):
        if await outcome(seed, control):
            return
    pytest.fail(f"{control.__name__} was not caught in {HISTORIES} histories")
