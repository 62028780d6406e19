"""faust as Dateline uses it: what is overridden, where and why. Written against faust-streaming 0.15.3 (pinned).

- `Consumer._commit`: the last step before the broker; the offsets were computed before, so the barrier in front of it covers
  every event that they cover.
- `Consumer.on_partitions_revoked`: faust drops acknowledged offsets before its own commit, so everything is settled first.
- `Consumer._add_gap`: faust counts the record behind a gap to the gap, and then commits one gap a commit.
- `Consumer.wait_first`: four tasks for every message.
- the fetch wait, hard-coded to 1.5 s, what is read of transactions, and a fixed second of sleep at the start.
"""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from time import monotonic
from types import coroutine
from typing import TYPE_CHECKING, Any, cast

import faust
from faust.auth import OAuthCredentials, SASLCredentials, SSLCredentials
from faust.tables import TableManager as FaustTableManager
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.services import WaitResults

from .. import lenient, oauth
from ..kafka import FETCH_WAIT_MS, ISOLATION, ssl_context, tokens
from .delivery import end_process
from .lease import Lease

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Mapping

    from ..settings import Settings
    from .delivery import Delivery

METADATA_AGE_MS = 5_000
"""After so long the consumer asks again where the partitions of its topics are. When a cut of the network takes the first answer, aiokafka
shares out none at all, and asks again only then: by default after five minutes."""
MAX_COMMIT = 20.0
"""Seconds. While one commit waits no other is begun, and no barrier: nothing would ever be settled again."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - faust's types
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - read when it starts; there is no setting
        # faust sets it for exactly_once alone; an article of an aborted transaction was never published
        consumer._isolation_level = ISOLATION  # noqa: SLF001 - as above
        cast("Consumer", self.consumer).app.lease.follow(consumer._client)  # noqa: SLF001 - as above
        return consumer


class Consumer(driver.Consumer):
    """Commits only behind a barrier, and leaves no partition unsettled."""

    app: App

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def _commit(self, offsets: Mapping[Any, int]) -> bool:
        await self.app.delivery.barrier()
        try:
            async with asyncio.timeout(MAX_COMMIT):
                return bool(await super()._commit(offsets))
        except TimeoutError:
            # aiokafka tries for ever what is in vain when a topic was deleted; the next start says what is wrong
            end_process(f"the broker did not take the offsets within {MAX_COMMIT:.0f} s")

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """`offset_to` is the record behind the gap, and not yet acknowledged: the gap ends before it."""
        await super()._add_gap(tp, offset_from, offset_to - 1)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        await super().on_partitions_assigned(assigned, generation_id)
        self.app.outside_since = None

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        began = self.app.outside_since = monotonic()
        if self.app.should_stop:
            await self._until_parted()
        elif self.assignment():
            self.stop_flow()
            self.app.flow_control.suspend()
            self.app.flow_control.clear()
            await self.wait_empty()
            if monotonic() - began > self.app.conf.broker_rebalance_timeout:
                # the group has gone on without us: another owner has read the state that we are about to write
                end_process("an event was under way for longer than a rebalance waits")
            await self.commit()
            await self.app.delivery.barrier()
            if not self.app.lease.over:
                await self.app.delivery.leave()
        for forget in self.app.on_forget:
            forget()
        await super().on_partitions_revoked(revoked)

    async def wait_first(self, *coros: Any, timeout: Any = None) -> Any:  # noqa: ANN401, ASYNC109 - mode's signature
        """As mode's, but the first of `coros`, the handing over of a message, is made a task only when it has to wait."""
        first, *others = coros
        if not asyncio.iscoroutine(first) or self.suspend_flow.is_set():
            return await super().wait_first(*coros, timeout=timeout)
        try:
            awaited = first.send(None)
        except StopIteration as done:
            for other in others:
                other.close()
            return WaitResults([first], [done.value], stopped=False)
        return await super().wait_first(_resume(first, awaited), *others, timeout=timeout)

    async def _until_parted(self) -> None:
        """A stop that is under way settles everything itself; were the state to go meanwhile, its last events would find a hole."""
        if not self.app.crashed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.app.conf.broker_rebalance_timeout):
                    await self.app.parted.wait()


