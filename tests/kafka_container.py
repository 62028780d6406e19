"""Apache Kafka for the tests: one KRaft node in a container, on a loopback port that stays the same when it restarts."""

from __future__ import annotations

import functools
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

# testcontainers reads both when it is imported. The first: ports are on this machine's loopback, also where the machine itself
# looks like a container. The second: the clean-up container Ryuk is one more image to pull; `sweep` does its work here.
os.environ["TESTCONTAINERS_CONNECTION_MODE"] = "docker_host"
os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"

import docker
import docker.errors
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

IMAGE = "apache/kafka:4.1.0"
OWNER = "dateline.tests.pid"
"""Label of every container and volume that the tests make; its value is the process that has to remove it."""

SERVER = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_LISTENERS": "OUTSIDE://:9092,INSIDE://:19092,CONTROLLER://:9093",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "KAFKA_INTER_BROKER_LISTENER_NAME": "INSIDE",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "1",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "1",
    # the stock 3 s wait for more members before the first assignment of a group
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    # a topic that nobody made is a fault here, as it is in docker-compose.yml
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    # a killed broker may come back only after its old registration has expired: 9 s by default
    "KAFKA_BROKER_SESSION_TIMEOUT_MS": "1500",
    "KAFKA_BROKER_HEARTBEAT_INTERVAL_MS": "300",
    "KAFKA_HEAP_OPTS": "-Xms256m -Xmx512m",
    # one compiler tier and one collector thread: starts in half the time, and no test measures speed
    "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


class KafkaContainer(DockerContainer):
    """`with KafkaContainer() as kafka: … kafka.bootstrap …`; for faults, `kafka.get_wrapped_container()` has kill, pause, restart."""

    def __init__(self, **server: str) -> None:
        """`server`: more settings of the broker (`KAFKA_MESSAGE_MAX_BYTES="20000000"`)."""
        super().__init__(IMAGE, labels={OWNER: str(os.getpid())})
        # the broker has to advertise it, so it is chosen here and before the start; one picked by Docker changes on a restart
        self.port = free_port()
        self.ports["9092/tcp"] = ("127.0.0.1", self.port)  # type: ignore[assignment]
        advertised = f"OUTSIDE://127.0.0.1:{self.port},INSIDE://localhost:19092"
        self.with_envs(**{**SERVER, "KAFKA_ADVERTISED_LISTENERS": advertised, **server})
        self.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(120))

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()  # a start that fails half-way, or Ctrl-C during it, leaves nothing behind
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@functools.cache
def why_no_broker() -> str | None:
    """None when a container of Kafka can be started here, else the reason and the cure. Pulls the image when it is not there."""
    try:
        client = docker.from_env(timeout=120)
    except docker.errors.DockerException as error:
        return f"Docker does not answer ({_first_line(error)}); start it, or install it (Debian: apt-get install docker.io)"
    try:
        client.images.get(IMAGE)
    except docker.errors.ImageNotFound:
        return _pull(client)
    finally:
        client.close()
    return None


def _pull(client: docker.DockerClient) -> str | None:
    try:
        client.images.pull(IMAGE)
    except docker.errors.DockerException as error:
        return f"Docker has no image {IMAGE} and cannot pull it ({_first_line(error)}); run: docker pull {IMAGE}"
    return None


def sweep() -> None:
    """Remove what killed test runs left: containers and volumes whose label names a process that is no more."""
    client = docker.from_env()
    for container in client.containers.list(all=True, filters={"label": OWNER}):
        if not Path(f"/proc/{container.labels[OWNER]}").exists():
            with suppress(docker.errors.APIError):  # another run may be sweeping, too
                container.remove(force=True, v=True)
    for volume in client.volumes.list(filters={"label": OWNER}):
        if not Path(f"/proc/{volume.attrs['Labels'][OWNER]}").exists():
            with suppress(docker.errors.APIError):
                volume.remove(force=True)
    client.close()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
