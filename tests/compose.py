"""`docker-compose.yml` as the tests see it, and its Kafka service as a container on a port of its own."""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docker
import docker.models.containers
import yaml

from tests.kafka_container import OWNER, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parents[1] / "docker-compose.yml"


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return found


@contextmanager
def kafka_volume() -> Iterator[str]:
    """Name of a volume, removed at the end with all that is on it."""
    client = docker.from_env()
    volume = client.volumes.create(f"dateline-tests-{uuid.uuid4().hex}", labels={OWNER: str(os.getpid())})
    try:
        yield volume.name
    finally:
        volume.remove(force=True)
        client.close()


@contextmanager
def kafka_service(volume: str) -> Iterator[tuple[docker.models.containers.Container, str]]:
    """The container of service `kafka`, and its address: image, environment and health check of the file, with `volume` as its volume.

    Only the port differs, for 9092 may be taken on this machine; it is replaced where it is advertised, too.
    """
    service, port, client = services()["kafka"], free_port(), docker.from_env()
    environment = {name: str(value).replace("127.0.0.1:9092", f"127.0.0.1:{port}") for name, value in service["environment"].items()}
    check = service["healthcheck"]
    second = 1_000_000_000  # the interface counts nanoseconds
    container = client.containers.run(
        service["image"],
        detach=True,
        hostname="kafka",
        labels={OWNER: str(os.getpid())},
        environment=environment,
        ports={"9092/tcp": ("127.0.0.1", port)},
        volumes={volume: {"bind": service["volumes"][0].split(":")[1], "mode": "rw"}},
        healthcheck={"test": check["test"], "interval": second, "timeout": 10 * second, "retries": check["retries"]},
    )
    try:
        yield container, f"127.0.0.1:{port}"
    finally:
        container.remove(force=True, v=True)
        client.close()


def health(container: docker.models.containers.Container) -> bool:
    container.reload()
    return bool(container.attrs["State"]["Health"]["Status"] == "healthy")
