"""Who has not heard from its group for a while sends nothing; `tests/faults` shows on Apache Kafka what that is for."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import uvloop
from aiokafka.protocol.group import HeartbeatRequest, LeaveGroupRequest, SyncGroupRequest
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.produce import ProduceRequest

from streams.flow.lease import Lease

SESSION = 10.0
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
    connection: Any = None

    async def send(self, _: int, request: Any) -> Any:
        self.sent.append(request)
        self.clock.now += self.seconds
        return SimpleNamespace(error_code=self.error_code)

    async def ready(self, _: int) -> bool:
        return await self._get_conn() is not None

    async def _get_conn(self) -> Any:
        return self.connection


@pytest.mark.parametrize(("request_", "error_code"), [(HEARTBEAT, 0), (HEARTBEAT, 27), (SYNC, 0)])
async def test_the_group_says_that_there_is_a_place(request_: Any, error_code: int) -> None:
    assert (await heard(request_, error_code)).may_send


@pytest.mark.parametrize(("request_", "error_code"), [(HEARTBEAT, 25), (HEARTBEAT, 22), (SYNC, 27), (LEAVE, 0), (METADATA, 0)])
async def test_other_answers_say_nothing_of_a_place(request_: Any, error_code: int) -> None:
    assert not (await heard(request_, error_code)).may_send


async def heard(request: Any, error_code: int) -> Lease:
    clock = Clock()
    lease, client = Lease(SESSION, clock), Client(clock, error_code)
    lease.follow(client)
    await client.send(1, request)
    return lease


async def test_it_counts_from_the_question_since_the_broker_heard_no_earlier() -> None:
    clock = Clock()
    lease, client = Lease(SESSION, clock), Client(clock, seconds=4.0)
    lease.follow(client)
    await client.send(1, HEARTBEAT)
    assert lease.since == 100.0
    for now, may_send, over in ((106.0, True, False), (106.1, False, False), (108.0, False, False), (108.1, False, True)):
        clock.now = now
        assert (lease.may_send, lease.over) == (may_send, over)


def test_before_a_first_answer_nothing_may_be_sent_and_nothing_ends() -> None:
    lease = Lease(SESSION, Clock())
    assert (lease.may_send, lease.over) == (False, False)


async def test_records_wait_for_the_group_and_questions_do_not() -> None:
    clock = Clock()
    lease, producer, member = Lease(SESSION, clock), Client(clock), Client(clock)
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
            (lease := Lease(SESSION, clock)).guard(client)
            lease.since = clock()
            await client.send(1, RECORDS)
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


class Connection:
    """A connection as aiokafka's; there may be weak references to it."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
