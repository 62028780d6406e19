"""Faults between workers and broker, and of the broker itself. Each test has a broker of its own."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import TYPE_CHECKING, Any

from streams.flow.cluster import reach
from tests.faults.checks import at_rest
from tests.faults.matrix import fault
from tests.faults.proxy import ProxiedKafka, proxy
from tests.faults.scene import BROKER_SECONDS
from tests.flow.group import members
from tests.kafka_container import KafkaContainer

if TYPE_CHECKING:
    from tests.faults.matrix import Ground


Plan = dict[str, Any]


def _outages(rng: random.Random) -> Plan:
    kinds = rng.sample(["stop", "kill", "pause"], 3)
    return {"outages": [[kind, round(rng.uniform(1, 8), 1), rng.random() < 0.3] for kind in kinds]}


@fault(
    4,
    "Nothing comes through while the broker is away; then work goes on. Workers wait or start again by themselves, and say for what they wait.",
    _outages,
)
async def broker_outages(ground: Ground, plan: Plan) -> None:
    """The broker is stopped, killed (`kill -9`) and paused, each for some seconds; now and then a worker is killed meanwhile."""
    with KafkaContainer() as kafka:
        async with ground.scene(kafka.bootstrap) as s:
            s.start(2)
            await s.works()
            async with s.flow(40):
                for kind, seconds, kill_worker in plan["outages"]:
                    await asyncio.sleep(1)
                    await asyncio.to_thread(_away, kafka, kind)
                    if kill_worker:
                        s.workers[0].kill_child()
                    await asyncio.sleep(seconds)
                    await asyncio.to_thread(_back, kafka, kind)
                    await reach(s.on.settings, 60, print)
                    await s.recovers(BROKER_SECONDS)
            await s.holds()


def _away(kafka: KafkaContainer, kind: str) -> None:
    container = kafka.get_wrapped_container()
    if kind == "stop":
        container.stop(timeout=15)
    elif kind == "kill":
        container.kill()
    else:
        container.pause()


def _back(kafka: KafkaContainer, kind: str) -> None:
    container = kafka.get_wrapped_container()
    if kind == "pause":
        container.unpause()
    else:
        container.start()


LATE = "A pause of the partitions of that worker, until its session is over. What it had not sent by then it never sends."
TROUBLES = ("cut", "silent", "slow", "delay", "reset")


def _troubles(rng: random.Random) -> Plan:
    """The longest is longer than a session, so that the other worker takes over."""
    return {"troubles": [[mode, round(rng.uniform(2, 10), 1)] for mode in rng.sample(TROUBLES, 3)]}


@fault(14, "A pause of the partitions of that worker: it ends itself when it cannot deliver, and another one takes over.", _troubles)
async def network_of_one_worker(ground: Ground, plan: Plan) -> None:
    """The network between one worker and the broker is cut, goes silent with connections open, is slow or loses connections."""
    await _in_trouble(ground, plan, direct=1)


@fault(14, "A pause for as long as the network is away; workers wait or start again by themselves.", _troubles, short=False)
async def network_of_all_workers(ground: Ground, plan: Plan) -> None:
    """The same for all workers at once, while publishers and subscribers reach the broker."""
    await _in_trouble(ground, plan, direct=0)


@fault(
    14,
    "The worker waits, and begins within seconds when the network is back.",
    lambda rng: {"seconds": round(rng.uniform(2, 8), 1)},
)
async def network_cut_at_the_start(ground: Ground, plan: Plan) -> None:
    """The network is cut when a worker that starts has found the broker and asks where the partitions of its topics are."""
    with ProxiedKafka() as kafka:
        async with proxy(kafka, random.Random(ground.seed)) as between, ground.scene(kafka.bootstrap) as s:
            between.wire = partial(_asks_for, s.on.topics.subtotals.name.encode())
            s.start(environment={"DATELINE_BOOTSTRAP": kafka.proxied})
            await asyncio.wait_for(between.tripped.wait(), BROKER_SECONDS)
            await asyncio.sleep(plan["seconds"])
            await between.set("open")
            async with s.flow(40):
                await s.recovers(BROKER_SECONDS)
            await s.holds()


def _asks_for(topic: bytes, request: bytes) -> bool:
    """Whether it is a request for metadata (API key 3) of the consumer, which faust gives its own name, and names the topic."""
    return request[4:6] == b"\0\3" and request[14:19] == b"faust" and topic in request


@fault(14, LATE, lambda rng: {"seconds": round(rng.uniform(1, 4), 1)})
async def sends_held_back(ground: Ground, plan: Plan) -> None:
    """What a worker sends stands still on its way, connections open, until another has taken over and is done; then the way is free."""
    await held_back(ground, plan, "held")


@fault(14, LATE, lambda rng: {"seconds": round(rng.uniform(1, 4), 1)})
async def unheard_by_its_group(ground: Ground, plan: Plan) -> None:
    """A worker still reads and writes, but its group's coordinator does not hear of it, and gives its partitions to another."""
    await held_back(ground, plan, "deaf")


async def held_back(ground: Ground, plan: Plan, mode: str, build: str = "") -> None:
    """`mode` is that of the proxy; `build` a broken one of the worker behind it."""
    with ProxiedKafka() as kafka:
        async with proxy(kafka, random.Random(ground.seed)) as between, ground.scene(kafka.bootstrap) as s:
            s.sabotage([], build, DATELINE_BOOTSTRAP=kafka.proxied)
            s.start()
            await s.works()
            await s.until(lambda: members(s.on, 2), "both workers are members")
            async with s.flow(40):
                await asyncio.sleep(plan["seconds"])
                await between.set(mode)
                await s.until(lambda: members(s.on, 1), "the group has lost the worker")
                before = between.produced
                await s.recovers(BROKER_SECONDS)
            await s.until(lambda: at_rest(s.on.settings), "the other worker is done")
            assert between.produced == before, f"{between.produced - before} requests after the group had given its partitions away"
            await between.set("open")
            await s.until(lambda: not between.holding, "what was held is gone")
            await s.recovers(BROKER_SECONDS)
            await s.holds()


async def _in_trouble(ground: Ground, plan: Plan, direct: int) -> None:
    with ProxiedKafka() as kafka:
        async with proxy(kafka, random.Random(ground.seed)) as between, ground.scene(kafka.bootstrap) as s:
            s.start(2 - direct, environment={"DATELINE_BOOTSTRAP": kafka.proxied})
            s.start(direct)
            await s.works()
            async with s.flow(40):
                for mode, seconds in plan["troubles"]:
                    await between.set(mode)
                    await asyncio.sleep(seconds)
                    if direct:
                        await s.recovers(BROKER_SECONDS)
                    await between.set("open")
                    await s.recovers(BROKER_SECONDS)
                    await s.holds_so_far()
            await s.holds()
