"""Texts as engines get them, and what they find in words that can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.enrich.actors_draft import Draft, draft
from streams.core.enrich.names_engine import NameEngine, Span
from tests.core.enrich.reading import body_of, shipped


def draft_of(text: str) -> Draft:
    return draft(body_of(text), shipped())


def named(text: str, spans: Sequence[Span]) -> list[tuple[str, str]]:
    """(surface, class) of each, in order."""
    one = draft_of(text)
    return [(one.text(span.first, span.last), span.kind) for span in spans]


def found(engine: NameEngine, text: str) -> list[tuple[str, str]]:
    return named(text, engine.spans(draft_of(text), ()))
