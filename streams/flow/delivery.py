"""What was sent is on the broker before its offset is committed, and state is never ahead of its outputs.

The barrier, in this order, each step awaited: queued outputs with the subtotals and rows of what changed → the changed
state to its changelogs → (by the caller) the offsets. If a delivery fails or a barrier takes too long, the process ends
without committing: what is not committed is read again, and every rule after it is made for that.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol

from aiokafka.errors import MessageSizeTooLargeError

from ..core.identity import murmur2
from ..kafka import Headers
from ..supervisor import AGAIN, CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

MAX_OUTSTANDING = 10_000
"""Records under way: with 16 of an article so many that a worker does not wait for acknowledgements before the bytes tell it to."""
MAX_OUTSTANDING_BYTES = 8_000_000
MAX_RECORD_BYTES = 1_000_000
"""Of a value that is sent, uncompressed: brokers refuse 1,048,588 bytes by default."""
TOO_LARGE = ", or begin with a new DATELINE_APP with fewer partitions (the state of an actor grows with months and partitions)"
LAST_WORDS = 5
"""Seconds that the log may take to hear why the process ends."""
BREATH = 0.1
"""Seconds between two looks at a barrier."""


class Output(NamedTuple):
    """A record that is ready to be sent; its size has been checked (`fits`)."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers


def fits(output: Output) -> bool:
    """Whether the broker will take it."""
    return len(output.value or b"") <= MAX_RECORD_BYTES


class Sender(Protocol):
    """What takes records for the broker (`flow/parcels.py`). Within a partition they keep their order."""

    async def send(self, topic: str, *, value: bytes | None, key: bytes | None, partition: int, headers: Headers) -> asyncio.Future[Any]:
        """The future is done when the broker has the record; several records may share one."""


class Stateful(Protocol):
    """A stage that keeps state (`flow/enrich.py`, `flow/tally.py`)."""

    def publications(self) -> list[Output]:
        """What moved since the last call, as of this moment. No await: one consistent cut."""

    def state_cut(self) -> list[Output]:
        """The entries that the changelog lacks, the mark of each partition after its entries. No await."""

    def state_written(self) -> None:
        """What `state_cut` gave is on the broker."""

    def farewell(self) -> list[Output]:
        """What tells the next owner that this one went in order; nothing where something is not settled."""

    def forget(self) -> None:
        """The partitions have left: drop all of it."""


