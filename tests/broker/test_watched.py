"""Health and metrics of a worker on Apache Kafka, while the broker pauses, and when a topic is deleted."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from confluent_kafka.admin import AdminClient

from tests.flow import behaviours, watched
from tests.flow.deployment import deployment
from tests.kafka_container import KafkaContainer, free_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.broker


async def test_the_numbers_are_those_of_the_topics(broker: str, tmp_path: Path) -> None:
    async with deployment(broker, tmp_path, health_port=str(free_port())) as on:
        await watched.numbers_equal_the_topics(on)


async def test_a_broker_that_does_not_answer_is_told_and_its_return_too(tmp_path: Path) -> None:
    """503 with the reason while it is away; ready again, and at work, when it is back."""
    with KafkaContainer() as kafka:
        async with deployment(kafka.bootstrap, tmp_path, health_port=str(free_port())) as on:
            on.start()
            await watched.until_ready(on)
            kafka.get_wrapped_container().pause()
            try:
                await watched.until_reason(on, "broker_unreachable")
            finally:
                kafka.get_wrapped_container().unpause()
            await watched.until_ready(on)
            await on.until_ended(await on.publish(behaviours.records(behaviours.history(random.Random(3), 5))))


async def test_a_topic_that_was_deleted_is_named(broker: str, tmp_path: Path) -> None:
    async with deployment(broker, tmp_path, health_port=str(free_port())) as on:
        on.start()
        await watched.until_ready(on)
        client = AdminClient({"bootstrap.servers": broker})
        for future in client.delete_topics([on.topics.mentions.name]).values():
            future.result()
        await watched.until_reason(on, "topic_missing")
        _, told = await watched.asked(on, "/readyz")
        assert f"{on.topics.mentions.name} is missing: run `dateline topics`" in str(told["reasons"])
