"""The delivery's promises on Apache Kafka in a container."""

from __future__ import annotations

import itertools
import random
import signal
from typing import TYPE_CHECKING

import pytest

from streams.flow.cluster import reach
from streams.supervisor import AGAIN
from tests.flow import behaviours
from tests.flow.deployment import deployment
from tests.flow.group import members
from tests.flow.toy import fold
from tests.kafka_container import KafkaContainer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.broker


@pytest.mark.parametrize(
    "behaviour",
    [
        behaviours.table_equals_the_fold,
        behaviours.erased_article_is_gone,
        behaviours.killed_worker_loses_nothing,
        behaviours.article_that_kills_becomes_a_dead_letter,
    ],
    ids=lambda b: b.__name__,
)
async def test_delivery(behaviour: Callable[[Deployment], Awaitable[None]], broker: str, tmp_path: Path) -> None:
    async with deployment(broker, tmp_path) as on:
        await behaviour(on)


async def test_article_that_hangs(broker: str, tmp_path: Path) -> None:
    """The watchdog ends a worker whose event loop stands still; the limit is a setting."""
    async with deployment(broker, tmp_path, enrich_timeout="2") as on:
        await behaviours.article_that_hangs_becomes_a_dead_letter(on)


async def test_state_on_the_local_disk(broker: str, tmp_path: Path) -> None:
    """`kill -9` loses and leaves nothing where the state lies in a file."""
    async with deployment(broker, tmp_path, state="disk") as on:
        await behaviours.killed_worker_loses_nothing(on, kills=2)
        assert list((tmp_path / "worker-0" / "state").iterdir()) == []


async def test_second_worker_joins_and_leaves(broker: str, tmp_path: Path) -> None:
    """While 1,000 articles flow a second worker joins, leaves in order, joins again and is killed; the table equals the fold."""
    messages = behaviours.history(random.Random(3), 1_000)
    async with deployment(broker, tmp_path) as on:
        on.start()
        places = await on.publish(behaviours.records(messages[:100]))
        flow = itertools.cycle(messages[100:])
        # however long the second worker takes to come up, there is news; at the end all of it is sent, and repeats change nothing

        async def it_works() -> bool:
            places.extend(await on.publish(behaviours.records(list(itertools.islice(flow, 5)))))
            return await _holds_partitions(on, 1)

        on.start()
        await on.until(it_works, restart=False)
        on.workers[1].terminate()
        places += await on.publish(behaviours.records(list(itertools.islice(flow, 100))))
        assert on.workers[1].wait(30) == 0
        (on.directory / "worker-1.log").unlink()
        on.start(1)
        await on.until(it_works, restart=False)
        places += await on.publish(behaviours.records(list(itertools.islice(flow, 100))))
        on.kill(1)
        places += await on.publish(behaviours.records(messages[100:]))
        await on.until(lambda: _equal(on, fold(messages)), restart=False)
        await on.until_ended(places)
        await behaviours.one_end_each(on, len(places))


async def _holds_partitions(on: Deployment, slot: int) -> bool:
    return "took " in (on.directory / f"worker-{slot}.log").read_text()


async def _equal(on: Deployment, want: dict[str, tuple[int, int]]) -> bool:
    return await on.table() == want


async def test_broker_goes_down_and_comes_back(tmp_path: Path) -> None:
    """A worker that starts before its broker waits and says for what; one whose broker is stopped resumes when it is back."""
    messages = behaviours.history(random.Random(5), 200)
    with KafkaContainer() as kafka:
        async with deployment(kafka.bootstrap, tmp_path) as on:
            on.start()
            await on.until_ended(await on.publish(behaviours.records(messages[:100])))
            container = kafka.get_wrapped_container()
            container.stop(timeout=10)
            on.start()
            await on.until(lambda: _says(on, 1, "Waiting for Kafka"))
            container.start()
            await reach(on.settings, 60, print)
            await on.until_ended(await on.publish(behaviours.records(messages[100:])))
            await on.until_table(fold(messages))


async def _says(on: Deployment, slot: int, what: str) -> bool:
    return what in (on.directory / f"worker-{slot}.log").read_text()


async def test_worker_that_was_suspended_ends_itself(broker: str, tmp_path: Path) -> None:
    """One that stood still for longer than its session has lost its partitions: it ends without committing and starts anew."""
    messages = behaviours.history(random.Random(13), 400)
    async with deployment(broker, tmp_path) as on:
        on.start()
        on.start()
        flow, places = itertools.cycle(messages[:200]), await on.publish(behaviours.records(messages[:200]))

        async def it_works() -> bool:
            places.extend(await on.publish(behaviours.records([next(flow)])))
            return await _holds_partitions(on, 1)

        await on.until(it_works, restart=False)
        on.workers[1].send_signal(signal.SIGSTOP)
        await on.until(lambda: members(on, 1), restart=False)
        places += await on.publish(behaviours.records(messages[200:]))
        await on.until_ended(places)
        on.workers[1].send_signal(signal.SIGCONT)
        assert on.workers[1].wait(30) == AGAIN
        await on.until_table(fold(messages))
        await behaviours.one_end_each(on, len(places))
