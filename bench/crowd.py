"""A crowd before the web view: followers of `/live` and readers of pages, in a process of its own that gives way to everything else.

`python -m bench.crowd ADDRESS FOLLOWERS RATE` connects, says `ready`, asks for RATE pages a second, and when a line comes on stdin it ends
and writes what it saw as one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

POLITE = 19
"""Niceness: a crowd has machines of its own, and must not take this one from what is measured."""
AT_ONCE = 100
"""Connections that are being made at a time."""
PATIENCE = 30.0
"""Seconds in which a page has to answer."""
_LINK = re.compile(rb'href="(/(?:actors|articles)/[^"?#]+)"')
_ARTICLE = b"\nevent: article\n"
_GONE = (b"\nevent: dropped\n", b"\nevent: skipped\n")
"""As long as the other: what is carried over from piece to piece holds none of them whole."""


@dataclass(slots=True)
class Seen:
    """Of all together."""

    articles: list[int] = field(default_factory=list)
    """How many events of articles each follower had."""
    lost: int = 0
    """Followers whose connection ended, or who were told that they missed something."""
    pages: list[float] = field(default_factory=list)
    """Seconds that each page took, from when it was due."""
    failed: list[str] = field(default_factory=list)
    """Each page that was not given, and what was said instead."""


async def follow(host: str, port: int, number: int, seen: Seen, gate: asyncio.Semaphore) -> asyncio.Task[None]:
    """What listens from now on. Every second one wants articles alone, as the list of articles does; the others actors, too, as the front
    page does."""
    path = "/live?kinds=article" if number % 2 else "/live"
    async with gate:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n\r\n".encode())
        ready = await reader.readuntil(b"event: hello")
    if not ready.startswith(b"HTTP/1.1 200"):
        msg = ready[:100].decode(errors="replace")
        raise ConnectionError(msg)
    seen.articles.append(0)
    return asyncio.create_task(_listen(reader, writer, len(seen.articles) - 1, seen))


async def _listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at: int, seen: Seen) -> None:
    rest = b""
    try:
        while data := await reader.read(1 << 18):
            text = rest + data
            seen.articles[at] += text.count(_ARTICLE)
            seen.lost += sum(text.count(word) for word in _GONE)
            rest = text[-len(_ARTICLE) + 1 :]
        seen.lost += 1
    except asyncio.CancelledError:
        pass
    except OSError:
        seen.lost += 1
    finally:
        writer.close()


async def read(host: str, port: int, rate: float, seen: Seen) -> None:
    """An open loop: a page is asked for when it is due, whatever became of those before."""
    paths = cycle(await _paths(host, port))
    tasks: set[asyncio.Task[None]] = set()
    begin, number = time.monotonic(), 0
    try:
        while True:
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(_page(host, port, next(paths), due, seen))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
    finally:
        await asyncio.gather(*tasks)


async def _paths(host: str, port: int) -> list[str]:
    """The lists, and the articles and actors that they name now."""
    lists = ["/", "/actors", "/articles", "/tags", "/actors.json"]
    named = [found.decode() for path in ("/actors", "/articles") for found in _LINK.findall(await _get(host, port, path))[:10]]
    return [path for number, name in enumerate(named) for path in (name, lists[number % len(lists)])] or lists


async def _page(host: str, port: int, path: str, due: float, seen: Seen) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            status = (await _get(host, port, path)).partition(b"\r\n")[0].decode()
    except (OSError, TimeoutError) as error:
        status = repr(error)
    if not status.startswith("HTTP/1.1 200"):
        seen.failed.append(f"{path}: {status}")
    seen.pages.append(time.monotonic() - due)


async def _get(host: str, port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer


async def main(address: str, followers: int, rate: float) -> None:
    parts, seen, gate = urlsplit(address), Seen(), asyncio.Semaphore(AT_ONCE)
    host, port = parts.hostname or "", parts.port or 80
    listening = await asyncio.gather(*(follow(host, port, number, seen, gate) for number in range(followers)))
    reading = asyncio.create_task(read(host, port, rate, seen)) if rate else None
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    if reading:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening)
    print(json.dumps({"articles": seen.articles, "lost": seen.lost, "pages": seen.pages, "failed": seen.failed}), flush=True)


if __name__ == "__main__":
    os.nice(POLITE)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
