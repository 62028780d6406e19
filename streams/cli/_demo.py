"""The demonstration: embedded broker, one worker, the web view, a throttled publisher and a reader that misses nothing."""

from __future__ import annotations

import asyncio
import re
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from aiokafka import TopicPartition

from ..embedded import PARTITION_BYTES, EmbeddedBroker
from ..embedded.ends import End, Ends, LossWatch
from ..embedded.publish import Throttled
from ..embedded.watch import Watch
from ..flow.admin import consumed, ensure_topics
from ..flow.cluster import Cluster
from ..kafka import aiokafka_options
from ..supervisor import CONFIGURATION, Child, describe
from ..topics import Topics
from ._demo_children import Children, child_environment, own_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping
    from typing import Any

    from ..embedded.publish import Raw
    from ..flow.cluster import Log
    from ..settings import Settings
    from ..topics import Topic

LOOK_SECONDS: Final = 0.5
STALL_SECONDS: Final = 240.0
"""Without progress for so long `--once` gives up: more than three lives of a worker that one record kills."""


class Screen(Protocol):
    """Where the demonstration says what happens. `alarm` is for what must not be overlooked."""

    def say(self, line: str) -> None: ...
    def alarm(self, line: str) -> None: ...
    def progress(self, sent: int, ends: Ends, actors: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What to demonstrate. `settings` are the user's; broker, pace and folders are replaced by the demonstration's own."""

    settings: Settings
    environment: Mapping[str, str]
    records: Iterable[Raw]
    once: bool
    web: bool
    began: float
    """Monotonic time at which the user began to wait."""


@dataclass(slots=True)
class Outcome:
    """How it went; all is well when there are no `faults`. `ours`: label and end of each published record."""

    faults: list[str] = field(default_factory=list)
    ours: list[tuple[str, End]] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    interrupted: bool = False


class Stop:
    """Ctrl-C, SIGTERM or a closed terminal: the first time ends in order, the second time `urge` is called."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.urge: Callable[[], None] = lambda: None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._hear)

    def _hear(self) -> None:
        if self.asked.is_set():
            self.urge()
        self.asked.set()


async def demonstrate(wish: Wish, screen: Screen) -> Outcome:
    """Run until interrupted, or with `once` until all is said. Everything that was started has ended on return."""
    stop = Stop()
    names = [topic.name for topic in Topics(wish.settings.prefix, wish.settings.app).all]
    with (
        tempfile.TemporaryDirectory(prefix="dateline-demo-", ignore_cleanup_errors=True) as folder,
        EmbeddedBroker(names, wish.settings.partitions) as broker,
    ):
        settings = own_settings(wish.settings, broker, Path(folder))
        screen.say(f"broker  {settings.bootstrap}   for any Kafka client: {settings.prefix}raw in, {settings.prefix}enriched out")
        screen.say(f"        in another terminal, first: export DATELINE_BOOTSTRAP={settings.bootstrap}")
        await ensure_topics(settings, lambda _: None, create=False)

        def heard(name: str, line: str) -> None:
            if name == "web" and (address := re.search(r"https?://\S+", line)) and line.startswith("web view on "):
                screen.say(f"web     {address[0]}/")

        async with Cluster(settings) as cluster, Children(_children(wish, settings), screen.alarm, heard) as children:
            stop.urge = children.stop
            return await Demonstration(wish, screen, settings, cluster, children).run(stop.asked)


def _children(wish: Wish, settings: Settings) -> list[Child]:
    """The worker, exactly one: a second member of a group mostly hangs on this broker. And the view, if it is wanted."""
    environment = child_environment(wish.environment, settings)
    worker = Child("worker", "streams.flow.worker", environment)
    return [worker, Child("web", "streams.cli", environment, ("web",))] if wish.web else [worker]


class Demonstration:
    """What goes on while broker and children run."""

    def __init__(self, wish: Wish, screen: Screen, settings: Settings, cluster: Cluster, children: Children) -> None:
        self._wish, self._screen, self._settings, self._cluster, self._children = wish, screen, settings, cluster, children
        self._topics = Topics(settings.prefix, settings.app)
        self._outcome = Outcome()
        self._starts = 0

    async def run(self, stop: asyncio.Event) -> Outcome:
        """Until `stop` is set, or the story is told, or something has failed."""
        options, partitions = aiokafka_options(self._settings), self._settings.partitions
        self._cluster.assign({topic.name: partitions for topic in self._topics.all})
        ends = self._ends = Ends(await self._edge("end"))
        self._watch = Watch(options, self._topics, partitions, ends, self._lost)
        self._publisher = Throttled(options, self._topics.raw.name, partitions, ends, self._watch)
        await first_of(stop.wait(), self._watch.run(), self._look(), self._greet(), self._given_up(), self._story())
        self._show()
        self._outcome.interrupted = stop.is_set()
        self._outcome.ours = ends.ours
        self._outcome.rows = list(self._watch.rows.values())
        return self._outcome

    async def _story(self) -> None:
        """Publish; then, with `once`, return when the table holds it all."""
        await self._publisher.send_all(self._wish.records, self._fault)
        if not self._wish.once:
            self._screen.say(f"published {self._publisher.sent} articles; Ctrl-C ends the demonstration, and nothing of it is kept")
            await asyncio.Event().wait()
        await self._settled()
        self._outcome.faults += [f"{label}: reached no end" for label in self._ends.unfinished_labels]

    async def _settled(self) -> None:
        """Return when all that was published has gone through: each stage has committed the end of its topic, in the order of
        the flow (a commit means that everything made of the records before it is on the broker), and we have read the results."""
        for topic in consumed(self._topics):
            ends = {place: log.end for place, log in (await self._logs(topic)).items()}
            while not await self._committed(ends):  # noqa: ASYNC110 - a broker sends no word of a commit
                await asyncio.sleep(0.05)
        results = (self._topics.enriched, self._topics.deadletter, self._topics.actors)
        await self._watch.catch_up({place: log.end for place, log in (await self._logs(*results)).items()})

    async def _committed(self, ends: Mapping[TopicPartition, int]) -> bool:
        return all((at or 0) >= ends[place] for place, at in (await self._cluster.committed(ends)).items())

    async def _greet(self) -> None:
        """Say how long the first article took."""
        await self._watch.until(lambda: self._ends.counts["enriched"] > 0)
        self._screen.say(f"first article enriched after {time.monotonic() - self._wish.began:.1f} s")
        await asyncio.Event().wait()

    async def _look(self) -> None:
        """Show progress and look for losses. Returns when, with `once`, something is lost or nothing moves any more."""
        losses, moved_at, moved = LossWatch(self._ends), time.monotonic(), 0
        while not (self._wish.once and self._outcome.faults):
            self._show()
            await asyncio.sleep(LOOK_SECONDS)
            for loss in losses.look(await self._edge("start"), time.monotonic()):
                self._lost(f"{self._topics.raw.name}, {loss}")
            await self._look_at_state()
            if moved != (now := self._publisher.sent + self._ends.total):
                moved, moved_at = now, time.monotonic()
            elif self._wish.once and time.monotonic() - moved_at > STALL_SECONDS:
                self._fault("worker", f"nothing has moved for {STALL_SECONDS:g} s")

    def _show(self) -> None:
        self._screen.progress(self._publisher.sent, self._ends, len(self._watch.rows))

    async def _look_at_state(self) -> None:
        """A worker that starts again reads its state from topics that are not compacted here: what has left them is not counted."""
        if self._starts == (starts := self._children.starts("worker")):
            return
        self._starts = starts
        logs = await self._logs(self._topics.ledger, self._topics.sums)
        if starts > 1 and any(log.start > 0 for log in logs.values()):
            self._lost("the oldest state of a worker that was started again, so counts are too small")

    async def _edge(self, which: Literal["start", "end"]) -> dict[int, int]:
        """Where each partition of the raw topic starts or ends."""
        return {place.partition: getattr(log, which) for place, log in (await self._logs(self._topics.raw)).items()}

    async def _logs(self, *topics: Topic) -> dict[TopicPartition, Log]:
        return await self._cluster.logs([TopicPartition(topic.name, p) for topic in topics for p in range(self._settings.partitions)])

    async def _given_up(self) -> None:
        """A worker that is refused only when it starts again found a gap in what it had yet to read."""
        name, code, said = await self._children.first_end()
        if code == CONFIGURATION and self._children.starts(name) > 1:
            self._lost(said)
        else:
            self._fault(name, f"{describe(code)}. It said:\n{said}")

    def _lost(self, what: str) -> None:
        if what not in self._outcome.faults:
            self._outcome.faults.append(what)
            self._screen.alarm(
                f"LOST: {what}\nThe embedded broker keeps {PARTITION_BYTES:,} bytes a partition: publish more slowly, or use a real broker."
            )

    def _fault(self, label: str, why: str) -> None:
        self._outcome.faults.append(f"{label}: {why}")


async def first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Run all until one ends; the others are cancelled. Raises what that one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
