"""Quotations and claims of one article, and its mentions told apart by them: as the subject of what is said, or as its source."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..article import Article, Claim, Entity, Mention, Notice, Quote
from ..tokens import Tokens
from .claims import MOST as MOST_CLAIMS
from .claims import find_claims
from .claims_cues import attributions
from .claims_scene import scene
from .quotes import find_quotes
from .quotes_marks import MOST as MOST_QUOTES


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who says what, and the entities and mentions with their parts in it."""

    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    notices: tuple[Notice, ...] = ()


def attribute(article: Article, tokens: Tokens, entities: Sequence[Entity], mentions: Sequence[Mention], *, english: bool) -> Attributed:
    """Reads quotations in any language; their speakers and the claims in English only."""
    seen = scene(article, tokens, mentions, entities)
    said = attributions(seen) if english else ()
    quotes = find_quotes(seen, said)
    claims = find_claims(seen, said, quotes) if english else ()
    parted = parts(mentions, quotes, claims)
    counts = Counter(m.entity for m in parted if m.part == "source")
    told = tuple(replace(e, as_source=counts[e.id]) if counts[e.id] else e for e in entities)
    return Attributed(quotes, claims, told, parted, tuple(_limits(article, quotes)))


def parts(mentions: Sequence[Mention], quotes: Iterable[Quote], claims: Iterable[Claim]) -> tuple[Mention, ...]:
    """A mention is `source` where it is, or lies in, the words for a speaker or source that is its entity; else `subject`."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for voice in (*(v for q in quotes for v in (q.speaker, q.via)), *(c.source for c in claims)):
        if voice is not None and voice.entity is not None:
            spans.setdefault(voice.entity, []).append((voice.start, voice.end))
    if not spans:
        return tuple(mentions)
    sorted_spans = {entity: sorted(set(some)) for entity, some in spans.items()}
    return tuple(_source(m) if _within(m, sorted_spans.get(m.entity)) else m for m in mentions)


def _source(m: Mention) -> Mention:
    """Spelt out: `dataclasses.replace` takes four times as long, and an article has many."""
    return Mention(
        m.entity,
        m.surface,
        m.form,
        m.start,
        m.end,
        m.raw_start,
        m.raw_end,
        m.sentence,
        m.confidence,
        m.method,
        m.role,
        "source",
    )


def _within(mention: Mention, spans: list[tuple[int, int]] | None) -> bool:
    """Spans of voices lie apart from each other: the last that begins at or before the mention is the one to look at."""
    if not spans:
        return False
    n = bisect_right(spans, (mention.start, mention.end)) - 1
    return any(a <= mention.start and mention.end <= b for a, b in spans[max(0, n) : n + 2])


def _limits(article: Article, quotes: Sequence[Quote]) -> Iterable[Notice]:
    if len(quotes) >= MOST_QUOTES:
        yield Notice("too_many_quotes", f"only the first {MOST_QUOTES} quotations were read")
    if len(article.sentences) > MOST_CLAIMS:
        yield Notice("too_many_sentences", f"only the first {MOST_CLAIMS} sentences have claims")
