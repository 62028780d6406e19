"""A TCP proxy between workers and broker that can be cut, go silent, or be slow; and a broker that sends its clients there."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from tests.kafka_container import SERVER, KafkaContainer, free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

CHUNK = 16_384
MODES = ("open", "cut", "silent", "slow", "delay", "reset", "held", "deaf")
DELAY_SECONDS = 0.25
"""Each way."""
SLOW_BYTES_PER_SECOND = 65_536
UNREAD = 32_000_000
"""Bytes of a connection that may wait here. They stand for what waits in the sender's system: an end in disorder (RST) takes them back."""
OF_THE_GROUP = {key.to_bytes(2, "big") for key in (8, 10, 11, 12, 13, 14)}
"""API keys of what members of a group ask for: offsets to be committed, the coordinator, to join, to stay, to leave, who has what."""


class ProxiedKafka(KafkaContainer):
    """A second listener of the broker is reached through the proxy alone, also by what it advertises."""

    def __init__(self) -> None:
        self.proxy_port, self.behind = free_port(), free_port()
        protocols = SERVER["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"]
        super().__init__(
            KAFKA_LISTENERS=f"PROXIED://:9094,{SERVER['KAFKA_LISTENERS']}",
            KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=f"PROXIED:PLAINTEXT,{protocols}",
        )
        advertised = f"PROXIED://127.0.0.1:{self.proxy_port},OUTSIDE://127.0.0.1:{self.port},INSIDE://localhost:19092"
        self.with_envs(KAFKA_ADVERTISED_LISTENERS=advertised)
        self.ports["9094/tcp"] = ("127.0.0.1", self.behind)  # type: ignore[assignment]

    @property
    def proxied(self) -> str:
        return f"127.0.0.1:{self.proxy_port}"


class Proxy:
    """`mode`: open · cut (connections are closed, new ones refused) · silent (accepted, nothing passes, nothing is closed) ·
    slow (64 kB/s) · delay (0.25 s each way) · reset (one chunk in a hundred ends its connection with RST) · held (nothing passes for the
    time, and then all that its sender has not taken back) · deaf (held, of what clients say to their group alone)."""

    def __init__(self, port: int, target: int, rng: random.Random) -> None:
        self._port, self._target, self._rng = port, target, rng
        self._mode = "open"
        self._open = asyncio.Event()
        self._open.set()
        self._heard = asyncio.Event()
        self._heard.set()
        self._held: set[asyncio.StreamReader] = set()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.wire: Callable[[bytes], bool] = lambda _: False
        """Cuts the network when it says so of what a client sends; that is not passed on."""
        self.tripped = asyncio.Event()
        self.produced = 0
        """Requests to write records that producers named by aiokafka have sent through here."""

    async def set(self, mode: str) -> None:
        """Connections that went silent are dead afterwards: what was not passed on then never is."""
        assert mode in MODES
        was, self._mode = self._mode, mode
        for event, closing in ((self._open, {"silent", "held"}), (self._heard, {"deaf"})):
            if mode in closing:
                event.clear()
            else:
                event.set()
        if mode == "cut" or was == "silent":
            self.drop()
        if mode == "cut":
            await self._close()
        elif self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, limit=UNREAD)

    @property
    def holding(self) -> bool:
        """Whether something is still here that was to be held."""
        return bool(self._held)

    def drop(self) -> None:
        for writer in list(self._connections):
            _reset(writer)

    async def _close(self) -> None:
        if self._server:
            self._server.close()
            self._server = None

    async def close(self) -> None:
        self.drop()
        await self._close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            await self._open.wait()
            there, onward = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(writer)
            self._connections.discard(writer)
            return
        self._connections.add(onward)
        for source, sink, other, wire in ((reader, onward, writer, True), (there, writer, onward, False)):
            task = asyncio.create_task(self._pump(source, sink, other, wired=wire))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, other: asyncio.StreamWriter, *, wired: bool) -> None:
        try:
            while chunk := await source.read(CHUNK):
                if wired and not self.tripped.is_set() and self.wire(chunk):
                    self.tripped.set()
                    await self.set("cut")
                await self._hold(source, chunk)
                self.produced += wired and chunk[4:6] == b"\0\0" and b"-producer-" in chunk[14:40]
                await self._hinder(chunk, sink)
                sink.write(chunk)
                await sink.drain()
                self._held.discard(source)
        except OSError:
            pass
        finally:
            self._held.discard(source)
            for writer in (sink, other):
                writer.close()
                self._connections.discard(writer)

    async def _hold(self, source: asyncio.StreamReader, chunk: bytes) -> None:
        """Raises ConnectionResetError when its sender has taken it back meanwhile."""
        gate = self._heard if self._open.is_set() and chunk[4:6] in OF_THE_GROUP else self._open
        if gate.is_set():
            return
        self._held.add(source)
        await gate.wait()
        if error := source.exception():
            raise error

    async def _hinder(self, chunk: bytes, sink: asyncio.StreamWriter) -> None:
        # the waits are what this mode is
        if self._mode == "delay":
            await asyncio.sleep(DELAY_SECONDS)
        elif self._mode == "slow":
            await asyncio.sleep(len(chunk) / SLOW_BYTES_PER_SECOND)
        elif self._mode == "reset" and self._rng.random() < 0.01:
            _reset(sink)
            raise ConnectionResetError


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: what is under way is lost."""
    with suppress(OSError):  # it may be closed already
        if raw := writer.get_extra_info("socket"):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def proxy(kafka: ProxiedKafka, rng: random.Random) -> AsyncIterator[Proxy]:
    made = Proxy(kafka.proxy_port, kafka.behind, rng)
    await made.set("open")
    try:
        yield made
    finally:
        await made.close()
