"""News to measure with, as much of it as is asked for: typical articles of 450 tokens, and lengths with a long tail.

An article is made of passages of our own texts: one of the seeds, which are full of names and dates, then as many words of the texts by
which tags are tested, which have few; together they have as many names as Wikinews has (about 30 mentions in 450 tokens). Its people are invented
anew: given names of the registry, surnames that nobody has, so that each article has words that were never seen before, as news does, and
a cache of words gains no more than it would there. The same seed gives the same bytes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from seeds import ARTICLES
from streams.core.tokens import tokenise
from streams.lexicon import load_lexicon

SEED = 20_261_123
TYPICAL = 450
"""Tokens, of words and of marks, as `streams.core.tokens` counts them."""
LONGEST = 20_000

_TAGGED = Path(__file__).parents[1] / "tests" / "golden" / "tags.jsonl"
_UNUSED = ("14-", "15-", "16-", "22-", "23-")
"""Seeds that are there for what is wrong with them: another language, broken characters, an end that is cut off, hostility."""
_TAIL_SHARE = 0.03
_TAIL_FROM = 1_500
_SPREAD = 0.4
"""Of 100 articles 97 have lengths around the typical one (log-normal: half of them between 350 and 590); the lengths of three lie
anywhere from 1,500 to 20,000, each doubling as likely as the next. On average 720 tokens."""
_CAPITALS = re.compile(r"([A-Z][a-z]+) ([A-Z][a-z]+)")
_BEGIN = "B Br D Dr F G Gr H J K Kl L M N P Pr R S St T Tr V W Z".split()
_MIDDLE = "a e i o u ai ei ou".split()
_END = "ck d l lm n nd r rt s sch t v x z".split()


@dataclass(frozen=True, slots=True)
class News:
    """A raw article as a scraper would publish it, `news.raw/1`."""

    article_id: str
    value: bytes
    tokens: int
    """Of its text."""


def typical(count: int, *, seed: int = SEED) -> Iterator[News]:
    """Articles of 450 tokens, give or take a sentence."""
    rng = Random(seed)
    for number in range(count):
        yield _news(f"typical-{seed}-{number}", TYPICAL, rng)


def long_tail(count: int, *, seed: int = SEED) -> Iterator[News]:
    """Articles of all lengths up to `LONGEST`, give or take a sentence."""
    rng = Random(seed)
    for number in range(count):
        yield _news(f"tail-{seed}-{number}", _length(rng), rng)


def of_length(tokens: int, *, seed: int = SEED) -> News:
    return _news(f"long-{seed}-{tokens}", tokens, Random(seed + tokens))


def _length(rng: Random) -> int:
    if rng.random() < _TAIL_SHARE:
        return round(math.exp(rng.uniform(math.log(_TAIL_FROM), math.log(LONGEST))))
    return min(round(rng.lognormvariate(math.log(TYPICAL), _SPREAD)), _TAIL_FROM)


def _news(article_id: str, length: int, rng: Random) -> News:
    """Passages in an order of their own until there are tokens enough; the last sentences that are too many are left out."""
    names: dict[str, str] = {}
    paragraphs, tokens = list[str](), 0
    decks = tuple(_shuffled(passages, rng) for passages in _passages())
    drawn = [0, 0]
    while tokens < length:
        deck, before = int(drawn[0] > drawn[1]), tokens
        for paragraph in next(decks[deck]).split("\n"):
            sentences = list[str]()
            for sentence in re.split(r"(?<=[.!?\"]) +(?=[\"A-Z])", _renamed(paragraph, names, rng)):
                if tokens < length:
                    sentences.append(sentence)
                    tokens += len(tokenise(sentence).words)
            paragraphs.append(" ".join(sentences))
        drawn[deck] += tokens - before
    text = "\n".join(filter(None, paragraphs))
    day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:30:00Z"
    source = {"id": "bench", "name": "Bench Wire", "kind": "wire"}
    fields = {"schema": "news.raw/1", "article_id": article_id, "source": source, "language": "en", "published_at": day, "text": text}
    return News(article_id, json.dumps(fields, ensure_ascii=False).encode(), len(tokenise(text).words))


def _shuffled(passages: list[str], rng: Random) -> Iterator[str]:
    while True:
        yield from rng.sample(passages, len(passages))


def _renamed(text: str, names: dict[str, str], rng: Random) -> str:
    """Each given name with a surname becomes another one with an invented surname, which then stands wherever the old one did."""
    given = _given_names()
    for first, last in _CAPITALS.findall(text):
        if first in given and first not in names and last not in names:
            names[first] = rng.choice(given)
            names[last] = "".join(map(rng.choice, (_BEGIN, _MIDDLE, _END, _MIDDLE, _END)))
    return re.sub(r"\b[A-Z][a-z]+\b", lambda word: names.get(word[0], word[0]), text)


@cache
def _given_names() -> list[str]:
    return sorted(name for name in load_lexicon(None).given_names if name.isalpha() and name.istitle())


@cache
def _passages() -> tuple[list[str], list[str]]:
    seeds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ARTICLES.glob("*.json")) if not path.name.startswith(_UNUSED)]
    tagged = [json.loads(line) for line in _TAGGED.read_text(encoding="utf-8").splitlines()]
    texts = [[article["text"] for article in articles if article.get("text")] for articles in (seeds, tagged)]
    return texts[0], texts[1]
