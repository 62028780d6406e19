"""Topics read for a page: through a broker, in pieces, and no further than was asked."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaProducer

from streams import kafka
from streams.embedded import EmbeddedBroker
from streams.settings import load
from streams.view import browse
from streams.view.browse import BrowseError, KafkaBrowsing, Stretch

from .readers import TOPICS


@pytest.mark.embedded
async def test_a_stretch_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its first to before its last offset; markers are left out; a reader that stops early leaves nothing open."""
    monkeypatch.setattr(browse, "AT_ONCE", 2)
    with EmbeddedBroker([TOPICS.raw.name], 1) as broker:
        browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap=broker.bootstrap)))
        async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer:
            await producer.send_and_wait(TOPICS.raw.name, b"{}", partition=0, headers=[("ce_type", kafka.MARKER_TYPE)])
            for n in range(6):
                await producer.send_and_wait(TOPICS.raw.name, str(n).encode(), b"k", partition=0)
        pieces = [piece async for piece in browsing.read(Stretch(TOPICS.raw.name, 0, 0, 6))]
        assert [s.record.value for seen, _ in pieces for s in seen] == [b"0", b"1", b"2", b"3", b"4"]
        assert all(len(seen) <= 2 for seen, _ in pieces)
        assert pieces[-1][1] == 6
        assert browsing._readers == 0


async def test_a_broker_that_is_away_is_said() -> None:
    """In words, not as an error of the client; and its place is free again."""
    browsing = KafkaBrowsing(lambda: kafka.aiokafka_options(load({}, bootstrap="127.0.0.1:9")))
    with pytest.raises(BrowseError, match="does not answer"):
        _ = [piece async for piece in browsing.read(Stretch("news.raw", 0, 0, 1))]
    assert browsing._readers == 0


async def test_only_some_read_at_the_same_time() -> None:
    """The next one is told so before anything is asked of the broker."""
    browsing = KafkaBrowsing(dict, browse.MOST_READERS)
    with pytest.raises(BrowseError, match="others are reading"):
        _ = [piece async for piece in browsing.read(Stretch("news.raw", 0, 0, 1))]
