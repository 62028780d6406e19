"""`/live`: what happens, as server-sent events over a connection that stays open; and how any such stream begins, goes on and ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web

from .followers import Followers
from .live import HEARTBEAT_SECONDS, Live

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

KINDS: Final = frozenset({"article", "actor"})
STALLED_SECONDS: Final = 20.0
"""A follower that takes nothing for so long is dropped."""
_GRACE_SECONDS: Final = 5.0  # for the last words to leave
_SEND_BYTES: Final = 65_536  # what the system keeps for a follower that does not read; its own choice may be megabytes


def add_routes(app: web.Application, live: Live, stalled: float = STALLED_SECONDS, heartbeat: float = HEARTBEAT_SECONDS) -> None:
    app.router.add_get("/live", _handler(live, stalled, heartbeat))
    app.cleanup_ctx.append(_looking(live))
    app.on_shutdown.append(closing(live))


def _handler(live: Live, stalled: float, heartbeat: float) -> Handler:
    """Query: `kinds` (article, actor; all when empty), `after` (an event's id; the header `Last-Event-ID` comes before it)."""

    async def respond(request: web.Request) -> web.StreamResponse:
        refuse_if_full(live)
        kinds = (frozenset(request.query.get("kinds", "").split(",")) & KINDS or KINDS) | {"gone"}
        after = request.headers.get("Last-Event-ID", "") or request.query.get("after", "")
        async with live.following():
            response = await begin(request)
            await send(request, response, live, live.follow(after, kinds, heartbeat), stalled)
        return response

    return respond


def refuse_if_full(followers: Followers) -> None:
    if followers.full:
        text = f"There are {followers.most} followers, which is as many as this view serves. Try again later, or reload the pages instead."
        raise web.HTTPServiceUnavailable(text=text, headers={"Retry-After": "30"})


async def begin(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    if request.transport is not None and (taken := request.transport.get_extra_info("socket")) is not None:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BYTES)
    await response.prepare(request)
    await response.write(b"retry: 3000\n\n")
    return response


async def send(
    request: web.Request, response: web.StreamResponse, followers: Followers, chunks: AsyncIterator[bytes], stalled: float
) -> None:
    """Until one of the two ends it. A follower that has gone away is no error; an empty chunk is a chance to see that it has."""
    with suppress(ConnectionError):
        async for chunk in chunks:
            if request.transport is None:
                return
            if not chunk:
                continue
            try:
                async with asyncio.timeout(stalled):
                    await response.write(chunk)
            except TimeoutError:
                _leave(request, followers.drop("it took nothing for too long; come back with the id of the last event"))
                return


def _leave(request: web.Request, words: bytes) -> None:
    """The last words behind what still waits to be sent, and the end of the connection, whether they can be sent or not."""
    transport = request.transport
    if transport is not None and request.version >= (1, 1):  # in chunks; an older client sees the end only
        transport.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(words), words))
    if transport is not None:
        transport.close()
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, transport.abort)


def _looking(live: Live):  # type: ignore[no-untyped-def]  # noqa: ANN202 - aiohttp's own type of it is private
    async def run(app: web.Application) -> AsyncIterator[None]:
        del app
        task = asyncio.create_task(live.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return run


def closing(followers: Followers) -> Callable[[web.Application], Awaitable[None]]:
    async def close(app: web.Application) -> None:
        del app
        followers.close()

    return close
