"""A core that costs next to nothing, and articles for it: what is left is the cost of the stream.

An article is 24 sentences of 128 characters, about 450 words' worth of bytes; whoever is named in it stands there as `per:0000123`.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import orjson

from streams.core.article import (
    Anchor,
    Article,
    Described,
    EnrichedArticle,
    Entity,
    Mention,
    Paragraph,
    Rank,
    RawArticle,
    Reading,
    Record,
    Rejection,
    Sentence,
)
from streams.core.identity import article_id, sha256
from streams.core.moments import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERATION = 1
WIDTH = 128
SENTENCES = 24
SLOT = 16
"""An id and what fills up to the next one: a sentence has room for eight."""
_NAMED = re.compile(r"per:\d{7}")
_FILLER = "the ministry said on Monday that talks would go on in the capital until both sides had agreed on every point of the plan. "
Table = dict[str, tuple[int, int]]
"""Actor → articles, mentions."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """`count` articles with `named` actors each, out of `actors`; those of low number are named most (Zipf's law), unless `even`.

    The last one of each article is its own, unless not `alone`: no other article names it, so its row tells when this one was counted.
    """

    count: int
    named: int = 12
    actors: int = 10_000
    even: bool = False
    seed: int = 6
    alone: bool = True
    """Whether the last actor of each article is its own."""
    first: int = 0
    """Number of the first article: two corpora that do not overlap may be one after the other."""

    def records(self) -> Iterator[bytes]:
        for number, named in self._articles():
            text = "".join(_sentences(random.Random(f"{self.seed}:{number}"), named))
            yield orjson.dumps({"id": f"a{number}", "day": f"2024-05-{1 + number % 28:02}", "text": text})

    def table(self) -> Table:
        """What must be counted at the end, worked out from the articles' lists of names alone."""
        found: defaultdict[str, int] = defaultdict(int)
        for _, named in self._articles():
            for actor in named:
                found[actor] += 1
        return {actor: (count, count) for actor, count in found.items()}

    def _articles(self) -> Iterator[tuple[int, list[str]]]:
        population = range(self.actors)
        weights = None if self.even else list(accumulate(1 / (rank + 1) for rank in population))
        for number in range(self.first, self.first + self.count):
            rng = random.Random(f"{self.seed}.{number}")
            some: dict[int, None] = {}
            while len(some) < min(self.named - self.alone, self.actors):
                some[rng.randrange(self.actors) if weights is None else rng.choices(population, cum_weights=weights)[0]] = None
            own = [_actor(5_000_000 + number)] if self.alone else []
            yield number, [*map(_actor, some), *own]


def _actor(number: int) -> str:
    return f"per:{number:07}"


def _sentences(rng: random.Random, named: list[str]) -> Iterator[str]:
    slots = sorted(rng.sample(range(SENTENCES * (WIDTH // SLOT)), len(named)))
    at = dict(zip(slots, named, strict=True))
    for sentence in range(SENTENCES):
        begin = rng.randrange(40)
        words = (_FILLER + _FILLER + _FILLER)[begin : begin + WIDTH]
        for slot in range(WIDTH // SLOT):
            if (actor := at.get(sentence * (WIDTH // SLOT) + slot)) is not None:
                words = words[: slot * SLOT] + f" {actor} met "[:SLOT].ljust(SLOT) + words[(slot + 1) * SLOT :]
        yield words


def read(record: Record) -> RawArticle | Rejection:
    value = record.value or b""
    try:
        said = orjson.loads(value)
        identity, day, text = said["id"], said["day"], said["text"]
    except (ValueError, TypeError, KeyError) as error:
        return Rejection("read", "bad_json", str(error))
    received, digest = rfc3339(record.timestamp_ms), sha256(value)
    rank = Rank(1, "2024-01-01T00:00:00.000Z", 0, digest[:32])
    return RawArticle(
        record.place,
        received,
        digest,
        article_id("bench", identity, None, "")[0],
        "given",
        rank,
        text=text,
        published_day=day,
    )


def clean(raw: RawArticle) -> Article:
    text = raw.text or ""
    return Article(
        raw.article_id,
        "given",
        raw.rank,
        raw.pub_status,
        raw.place,
        raw.received_at,
        raw.value_sha256,
        anchor=Anchor(raw.published_day, "given"),
        body=text,
        paragraphs=(Paragraph(0, len(text), 1),),
        sentences=tuple(Sentence(at, at + WIDTH, 0) for at in range(0, len(text), WIDTH)),
    )


def enrich(article: Article) -> EnrichedArticle:
    mentions = tuple(
        Mention(m.group(), m.group(), "name", *m.span(), *m.span(), m.start() // WIDTH, 1.0, "identity")
        for m in _NAMED.finditer(article.body)
    )
    places: defaultdict[str, list[int]] = defaultdict(list)
    for mention in mentions:
        places[mention.entity].append(mention.start)
    entities = tuple(
        Entity(actor, actor, "person", None, None, provisional=False, named=len(at), nominal=0, pronoun=0, first=at[0])
        for actor, at in places.items()
    )
    return EnrichedArticle(article, Reading(GENERATION, "identity", "", entities, mentions))


class Names:
    def describe(self, actor_id: str) -> Described:
        return Described(actor_id, "person", None, None, provisional=False)