async def _resume(begun: Coroutine[Any, Any, Any], awaited: object) -> Any:  # noqa: ANN401 - whatever it gives
    """Go on with a coroutine that waits for what it yielded, `awaited`."""
    return await _rest(begun, awaited)


@coroutine
def _rest(begun: Coroutine[Any, Any, Any], awaited: object) -> Generator[Any, Any, Any]:
    while True:
        try:
            sent = yield awaited
        except BaseException as error:  # noqa: BLE001 - a cancellation too is the coroutine's
            step = partial(begun.throw, error)
        else:
            step = partial(begun.send, sent)
        try:
            awaited = step()
        except StopIteration as done:
            return done.value


class Transport(driver.Transport):
    Consumer = Consumer


class TableManager(FaustTableManager):
    async def on_start(self) -> None:
        """As faust's, without its second of sleep: there are no tables to wait for."""
        if not self.should_stop:
            await self._update_channels()
            await self.recovery.start()


class App(faust.App):
    """A faust app with Dateline's delivery in it."""

    delivery: Delivery
    lease: Lease
    on_forget: tuple[Callable[[], None], ...] = ()
    """Called when partitions have left: all state in memory goes."""
    outside_since: float | None = None
    """Monotonic time since which this worker has no place in its group; the watchdog looks at it. A place may be without partitions."""
    parted: asyncio.Event
    """All is settled and said; what follows is giving up the place in the group."""

    async def on_stop(self) -> None:
        """All is finished and committed, and the place in the group not yet given up: the next owner shall read our last word."""
        try:
            await super().on_stop()
            await self.delivery.barrier()
            await self.delivery.leave()
        finally:
            self.parted.set()

    def committed(self, topic: str, partition: int) -> int | None:
        """The group's committed offset, as far as faust knows it; None when there is none."""
        # no public way; set when faust seeks after an assignment
        offset: int | None = cast("Consumer", self.consumer)._committed_offset.get(TP(topic, partition))  # noqa: SLF001 - above
        return offset

    def lags(self) -> dict[tuple[str, int], int]:
        """(topic, partition) → records that this worker holds and has not committed; none where no fetch has told the end yet."""
        consumer, found = cast("Consumer", self.consumer), {}
        for tp in consumer.assignment():
            end: int | None = consumer.highwater(tp)
            if end is not None:
                found[tp.topic, tp.partition] = max(0, end - (self.committed(tp.topic, tp.partition) or 0))
        return found

    def positions(self) -> dict[tuple[str, int], int]:
        """The committed offset of each partition that this worker holds; 0 where there is none."""
        held: set[TP] = self.consumer.assignment()
        return {(tp.topic, tp.partition): self.committed(tp.topic, tp.partition) or 0 for tp in held}

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)


def make_app(settings: Settings) -> App:
    """The app with Dateline's settings; no topic, agent or connection yet."""
    lenient.install()
    app = App(
        settings.app,
        broker=";".join(f"kafka://{address.strip()}" for address in settings.bootstrap.split(",")),
        broker_credentials=_credentials(settings),
        broker_commit_interval=settings.commit_interval,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 6,
        broker_rebalance_timeout=max(settings.session_timeout, 30.0),
        broker_request_timeout=max(settings.session_timeout, 40.0),
        broker_max_poll_records=500,
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=METADATA_AGE_MS,
        stream_buffer_maxsize=256,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        key_serializer="raw",
        value_serializer="raw",
        store="memory://",
        datadir=str(settings.data_dir / "faust"),
        web_enabled=False,
        TableManager=TableManager,
    )
    app.parted = asyncio.Event()
    app.lease = Lease(settings.session_timeout, app.conf.broker_rebalance_timeout)
    return app


def _credentials(settings: Settings) -> OAuthCredentials | SASLCredentials | SSLCredentials | None:
    context = ssl_context(settings) if settings.security.endswith("SSL") else None
    if settings.by_token:
        oauth.install()
        return OAuthCredentials(oauth_cb=tokens(settings), ssl_context=context)
    if settings.security.startswith("SASL") and settings.sasl_password:
        return SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return SSLCredentials(context) if context else None
