"""GET from the web, politely and safely: public addresses only, few bytes, one request at a time to a host.

The address that is checked is the one that is connected to: the check stands where the socket is made, so neither a name that changes
what it points to, nor a redirect, nor a literal address gets past it.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin, urlsplit

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from aiohttp.abc import AbstractResolver

MOST_BYTES: Final = 5_000_000
"""Of an answer, unpacked. Feeds of a thousand entries and pages of news stay far below."""
MOST_REDIRECTS: Final = 5
SECONDS: Final = 30.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class FetchError(Exception):
    """Nothing came, or nothing that may be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    url: str
    """Where it came from in the end."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


def is_public(address: str) -> bool:
    """Whether anybody may be at that IP address: not this machine, its network, a cloud's metadata service or a multicast group."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


class Fetcher:
    """`pause`: seconds between two requests to one host. `resolver`: aiohttp's own when None."""

    def __init__(self, agent: str, *, allow_private: bool = False, pause: float = 1.0, resolver: AbstractResolver | None = None) -> None:
        self._agent, self._allow_private, self._pause, self._resolver = agent, allow_private, pause, resolver
        self._session: aiohttp.ClientSession | None = None
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(resolver=self._resolver, socket_factory=self._socket, limit=20)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=SECONDS, connect=10),
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,  # a proxy would connect to addresses that nobody checked
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Called with each address before it is connected to."""
        family, kind, protocol, _, place = address
        if not self._allow_private and not is_public(str(place[0])):
            raise OSError(errno.EACCES, f"{place[0]} is no public address; --allow-private permits it")
        return socket.socket(family, kind, protocol)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer at the end of at most MOST_REDIRECTS redirects, whatever its status. Raises FetchError."""
        for _ in range(MOST_REDIRECTS + 1):
            host = _host(url)
            try:
                async with self._turns[host]:
                    await self._wait(host)
                    answer = await self._once(url, headers or {})
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                msg = f"{_shown(url)}: {_reason(error)}"
                raise FetchError(msg) from error
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["location"])
        msg = f"{_shown(url)}: more than {MOST_REDIRECTS} redirects"
        raise FetchError(msg)

    def slow_down(self, url: str, seconds: float) -> None:
        """The host of `url` wants to be left alone for that long."""
        host = _host(url)
        self._free_at[host] = max(self._free_at.get(host, 0.0), asyncio.get_running_loop().time() + seconds)

    async def _wait(self, host: str) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - loop.time()))
        self._free_at[host] = loop.time() + self._pause

    async def _once(self, url: str, headers: Mapping[str, str]) -> Answer:
        if self._session is None:
            msg = "use it in `async with`"
            raise RuntimeError(msg)
        async with self._session.get(url, headers=headers, allow_redirects=False) as response:
            body = bytearray()
            async for chunk in response.content.iter_chunked(65_536):
                body += chunk
                if len(body) > MOST_BYTES:
                    msg = f"{_shown(url)}: more than {MOST_BYTES:,} bytes"
                    raise FetchError(msg)
            found = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, url, found, bytes(body))


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        msg = f"{_shown(url)}: not an http(s) address"
        raise FetchError(msg)
    return host


def _reason(error: Exception) -> str:
    """In words; of a refused address those of `_socket`, which aiohttp wraps in others."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.EACCES:
        return error.os_error.strerror or str(error)
    return str(error) or type(error).__name__


def _shown(url: str) -> str:
    """For a person: without a password, and not without end."""
    head, at, tail = url.partition("@")
    return (f"{head.partition('://')[0]}://…@{tail}" if at and "://" in head else url)[:200]
