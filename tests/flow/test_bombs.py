"""What a publisher packs very small is measured unpacked, by the broker, before a worker meets it."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from streams.flow.admin import ensure_topics
from streams.topics import MAX_RAW_BYTES
from tests.flow.test_admin import nobody, own, topics_of


@pytest.mark.broker
async def test_a_hundred_megabytes_in_a_hundred_kilobytes_are_refused(broker: str) -> None:
    """A text of the greatest size that is a dead letter by name goes through, packed as small."""
    settings = own(broker)
    await ensure_topics(settings, nobody)
    raw = topics_of(settings).raw.name
    async with AIOKafkaProducer(bootstrap_servers=broker, compression_type="gzip", max_request_size=200_000_000) as client:
        with pytest.raises(MessageSizeTooLargeError):
            await client.send_and_wait(raw, bytes(100_000_000), partition=0)
        await client.send_and_wait(raw, bytes(MAX_RAW_BYTES - 1_000), partition=0)
