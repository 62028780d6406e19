"""OAUTHBEARER: every client of ours gets in with a token from an endpoint or a file, goes on when tokens end, and says why one was refused."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from streams.kafka import aiokafka_options, librdkafka_options
from streams.settings import load
from streams.topics import Topics
from streams.view.observer import Observer
from tests.broker.secured import WAIT, Secured, dateline, secured
from tests.issuer import Issuer, issuer, jwt, unsigned
from tests.waiting import until

if TYPE_CHECKING:
    from _pytest.tmpdir import TempPathFactory

pytestmark = pytest.mark.broker
SECRET = "hunter22hunter22"
SHORT = 4.0
"""Seconds that a token lives: the broker ends each connection of a worker several times within a test."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: TempPathFactory) -> Iterator[Secured]:
    yield from secured(tmp_path_factory.mktemp("certs"))


def fresh(life: float) -> dict[str, object]:
    return {"access_token": unsigned("dateline", time.time(), life), "token_type": "Bearer", "expires_in": life}


@pytest.fixture
def giving() -> Iterator[Issuer]:
    """An endpoint whose tokens end soon."""
    with issuer(lambda: fresh(SHORT)) as server:
        yield server


def environment(site: Secured, name: str, folder: Path, **more: str) -> dict[str, str]:
    own = {"DATELINE_PREFIX": f"{name}.", "DATELINE_APP": name, "DATELINE_PARTITIONS": "1", "DATELINE_DATA_DIR": str(folder)}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), **own, **site.settings("TOKEN"), **more}  # noqa: PTH109


def by_endpoint(server: Issuer) -> dict[str, str]:
    return {"DATELINE_OAUTH_URL": server.url, "DATELINE_OAUTH_CLIENT_ID": "dateline", "DATELINE_OAUTH_CLIENT_SECRET": SECRET}


@pytest.mark.parametrize("way", ["endpoint", "file"])
def test_every_client_gets_in(site: Secured, giving: Issuer, tmp_path: Path, way: str) -> None:
    """Admin, producer and consumer of aiokafka, librdkafka's that sets retention, the view's, and the doctor's."""
    (file := tmp_path / "token").write_text(unsigned("dateline", time.time(), 600))
    source = by_endpoint(giving) if way == "endpoint" else {"DATELINE_OAUTH_TOKEN_FILE": str(file)}
    env = environment(site, f"clients-{way}", tmp_path, **source)
    assert dateline(env, "topics").returncode == 0
    assert "keeps records for 30 days" in dateline(env | {"DATELINE_KEEP": "raw=30d"}, "topics").stderr
    sent = dateline(env, "publish", "--id", "a1", "-", stdin="Kenya thanked Peru.")
    assert (sent.returncode, sent.stderr) == (0, "")
    assert json.loads(dateline(env, "tail", "raw", "--json").stdout)["value"]["text"] == "Kenya thanked Peru."
    settings = load({name: value for name, value in env.items() if name.startswith("DATELINE_")})
    seen = Observer(librdkafka_options(settings), Topics(settings.prefix, settings.app)).look()
    assert seen.topics[f"clients-{way}.raw"].partitions[0].end == 2
    assert {row["what"]: row["state"] for row in map(json.loads, dateline(env, "doctor", "--json").stdout.splitlines())}["kafka"] == "ok"


async def test_the_broker_ends_connections_whose_token_has_ended(site: Secured, giving: Issuer, tmp_path: Path) -> None:
    """What the two tests below rely on."""
    env = environment(site, "control", tmp_path, **by_endpoint(giving))
    client = AIOKafkaClient(**aiokafka_options(load({name: value for name, value in env.items() if name.startswith("DATELINE_")})))
    await client.bootstrap()
    try:
        (node,) = client.cluster.brokers()
        assert await client.ready(node.nodeId)
        (connection,) = client._conns.values()
        with pytest.raises(KafkaConnectionError):
            await asyncio.wait_for(talk(connection), WAIT)
    finally:
        await client.close()


async def talk(connection: Any) -> None:
    while True:
        await connection.send(MetadataRequest([]))
        await asyncio.sleep(0.2)


