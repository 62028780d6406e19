"""A token endpoint on this machine, for tests of OAUTHBEARER."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs


def jwt(**claims: object) -> str:
    """Of these claims, as an identity provider makes them, but for the signature."""
    parts = [{"alg": "none"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts) + ".c2ln"


class Issuer(HTTPServer):
    """Answers what it was told to, or what `answer` makes anew for each, and remembers what it was asked."""

    def __init__(self, status: int, answer: object, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status, self.answer, self.headers = status, answer, headers
        self.asked: list[tuple[str, dict[str, list[str]]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/token"


class Answering(BaseHTTPRequestHandler):
    server: Issuer

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.headers["Authorization"], parse_qs(form)))
        answer = self.server.answer() if callable(self.server.answer) else self.server.answer
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(self.server.status)
        for name, value in (self.server.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing."""


@contextmanager
def issuer(answer: object, status: int = 200, **headers: str) -> Iterator[Issuer]:
    server = Issuer(status, answer, headers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def unsigned(subject: str, now: float, life: float) -> str:
    """A token as Apache Kafka takes it where no validator is set: nobody has signed it."""
    return jwt(sub=subject, iat=now, exp=now + life).rpartition(".")[0] + "."
