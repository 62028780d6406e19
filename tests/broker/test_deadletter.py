"""`dateline deadletter` on Apache Kafka with a worker at work: what is replayed comes to an end of its own, and the audit agrees."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from click.testing import CliRunner
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient

from streams.cli import main
from streams.core.article import Place
from tests.flow import real
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker

LONG = "Kenya thanked Norway. " * 60
"""1,320 bytes: more than the first worker takes."""


async def dateline(on: Deployment, *args: str, code: int = 0) -> Result:
    """In a thread, for a command has an event loop of its own."""
    done = await asyncio.to_thread(CliRunner().invoke, main, args, env=on.environment)
    assert done.exit_code == code, done.output
    return done


async def replayed(on: Deployment, place: Place, *args: str) -> Place:
    done = json.loads((await dateline(on, "deadletter", "replay", f"{place.partition}:{place.offset}", "--json", *args)).stdout)
    assert done["refused"] is None
    return Place(**done["replay"])


def article(name: str, text: str) -> tuple[None, bytes]:
    return None, orjson.dumps({"article_id": name, "source": "me", "text": text})


async def test_replays_come_to_an_end_of_their_own(broker: str, tmp_path: Path) -> None:
    """Cured and replayed, an article counts; one that was corrected meanwhile is stale, whenever it is replayed; what is refused again
    is a new letter, and after three times it needs a person. The audit and the schemas hold throughout."""
    async with deployment(broker, tmp_path, module=real.WORKER, max_text_bytes="1000") as on:
        on.start()
        letters = await on.publish([article("cured", LONG), article("corrected", LONG), (None, b'{"source": "me"')])
        await on.until_ended(letters)
        await on.until_ended(await on.publish([article("corrected", "Ghana thanked Chad.")]))
        assert on.stop() == [0]
        on.environment["DATELINE_MAX_TEXT_BYTES"] = "262144"
        on.restart_ended()
        ends = {place: await replayed(on, place) for place in letters}
        await on.until_ended(ends.values())
        assert [(await on.ends())[ends[place]] for place in letters] == [{"enriched"}, {"stale"}, {"bad_json"}]
        last = await _round_and_round(on, ends[letters[2]])
        await dateline(on, "deadletter", "discard", f"{last.partition}:{last.offset}", "--reason", "it has no text")
        assert (await dateline(on, "deadletter", "list")).stdout == ""
        await on.until_table({"cty:KEN": (1, 60), "cty:NOR": (1, 60), "cty:GHA": (1, 1), "cty:TCD": (1, 1)})
        await _all_holds(on, {"replayed": 5, "discarded": 1})
        await real.messages_are_valid(on)


async def _round_and_round(on: Deployment, place: Place) -> Place:
    """Replayed once already; twice more, and then no longer."""
    for _ in range(2):
        place = await replayed(on, place)
        await on.until_ended([place])
    refused = await dateline(on, "deadletter", "replay", f"{place.partition}:{place.offset}", code=1)
    assert "replayed 3 times and refused each time" in refused.stdout
    return place


async def _all_holds(on: Deployment, resolutions: dict[str, int]) -> None:
    async def at_rest() -> bool:
        done = await dateline(on, "audit", "--json")
        return bool(json.loads(done.stdout)["at_rest"])

    await on.until(at_rest)
    report: dict[str, Any] = json.loads((await dateline(on, "audit", "--json")).stdout)
    assert (report["findings"], report["resolutions"]) == ([], resolutions)


async def test_a_letter_outlives_its_raw_record(broker: str, tmp_path: Path) -> None:
    """When retention has taken the raw record the letter's own bytes are sent; where it has not all of them, it says so."""
    async with deployment(broker, tmp_path, module=real.WORKER) as on:
        on.start()
        short, long = await on.publish([(b"k", b'{"text": "cut off'), (b"k", b"{" + b" " * 70_000)])
        await on.until_ended([short, long])
        _delete_raw(broker, on)
        refused = await dateline(on, "deadletter", "replay", f"{long.partition}:{long.offset}", code=1)
        assert "holds the first 65,536 of 70,001 bytes" in refused.stdout
        again = await replayed(on, short)
        (sent,) = [m for m in await on.read(on.topics.raw) if (m.partition, m.offset) == (again.partition, again.offset)]
        assert (sent.key, sent.value) == (b"k", b'{"text": "cut off')


def _delete_raw(broker: str, on: Deployment) -> None:
    client = AdminClient({"bootstrap.servers": broker})
    all_ = [TopicPartition(on.topics.raw.name, p, -1) for p in range(on.settings.partitions)]  # -1: up to the end
    for future in client.delete_records(all_).values():
        future.result()
