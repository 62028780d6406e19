"""Values for tests, each with what the test does not care about filled in."""

from __future__ import annotations

import json
from typing import Any

from streams.core.article import Article, Place, RawArticle, Record
from streams.core.clean import clean
from streams.core.raw import read

RECEIVED_MS = 1_714_000_000_000
"""2024-04-24T23:06:40Z: when the records of tests arrive unless they say otherwise."""
MAX_TEXT_BYTES = 262_144


def record(
    value: bytes | str | dict[str, Any] | list[Any] | None,
    key: bytes | None = None,
    headers: tuple[tuple[str, bytes], ...] = (),
    *,
    offset: int = 0,
    timestamp_ms: int = RECEIVED_MS,
    topic: str = "news.raw",
) -> Record:
    """A record; text is encoded, a dict or list becomes JSON."""
    if isinstance(value, (dict, list)):
        value = json.dumps(value)
    if isinstance(value, str):
        value = value.encode()
    return Record(Place(topic, 0, offset), key, value, timestamp_ms, headers)


def raw_article(value: bytes | str | dict[str, Any], **more: Any) -> RawArticle:
    """What `read` makes of a record that it must accept."""
    found = read(record(value, **more), max_text_bytes=MAX_TEXT_BYTES)
    assert isinstance(found, RawArticle), found
    return found


def article(value: bytes | str | dict[str, Any], **more: Any) -> Article:
    """What `clean` makes of a record that it must accept."""
    found = clean(raw_article(value, **more))
    assert isinstance(found, Article), found
    return found
