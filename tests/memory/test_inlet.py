"""The inlet of `POST /articles` on a broker: what it says is there is there, and what it cannot know it does not say."""

from __future__ import annotations

import asyncio

import pytest

from streams.core.article import Place
from streams.core.identity import article_id, partition_of
from streams.embedded import EmbeddedBroker
from streams.flow.admin import ensure_topics
from streams.incoming.inlet import InletError, KafkaInlet
from streams.incoming.records import Given, Outgoing, document
from streams.settings import load
from streams.topics import Topics
from tests.records import read_all

pytestmark = pytest.mark.embedded
PARTITIONS = 4


def records(count: int) -> list[Outgoing]:
    body = b"\n".join(b'{"article_id": "a%d", "source": "wire", "text": "News."}' % n for n in range(count))
    return list(document(body, "application/x-ndjson", "", Given()))


async def test_places_are_those_of_the_records() -> None:
    """Each article in the partition of its id, where any other client would have put it, at the offset that is told."""
    with EmbeddedBroker([t.name for t in Topics().all], PARTITIONS) as broker:
        settings = load({}, bootstrap=broker.bootstrap)
        await ensure_topics(settings, lambda _: None, create=False)
        inlet = KafkaInlet(settings, Topics().raw.name)
        sent = records(30)
        first, second = await asyncio.gather(inlet.send(sent[:10], PARTITIONS), inlet.send(sent[10:], PARTITIONS))
        await inlet.close()
        found = {
            (m.partition(), m.offset()): (m.key(), m.value()) for m in await asyncio.to_thread(read_all, broker.bootstrap, ["news.raw"])
        }
    told = {
        (at.partition, at.offset): (record.key.encode(), record.value)
        for at, record in zip([*first, *second], sent, strict=True)
        if record.key
    }
    assert told == found
    assert len(found) == 30
    assert all(partition == partition_of(key.decode(), PARTITIONS) for (partition, _), (key, _) in told.items())


async def test_without_a_broker_it_says_so_and_recovers() -> None:
    """In the time it was given; and when a broker is there, the same inlet goes on."""
    inlet = KafkaInlet(load({}, bootstrap="127.0.0.1:9"), "news.raw", seconds=2)
    for _ in range(2):
        with pytest.raises(InletError, match=r"127\.0\.0\.1:9"):
            await inlet.send(records(1), PARTITIONS)
    await inlet.close()


async def test_a_broker_that_goes_away_is_noticed() -> None:
    """What is not acknowledged is not said to be; the end of the inlet is not held up by it."""
    with EmbeddedBroker([t.name for t in Topics().all], PARTITIONS) as broker:
        settings = load({}, bootstrap=broker.bootstrap)
        await ensure_topics(settings, lambda _: None, create=False)
        inlet = KafkaInlet(settings, Topics().raw.name, seconds=3)
        (place,) = await inlet.send(records(1), PARTITIONS)
        assert place == Place("news.raw", partition_of(article_id("wire", "a0", None, "")[0], PARTITIONS), place.offset)
    with pytest.raises(InletError):
        await inlet.send(records(1), PARTITIONS)
    await inlet.close()
