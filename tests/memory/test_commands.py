"""`topics`, `publish` and `tail` on the embedded broker, which makes no topics on request and knows no offsets by time."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.embedded import EmbeddedBroker
from streams.flow.admin import check_offsets, check_topics, ensure_topics
from streams.settings import Settings, load
from streams.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.embedded


@pytest.fixture(params=[True, False], ids=["direct", "fallback"])
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Of a broker that has the topics, or (fallback) makes each when it is first asked for by name."""
    names = [t.name for t in Topics().all] if request.param else []
    with EmbeddedBroker(names, 4, direct=request.param) as broker:
        yield load({}, bootstrap=broker.bootstrap)


def lines(settings: Settings, *args: str, stdin: str = "") -> list[str]:
    done = CliRunner().invoke(main, [*args, "--bootstrap", settings.bootstrap], input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


async def test_topics_appear_and_are_as_they_must_be(settings: Settings) -> None:
    """Markers and first offsets are there, and a second call finds nothing to do."""
    said: list[str] = []
    await ensure_topics(settings, said.append, create=False)
    assert said == ["marked the head of 40 partitions", "committed the first offset of 12 partitions"]
    await ensure_topics(settings, said.append, create=False)
    assert len(said) == 2
    assert await check_topics(settings) == await check_offsets(settings) == []


def test_what_is_published_is_tailed(settings: Settings) -> None:
    """The commands are the same on every broker; a time is found by reading, where the broker has no index of times."""
    asyncio.run(ensure_topics(settings, lambda _: None, create=False))
    assert lines(settings, "publish", "-", stdin="News.") == ["1 of 1 acknowledged on news.raw"]
    (record,) = map(json.loads, lines(settings, "tail", "raw", "--json"))
    assert record["value"] == "News."
    assert len(lines(settings, "tail", "raw", "--from", "2020-01-01")) == 1
    assert lines(settings, "tail", "raw", "--from", "2999-01-01") == []


def test_topics_that_it_cannot_make_are_told() -> None:
    """The command says what kind of broker that is instead of hanging."""
    with EmbeddedBroker([], 4) as broker:
        done = CliRunner().invoke(main, ["topics", "--bootstrap", broker.bootstrap])
    assert done.exit_code == 1
    assert "does not make topics on request" in done.stderr
