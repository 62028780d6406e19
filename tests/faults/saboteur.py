"""`python -m tests.faults.saboteur`: the real worker, ended or suspended at a named place in the code, or built wrongly.

The product has no such places: this module puts its own classes into it, in its own process. What it reads of the environment:
FAULTS_PLAN, a file with a list of [point, how often it is passed before, what to do], one for each life of the worker;
FAULTS_BUILD, the name of a broken build (`broken.py`); FAULTS_CLOCK, a file that says by how many seconds the clock is off.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from streams.core.enrich import enrich
from streams.flow import agents, app, worker
from streams.flow.delivery import Delivery, Output
from streams.flow.shelf import Shelf
from streams.flow.state import StateLoader, Taking
from tests.faults.broken import BUILDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from streams.core.article import Article, EnrichedArticle, Rejection

POINTS = (
    "intake.sent",  # a clean record is queued
    "enrich.sent",  # the outputs of an article are queued, its ledger entry is not yet written
    "published",  # subtotals and rows were sent between two barriers
    "barrier.cut",  # a barrier has begun; nothing of it is sent
    "barrier.sent",  # outputs are queued
    "barrier.outputs",  # outputs are on the broker, state is not
    "state.sent",  # state is queued
    "barrier.state",  # state is on the broker, offsets are not
    "committed",  # offsets are on the broker
    "taken",  # a partition's state was read and its token written
    "forget",  # a rebalance: all is settled, the partitions are about to leave
)


class Plan:
    """What this life of the worker has to do, and where."""

    def __init__(self) -> None:
        self._point, self._left, self._action = "", 0, ""

    def read(self, path: str) -> None:
        """Not when this module is imported: the process that parses HTML does that, too."""
        lives = Path(f"{path}.lives")
        life = len(lives.read_text()) if lives.exists() else 0
        lives.write_text("x" * (life + 1))
        steps = orjson.loads(Path(path).read_bytes())
        if life < len(steps):
            self._point, self._left, self._action = steps[life]

    def passes(self, point: str) -> bool:
        """Does what is due here. True when the worker has to stand idle from now on, which only its consumer can do."""
        if point != self._point:
            return False
        self._left -= 1
        if self._left < 0:
            self._point = ""
            sys.stderr.write(f"saboteur: {self._action} at {point}\n")
            if self._action == "idle":
                return True
            os.kill(os.getpid(), {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}[self._action])
        return False


PLAN = Plan()


class SabotagedDelivery(Delivery):
    """Says where it is."""

    _step = -1

    async def send(self, outputs: Iterable[Output]) -> None:
        outputs = list(outputs)
        if self._step == 0:
            PLAN.passes("barrier.cut")
        await super().send(outputs)
        for output in outputs:
            if output.topic.endswith("-clean"):
                PLAN.passes("intake.sent")
            elif output.topic.endswith("enriched"):
                PLAN.passes("enrich.sent")

    async def _publish(self) -> None:
        await super()._publish()
        PLAN.passes("published")

    async def _settle(self) -> None:
        self._step = 0
        await super()._settle()
        self._step = -1

    async def _delivered(self) -> None:
        PLAN.passes(("barrier.sent", "state.sent")[self._step])
        await super()._delivered()
        PLAN.passes(("barrier.outputs", "barrier.state")[self._step])
        self._step += 1

    def forget(self) -> None:
        PLAN.passes("forget")
        super().forget()


class SabotagedLoader(StateLoader):
    async def load(self, taking: Taking, newer: Callable[[bytes, bytes], bytes]) -> Shelf:
        shelf = await super().load(taking, newer)
        PLAN.passes("taken")
        return shelf


class SabotagedConsumer(app.Consumer):
    async def _commit(self, offsets: Mapping[Any, int]) -> bool:
        done = await super()._commit(offsets)
        if PLAN.passes("committed"):
            self.stop_flow()
        return done


def misbehaving(behaving: Callable[..., EnrichedArticle | Rejection]) -> Callable[..., EnrichedArticle | Rejection]:
    """`enrich`, but an article whose headline begins with `FAULT` has its way."""

    def enriched(article: Article, **more: Any) -> EnrichedArticle | Rejection:
        match (article.headline.text or "").split():
            case ["FAULT", "kill", *_]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["FAULT", "hang", *_]:
                while True:
                    time.sleep(0.1)
            case ["FAULT", "memory", *_]:
                raise MemoryError
            case ["FAULT", "raise", *_]:
                msg = "as asked"
                raise ValueError(msg)
            case ["FAULT", "slow", seconds, *_]:
                time.sleep(float(seconds))
        return behaving(article, **more)

    return enriched


def skew(path: Path) -> None:
    """The clock of this process is off by the seconds that stand in the file, at any time. Intervals are measured by another clock."""
    right = time.time

    def wrong() -> float:
        return right() + float(path.read_text() or 0)

    time.time = wrong
    time.time_ns = lambda: int(wrong() * 1e9)


def put(module: object, name: str, value: object) -> None:
    """In this process alone."""
    assert hasattr(module, name)
    setattr(module, name, value)


def main() -> None:
    PLAN.read(os.environ["FAULTS_PLAN"])
    put(agents, "Delivery", SabotagedDelivery)
    put(agents, "StateLoader", SabotagedLoader)
    put(app.Transport, "Consumer", SabotagedConsumer)
    put(worker, "enrich", misbehaving(enrich))
    if clock := os.environ.get("FAULTS_CLOCK"):
        skew(Path(clock))
    if build := os.environ.get("FAULTS_BUILD"):
        BUILDS[build]()
    worker.main()


if __name__ == "__main__":
    main()
