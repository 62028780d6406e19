"""Who has not heard from its group for a while sends nothing; `tests/faults` shows on Apache Kafka what that is for."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import uvloop
from aiokafka.errors import NodeNotReadyError
from aiokafka.protocol.group import HeartbeatRequest, LeaveGroupRequest, SyncGroupRequest
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.produce import ProduceRequest

from streams.flow.lease import Lease

SESSION, REBALANCE = 10.0, 30.0
HEARTBEAT, SYNC = HeartbeatRequest("app", 1, "me"), SyncGroupRequest("app", 1, "me", None, [])
LEAVE = LeaveGroupRequest("app", "me")
RECORDS, METADATA = ProduceRequest(None, -1, 1000, []), MetadataRequest([])


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Client:
    """What aiokafka's client is to a lease. Each answer takes `seconds` and has `error_code`."""

    clock: Clock
    error_code: int = 0
    seconds: float = 0.0
    sent: list[Any] = field(default_factory=list)
    connection: Any = field(default_factory=lambda: Connection(NOBODY))
    connected: list[float] = field(default_factory=list)
    """Seconds that each of the next attempts to connect takes; none: it is connected already."""

    async def send(self, _: int, request: Any) -> Any:
        await self._get_conn()
        self.sent.append(request)
        self.clock.now += self.seconds
        return SimpleNamespace(error_code=self.error_code)

    async def ready(self, _: int) -> bool:
        return await self._get_conn() is not None

    async def _get_conn(self) -> Any:
        if self.connected:
            self.clock.now += self.connected.pop(0)
        return self.connection


class Connection:
    """A connection as aiokafka's; there may be weak references to it."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer


NOBODY: Any = SimpleNamespace(get_extra_info=lambda _: None)
"""The writer of a connection that is closed."""


@pytest.mark.parametrize(("request_", "error_code"), [(HEARTBEAT, 0), (SYNC, 0)])
async def test_the_group_says_that_there_is_a_place(request_: Any, error_code: int) -> None:
    assert (await heard(request_, error_code)).may_send


@pytest.mark.parametrize(("request_", "error_code"), [(HEARTBEAT, 25), (HEARTBEAT, 22), (SYNC, 27), (LEAVE, 0), (METADATA, 0)])
async def test_other_answers_say_nothing_of_a_place(request_: Any, error_code: int) -> None:
    assert not (await heard(request_, error_code)).may_send


async def test_a_member_keeps_its_place_while_others_join_for_as_long_as_the_group_waits() -> None:
    """It is told so with each heartbeat; when the group has waited for long enough it goes on without those that did not come along."""
    clock = Clock()
    lease, client = Lease(SESSION, REBALANCE, clock), Client(clock)
    lease.follow(client)
    await client.send(1, HEARTBEAT)
    client.error_code = 27
    for clock.now, left in ((105.0, 10.0), (115.0, 10.0), (125.0, 5.0), (129.0, 1.0), (131.0, -1.0)):
        await client.send(1, HEARTBEAT)
        assert lease.left == left
    assert (lease.may_send, lease.over) == (False, True)


@pytest.mark.parametrize(("request_", "error_code"), [(HEARTBEAT, 25), (HEARTBEAT, 22), (SYNC, 25), (LEAVE, 0)])
async def test_whoever_is_refused_or_leaves_has_no_place(request_: Any, error_code: int) -> None:
    """At once, however fresh the last answer is; until the group takes it again."""
    clock = Clock()
    lease, client = Lease(SESSION, REBALANCE, clock), Client(clock)
    lease.follow(client)
    await client.send(1, HEARTBEAT)
    client.error_code = error_code
    await client.send(1, request_)
    assert (lease.may_send, lease.over) == (False, True)
    client.error_code = 0
    await client.send(1, SYNC)
    assert (lease.may_send, lease.over) == (True, False)


async def test_to_connect_comes_before_the_look() -> None:
    """Also when the connection breaks while the lease is waited for: what takes time is done when it is looked at."""
    clock = Clock()
    lease, producer, member = Lease(SESSION, REBALANCE, clock), Client(clock), Client(clock)
    lease.follow(member)
    lease.guard(producer)
    await member.send(1, HEARTBEAT)
    producer.connected = [20.0]
    sending = asyncio.create_task(producer.send(1, RECORDS))
    await asyncio.wait({sending}, timeout=0.2)
    assert (producer.sent, lease.under_way) == ([], 1)
    await member.send(1, HEARTBEAT)
    await sending
    assert (producer.sent, lease.under_way) == ([RECORDS], 0)


async def test_without_a_connection_nothing_is_sent_and_the_producer_hears_of_it() -> None:
    clock = Clock()
    lease, producer, member = Lease(SESSION, REBALANCE, clock), Client(clock, connection=None), Client(clock)
    lease.follow(member)
    lease.guard(producer)
    await member.send(1, HEARTBEAT)
    with pytest.raises(NodeNotReadyError):
        await producer.send(1, RECORDS)
    assert (producer.sent, lease.under_way) == ([], 0)


async def heard(request: Any, error_code: int) -> Lease:
    clock = Clock()
    lease, client = Lease(SESSION, REBALANCE, clock), Client(clock, error_code)
    lease.follow(client)
    await client.send(1, request)
    return lease


async def test_it_counts_from_the_question_since_the_broker_heard_no_earlier() -> None:
    clock = Clock()
    lease, client = Lease(SESSION, REBALANCE, clock), Client(clock, seconds=4.0)
    lease.follow(client)
    await client.send(1, HEARTBEAT)
    assert lease.left == 6.0
    for now, may_send, over in ((106.0, True, False), (106.1, False, False), (108.0, False, False), (108.1, False, True)):
        clock.now = now
        assert (lease.may_send, lease.over) == (may_send, over)


def test_before_a_first_answer_nothing_may_be_sent_and_nothing_ends() -> None:
    lease = Lease(SESSION, REBALANCE, Clock())
    assert (lease.may_send, lease.over) == (False, False)


async def test_records_wait_for_the_group_and_questions_do_not() -> None:
    clock = Clock()
    lease, producer, member = Lease(SESSION, REBALANCE, clock), Client(clock), Client(clock)
    lease.follow(member)
    lease.guard(producer)
    await producer.send(1, METADATA)
    sending = asyncio.create_task(producer.send(1, RECORDS))
    await asyncio.wait({sending}, timeout=0.2)
    assert producer.sent == [METADATA]
    await member.send(1, HEARTBEAT)
    await sending
    assert producer.sent == [METADATA, RECORDS]


def test_what_was_not_delivered_goes_with_its_connection() -> None:
    """As workers run, on uvloop: records that nobody takes in are thrown away when the connection is closed, and its end is told."""

    async def send_and_close() -> bytes:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            _, writer = await asyncio.open_connection(*server.getsockname()[:2])
            there, _ = server.accept()
            clock = Clock()
            client = Client(clock, connection=Connection(writer))
            Lease(SESSION, REBALANCE, clock).guard(client)
            await client.send(1, METADATA)
            writer.write(b"." * 1_000_000)
            writer.transport.abort()
            await asyncio.sleep(0)
            with there:
                there.settimeout(10)
                got = b""
                while chunk := there.recv(65_536):
                    got += chunk
            return got

    with pytest.raises(ConnectionResetError):
        asyncio.Runner(loop_factory=uvloop.new_event_loop).run(send_and_close())
