"""A crowd costs what one reader does; and nobody is shown what has been taken away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streams.core.article import Rejection
from streams.view.shared import MOST, SECONDS, Shared

from .builders import an_article, withdrawn
from .sites import Served, served
from .test_writing import LETTER, TOKEN, sign_in

PAGES = ("/articles", "/articles.json", "/", "/actors")


class Kitchen:
    """Makes answers and counts them; `gate` holds them up, `error` is raised in their place."""

    def __init__(self) -> None:
        self.now, self.withdrawn, self.made = 100.0, 0, 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.shared = Shared[int](lambda: self.withdrawn, lambda: self.now)

    async def make(self) -> int:
        self.made += 1
        number = self.made
        await self.gate.wait()
        if self.error:
            raise self.error
        return number

    async def asks(self, key: str = "/") -> int:
        return await self.shared.give(key, self.make)


async def test_all_who_ask_within_a_second_are_given_the_same() -> None:
    """And the next one is given a new one; other pages are others."""
    k = Kitchen()
    assert [await k.asks(), await k.asks(), await k.asks("/actors"), await k.asks()] == [1, 1, 2, 1]
    k.now += SECONDS + 0.001
    assert [await k.asks(), await k.asks()] == [3, 3]


async def test_those_who_ask_while_it_is_made_wait_for_it() -> None:
    """However long that takes: a slow page is made once, and not once for each who waits."""
    k = Kitchen()
    k.gate.clear()
    first = [asyncio.ensure_future(k.asks()) for _ in range(3)]
    await asyncio.sleep(0)
    k.now += 10 * SECONDS
    late = asyncio.ensure_future(k.asks())
    await asyncio.sleep(0)
    k.gate.set()
    assert await asyncio.gather(*first, late) == [1, 1, 1, 1]


async def test_who_goes_away_takes_it_from_nobody() -> None:
    k = Kitchen()
    k.gate.clear()
    gone, stays = asyncio.ensure_future(k.asks()), asyncio.ensure_future(k.asks())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    k.gate.set()
    assert await stays == 1


@pytest.mark.parametrize("when", ["before it was asked again", "while it was made"])
async def test_an_answer_from_before_a_withdrawal_is_not_given_again(when: str) -> None:
    """It may hold what was taken away."""
    k = Kitchen()
    k.gate.clear()
    first = asyncio.ensure_future(k.asks())
    await asyncio.sleep(0)
    if when == "while it was made":
        k.withdrawn += 1
        k.gate.set()
        await first
    else:
        k.gate.set()
        await first
        k.withdrawn += 1
    assert [await k.asks(), await k.asks()] == [2, 2]


async def test_an_error_is_shared_too() -> None:
    """A search that is stopped after three seconds is not begun anew for each who asks."""
    k = Kitchen()
    k.error = ValueError("too slow")
    for _ in range(2):
        with pytest.raises(ValueError, match="too slow"):
            await k.asks()
    assert k.made == 1


async def test_so_many_are_kept() -> None:
    """Whoever asks for ever other pages fills no memory."""
    k = Kitchen()
    for number in range(3 * MOST):
        await k.asks(f"/articles?page={number}")
    assert len(k.shared._answers) <= MOST


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, token=TOKEN, sharing=True) as site:
        site.feed.article(an_article())
        yield site


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_given_again_as_it_was(site: Served, path: str) -> None:
    """With its type, and what every answer has."""
    async with site.client.get(path) as first, site.client.get(path) as second:
        assert await first.read() == await second.read()
        assert first.status == second.status == 200
        assert {n: v for n, v in first.headers.items() if n != "Date"} == {n: v for n, v in second.headers.items() if n != "Date"}


@pytest.mark.parametrize("erased", [False, True], ids=["withdrawn", "erased"])
async def test_what_is_withdrawn_is_gone_at_once(site: Served, *, erased: bool) -> None:
    """From lists and from its own page, also for those who looked a moment before."""
    article = an_article()
    own = f"/articles/{article.article_id}"
    before = [(await site.get(path))[1] for path in ("/articles", own)]
    assert all("Cable to be mended" in html for html in before)
    if erased:
        site.feed.erase(article.article_id)
    else:
        site.feed.article(withdrawn(article))
    for path in ("/articles", own):
        assert "Cable to be mended" not in (await site.get(path))[1]


async def test_who_has_signed_in_shares_with_nobody(site: Served) -> None:
    """The forms of a session hold what no other may know."""
    site.feed.letter(Rejection("read", "bad_json", "Not valid JSON."), b"{", 5)
    before = (await site.get(LETTER))[1]
    csrf = await sign_in(site)
    mine = (await site.get(LETTER))[1]
    site.client.session.cookie_jar.clear()
    assert csrf in mine
    assert (await site.get(LETTER))[1] == before
