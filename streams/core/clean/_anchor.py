"""The day an article speaks from, by a ladder of evidence. The time of receipt is no rung: it would date old news today."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..article import Anchor
from ._dateline import MONTHS

if TYPE_CHECKING:
    from ..article import Article, RawArticle
    from ..html import Page
    from ._story import Story

_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/_-]|\Z)|/((?:19|20)\d\d)/([a-z]{3})/(\d\d?)/")
_PUBLISHED = re.compile(r"(?:first )?(?:published|posted)\b|(?:[a-z]{3,9}\.?,? )?\d", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d\d?)-(\d\d?)\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})\b", re.IGNORECASE)
_MONTH_DAY = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)


def anchor_of(raw: RawArticle, page: Page | None, story: Story) -> Anchor:
    """The first rung that holds: given, the page's metadata, the URL, a line that says when it was published, the dateline.

    A dateline without a year gives no day and stays as evidence. A line with figures only (03/04/2023) is not read.
    """
    if raw.published_day:
        return Anchor(raw.published_day, "given", "day", 1.0, (raw.published_at or raw.published_day,))
    if page and page.published_day:
        return Anchor(page.published_day, "meta", "day", 0.95, (page.published_from,))
    for url in filter(None, (raw.url, page.url if page else None)):
        if day := _from_url(url):
            return Anchor(day, "url", "day", 0.85, (url,))
    return _from_lines(story) or _from_dateline(story)


def as_cleaned(article: Article) -> Article:
    """The article as it was before it was read: a day that only its words proved is for a reading to find again."""
    if article.anchor.source != "inferred":
        return article
    line = article.dateline
    return replace(article, anchor=Anchor(evidence=(line.raw,)) if line and line.month else Anchor())


def _from_url(url: str) -> str | None:
    try:
        found = _URL_DAY.search(urlsplit(url).path.lower())
    except ValueError:
        return None  # `https://[x`: it names the article (identity.canonical_url), and tells no day
    if not found:
        return None
    if found[1]:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    return _day(int(found[4]), MONTHS.get(found[5], 0), int(found[6]))


def _from_lines(story: Story) -> Anchor | None:
    """`Published: 28 Dec 2023, 09:12` among the dropped lines; `Updated:` says when it changed, not when it appeared."""
    for block, reason, _ in story.dropped:
        if reason == "timestamp" and _PUBLISHED.match(block.text) and (day := _written(block.text)):
            return Anchor(day, "meta", "day", 0.8, (block.text[:200],))
    return None


def _written(text: str) -> str | None:
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.search(text):
        return _day(int(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1]))
    if found := _MONTH_DAY.search(text):
        return _day(int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2]))
    return None


def _from_dateline(story: Story) -> Anchor:
    line = story.dateline
    if line is None or not line.month:
        return Anchor()
    if story.dateline_year and (day := _day(story.dateline_year, line.month, line.day)):
        return Anchor(day, "dateline", "day", 0.9, (line.raw,))
    return Anchor(evidence=(line.raw,))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
