"""The view's reader at work, and a plain client that writes what the pipeline would: for the embedded broker and for Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaProducer

from streams import kafka
from streams.core.mentions import actor_mentions
from streams.flow import codec
from streams.settings import load
from streams.topics import Topics
from streams.view.database import Database
from streams.view.observer import Observer
from streams.view.reader import Reader
from streams.view.status import Status
from streams.view.store import Store
from tests import waiting

from .builders import a_reading, a_row, an_article

TOPICS = Topics()


@asynccontextmanager
async def reading(bootstrap: str, path: Path, topics: Topics = TOPICS) -> AsyncIterator[tuple[Status, Database]]:
    """The reader at work on the file at `path`."""
    settings = load({}, bootstrap=bootstrap)
    status, store = Status(bootstrap, 0.0), Store(path)
    database = Database(path)
    observer = Observer(kafka.librdkafka_options(settings), topics)
    reader = Reader(store=store, topics=topics, kafka=kafka.aiokafka_options(settings), observer=observer, status=status)
    task = asyncio.create_task(reader.run())
    try:
        yield status, database
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        database.close()
        store.close()


async def until(condition: Callable[[], bool], what: str) -> None:
    await asyncio.to_thread(waiting.until, condition, what)


async def publish(bootstrap: str, *articles: str, marker: bool = False, topics: Topics = TOPICS) -> None:
    """All that the pipeline writes of each article, by a plain client."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        if marker:
            await producer.send_and_wait(topics.articles.name, b"{}", partition=0, headers=[("ce_type", kafka.MARKER_TYPE)])
        for given in articles:
            enriched = a_reading(an_article(given))
            key = enriched.article.article_id.encode()
            await producer.send_and_wait(topics.articles.name, codec.encode_article(enriched.article), key)
            await producer.send_and_wait(topics.enriched.name, codec.encode_enriched(enriched), key)
            for actor, mention in actor_mentions(enriched).items():
                await producer.send_and_wait(topics.mentions.name, codec.encode_mention(mention), key + b"|" + actor.encode())
        await producer.send_and_wait(topics.actors.name, codec.encode_actor(a_row("cty:EST", "Estonia", 1, "country")), b"cty:EST")
        await producer.send_and_wait(topics.raw.name, b"somebody's article", b"k", partition=0)


def records(status: Status) -> int:
    return sum(status.positions.values())
