"""The container that the broker tests run against is Apache Kafka, and it is gone afterwards."""

from __future__ import annotations

import docker
import docker.errors
import pytest
from confluent_kafka.admin import AdminClient

from tests.kafka_container import KafkaContainer


@pytest.mark.broker
def test_broker_answers_on_loopback(broker: str) -> None:
    """The advertised address is the one that clients were given, so that a client can go on from metadata to records."""
    metadata = AdminClient({"bootstrap.servers": broker}).list_topics(timeout=30)
    assert [f"{b.host}:{b.port}" for b in metadata.brokers.values()] == [broker]


@pytest.mark.broker
def test_container_is_removed_when_its_block_ends() -> None:
    """A test run leaves no container behind."""
    with KafkaContainer() as kafka:
        container_id = kafka.get_wrapped_container().id
    client = docker.from_env()
    with pytest.raises(docker.errors.NotFound):
        client.containers.get(container_id)
    client.close()
