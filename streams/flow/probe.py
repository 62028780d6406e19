"""`/healthz`, `/readyz` and `/metrics` of a worker, from a thread of its own: they answer while the event loop is busy with an article."""

from __future__ import annotations

import logging
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

if TYPE_CHECKING:
    from .health import Health

log = logging.getLogger("dateline.worker")

MAX_CONNECTIONS = 16
"""At once; more are closed unread. Probes and scrapers come one by one, and each connection is a thread."""
SLOWEST_SECONDS = 5.0
"""Longest time that a client may be silent."""
BIND_SECONDS = 1.0
"""Between two attempts at an address that another program has: a worker that ends may still hold it."""


class Probe:
    """The server. It must not hurt the work: when its address is taken it says so, and tries again until it is free."""

    def __init__(self, host: str, port: int, health: Health, registry: CollectorRegistry) -> None:
        """`port` 0 takes a free one."""
        self._address = (host, port)
        self._health, self._registry = health, registry
        self._ended = threading.Event()
        self._server: Server | None = None
        self.address = ""
        """`http://host:port`, once it is bound."""

    def start(self) -> None:
        """Bind, if that is possible at once, and answer from now on."""
        bound = self._bind()
        threading.Thread(target=self._serve, args=(bound,), name="probe", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _bind(self) -> bool:
        try:
            self._server = Server(self._address, self._health, self._registry)
        except OSError as error:
            first, self.address = not self.address, "unbound"
            if first:
                host, port = self._address
                log.error("%s:%d for health and metrics: %s; trying again. DATELINE_HEALTH_PORT=0 takes a free port", host, port, error)  # noqa: TRY400 - its traceback says no more
            return False
        name, number = str(self._server.server_address[0]), self._server.server_address[1]
        self.address = f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}"
        log.info("health and metrics on %s (/healthz, /readyz, /metrics)", self.address)
        return True

    def _serve(self, bound: bool) -> None:  # noqa: FBT001 - what `_bind` said
        while not bound and not self._ended.wait(BIND_SECONDS):
            bound = self._bind()
        if bound and self._server is not None:
            self._server.serve_forever(poll_interval=0.1)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], health: Health, registry: CollectorRegistry) -> None:
        self.health, self.registry = health, registry
        self._room = threading.BoundedSemaphore(MAX_CONNECTIONS)
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """Without the look-up of the machine's name, which may take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:  # noqa: ANN401 - the library's own
        """A client that went away is no news; a bug is."""
        del request, client_address
        log.debug("a probe was not answered", exc_info=True)  # noqa: LOG014 - the library calls it from its handler


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = SLOWEST_SECONDS
    server_version, sys_version = "dateline", ""
    protocol_version = "HTTP/1.0"  # one request a connection
    _paths: ClassVar = {"/healthz": "_health", "/readyz": "_ready", "/metrics": "_metrics"}

    def do_GET(self) -> None:
        name = self._paths.get(urlsplit(self.path).path)
        if name is None:
            self._answer(HTTPStatus.NOT_FOUND, "application/json", b'{"error":"there are /healthz, /readyz and /metrics"}')
        else:
            getattr(self, name)()

    do_HEAD = do_GET  # noqa: N815 - the library's own name

    def _health(self) -> None:
        self._say(*self.server.health.alive())

    def _ready(self) -> None:
        self._say(*self.server.health.ready())

    def _say(self, fine: bool, what: dict[str, Any]) -> None:  # noqa: FBT001 - as `Health` gives it
        status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
        self._answer(status, "application/json", orjson.dumps(what))

    def _metrics(self) -> None:
        self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self.server.registry))

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing: a probe every few seconds is no news."""
