"""What a worker sends does not outlive its place in the group.

Kafka gives a member's partitions to others when it has not heard of it for a session. From then on it refuses what that member commits, but
not what it sends: outside transactions nothing fences a producer. So this end of the line does. Whoever holds a lease from the group, the
last answer that it has a place there, sends; whoever does not waits; and before a session is over, the process ends and takes back what its
system has not delivered yet. Times are those of asking, which the broker heard no earlier.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from aiokafka.errors import NoError, RebalanceInProgressError
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest
from aiokafka.protocol.produce import ProduceRequest

if TYPE_CHECKING:
    from collections.abc import Callable

SENDING, OVER = 0.6, 0.8
"""Shares of the session: after so long without an answer nothing is sent any more, and nothing may be under way."""
BREATH = 0.05
"""Seconds between two looks at the lease."""
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing the socket, also by dying, throws away what was not delivered."""


class Lease:
    """Of one worker. `since` is written by the thread of the consumer."""

    def __init__(self, session: float, clock: Callable[[], float] = monotonic) -> None:
        """`session`: seconds."""
        self._session = session
        self._clock = clock
        self.since: float | None = None
        """When the group was asked whether we have a place, the last time that it said yes; None before the first time."""

    @property
    def may_send(self) -> bool:
        return self.since is not None and self._clock() - self.since <= SENDING * self._session

    @property
    def over(self) -> bool:
        """Whether nothing may be under way any more."""
        return self.since is not None and self._clock() - self.since > OVER * self._session

    def follow(self, client: Any) -> None:  # noqa: ANN401 - aiokafka's client has no types
        """Hears what the group answers through `client`, the consumer's."""
        send = client.send

        async def followed(node: int, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            asked = self._clock()
            answer = await send(node, request, **kwargs)
            if has_place(request, answer):
                self.since = asked
            return answer

        client.send = followed

    def guard(self, client: Any) -> None:  # noqa: ANN401 - as above
        """No records go to the broker through `client`, a producer's, while the lease does not hold, and none stay in its sockets."""
        send, connection, known = client.send, client._get_conn, WeakSet[Any]()  # noqa: SLF001 - the only way to the socket

        async def connected(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            made = await connection(*args, **kwargs)
            if made is not None and made not in known:
                known.add(made)
                made._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)  # noqa: SLF001 - as above
            return made

        async def guarded(node: int, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
            if isinstance(request, ProduceRequest):
                await client.ready(node, **kwargs)  # to connect may take long, and comes before the look
                while not self.may_send:  # noqa: ASYNC110 - it is another thread that hears, and time alone that ends it
                    await asyncio.sleep(BREATH)
            return await send(node, request, **kwargs)

        client.send, client._get_conn = guarded, connected  # noqa: SLF001 - as above


def has_place(request: Any, answer: Any) -> bool:  # noqa: ANN401 - aiokafka's requests and answers have no common type
    """Whether the group says by that answer that it has heard of its member, and when to expect it again."""
    if isinstance(request, HeartbeatRequest):  # a member keeps its place while others join
        return answer.error_code in {NoError.errno, RebalanceInProgressError.errno}
    return isinstance(request, SyncGroupRequest) and answer.error_code == NoError.errno
