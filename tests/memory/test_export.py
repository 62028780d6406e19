"""`dateline export` from a broker, where no view runs: the topics are read first, all of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from streams.cli import main
from streams.embedded import EmbeddedBroker
from streams.flow import codec
from streams.flow.admin import ensure_topics
from streams.settings import load
from streams.topics import Topics
from tests.view.builders import a_reading, an_article, withdrawn

pytestmark = pytest.mark.embedded


async def test_everything_that_is_on_the_topics(tmp_path: Path) -> None:
    """Articles and readings as they are there now; a withdrawal that stands behind them counts."""
    with EmbeddedBroker([t.name for t in Topics().all], 2) as broker:
        await ensure_topics(load({}, bootstrap=broker.bootstrap), lambda _: None, create=False)
        async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer:
            for n in range(40):
                await send(producer, "news.enriched", str(n))
                await send(producer, "news.articles", str(n))
            await send(producer, "news.articles", "7", gone=True)
        arguments = ["export", "--bootstrap", broker.bootstrap]
        done = await asyncio.to_thread(CliRunner().invoke, main, arguments, env={"DATELINE_DATA_DIR": str(tmp_path)})
    assert done.exit_code == 0, done.output
    found = {json.loads(line)["article_id"]: json.loads(line) for line in done.stdout.splitlines()}
    assert set(found) == {an_article(str(n)).article_id for n in range(40) if n != 7}
    assert all(value["tags"] for value in found.values())
    assert "39 articles" in done.stderr


async def send(producer: AIOKafkaProducer, topic: str, given: str, *, gone: bool = False) -> None:
    article = withdrawn(an_article(given)) if gone else an_article(given)
    value = codec.encode_enriched(a_reading(article)) if topic == "news.enriched" else codec.encode_article(article)
    await producer.send_and_wait(topic, value, key=article.article_id.encode(), partition=int(given) % 2)


def test_without_a_broker_it_says_so(tmp_path: Path) -> None:
    """Exit code 69, and what to check."""
    done = CliRunner().invoke(main, ["export", "--bootstrap", "127.0.0.1:9", "--timeout", "1"], env={"DATELINE_DATA_DIR": str(tmp_path)})
    assert (done.exit_code, "127.0.0.1:9" in done.output, done.stdout) == (69, True, "")
