"""What one accepted version of an article says of each actor: the records of `news.mentions`, and the credits of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .article import NAMED_FORMS, Article, EnrichedArticle, Entity, Mention, Part, Place, Rank

ACTOR_TYPES = frozenset(
    {
        "person", "country", "party", "government", "agency", "armed_forces", "armed_group", "igo", "organisation",
        "media_agency", "company", "weapon", "treaty", "event",
    }
)  # fmt: skip
"""Entity types that have a row in the table: whoever acts, and the weapons, treaties and events that the news turns on. Places have
none: a place is where something happened (a capital that stands for its government is counted as the country)."""


MAX_EVIDENCE = 1_000
"""Code points of a sentence that are kept as evidence: a page without full stops must not be repeated for each actor in it."""


class Counts(NamedTuple):
    """Mentions by form, and those of any form that are a source. Rows hold sums only, so that each can be taken back."""

    named: int = 0
    nominal: int = 0
    pronoun: int = 0
    as_source: int = 0
    """Of the three together; the others are what is spoken of."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    raw_start: int
    raw_end: int
    surface: str
    form: str
    sentence: int
    part: Part = "subject"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that mentions the actor; `index` is its number in the article."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One record of `news.mentions`: what this article now says of that actor. `gone`: it no longer says anything."""

    article_id: str
    actor_id: str
    rank: Rank
    generation: int
    gone: bool
    counts: Counts
    name: str
    type: str
    wikidata: str | None
    country: str | None
    provisional: bool
    day: str | None
    """The article's anchor day; None counts as undated."""
    anchor_source: str
    received_at: str
    source_id: str | None
    url: str | None
    headline: str | None
    text_sha256: str | None
    place: Place
    spans: tuple[Span, ...] = ()
    sentences: tuple[Evidence, ...] = ()


def actor_mentions(enriched: EnrichedArticle) -> dict[str, ActorMention]:
    """actor id → record, sorted by actor id; empty unless the article is usable."""
    by_entity: dict[str, list[Mention]] = {}
    for mention in enriched.reading.mentions:
        by_entity.setdefault(mention.entity, []).append(mention)
    return {
        entity.id: _said(enriched.article, enriched.reading.generation, entity, by_entity[entity.id])
        for entity in sorted(enriched.reading.entities, key=lambda e: e.id)
        if entity.type in ACTOR_TYPES and entity.id in by_entity
    }


def _said(article: Article, generation: int, entity: Entity, mentions: list[Mention]) -> ActorMention:
    return ActorMention(
        article_id=article.article_id,
        actor_id=entity.id,
        rank=article.rank,
        generation=generation,
        gone=False,
        counts=Counts(entity.named, entity.nominal, entity.pronoun, entity.as_source),
        name=entity.name,
        type=entity.type,
        wikidata=entity.wikidata,
        country=entity.country,
        provisional=entity.provisional,
        day=article.anchor.day,
        anchor_source=article.anchor.source,
        received_at=article.received_at,
        source_id=article.source.id,
        url=article.url,
        headline=article.headline.text,
        text_sha256=article.text_sha256,
        place=article.place,
        spans=tuple(_span(m) for m in mentions),
        sentences=_evidence(article, mentions),
    )


def gone(article: Article, actor_id: str, generation: int) -> ActorMention:
    """The record that takes an earlier one back: zero counts under the new rank."""
    return ActorMention(
        article_id=article.article_id,
        actor_id=actor_id,
        rank=article.rank,
        generation=generation,
        gone=True,
        counts=Counts(),
        name="",
        type="",
        wikidata=None,
        country=None,
        provisional=False,
        day=None,
        anchor_source="none",
        received_at=article.received_at,
        source_id=article.source.id,
        url=None,
        headline=None,
        text_sha256=None,
        place=article.place,
    )


def count_forms(mentions: list[Mention]) -> Counts:
    named = sum(m.form in NAMED_FORMS for m in mentions)
    nominal = sum(m.form == "nominal" for m in mentions)
    as_source = sum(m.part == "source" for m in mentions)
    return Counts(named, nominal, len(mentions) - named - nominal, as_source)


def _span(m: Mention) -> Span:
    return Span(m.start, m.end, m.raw_start, m.raw_end, m.surface, m.form, m.sentence, m.part)


def _evidence(article: Article, mentions: list[Mention]) -> tuple[Evidence, ...]:
    first = {m.sentence: m.start for m in reversed(mentions)}
    return tuple(_excerpt(article, index, first[index]) for index in sorted(first))


def _excerpt(article: Article, index: int, mention: int) -> Evidence:
    """The sentence; of a very long one what stands around its first mention of the actor."""
    start, end = article.sentences[index].start, article.sentences[index].end
    if end - start > MAX_EVIDENCE:
        start = max(start, mention - MAX_EVIDENCE // 2)
        end = min(end, start + MAX_EVIDENCE)
    return Evidence(index, start, end, article.body[start:end])
