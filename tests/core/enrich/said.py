"""A text, read for who says what: as by the whole pipeline but for dates and tags."""

from __future__ import annotations

from streams.core.article import Article, Claim, EnrichedArticle, Quote, Reading
from streams.core.enrich.actors import find_actors
from streams.core.enrich.claims_parts import attribute
from streams.core.tokens import tokenise
from tests import builders

from .reading import shipped


def enriched(text: str, language: str = "en") -> EnrichedArticle:
    """The text as a clean article with its entities, quotations and claims."""
    clean: Article = builders.article({"text": text, "language": language, "published_at": "2024-05-30"})
    found = find_actors(clean, shipped())
    tokens = found.tokens or tokenise(clean.body, clean.sentences)
    said = attribute(clean, tokens, found.entities, found.mentions, english=found.tokens is not None)
    return EnrichedArticle(
        clean,
        Reading(1, "", "", entities=said.entities, mentions=said.mentions, quotes=said.quotes, claims=said.claims, notices=said.notices),
    )


def quotes(text: str) -> tuple[Quote, ...]:
    return enriched(text).reading.quotes


def claims(text: str) -> tuple[Claim, ...]:
    return enriched(text).reading.claims
