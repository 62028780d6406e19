"""The actor table by other means: a fold over raw records in any order, without ledger, mentions or tally.

It shares with the product only the reading of one article (`process`) and the list of entity types that are actors. What
delivery makes of the same records, with whatever crashes and repeats, must be equal to this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streams.core.article import EnrichedArticle, Entity, Erasure, Record
from streams.core.enrich import Tools
from streams.core.mentions import ACTOR_TYPES
from streams.core.process import process

Row = dict[str, Any]
FORMS = ("named", "nominal", "pronoun", "as_source")


@dataclass
class Tally:
    """The counts of one actor in the articles of one month, or in the undated ones."""

    articles: int = 0
    named: int = 0
    nominal: int = 0
    pronoun: int = 0
    as_source: int = 0

    def add(self, entity: Entity) -> None:
        self.articles += 1
        self.named += entity.named
        self.nominal += entity.nominal
        self.pronoun += entity.pronoun
        self.as_source += entity.as_source

    def row(self) -> dict[str, int]:
        return {"articles": self.articles, **{form: getattr(self, form) for form in FORMS}}


@dataclass
class Actor:
    entity: Entity
    months: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def expected_rows(records: Iterable[Record], tools: Tools, *, max_text_bytes: int = 262_144, max_mentions: int = 500) -> dict[str, Row]:
    """actor id → its row as on `news.actors`, for all actors that have one at the end."""
    actors: dict[str, Actor] = {}
    for enriched in newest_versions(records, tools, max_text_bytes=max_text_bytes, max_mentions=max_mentions).values():
        if enriched.article.pub_status != "usable":
            continue
        month = (enriched.article.anchor.day or "")[:7]
        for entity in enriched.reading.entities:
            if entity.type in ACTOR_TYPES:
                actors.setdefault(entity.id, Actor(entity)).months[month].add(entity)
    return {actor_id: _row(actor) for actor_id, actor in sorted(actors.items())}


def newest_versions(
    records: Iterable[Record], tools: Tools, *, max_text_bytes: int = 262_144, max_mentions: int = 500
) -> dict[str, EnrichedArticle]:
    """article id → its version of the greatest rank; what was erased once is gone, what is refused never was."""
    newest: dict[str, EnrichedArticle] = {}
    erased: set[str] = set()
    for record in records:
        result = process(record, tools, max_text_bytes=max_text_bytes, max_mentions=max_mentions)
        if isinstance(result, Erasure):
            erased.add(result.article_id)
        elif isinstance(result, EnrichedArticle):
            known = newest.get(result.article.article_id)
            if known is None or result.article.rank > known.article.rank:
                newest[result.article.article_id] = result
    return {article_id: newest[article_id] for article_id in newest.keys() - erased}


def _row(actor: Actor) -> Row:
    months = {month: tally.row() for month, tally in sorted(actor.months.items())}
    undated = months.pop("", Tally().row())
    sums = [*months.values(), undated]
    entity = actor.entity
    return {
        "actor_id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "wikidata": entity.wikidata,
        "country": entity.country,
        "provisional": entity.provisional,
        "articles": sum(tally["articles"] for tally in sums),
        "mentions": {form: sum(tally[form] for tally in sums) for form in FORMS},
        "months": months,
        "undated": undated,
    }
