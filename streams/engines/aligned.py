"""Spans of characters, as other systems give them → spans of our tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from ..core.enrich.names_engine import Span, margin_of
from ..core.tokens import Tokens

CLASSES = {
    "PER": "per person people",
    "ORG": "org organization organisation company",
    "LOC": "loc location place gpe country city fac facility state_or_province",
}
"""Ours → how spaCy, GLiNER, CoreNLP and CoNLL call them, in small letters."""
_CLASS_OF = {name: kind for kind, names in CLASSES.items() for name in names.split()}


class Found(NamedTuple):
    """One name by characters `[start, end)`; `label` as the system calls it, `sure` from 0 to 1."""

    start: int
    end: int
    label: str
    sure: float


def aligned(found: Iterable[Found], tokens: Tokens) -> list[Span]:
    """Names in order, none inside another, none beyond its sentence. A name that begins or ends inside a token is widened to it; other
    classes than people, organisations and places are left out; of two that overlap the one that begins first stays, or else the longer."""
    spans: list[Span] = []
    end = 0
    for one in sorted(found, key=lambda f: (f.start, -f.end, f.label)):
        kind = _CLASS_OF.get(one.label.lower())
        first, last = bisect_right(tokens.ends, one.start), bisect_left(tokens.starts, one.end)
        if kind is None or first >= last or first < end or tokens.sentence[first] != tokens.sentence[last - 1]:
            continue
        spans.append(Span(first, last, kind, margin_of(one.sure)))
        end = last
    return spans
