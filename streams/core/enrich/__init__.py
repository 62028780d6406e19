"""A clean article → the article with what is said of it: when, who, what about. Siblings in the order they are called:
`dates`, `actors`, `tags`, `quotes`, `claims` and `keywords`; between them `dating`, for an article that has no date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..article import Anchor, Article, EnrichedArticle, Notice, Reading, Rejection, Timex
from ..tokens import tokenise
from .actors import Found, find_actors
from .claims_parts import attribute
from .dates import find_dates
from .dating import infer_anchor
from .keywords import find_keywords
from .names_engine import AskedOnce, EngineError
from .tags import find_tags

if TYPE_CHECKING:
    from ..lexicon import Lexicon
    from ..vocabulary import Vocabulary
    from .names_engine import NameEngine

__all__ = ["ENGINE", "GENERATION", "Tools", "enrich"]

GENERATION: int = 4
"""Number of the rules and data that make a reading. Raise it with every change that can change what is said of any article:
then each article's older reading is replaced by exact differences, and without it two workers could disagree in silence."""

ENGINE = f"dateline/{GENERATION}"
"""The rules' part of a reading's `engine`."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What enrichment knows beside the article. Read once at the edge (`streams/tools.py`) and passed in; never changed."""

    lexicon: Lexicon
    vocabulary: Vocabulary
    names: NameEngine | None = None
    """What finds names; without it rules alone find those that the registry does not have."""
    edition: int = 0
    """Number of the user's own lexicon (`DATELINE_LEXICON_EDITION`): raised when that changes, as `GENERATION` is with ours."""

    @property
    def generation(self) -> int:
        """Of the readings that are made with these tools. Neither addend may ever be lowered, so a raise of either raises the sum."""
        return GENERATION + self.edition

    @property
    def registry(self) -> str:
        """Hash of lexicon, vocabulary and name weights: readings with another value were made with other knowledge."""
        return _hash(self.lexicon.hash, self.vocabulary.hash, self.names.id if self.names else "")

    @property
    def engine(self) -> str:
        """Who made a reading: the generation of the rules, and what found its names, e.g. `dateline/2+crf/0123abcd`."""
        return f"{ENGINE}+{self.names.id}" if self.names else ENGINE


@lru_cache(maxsize=8)  # the same for each article
def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def enrich(article: Article, tools: Tools, *, max_mentions: int) -> EnrichedArticle | Rejection:
    """The article with its reading. Only a usable article is read: of a withheld or canceled one nothing is said.

    Raises nothing of its own: more than `max_mentions` mentions is a Rejection, and nothing of that article is counted.
    """
    if article.pub_status != "usable":
        return EnrichedArticle(article, Reading(tools.generation, tools.engine, tools.registry))
    try:
        article, timexes, found = _read(article, tools)
    except EngineError as error:
        return Rejection("enrich", "engine_failed", str(error), article_id=article.article_id)
    if len(found.mentions) > max_mentions:
        return Rejection("enrich", "too_many_mentions", _too_many(len(found.mentions), max_mentions), article_id=article.article_id)
    tokens = found.tokens or tokenise(article.body, article.sentences)
    tags = find_tags(article, found.entities, tools.vocabulary, tokens)
    said = attribute(article, tokens, found.entities, found.mentions, english=found.tokens is not None)
    keywords = find_keywords(article, tokens, said.entities, said.mentions, (*timexes, *tags)) if found.tokens else ()
    return EnrichedArticle(
        article,
        Reading(
            generation=tools.generation,
            engine=tools.engine,
            registry=tools.registry,
            entities=said.entities,
            mentions=said.mentions,
            timexes=timexes,
            tags=tags,
            keywords=keywords,
            quotes=said.quotes,
            claims=said.claims,
            notices=(*found.notices, *said.notices),
        ),
    )


def _read(article: Article, tools: Tools) -> tuple[Article, tuple[Timex, ...], Found]:
    """Dates and actors; an article that has no day and proves one is read again with it."""
    names = AskedOnce(tools.names) if tools.names else None
    timexes = find_dates(article)
    found = find_actors(article, tools.lexicon, timexes, names)
    anchor = infer_anchor(article, found.mentions, tools.lexicon)
    if anchor is None:
        return article, timexes, found
    article = replace(article, anchor=anchor)
    timexes = find_dates(article)
    found = find_actors(article, tools.lexicon, timexes, names)
    return article, timexes, replace(found, notices=(*found.notices, Notice("date_inferred", _inferred(anchor))))


def _inferred(anchor: Anchor) -> str:
    day = f"best {anchor.day}" if anchor.day else "no day stands out, so the article counts as undated"
    return f"The text proves a day from {anchor.begin} to {anchor.end_day}; {day}. Dates that lean on it are marked."


def _too_many(found: int, limit: int) -> str:
    return f"{found} mentions, the limit is {limit}: a list rather than a story. Raise DATELINE_MAX_MENTIONS if it is to be counted."