def end_for_sure(seconds: float = LAST_WORDS) -> None:
    """From now on the process has so many seconds. Whoever says why it ends may wait for a log that nobody reads, while heartbeats keep
    its partitions; the kernel's alarm needs neither that nor the interpreter."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def end_process(why: str, code: int = AGAIN, seconds: float = LAST_WORDS) -> NoReturn:
    """End at once, without committing: `crash()` and a clean stop would commit on their way out. `seconds` may pass until it is said why."""
    end_for_sure(seconds)
    log.critical("ending the worker without committing: %s", why)
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


class Delivery:
    """All sends of a worker go through here."""

    def __init__(self, producer: Sender, partitions: Callable[[str], int], patience: float) -> None:
        """`partitions` tells the partition count of a topic; `patience` is the longest a barrier may take, in seconds."""
        self._producer = producer
        self.partitions = partitions
        self._patience = patience
        self._stages: list[Stateful] = []
        self._pending: list[asyncio.Future[Any]] = []
        self._loads: dict[asyncio.Future[Any], tuple[int, int]] = {}
        self._outstanding = 0
        self._outstanding_bytes = 0
        self._room = asyncio.Event()
        self._room.set()
        self._lock = asyncio.Lock()
        self._spent = 0.0
        self.unsettled_since: float | None = None
        """Monotonic time of about the oldest event that is not behind a barrier; the watchdog looks at it."""
        self.last_event = 0.0
        """Monotonic time at which the newest event was taken."""
        self.on_barrier: Callable[[float], None] = lambda _: None
        """Hears how long each barrier took, in seconds."""

    @property
    def outstanding(self) -> int:
        """Records that are sent and not yet acknowledged."""
        return self._outstanding

    def add(self, stage: Stateful) -> None:
        self._stages.append(stage)

    def partition_for(self, topic: str, key: bytes) -> int:
        return murmur2(key) % self.partitions(topic)

    async def send(self, outputs: Iterable[Output]) -> None:
        """Queue records; they are on the broker only after the next barrier. Waits while too much is under way."""
        for topic, partition, key, value, headers in outputs:
            if not self._room.is_set():
                await self._room.wait()
            size = len(value or b"") + 100
            self._outstanding += 1
            self._outstanding_bytes += size
            self._check_room()
            try:
                future = await self._producer.send(topic, value=value, key=key, partition=partition, headers=headers)
            except Exception as error:  # noqa: BLE001 - whatever it is, the record is not on its way
                end_process(f"a record for {topic} could not be queued: {error!r}")
            self._follow(future, topic, size)

    def _follow(self, future: asyncio.Future[Any], topic: str, size: int) -> None:
        load = self._loads.get(future)
        if load is None:
            self._pending.append(future)
            future.add_done_callback(lambda sent: self._done(sent, topic))
            load = (0, 0)
        self._loads[future] = (load[0] + 1, load[1] + size)

    def took_event(self) -> None:
        """An event is about to be handled; a commit, and so a barrier, is due for it."""
        self.last_event = monotonic()
        if self.unsettled_since is None:
            self.unsettled_since = self.last_event

    def still_alive(self) -> None:
        """What is under way takes long, but moves."""
        if self.unsettled_since is not None:
            self.unsettled_since = monotonic()

    async def publish(self) -> float:
        """Send what moved without waiting for its delivery: rows are fresh long before the next commit. How long it took, in seconds."""
        await asyncio.shield(asyncio.ensure_future(self._publish()))
        return self._spent

    async def barrier(self) -> None:
        """Return when everything processed so far is on the broker; end the process when that cannot be reached."""
        # shielded, as is `publish`: whoever is cancelled while waiting here must not take with it what was cut and not yet sent
        await asyncio.shield(asyncio.ensure_future(self._barrier()))

    async def _publish(self) -> None:
        async with self._lock:
            began = monotonic()
            for stage in self._stages:
                await self.send(stage.publications())
            self._spent = monotonic() - began

    async def _barrier(self) -> None:
        async with self._lock:
            began = monotonic()
            try:
                await self._patiently(asyncio.ensure_future(self._settle()))
            except Exception as error:  # noqa: BLE001 - a delivery that failed for whatever reason
                end_process(f"a record could not be delivered: {error!r}")
            self.unsettled_since = began if self.last_event > began else None
            self.on_barrier(monotonic() - began)

    async def _patiently(self, task: asyncio.Future[None]) -> None:
        """Wait for the task, and end the process when it takes too long. Time in which the event loop stood still does not count: an
        article that takes seconds to read says nothing of the broker, and heartbeats go on in a thread of their own."""
        left = self._patience
        while not task.done():
            if left <= 0:
                end_process(f"the broker did not take all records within {self._patience:.0f} s")
            since = monotonic()
            await asyncio.wait({task}, timeout=BREATH)
            left -= min(monotonic() - since, 2 * BREATH)
        task.result()

    async def _settle(self) -> None:
        outputs = [output for stage in self._stages for output in stage.publications()]
        state = [output for stage in self._stages for output in stage.state_cut()]
        # up to here no await: outputs queued by now belong to the events whose state was just cut
        await self.send(outputs)
        await self._delivered()
        await self.send(state)
        await self._delivered()
        for stage in self._stages:
            stage.state_written()

    async def _delivered(self) -> None:
        futures, self._pending = self._pending, []
        if futures:
            await asyncio.gather(*futures)

    async def leave(self) -> None:
        """Say to the next owners that all is settled; after the last barrier. Without it they look closer, so no failure matters."""
        saying = asyncio.ensure_future(self._say_farewell())
        # not cancelled when it takes too long: what it has sent stays under way, and is counted
        await asyncio.wait({saying}, timeout=self._patience)
        if not saying.done() or saying.exception():
            log.warning("could not say that all is settled: %r", saying.exception() if saying.done() else "no answer")

    async def _say_farewell(self) -> None:
        await self.send(output for stage in self._stages for output in stage.farewell())
        await self._delivered()

    def forget(self) -> None:
        for stage in self._stages:
            stage.forget()

    def _done(self, sent: asyncio.Future[Any], topic: str) -> None:
        records, size = self._loads.pop(sent)
        if not sent.cancelled() and isinstance(sent.exception(), MessageSizeTooLargeError):
            end_process(f"{topic} takes no record of {size:,} bytes: raise its max.message.bytes{TOO_LARGE}", CONFIGURATION)
        self._outstanding -= records
        self._outstanding_bytes -= size
        self._check_room()

    def _check_room(self) -> None:
        if self._outstanding < MAX_OUTSTANDING and self._outstanding_bytes < MAX_OUTSTANDING_BYTES:
            self._room.set()
        else:
            self._room.clear()
