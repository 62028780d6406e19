"""Health and metrics of a worker on Apache Kafka, while the broker pauses, and when a topic is deleted."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from confluent_kafka.admin import AdminClient

from streams.flow.admin import ensure_topics
from tests.flow import behaviours, watched
from tests.flow.deployment import Deployment, deployment
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


async def test_a_worker_that_comes_before_its_topics_waits_for_them(broker: str, tmp_path: Path) -> None:
    """Things start in any order: it says what it waits for, is alive, and goes on by itself when `dateline topics` has run."""
    async with deployment(broker, tmp_path, health_port=str(free_port())) as first:
        later = {"DATELINE_APP": f"{first.settings.app}-later", "DATELINE_PREFIX": f"later-{first.settings.prefix}"}
        settings = first.settings.model_copy(update={"app": later["DATELINE_APP"], "prefix": later["DATELINE_PREFIX"]})
        on = Deployment(settings, first.environment | later, tmp_path, first.module, first.workers)
        on.start()
        await watched.until_reason(on, "topic_missing")
        _, told = await watched.asked(on, "/readyz")
        assert f"{on.topics.raw.name} is missing: run `dateline topics`" in str(told["reasons"])
        assert (await watched.asked(on, "/healthz"))[0] == 200
        assert on.logs().count("is missing: run `dateline topics`") == len(on.topics.all)
        await ensure_topics(settings, lambda _: None)
        await watched.until_ready(on)
        await on.until_ended(await on.publish(behaviours.records(behaviours.history(random.Random(3), 5))))
        assert on.workers[0].poll() is None
