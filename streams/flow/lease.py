"""What a worker sends does not outlive its place in the group.

Kafka gives a member's partitions to others when it has not heard of it for a session, or when it has not come along when the group parted
them anew. From then on it refuses what that member commits, but not what it sends: outside transactions nothing fences a producer. So this
end of the line does. The group's answers are a lease: while it holds, records are sent; then they wait; and before others may hold the
partitions the process ends, and takes back what its system has not delivered yet. Times are those of asking: the broker heard no earlier.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from aiokafka.errors import IllegalGenerationError, NodeNotReadyError, NoError, RebalanceInProgressError, UnknownMemberIdError
from aiokafka.protocol.group import HeartbeatRequest, LeaveGroupRequest, SyncGroupRequest
from aiokafka.protocol.produce import ProduceRequest

if TYPE_CHECKING:
    from collections.abc import Callable

SENDING, OVER = 0.6, 0.8
"""Shares of a session after which nothing is sent any more, and after which nothing may be under way."""
UNDELIVERED = 0.2
"""Share of a session after which the system gives up a connection on which nothing gets through."""
BREATH = 0.05
"""Seconds between two looks at the lease."""
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing the socket, also by dying, throws away what was not delivered."""
REFUSED = {UnknownMemberIdError.errno, IllegalGenerationError.errno}


def boot_seconds() -> float:
    """Seconds that go on while the machine is suspended, which `monotonic` does not count on Linux."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Lease:
    """Of one worker. The thread of the consumer writes it."""

    def __init__(self, session: float, rebalance: float, clock: Callable[[], float] = boot_seconds) -> None:
        """In seconds: `session`, and `rebalance`, for how long a group waits for its members when it parts its partitions anew."""
        self._session = session
        self._rebalance = rebalance
        self._clock = clock
        self._calm = -inf
        """When the group was asked, the last time that it was not about to part its partitions."""
        self._until: float | None = None
        """When others may hold our partitions at the earliest; None before the first place."""
        self.under_way = 0
        """Requests that wait here or for their answer."""

    @property
    def left(self) -> float | None:
        """Seconds until others may hold our partitions; None before the first place."""
        until = self._until
        return None if until is None else until - self._clock()

    @property
    def may_send(self) -> bool:
        left = self.left
        return left is not None and left >= (1 - SENDING) * self._session

    @property
    def over(self) -> bool:
        """Whether nothing may be under way any more."""
        left = self.left
        return left is not None and left < (1 - OVER) * self._session

    def follow(self, client: Any) -> None:  # noqa: ANN401 - aiokafka's client has no types
        """Hears what the group answers through `client`, the consumer's."""
        send = client.send

        async def followed(node: int, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            asked = self._clock()
            if isinstance(request, LeaveGroupRequest):
                self._until = -inf
            answer = await send(node, request, **kwargs)
            if isinstance(request, HeartbeatRequest | SyncGroupRequest):
                self._hear(asked, answer.error_code, beating=isinstance(request, HeartbeatRequest))
            return answer

        client.send = followed

    def _hear(self, asked: float, error_code: int, *, beating: bool) -> None:
        """A member that beats keeps its place while others join, for as long as the group waits for it; that began after it was calm."""
        if error_code in REFUSED:
            self._until = -inf
        elif error_code == NoError.errno:
            self._calm, self._until = asked, asked + self._session
        elif beating and error_code == RebalanceInProgressError.errno:
            self._until = min(asked + self._session, self._calm + self._rebalance)

    def guard(self, client: Any) -> None:  # noqa: ANN401 - as above
        """No records go to the broker through `client`, a producer's, while the lease does not hold, and none stay in its sockets."""
        send, connection, known = client.send, client._get_conn, WeakSet[Any]()  # noqa: SLF001 - the only way to the socket

        async def connected(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            made = await connection(*args, **kwargs)
            if made is not None and made not in known:
                known.add(made)
                self._hold_nothing(made._writer)  # noqa: SLF001 - as above
            return made

        async def guarded(node: int, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            if not isinstance(request, ProduceRequest):
                return await send(node, request, **kwargs)
            self.under_way += 1
            try:
                # connecting may take long: it comes before each look, and between the look and the write nothing waits
                while await client.ready(node, **kwargs):
                    if self.may_send:
                        return await send(node, request, **kwargs)
                    await asyncio.sleep(BREATH)
                raise NodeNotReadyError
            finally:
                self.under_way -= 1

        client.send, client._get_conn = guarded, connected  # noqa: SLF001 - as above

    def _hold_nothing(self, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):  # it may be closed already
            if raw := writer.get_extra_info("socket"):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                if hasattr(socket, "TCP_USER_TIMEOUT"):
                    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(UNDELIVERED * self._session * 1000))
