"""HTTP servers in this process that answer as the servers of engines do, or as they should not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """`body` is sent in pieces, after each of which `wait` is called."""

    body: tuple[bytes, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait: Callable[[], object] = lambda: None


def json_answer(value: Any) -> Answer:
    return Answer((json.dumps(value).encode(),))


def recording(seen: list[Asked], answer: Answer) -> Callable[[Asked], Answer]:
    """Always the same answer; `seen` gets what was asked."""

    def recorded(asked: Asked) -> Answer:
        seen.append(asked)
        return answer

    return recorded


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """The address of a server on loopback that answers each POST so; others are answered 405."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made = answer(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(made.status)
            for header in made.headers:
                self.send_header(*header)
            self.end_headers()
            try:
                for piece in made.body:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    made.wait()
            except OSError:  # whoever asked has gone: some tests are about that
                return

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
