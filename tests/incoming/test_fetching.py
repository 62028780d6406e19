"""Fetching: public addresses only, wherever a name or a redirect leads; no more than is allowed; nobody is hurried."""

from __future__ import annotations

import asyncio
import gzip
import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from streams.incoming.fetching import MOST_BYTES, Fetcher, FetchError, is_public

from .feeds import serving


class Names(AbstractResolver):
    """Every name is at that address."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=self.address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None: ...


def fetcher(**options: Any) -> Fetcher:
    return Fetcher("dateline/test", pause=0, **options)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "localhost", ""],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """This machine, its networks, a cloud's metadata service, groups; also inside an IPv6 address."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


async def test_no_way_leads_to_this_machine() -> None:
    """By its address, by a name that points to it, or by a redirect from a server that may be asked."""
    async with serving() as web:
        url = web.put("/feed", b"secret")
        port = url.split(":")[2]
        async with fetcher(resolver=Names("127.0.0.1")) as guarded:
            for address in (url, f"http://public.example:{port}", f"http://[::1]:{port}", f"http://2130706433:{port}"):
                with pytest.raises(FetchError, match=r"no public address|not a canonical IPv4"):
                    await guarded.get(address)
        assert web.asked == []


async def test_a_redirect_is_checked_like_the_first_address() -> None:
    """Each hop: to another scheme, to this machine, in a circle. The first server is let through here as the test's own."""
    async with serving() as web:
        port = int(web.url("/").split(":")[2].strip("/"))

        class Once(Fetcher):
            """Lets the test's server be asked at its name, not at its address."""

            def _socket(self, address: tuple[Any, ...]) -> socket.socket:
                if len(web.asked) == 0:
                    return socket.socket(*address[:3])
                return super()._socket(address)

        web.put("/to-metadata", b"", 302, Location="http://169.254.169.254/latest/meta-data")
        async with Once("dateline/test", pause=0, resolver=Names("127.0.0.1")) as guarded:
            with pytest.raises(FetchError, match=r"^\S+: 169\.254\.169\.254 is no public address; --allow-private permits it$"):
                await guarded.get(f"http://public.example:{port}/to-metadata")
        async with fetcher(allow_private=True) as free:
            with pytest.raises(FetchError, match="not an http"):
                await free.get(web.put("/to-file", b"", 302, Location="file:///etc/passwd"))
            with pytest.raises(FetchError, match="redirects"):
                await free.get(web.put("/circle", b"", 302, Location="/circle"))
            web.put("/there", b"found")
            answer = await free.get(web.put("/moved", b"", 301, Location="there"))
            assert (answer.body, answer.url) == (b"found", web.url("/there"))


async def test_no_more_is_read_than_allowed() -> None:
    """Also of what is small until it is unpacked."""
    async with serving() as web, fetcher(allow_private=True) as free:
        bomb = gzip.compress(b"\0" * (3 * MOST_BYTES))
        with pytest.raises(FetchError, match="more than"):
            await free.get(web.put("/bomb", bomb, Content_Encoding="gzip"))
        with pytest.raises(FetchError, match="more than"):
            await free.get(web.put("/long", b"x" * (MOST_BYTES + 1)))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "http://", "//example.org", "http://[", "news.rss"])
async def test_only_http(url: str) -> None:
    async with fetcher() as guarded:
        with pytest.raises(FetchError, match="not an http"):
            await guarded.get(url)


async def test_a_password_in_an_address_is_not_told() -> None:
    async with fetcher(allow_private=True) as free:
        with pytest.raises(FetchError) as told:
            await free.get("http://user:secret@127.0.0.1:9/feed")
    assert "secret" not in str(told.value)


async def test_one_at_a_time_to_a_host() -> None:
    """Many feeds of one publisher are asked one after the other, with a pause; `slow_down` makes it longer."""
    async with serving() as web, Fetcher("dateline/test", allow_private=True, pause=0.05) as polite:
        url, began = web.put("/feed", b"x"), asyncio.get_running_loop().time()
        await asyncio.gather(*(polite.get(url) for _ in range(4)))
        assert asyncio.get_running_loop().time() - began >= 0.15
        polite.slow_down(url, 0.2)
        began = asyncio.get_running_loop().time()
        await polite.get(url)
        assert asyncio.get_running_loop().time() - began >= 0.15
