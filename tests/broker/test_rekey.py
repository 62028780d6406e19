"""`dateline rekey` on Apache Kafka: kill -9 at each of its steps, and then all goes on as if there had always been more partitions."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from aiokafka.admin import NewPartitions

from streams.flow.admin import check_offsets
from streams.flow.cluster import topic_partitions
from streams.supervisor import CONFIGURATION
from streams.topics import Topics
from tests.broker.test_reenrich import as_json, dateline, nobody_works
from tests.flow import behaviours
from tests.flow.deployment import deployment
from tests.flow.test_admin import admin
from tests.flow.toy import fold

if TYPE_CHECKING:
    from pathlib import Path

    from streams.core.article import Place
    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker

KILLS = [("step", 1), ("step", 2), ("send", 60), ("step", 6)]
"""After the topics, after the words that keep workers away, with entries under way, before the offsets."""


async def worked(on: Deployment, messages: behaviours.Messages) -> list[Place]:
    """A life with a kill in it, stopped in order while news still came."""
    on.start()
    places = await on.publish(behaviours.records(messages[:200]) + behaviours.POISON)
    await on.until_ended(places[:50])
    on.kill()
    on.restart_ended()
    # only a worker that is beyond all that the killed one can have published says on leaving that nothing is in the middle
    places += await on.publish(behaviours.records(messages[200:260]))
    await on.until_ended(places)
    more = await on.publish(behaviours.records(messages[260:]))
    await on.until_ended(more[:20])
    assert on.stop() == [0]
    await on.until(lambda: nobody_works(on), restart=False)
    return places + more


def killed(on: Deployment, at: str, number: int, name: str, partitions: int) -> int:
    """Its exit code."""
    command = [sys.executable, "-m", "tests.upkeep.killed", at, str(number), name, str(partitions)]
    return subprocess.run(command, env=on.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode


def becomes(on: Deployment, name: str) -> None:
    """From now on it is the app of that name."""
    on.settings = on.settings.model_copy(update={"app": name})
    on.environment["DATELINE_APP"] = name


async def at_rest(on: Deployment) -> bool:
    return bool((await as_json(on, "audit", code=0))["at_rest"])


async def test_killed_at_every_step_and_run_again(broker: str, tmp_path: Path) -> None:
    """No worker starts on what is half done; the last run moves all of it, and nothing is lost or counted twice."""
    messages = behaviours.history(random.Random(17), 600)
    async with deployment(broker, tmp_path, partitions="2") as on:
        places = await worked(on, messages[:450])
        old, new = on.settings.app, f"{on.settings.app}-6"
        dry = await as_json(on, "rekey", "--to", new, "--partitions", "6", "--dry-run")
        assert not await topic_partitions(on.settings, [t.name for t in Topics("", new).all])
        refusals = 0
        for at, number in KILLS:
            assert await asyncio.to_thread(killed, on, at, number, new, 6) == -9, (at, number)
            refusals += await refused(on, new)
        assert refusals == len(KILLS) - 1  # before the first record there is nothing to refuse
        moved = await as_json(on, "rekey", "--to", new, "--partitions", "6")
        assert {**moved, "dry_run": True} == dry
        assert (moved["partitions"], moved["articles"] > 100) == ([2, 6], True)
        becomes(on, new)
        on.workers.clear()
        on.start()
        on.start()
        places += await on.publish(behaviours.records(messages[450:]))
        await on.until_ended(places)
        await on.until_table(fold(messages))
        await behaviours.one_end_each(on, len(places))
        await on.until(lambda: at_rest(on))
        assert (await as_json(on, "audit"))["findings"] == []
        assert (await dateline(on, "rekey", "--to", old, "--partitions", "12", code=1)).output.count("at work") == 1


async def refused(on: Deployment, name: str) -> bool:
    """Whether a worker, or `dateline topics`, says that the new app is half done."""
    return any("`dateline rekey` has not finished" in fault for fault in await check_offsets(on.settings.model_copy(update={"app": name})))


async def test_old_app_goes_on_after_half_a_move(broker: str, tmp_path: Path) -> None:
    """Its worker finds what it left; what was copied of it before is not gone on with, and a worker or `dateline topics` does not take it."""
    messages = behaviours.history(random.Random(19), 600)
    async with deployment(broker, tmp_path, partitions="2") as on:
        old, first, second = (f"{on.settings.app}{end}" for end in ("", "-4", "-8"))
        places = await worked(on, messages[:500])
        assert await asyncio.to_thread(killed, on, "step", 5, first, 4) == -9
        becomes(on, first)
        on.restart_ended()
        assert on.workers[0].wait(60) == CONFIGURATION
        assert (await dateline(on, "topics", code=1)).output.count("`dateline rekey` has not finished") == 1
        becomes(on, old)
        on.restart_ended()
        places += await on.publish(behaviours.records(messages[500:550]))
        await on.until_ended(places)
        assert on.stop() == [0]
        await on.until(lambda: nobody_works(on), restart=False)
        told = (await dateline(on, "rekey", "--to", first, "--partitions", "4", code=1)).output
        assert "not an earlier attempt" in told
        await dateline(on, "rekey", "--to", second, "--partitions", "8")
        becomes(on, second)
        on.restart_ended()
        places += await on.publish(behaviours.records(messages[550:]))
        await on.until_ended(places)
        await on.until_table(fold(messages))
        await behaviours.one_end_each(on, len(places))


async def test_private_topic_that_grew_is_refused_and_rekeyed(broker: str, tmp_path: Path) -> None:
    """The worker does not start and names the command, which moves the state on."""
    messages = behaviours.history(random.Random(23), 400)
    async with deployment(broker, tmp_path, partitions="2") as on:
        places = await worked(on, messages[:300])
        async with admin(on.settings) as client:
            await client.create_partitions({on.topics.clean.name: NewPartitions(4)})
        await on.until(lambda: has(on, on.topics.clean.name, 4), restart=False)
        on.restart_ended()
        assert (on.workers[0].wait(60), "run `dateline rekey`" in on.logs()) == (CONFIGURATION, True)
        new = f"{on.settings.app}-4"
        told = (await dateline(on, "rekey", "--to", new, "--partitions", "3", code=1)).output
        assert "a greater multiple of that, such as 4" in told
        await dateline(on, "rekey", "--to", new, "--partitions", "4")
        becomes(on, new)
        on.restart_ended()
        places += await on.publish(behaviours.records(messages[300:]))
        await on.until_ended(places)
        await on.until_table(fold(messages))


async def has(on: Deployment, topic: str, partitions: int) -> bool:
    return (await topic_partitions(on.settings, [topic])).get(topic) == partitions


async def test_worker_that_was_killed_in_the_middle_has_to_finish_first(broker: str, tmp_path: Path) -> None:
    """What it published and did not record is known to itself alone; the command says so, and works after an orderly stop."""
    messages = behaviours.history(random.Random(29), 300)
    async with deployment(broker, tmp_path, partitions="2", commit_interval="4") as on:
        on.start()
        places = await on.publish(behaviours.records(messages))
        await on.until_ended(places[:100])
        on.kill()
        await on.until(lambda: nobody_works(on), restart=False)
        told = (await dateline(on, "rekey", "--to", f"{on.settings.app}-4", "--partitions", "4", code=1)).output
        assert ("a worker ended in the middle of" in told, "let it catch up" in told) == (True, True)
        on.restart_ended()
        await on.until(lambda: at_rest(on))
        assert on.stop() == [0]
        await on.until(lambda: nobody_works(on), restart=False)
        assert (await as_json(on, "rekey", "--to", f"{on.settings.app}-4", "--partitions", "4", "--dry-run"))["waiting"] == 0
