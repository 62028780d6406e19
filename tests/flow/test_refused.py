"""The letter of an article that enrichment refuses speaks of that article, whatever has become of its raw record."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.core.article import Article, Place, Record, Rejection
from streams.core.moments import rfc3339
from streams.flow.codec import encode_clean
from streams.replay.letters import decode, unpacked
from tests.flow import simulation
from tests.flow.simulation import TOPICS, MemoryBroker, Worker
from tests.flow.toy import clean, read

if TYPE_CHECKING:
    from streams.core.deadletter import DeadLetter

PLACE, RECEIVED, OTHER = Place("raw", 0, 3), 1_735_689_600_000, 1_735_689_700_000
VALUE = orjson.dumps({"id": "a", "version": 1, "actors": {}})


async def letter_of(raw: Record | None, monkeypatch: pytest.MonkeyPatch) -> DeadLetter:
    async def one(_: object, place: Place) -> Record | None:
        return raw if place == PLACE else None

    monkeypatch.setattr(simulation.MemoryReader, "one", one)
    broker = MemoryBroker()
    article = clean(read(Record(PLACE, None, VALUE, RECEIVED)))  # type: ignore[arg-type]
    assert isinstance(article, Article)
    broker.append(TOPICS.clean.name, 0, article.article_id.encode(), encode_clean(article))
    await Worker(broker, random.Random(1), -1, enrich=lambda _: Rejection("enrich", "stage_error", "a bug")).finish()
    (record,) = broker.everything(TOPICS.deadletter.name)
    return decode(record.value)


async def test_the_bytes_are_those_of_the_raw_record(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await letter_of(Record(PLACE, b"k", VALUE, RECEIVED), monkeypatch)
    assert (unpacked(found.value_b64), found.received_at) == (VALUE, rfc3339(RECEIVED))


@pytest.mark.parametrize("raw", [None, Record(PLACE, b"k", b"another article", OTHER)], ids=["deleted", "made anew"])
async def test_no_bytes_are_better_than_those_of_another(raw: Record | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the time of receipt is the article's own: letters are found by it, and a replay is ranked by it."""
    found = await letter_of(raw, monkeypatch)
    assert (found.value_b64, found.value_sha256, found.received_at) == (None, None, rfc3339(RECEIVED))
