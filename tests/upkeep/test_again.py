"""Requests to read articles again: sent, acknowledged, and waited for to an end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError

from streams.core.article import Place, Record
from streams.flow.codec import encode_article
from streams.upkeep.again import MOST_UNSURE, Asking, article_of
from tests.upkeep.test_selection import article

NEWS = article("one", {"a": 1})


@dataclass
class Broker:
    """Acknowledges what it is sent; from the request `refuses` on it takes no more. Its workers have done all that it took."""

    refuses: int | None = None
    taken: int = 0
    told: list[tuple[int, int]] = field(default_factory=list)

    async def send(self, *_: Any, **__: Any) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self.refuses is not None and self.taken >= self.refuses:
            sent.set_exception(KafkaTimeoutError())
        else:
            sent.set_result(SimpleNamespace(offset=self.taken))
            self.taken += 1
        return sent

    async def committed(self, _topic: str, _partitions: int) -> dict[int, int]:
        return {0: self.taken}

    def asking(self, ahead: int) -> Asking:
        same: Any = self
        return Asking(same, same, "clean", 1, ahead, lambda asked, done: self.told.append((asked, done)))


async def nobody() -> None:
    """Nothing else to look at between two looks."""


async def ask(asking: Asking, times: int) -> None:
    async with asyncio.timeout(20):
        for _ in range(times):
            await asking.ask(0, NEWS)
        await asking.finish(nobody)


@pytest.mark.parametrize("ahead", [1, 1_000])
async def test_the_work_ends_when_all_is_done(ahead: int) -> None:
    broker = Broker()
    await ask(broker.asking(ahead), 3)
    assert broker.told[-1] == (3, 3)


@pytest.mark.parametrize(("refuses", "ahead", "times"), [(0, 1_000, 3), (2, 1_000, 3), (0, 2, 5), (MOST_UNSURE, 1_000, MOST_UNSURE + 1)])
async def test_a_request_that_the_broker_does_not_take_ends_the_work(refuses: int, ahead: int, times: int) -> None:
    """With its reason, whichever it is, the last or all: nobody waits for what will never be done. Run again, the command goes on."""
    with pytest.raises(KafkaTimeoutError):
        await ask(Broker(refuses).asking(ahead), times)


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"[]", b"{}", b'{"article_id": 7}'])
def test_what_no_worker_wrote_is_passed_over(value: bytes | None) -> None:
    """Anybody may write to the public topics; the work goes on with what is ours."""
    assert article_of(Record(Place("articles", 0, 3), b"one", value, 0)) is None


def test_an_article_under_another_key_is_not_ours() -> None:
    ours, theirs = (article_of(Record(Place("articles", 0, 3), key, encode_article(NEWS), 0)) for key in (NEWS.article_id.encode(), b"x"))
    assert (ours, theirs) == (NEWS, None)