def test_a_worker_outlives_its_tokens(site: Secured, giving: Issuer, tmp_path: Path) -> None:
    """The broker ends every connection whose token has ended. The worker connects again, in the same process; each article is enriched,
    and the audit finds nothing lost and nothing twice. Neither token nor secret is in its log."""
    env = environment(site, "worker", tmp_path, **by_endpoint(giving), DATELINE_LOG_LEVEL="DEBUG")
    assert dateline(env, "topics").returncode == 0
    log = tmp_path / "log"
    with log.open("wb") as output:
        worker = subprocess.Popen([sys.executable, "-m", "streams.cli", "worker"], env=env, stdout=output, stderr=output)
    try:
        began, number = time.monotonic(), 0
        while time.monotonic() - began < 4 * SHORT:
            number += 1
            assert dateline(env, "publish", "--id", f"a{number}", "-", stdin="Kenya thanked Peru on Monday.").returncode == 0
        follow = ["tail", "enriched", "--from", "beginning", "--follow", "--limit", str(number), "--json"]
        read = subprocess.run(
            [sys.executable, "-m", "streams.cli", *follow], env=env, capture_output=True, text=True, timeout=WAIT, check=False
        )
        assert len({json.loads(line)["value"]["article_id"] for line in read.stdout.splitlines()}) == number
        assert len(giving.asked) > 4
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
    assert dateline(env, "audit").returncode == 0
    said = log.read_text()
    assert "starts again" not in said, said
    assert SECRET not in said
    assert "eyJ" not in said  # how every JSON Web Token begins


def test_the_view_outlives_its_tokens(site: Secured, giving: Issuer, tmp_path: Path) -> None:
    """Its reader and its observer, which are clients of two kinds."""
    env = environment(site, "view", tmp_path, **by_endpoint(giving))
    assert dateline(env, "topics").returncode == 0
    log = tmp_path / "log"
    with log.open("wb") as output:
        view = subprocess.Popen([sys.executable, "-m", "streams.cli", "web", "--port", "0"], env=env, stdout=output, stderr=output)
    try:
        until(lambda: "web view on" in log.read_text(), "the view", WAIT)
        address = log.read_text().partition("web view on ")[2].split()[0]
        began = time.monotonic()
        until(lambda: time.monotonic() - began > 3 * SHORT, "tokens have ended", WAIT)
        dateline(env, "publish", "--id", "a1", "-", stdin="Kenya thanked Peru on Monday.")
        metrics = f"{address}/metrics"
        until(lambda: 'dateline_group_lag_records{partition="0",topic="view.raw"} 1.0' in page(metrics), "the article waits", WAIT)
        assert "dateline_view_connected 1.0" in page(metrics)
    finally:
        view.terminate()
        assert view.wait(60) == 0
    assert SECRET not in log.read_text()


@pytest.mark.parametrize(("command", "at_work"), [("worker", "working as"), ("web", "")])
def test_an_endpoint_that_comes_late_is_waited_for(site: Secured, giving: Issuer, tmp_path: Path, command: str, at_work: str) -> None:
    """As a broker would be: the reason is said, and the work begins by itself."""
    env = environment(site, f"late-{command}", tmp_path, **by_endpoint(giving), DATELINE_WEB_PORT="0")
    assert dateline(env, "topics").returncode == 0
    giving.status = 503
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "streams.cli", command], env=env, stdout=output, stderr=output)
    try:
        until(lambda: "gave no token (HTTP 503" in log.read_text(), "the reason is said", WAIT)
        giving.status = 200
        if at_work:
            until(lambda: at_work in log.read_text(), "it works", WAIT)
        else:
            address = log.read_text().partition("web view on ")[2].split()[0]
            until(lambda: "dateline_view_connected 1.0" in page(f"{address}/metrics"), "it is connected", WAIT)
    finally:
        process.terminate()
        assert process.wait(60) == 0
    assert SECRET not in log.read_text()


def page(address: str) -> str:
    with urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


@pytest.mark.parametrize(
    "token", [jwt(sub="dateline"), unsigned("", 0, 1e10), "no-token-at-all"], ids=["signed by nobody", "no subject", "opaque"]
)
def test_a_token_that_the_broker_refuses_is_told(site: Secured, tmp_path: Path, token: str) -> None:
    """Exit code 69 within the time that was given, the reason, what to check; and not the token."""
    (file := tmp_path / "token").write_text(token)
    done = dateline(
        environment(site, "refused", tmp_path, DATELINE_OAUTH_TOKEN_FILE=str(file)), "publish", "--timeout", "3", "-", stdin="News."
    )
    assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (69, False, ""), done.stderr
    assert "the broker refuses the token (invalid_token)" in done.stderr
    assert token not in done.stderr


def test_a_client_that_the_endpoint_refuses_is_told(site: Secured, tmp_path: Path) -> None:
    with issuer({"error": "invalid_client"}, 401) as server:
        env = environment(site, "unknown", tmp_path, **by_endpoint(server))
        done = dateline(env, "publish", "--timeout", "3", "-", stdin="News.")
    assert (done.returncode, "Traceback" in done.stderr) == (69, False), done.stderr
    assert "gave no token (HTTP 401, invalid_client): check DATELINE_OAUTH_CLIENT_ID" in done.stderr
    assert SECRET not in done.stderr
