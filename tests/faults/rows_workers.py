"""Faults of worker processes: killed, stopped, suspended, joining and leaving, with wrong clocks."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from tests.faults.matrix import fault
from tests.faults.saboteur import POINTS
from tests.faults.scene import SLACK, WORKER_SECONDS
from tests.faults.workers import set_clock
from tests.flow.group import members

if TYPE_CHECKING:
    from tests.faults.matrix import Ground
    from tests.faults.scene import Scene

Plan = dict[str, Any]


def _points(rng: random.Random) -> Plan:
    return {"kills": [(point, rng.randint(0, RARE.get(point, 25)), "kill") for point in rng.sample(POINTS, 4)]}


RARE = {"taken": 1, "forget": 0, "committed": 3}
"""Points that are passed a few times in a life: partitions leave when another worker comes, and half of them are taken again after that."""


@fault(
    1,
    "Nothing but a pause: the supervisor starts the worker again, and what was not committed is done again. (Four kills follow each other; the longest pauses here have two to four of them.)",
    _points,
)
async def killed_at_a_point(ground: Ground, plan: Plan) -> None:
    """`kill -9` of a worker at named places: between sending and writing state, in the middle of a barrier, before and after the commit."""
    async with ground.scene() as s:
        worker = s.sabotage(plan["kills"])
        await s.works()
        async with s.flow():
            for number, (point, *_) in enumerate(plan["kills"], 1):
                if point == "forget":
                    s.start()  # nobody leaves unless somebody comes
                await s.hears(worker, "saboteur: kill", number)
                await s.holds_so_far()
                await s.recovers(WORKER_SECONDS)
        await s.holds()


@fault(
    1,
    "A pause of the partitions that the dead worker held, until its session is over; the others go on.",
    lambda rng: {"kills": [[rng.choice(["child", "supervisor", "all"]), round(rng.uniform(0.1, 4), 1)] for _ in range(3)]},
)
async def killed_at_random(ground: Ground, plan: Plan) -> None:
    """`kill -9` at any moment: of a worker, of its supervisor, of all at once."""
    async with ground.scene() as s:
        s.start(2)
        await s.works()
        async with s.flow(100):
            for who, after in plan["kills"]:
                await asyncio.sleep(after)
                _kill(s, who)
                await s.recovers(WORKER_SECONDS)
                await s.holds_so_far()
        await s.holds()


def _kill(s: Scene, who: str) -> None:
    if who == "child":
        s.workers[0].kill_child()
        return
    for worker in s.workers if who == "all" else s.workers[:1]:
        worker.kill()
        worker.start()


@fault(2, "Nothing: no record is even sent twice.", lambda rng: {"pauses": [round(rng.uniform(0.2, 2), 1) for _ in range(3)]})
async def stopped_in_order(ground: Ground, plan: Plan) -> None:
    """SIGTERM, and a rolling restart: three workers are stopped and started again, one after the other, while news flows."""
    async with ground.scene(partitions="3") as s:
        s.start(3)
        await s.works()
        async with s.flow():
            for worker, pause in zip(s.workers, plan["pauses"], strict=False):
                await asyncio.sleep(pause)
                assert worker.stop() == 0
                worker.start()
                await s.recovers(WORKER_SECONDS)
        await s.holds()
        assert s.follower.twice() == {}
        assert [w.stop() for w in s.workers] == [0, 0, 0], s.story()


@fault(3, "A pause until the session is over. The worker that wakes up ends itself, writes nothing more and starts anew.", short=False)
async def suspended(ground: Ground, plan: Plan) -> None:
    """SIGSTOP for longer than the session (a suspended laptop, a frozen machine), then SIGCONT, while another worker takes over."""
    async with ground.scene() as s:
        s.start(2)
        await s.works()
        await s.until(lambda: members(s.on, 2), "both workers are members")
        async with s.flow():
            assert s.workers[0].suspend()
            await s.until(lambda: members(s.on, 1), "the group has lost the worker")
            await s.recovers(WORKER_SECONDS)
            s.workers[0].resume()
            await s.hears(s.workers[0], "stood still for")
            await s.recovers(WORKER_SECONDS)
        await s.holds()


ZOMBIE_POINTS = ("enrich.sent", "published", "barrier.cut", "barrier.sent", "barrier.outputs", "state.sent", "barrier.state")


@fault(
    3,
    "A pause until the session is over; what the old owner had not sent by then it never sends.",
    lambda rng: {"stops": [[point, rng.randint(1, 12)] for point in rng.sample(ZOMBIE_POINTS, 2)]},
)
async def suspended_in_a_barrier(ground: Ground, plan: Plan) -> None:
    """SIGSTOP between two steps of a barrier; another worker takes the partitions over and goes on; then SIGCONT."""
    async with ground.scene() as s:
        zombie = s.sabotage([(point, passes, "stop") for point, passes in plan["stops"]])
        s.start()  # before anything is asked for: the other one may stand still at its first articles
        await s.works()
        async with s.flow(40):
            for number in range(1, len(plan["stops"]) + 1):
                await s.hears(zombie, "saboteur: stop", number)
                await s.until(lambda: members(s.on, 1), "the group has lost the worker")
                await s.recovers(WORKER_SECONDS)
                zombie.suspended = zombie.child
                zombie.resume()
                await s.hears(zombie, "ended itself for a new start", number)
                await s.recovers(WORKER_SECONDS)
        await s.holds()


@fault(
    5,
    "Short pauses: each join or leave stops all workers for as long as the group needs to agree.",
    lambda rng: {"moves": [[rng.choice(["join", "stop", "kill"]), round(rng.uniform(1.0, 3.0), 1)] for _ in range(10)]},
)
async def rebalance_storm(ground: Ground, plan: Plan) -> None:
    """A worker joins or leaves every two seconds; in every ten seconds articles come through all the same."""
    async with ground.scene(partitions="4") as s:
        s.start(2)
        await s.works()
        for _ in range(50):
            await s.more(20)
        gaps = [0.0]
        watching = asyncio.create_task(_progress(s, gaps))
        async with s.flow(60):
            for move, pause in plan["moves"]:
                await asyncio.sleep(pause)
                _move(s, move)
            await s.recovers(WORKER_SECONDS)
        watching.cancel()
        await s.holds()
        assert max(gaps) <= 10 * SLACK, f"{max(gaps):.1f} s without an article\n{s.story()}"


async def _progress(s: Scene, gaps: list[float]) -> None:
    """Notes for how long nothing came through, again and again."""
    while True:
        gaps.append(await s.progresses())


def _move(s: Scene, move: str) -> None:
    guests = [w for w in s.workers[1:] if w.running]
    if move == "join" or not guests:
        ended = [w for w in s.workers if not w.running]
        if ended:
            ended[0].start()
        else:
            s.start()
    elif move == "kill":
        guests[0].kill()
    else:
        guests[0].ask_to_stop()


@fault(
    5,
    "A longer pause: state is read from its changelog before work goes on, and a worker that comes meanwhile makes it begin again.",
    lambda rng: {"joins": [round(rng.uniform(0.3, 2.5), 1) for _ in range(3)]},
    short=False,
)
async def rebalance_in_recovery(ground: Ground, plan: Plan) -> None:
    """All workers are killed; while the new ones read their state, more workers join, and one of them is killed again."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        await s.more(1_500)
        async with s.flow():
            _kill(s, "all")
            for pause in plan["joins"]:
                await asyncio.sleep(pause)
                s.start()
            s.workers[1].kill_child()
            await s.recovers(WORKER_SECONDS)
        await s.holds()


