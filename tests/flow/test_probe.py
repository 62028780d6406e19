"""The worker's HTTP server: its answers, and that neither its clients nor a busy event loop can hurt it or the work."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from streams.flow.health import Health, HealthCollector
from streams.flow.meters import Meters
from streams.flow.probe import MAX_CONNECTIONS, Probe
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def health() -> Health:
    return Health({"version": "1"}, 30.0, 91.0, beat=time.monotonic(), phase="working", assigned=1)


@pytest.fixture
def probe(health: Health) -> Iterator[Probe]:
    made = started(health)
    yield made
    made.stop()


def started(health: Health, port: int = 0) -> Probe:
    meters = Meters()
    meters.registry.register(HealthCollector(health))
    made = Probe("127.0.0.1", port, health, meters.registry)
    made.start()
    return made


def get(probe: Probe, path: str) -> tuple[int, str, str]:
    """Status, type and text."""
    try:
        with urlopen(probe.address + path, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_alive_and_ready_are_200(probe: Probe) -> None:
    for path, status in (("/healthz", "alive"), ("/readyz", "ready")):
        code, kind, text = get(probe, path)
        assert (code, kind, json.loads(text)["status"]) == (200, "application/json", status)


def test_why_not_is_503(probe: Probe, health: Health) -> None:
    """With the reasons as JSON; a stuck worker is not alive either."""
    health.topics, health.beat = "news.raw is missing", time.monotonic() - 31
    code, _, text = get(probe, "/readyz")
    assert (code, json.loads(text)["reasons"][0]["code"]) == (503, "topic_missing")
    assert get(probe, "/healthz")[0] == 503


def test_metrics_are_prometheus_text(probe: Probe) -> None:
    code, kind, text = get(probe, "/metrics")
    assert (code, kind.split(";")[0]) == (200, "text/plain")
    assert "# TYPE dateline_records_total counter" in text
    assert "dateline_ready 1.0" in text


def test_other_paths_are_404_and_other_methods_501(probe: Probe) -> None:
    assert get(probe, "/../etc/passwd")[0] == 404
    assert talk(probe, b"POST /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 501")


def test_head_has_no_body(probe: Probe) -> None:
    head, _, body = talk(probe, b"HEAD /healthz HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")
    assert (head.split(b"\r\n")[0], body) == (b"HTTP/1.0 200 OK", b"")


@pytest.mark.parametrize(
    "sent", [b"\xff\x00\r\n\r\n", b"GET " + b"a" * 70_000 + b" HTTP/1.0\r\n\r\n", b"GET http://[ HTTP/1.0\r\n\r\n", b"\r\n"]
)
def test_hostile_requests_hurt_nobody(probe: Probe, sent: bytes) -> None:
    talk(probe, sent)
    assert get(probe, "/healthz")[0] == 200


def talk(probe: Probe, sent: bytes) -> bytes:
    host, port = probe.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionResetError:  # it was told enough
            pass
        return answer


def test_silent_clients_take_no_threads_without_end(probe: Probe) -> None:
    """Beyond a few they are closed; when they leave, others are served."""
    host, port = probe.address.removeprefix("http://").split(":")
    before = threading.active_count()
    idle = [socket.create_connection((host, int(port)), timeout=10) for _ in range(3 * MAX_CONNECTIONS)]
    # the last one is refused: by then all before it were taken or refused
    assert idle[-1].recv(1) == b""
    assert threading.active_count() <= before + MAX_CONNECTIONS
    for connection in idle:
        connection.close()
    until(lambda: served(probe), "an answer")


def served(probe: Probe) -> bool:
    try:
        return get(probe, "/healthz")[0] == 200
    except OSError:
        return False


def test_it_answers_while_python_is_busy(probe: Probe) -> None:
    """The event loop's thread computes and never waits; the answers come all the same, many of them."""
    ended = threading.Event()
    busy = threading.Thread(target=compute, args=(ended,))
    busy.start()
    try:
        assert [get(probe, "/healthz")[0] for _ in range(20)] == [200] * 20
        assert busy.is_alive()
    finally:
        ended.set()
        busy.join()


def compute(ended: threading.Event) -> None:
    while not ended.is_set():
        sum(number * number for number in range(1000))


def test_a_taken_address_is_waited_for(health: Health, caplog: pytest.LogCaptureFixture) -> None:
    """Another worker may still hold it. The work goes on meanwhile; as soon as it is free it is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        probe = started(health, taken.getsockname()[1])
        assert probe.address == "unbound"
        assert "trying again" in caplog.text
    try:
        until(lambda: probe.address.startswith("http") and served(probe), "the address is taken")
    finally:
        probe.stop()


def test_it_listens_where_it_was_told(health: Health) -> None:
    """On this machine alone unless the setting says otherwise."""
    probe: Any = started(health)
    try:
        assert probe._server.socket.getsockname()[0] == "127.0.0.1"
    finally:
        probe.stop()
