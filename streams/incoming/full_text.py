"""The page of a feed's entry, where the feed gives only a summary: asked for as robots.txt allows, and taken only if it says more."""

from __future__ import annotations

import asyncio
import re
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ..core.html import PageError, extract
from .fetching import Answer, Fetcher, FetchError
from .sending import MAX_RECORD_BYTES

MOST_PAGE: Final = MAX_RECORD_BYTES - 100_000
"""Bytes of a page that is taken; the rest of a record is for the other fields."""
PARSE_SECONDS: Final = 20.0
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MOST_DELAY: Final = 60.0  # seconds that a robots.txt may ask for between two pages


class Pages:
    """Remembers the robots.txt of each site as long as it lives."""

    def __init__(self, fetcher: Fetcher, agent: str) -> None:
        self._fetcher, self._agent = fetcher, agent
        self._robots: dict[str, RobotFileParser] = {}

    async def html(self, url: str, at_least: int) -> str | None:
        """The page, if its article has more than `at_least` characters; None when it may not be read, or says no more than that."""
        try:
            robots = await self._rules(url)
            if not robots.can_fetch(self._agent, url):
                return None
            self._fetcher.slow_down(url, min(float(robots.crawl_delay(self._agent) or 0), _MOST_DELAY))
            answer = await self._fetcher.get(url)
        except (FetchError, ValueError):  # of an address like `https://[x`
            return None
        if answer.status != 200 or "html" not in answer.headers.get("content-type", "") or len(answer.body) > MOST_PAGE:
            return None
        page = decoded(answer)
        try:
            async with asyncio.timeout(PARSE_SECONDS):
                found = await asyncio.to_thread(extract, page)
        except (PageError, TimeoutError):
            return None
        return page if len(found.text) > at_least and len(page.encode()) <= MOST_PAGE else None

    async def _rules(self, url: str) -> RobotFileParser:
        """RFC 9309: no such file, everything is allowed; a server that fails, nothing is."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            answer = await self._fetcher.get(f"{origin}/robots.txt")
            rules = RobotFileParser()
            if answer.status >= 500:
                rules.parse(["User-agent: *", "Disallow: /"])
            else:
                rules.parse(answer.body[:512_000].decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
            self._robots[origin] = rules
        return self._robots[origin]


def decoded(answer: Answer) -> str:
    """As the header says, else as the page says itself, else UTF-8."""
    said = _CHARSET.search(answer.headers.get("content-type", "")) or _CHARSET.search(answer.body[:2048].decode("ascii", "replace"))
    try:
        return answer.body.decode(said[1] if said else "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")
