"""A body of text as a clean article, with plain sentences, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from streams.core.article import Anchor, Article, Language, MapRun, Place, Rank, Sentence, Timex
from streams.core.enrich.actors import Found, find_actors
from streams.core.lexicon import Lexicon
from streams.lexicon import load_lexicon

_SENTENCE = re.compile(r"\S.*?(?:[.!?]['\"”]?(?=\s+[\"“A-Z])|$)", re.MULTILINE)


@cache
def shipped() -> Lexicon:
    """The registry that ships, read once for all tests."""
    return load_lexicon()


def body_of(text: str, day: str | None = None, language: str = "en") -> Article:
    """An article with that body; sentences end at a stop before a capital, and at a line's end."""
    return Article(
        article_id="0" * 32,
        id_origin="text",
        rank=Rank(0, "", 0, ""),
        pub_status="usable",
        place=Place("news.raw", 0, 0),
        received_at="2024-04-24T23:06:40.000Z",
        value_sha256="",
        language=Language(language, 1.0, "given"),
        anchor=Anchor(day, "given") if day else Anchor(),
        body=text,
        sentences=tuple(Sentence(m.start(), m.end(), 0) for m in _SENTENCE.finditer(text)),
        raw_map=(MapRun(0, 0, len(text)),),
    )


def read(text: str, day: str | None = None, timexes: Sequence[Timex] = (), lexicon: Lexicon | None = None) -> Found:
    return find_actors(body_of(text, day), lexicon or shipped(), timexes)


def named(text: str, day: str | None = None, timexes: Sequence[Timex] = ()) -> dict[str, int]:
    """Entity → how often it is named."""
    return {entity.id: entity.named for entity in read(text, day, timexes).entities}


def forms(text: str) -> list[tuple[str, str, str]]:
    """(surface, entity, form) of each mention, in order."""
    return [(m.surface, m.entity, m.form) for m in read(text).mentions]
