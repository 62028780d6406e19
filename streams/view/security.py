"""What stands between hostile text, hostile pages and the reader: headers, allowed hosts, methods."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

HEADERS: Final = {
    # nothing runs and nothing is fetched but our own files and the live feed; forms lead to our own pages
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",  # withdrawn text must not come back from a cache; what says so itself is asked for again each time
    "Server": "dateline",
}
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def host_name(header: str) -> str:
    """The name in a Host header, lower case, without port and brackets; "" when it is none."""
    header = header.strip().lower()
    if header.startswith("["):
        name, bracket, _ = header[1:].partition("]")
        return name if bracket else ""
    return header.partition(":")[0]


def allowed_hosts(bound: str, extra: str) -> frozenset[str]:
    """Names that requests may be addressed to: the local ones, the address that is bound, and `extra` (comma-separated)."""
    more = (host_name(name) for name in (bound, *extra.split(",")))
    return _LOCAL | {name for name in (bound.lower(), *more) if name}


def host_allowed(header: str, allowed: frozenset[str], *, any_address: bool) -> bool:
    """A page elsewhere can make its own name point to this machine (DNS rebinding), but not a name of ours, nor an address.

    `any_address`: bound to all interfaces, so any literal IP address is ours.
    """
    name = host_name(header)
    if name in allowed:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return any_address


def guard(bound: str, extra: str, writable: frozenset[str] = frozenset()) -> Middleware:
    """Refuses foreign hosts with 421, and everything that is not reading with 405 but for POST to the paths in `writable`."""
    allowed = allowed_hosts(bound, extra)
    any_address = bound in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not host_allowed(request.headers.get("Host", ""), allowed, any_address=any_address):
            text = "This name is not one of the view's. If it should be, add it to DATELINE_WEB_ALLOWED_HOSTS."
            raise web.HTTPMisdirectedRequest(text=text)
        if request.method not in {"GET", "HEAD"} and not (request.method == "POST" and request.path in writable):
            raise web.HTTPMethodNotAllowed(request.method, ["GET", "HEAD"], text="The view only shows: GET and HEAD.")
        return await handler(request)

    return check


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: each response has them, errors and style sheet too."""
    del request
    said = response.headers.get("Cache-Control")
    response.headers.update(HEADERS)
    if said == "no-cache":
        response.headers["Cache-Control"] = said
