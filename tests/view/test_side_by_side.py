"""What was given beside what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from streams.core.article import Dropped, Place

from .builders import a_reading, an_article, withdrawn
from .sites import Served, served

ARTICLE = an_article("side", "Estonia waits.", place=Place("news.raw", 0, 5), dropped=(Dropped(3, "ADVERTISEMENT", "advertisement", 0.99),))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as found:
        found.feed.whole(a_reading(ARTICLE))
        give(found, orjson.dumps({"text": "Estonia  waits .\r\n\r\nADVERTISEMENT\n<b>"}))
        yield found


def give(site: Served, value: bytes) -> None:
    """The raw record of the article."""
    site.feed.sent = [r for r in site.feed.sent if r.topic != "news.raw"]
    site.feed.sent.append(replace(site.feed.sent[0], topic="news.raw", offset=5, value=value, key=None, headers=()))


async def test_lines_stand_beside_paragraphs(site: Served) -> None:
    """A line with the paragraph that begins on it, one that was dropped with the reason, one that is neither alone; empty ones are left out."""
    data = orjson.loads((await site.get(f"/articles/{ARTICLE.article_id}/raw.json"))[1])
    assert [(r["line"], r["given"], r["clean"], (r["dropped"] or {}).get("reason")) for r in data["rows"]] == [
        (1, "Estonia  waits .", ["Estonia waits."], None),
        (3, "ADVERTISEMENT", [], "advertisement"),
        (4, "<b>", [], None),
    ]
    status, html = await site.get(f"/articles/{ARTICLE.article_id}/raw")
    assert status == 200
    assert "<del>ADVERTISEMENT</del>" in html
    assert "&lt;b&gt;" in html


async def test_html_is_shown_as_its_source(site: Served) -> None:
    """Its lines are not those of the text, which the page says."""
    give(site, b"<html><body><p>Estonia waits.</p></body></html>")
    data = orjson.loads((await site.get(f"/articles/{ARTICLE.article_id}/raw.json"))[1])
    assert (data["html"], data["rows"][0]["clean"]) == (True, ["Estonia waits."])


async def test_a_withdrawn_article_has_no_sides(site: Served) -> None:
    """Though the raw topic still holds it; and one whose record is gone from there has none to show."""
    site.feed.sent = [r for r in site.feed.sent if r.topic != "news.raw"]
    assert (await site.get(f"/articles/{ARTICLE.article_id}/raw"))[0] == 404
    give(site, b"Estonia waits.")
    site.feed.article(withdrawn(ARTICLE))
    assert (await site.get(f"/articles/{ARTICLE.article_id}/raw"))[0] == 404