@fault(
    5,
    "A pause: a worker that reads nothing although records wait on its partitions notices it by itself, ends and is started again.",
    lambda rng: {"commits": rng.randint(3, 20)},
)
async def idle_for_no_reason(ground: Ground, plan: Plan) -> None:
    """Nothing is fetched any more, while the worker is a member of its group, has its partitions, and sends its heartbeats."""
    async with ground.scene() as s:
        worker = s.sabotage([("committed", plan["commits"], "idle")])
        await s.works()
        async with s.flow(20):
            await s.hears(worker, "saboteur: idle")
            await s.recovers(WORKER_SECONDS)
            assert "nothing was read" in worker.said()
        await s.holds()


@fault(
    13,
    "Nothing: no result depends on a worker's clock.",
    lambda rng: {"skews": rng.sample([-86_400, -3_600, 3_600, 86_400], 2), "jump": rng.choice([-7_200, 7_200])},
)
async def wrong_clocks(ground: Ground, plan: Plan) -> None:
    """Workers whose clocks are an hour or a day off, and one whose clock jumps while it works; then a kill, so that they take over."""
    async with ground.scene() as s:
        for skew in (*plan["skews"], 0):
            s.sabotage([], clock=skew)
        await s.works()
        async with s.flow():
            set_clock(s.workers[-1].directory, plan["jump"])
            await s.recovers(WORKER_SECONDS)
            s.workers[0].kill_child()
            await s.recovers(WORKER_SECONDS)
        await s.holds()
