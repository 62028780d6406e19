"""Passwords and certificates to the broker: every client of ours gets in with the right ones, and says what is the matter with wrong ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.kafka import librdkafka_options
from streams.settings import load
from streams.topics import Topics
from streams.view.observer import Observer
from tests.broker.secured import PASSWORD, WAIT, Secured, dateline, secured

if TYPE_CHECKING:
    from _pytest.tmpdir import TempPathFactory

pytestmark = pytest.mark.broker

WAYS = {
    "plain": ("OPEN", {"DATELINE_SASL_MECHANISM": "PLAIN"}),
    "plain-tls": ("SASL", {"DATELINE_SASL_MECHANISM": "PLAIN"}),
    "scram-256": ("OPEN", {"DATELINE_SASL_MECHANISM": "SCRAM-SHA-256"}),
    "scram-512-tls": ("SASL", {"DATELINE_SASL_MECHANISM": "SCRAM-SHA-512"}),
    "mtls": ("MTLS", dict[str, str]()),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: TempPathFactory) -> Iterator[Secured]:
    yield from secured(tmp_path_factory.mktemp("certs"))


def environment(site: Secured, way: str, folder: Path, **changes: str | None) -> dict[str, str]:
    listener, more = WAYS[way]
    own = {"DATELINE_PREFIX": f"{way}.", "DATELINE_APP": way, "DATELINE_PARTITIONS": "1", "DATELINE_DATA_DIR": str(folder)}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), **own, **site.settings(listener, **{**more, **changes})}  # noqa: PTH109


@pytest.mark.parametrize("way", WAYS)
def test_every_client_gets_in(site: Secured, tmp_path: Path, way: str) -> None:
    """Admin, producer and consumer of aiokafka, and the view's of librdkafka."""
    env = environment(site, way, tmp_path)
    assert dateline(env, "topics").returncode == 0
    sent = dateline(env, "publish", "--id", "a1", "-", stdin="Kenya thanked Peru.")
    assert (sent.returncode, sent.stderr) == (0, "")
    read = dateline(env, "tail", "raw", "--json")
    assert json.loads(read.stdout)["value"]["text"] == "Kenya thanked Peru."
    settings = load({name: value for name, value in env.items() if name.startswith("DATELINE_")})
    seen = Observer(librdkafka_options(settings), Topics(settings.prefix, settings.app)).look()
    assert seen.topics[f"{way}.raw"].partitions[0].end == 2


@pytest.mark.parametrize("way", ["scram-512-tls", "mtls"])
def test_a_worker_works(site: Secured, tmp_path: Path, way: str) -> None:
    """faust's consumer and producer, and the readers of the changelogs: an article goes all the way."""
    env = environment(site, way, tmp_path) | {"DATELINE_PREFIX": f"w-{way}.", "DATELINE_APP": f"w-{way}"}
    assert dateline(env, "topics").returncode == 0
    worker = subprocess.Popen(
        [sys.executable, "-m", "streams.cli", "worker"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        dateline(env, "publish", "--id", "a1", "-", stdin="Kenya thanked Peru on Monday.")
        tailing = [sys.executable, "-m", "streams.cli", "tail", "enriched", "--from", "beginning", "--follow", "--limit", "1", "--json"]
        read = subprocess.run(tailing, env=env, capture_output=True, text=True, timeout=WAIT, check=False)
        assert {entity["name"] for entity in json.loads(read.stdout)["value"]["entities"]} == {"Kenya", "Peru"}
    finally:
        worker.terminate()
        worker.wait(60)


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("plain", {"DATELINE_SASL_PASSWORD": "wrong password"}),
        ("scram-256", {"DATELINE_SASL_PASSWORD": "wrong password"}),
        ("scram-512-tls", {"DATELINE_SASL_USERNAME": "nobody"}),
        ("plain-tls", {"DATELINE_SSL_CAFILE": "wrong_ca"}),
        ("plain-tls", {"DATELINE_SSL_CAFILE": None}),
        ("mtls", {"DATELINE_SSL_CERTFILE": "wrong_cert", "DATELINE_SSL_KEYFILE": "wrong_key"}),
        ("mtls", {"DATELINE_SSL_CERTFILE": None, "DATELINE_SSL_KEYFILE": None}),
        ("plain-tls", {"DATELINE_SECURITY": "SASL_PLAINTEXT"}),
        ("mtls", {"DATELINE_SECURITY": "PLAINTEXT"}),
    ],
)
def test_wrong_ones_are_turned_away(site: Secured, tmp_path: Path, way: str, changes: dict[str, str | None]) -> None:
    """Exit code 69 within the time that was given, and no password in what is said."""
    files = {name: str(getattr(site, value)) for name, value in changes.items() if value in {"wrong_ca", "wrong_cert", "wrong_key"}}
    env = environment(site, way, tmp_path, **{**changes, **files})
    done = dateline(env, "publish", "--timeout", "3", "-", stdin="News.")
    assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (69, False, ""), done.stderr
    assert site.addresses[WAYS[way][0]] in done.stderr
    assert PASSWORD not in done.stderr
    assert "wrong password" not in done.stderr
