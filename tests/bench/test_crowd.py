"""The crowd of the benchmark counts what the view sent, however it was cut on its way."""

from __future__ import annotations

import asyncio

import pytest

from bench.crowd import Seen, follow, read

PATIENCE = 30.0
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 3000\n\nevent: hello\ndata: {}\n\n"
STREAM = b'id: 1-1\nevent: article\ndata: {"headline":"event: article"}\n\nid: 1-2\nevent: actor\ndata: {}\n\nid: 1-3\nevent: article\ndata: {}\n\n'


@pytest.mark.parametrize("size", [1, 7, 1_000])
async def test_events_are_counted_once(size: int) -> None:
    """Two articles, whatever the pieces in which they come; a headline that looks like an event is none."""
    seen = await _followed(HELLO, *(STREAM[i : i + size] for i in range(0, len(STREAM), size)))
    assert (seen.articles, seen.lost) == ([2], 1)  # the server hangs up in the end, which is a loss


async def test_a_gap_and_a_last_word_are_losses() -> None:
    """Followers that were told of a gap did not see everything, and those that were dropped no more."""
    seen = await _followed(HELLO, b"event: skipped\ndata: {}\n\n", b"event: dropped\ndata: {}\n\n")
    assert seen.lost == 3


async def test_pages_that_fail_are_named() -> None:
    """With the address and what was said."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
        writer.close()

    server, seen = await asyncio.start_server(refuse, "127.0.0.1", 0), Seen()
    async with server:
        reading = asyncio.create_task(read("127.0.0.1", server.sockets[0].getsockname()[1], 100.0, seen))
        async with asyncio.timeout(PATIENCE):
            while not seen.failed:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert seen.failed[0] == "/: HTTP/1.1 503 Service Unavailable"
    assert len(seen.pages) == len(seen.failed)


async def _followed(*pieces: bytes) -> Seen:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    server, seen = await asyncio.start_server(serve, "127.0.0.1", 0), Seen()
    async with server:
        await (await follow("127.0.0.1", server.sockets[0].getsockname()[1], 0, seen, asyncio.Semaphore(1)))
    return seen
