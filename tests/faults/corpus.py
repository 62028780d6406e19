"""Articles for the fault tests: cheap, seeded, and all that a feed may bring: corrections, repeats, withdrawals, erasures, bad bytes."""

from __future__ import annotations

import functools
import itertools
import random
import re
from typing import TYPE_CHECKING, Any

import orjson

from seeds import ARTICLES
from streams.core.identity import article_id
from tests.flow.bad_input import BAD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

Published = tuple[bytes | None, bytes | None]
"""Key and value of a raw record."""

SOURCE = "fault-wire"
SMALL = 4_000
"""Bytes of the largest bad record that is mixed in; great ones have a test of their own."""


@functools.cache
def sentences() -> tuple[str, ...]:
    """Of the seed articles, each naming somebody or something."""
    found: list[str] = []
    for path in sorted(ARTICLES.glob("*.json")):
        try:
            text = orjson.loads(path.read_bytes()).get("text") or ""
        except (orjson.JSONDecodeError, AttributeError):
            continue
        found += [s.strip() for s in re.split(r"(?<=[.!?])\s+", text) if 30 < len(s) < 300]
    return tuple(found)


def article(rng: random.Random, name: str, **more: Any) -> dict[str, Any]:
    """An article of two to four sentences under that id."""
    return {
        "article_id": name,
        "source": SOURCE,
        "published_at": rng.choice(["2026-01-30T08:00:00Z", "2026-02-10T07:00:00Z", "2026-03-05", None]),
        "headline": f"Report {name}",
        "text": " ".join(rng.choices(sentences(), k=rng.randint(2, 4))),
    } | more


def encoded(message: dict[str, Any]) -> Published:
    return None, orjson.dumps(message)


def erasure(name: str) -> Published:
    return article_id(SOURCE, name, None, "")[0].encode(), None


def corpus(seed: str, articles: int = 150) -> Iterator[Published]:
    """Without end: versions of `articles` articles in any order. The same seed, the same records."""
    rng = random.Random(seed)
    bad = [(b.key, b.value) for b in BAD_INPUT if len(b.value or b"") <= SMALL]
    before: list[Published] = []
    while True:
        name = f"a{rng.randrange(articles)}"
        chance = rng.random()
        if chance < 0.12 and before:
            record = rng.choice(before)
        elif chance < 0.15:
            record = rng.choice(bad)
        elif chance < 0.17:
            record = erasure(name)
        else:
            status = rng.choice(["usable"] * 9 + ["withheld", "canceled"])
            record = encoded(article(rng, name, version=rng.randint(1, 6), pub_status=status))
        before.append(record)
        yield record


def some(seed: str, count: int, articles: int = 150) -> list[Published]:
    return list(itertools.islice(corpus(seed, articles), count))
