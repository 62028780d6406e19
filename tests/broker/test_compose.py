"""The Kafka service of `docker-compose.yml`, really started."""

from __future__ import annotations

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from tests.compose import health, kafka_service, kafka_volume
from tests.waiting import until


@pytest.mark.broker
def test_kafka_service_becomes_healthy_and_keeps_its_topics() -> None:
    """Its health check turns green, this machine reaches it, and a new container on the same volume still has the topic."""
    with kafka_volume() as volume:
        with kafka_service(volume) as (container, address):
            until(lambda: health(container), "the health check is green")
            admin = AdminClient({"bootstrap.servers": address})
            admin.create_topics([NewTopic("kept", 1, 1)])["kept"].result(30)
        with kafka_service(volume) as (container, address):
            until(lambda: health(container), "the health check is green again")
            assert "kept" in AdminClient({"bootstrap.servers": address}).list_topics(timeout=30).topics
