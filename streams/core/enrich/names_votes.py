"""One string is one kind of thing in an article: where the recogniser reads it in two ways, the clearer reading wins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from ..tokens import Tokens
from .names_model import SCALE
from .names_path import Span

SURE = 4 * SCALE
"""Margin of a reading that is carried to places where the same word was read as no name."""


def voted(found: Sequence[Span], tokens: Tokens, lower: frozenset[str], ordinary: frozenset[str]) -> list[Span]:
    """`found` with the class that has the greatest sum of margins for its string; sure names of one word also where they were missed.

    A word that the article or news at large writes without a capital is carried nowhere.
    """
    texts = [" ".join(tokens.words[first:last]) for first, last, _, _ in found]
    sums = _sums(texts, found)
    names = _agreed(found, texts, sums)
    sure = {
        text: max(votes, key=lambda kind: (votes[kind], kind))
        for text, votes in sums.items()
        if " " not in text and max(votes.values()) >= SURE and text.lower() not in lower and text.lower() not in ordinary
    }
    taken = {i for span in names for i in range(span.first, span.last)}
    words = tokens.words
    missed = [Span(i, i + 1, sure[words[i]], SCALE) for i in compress(range(len(words)), map(sure.__contains__, words)) if i not in taken]
    alone = [span for span in missed if not _beside(tokens, span.first)]
    return sorted([*names, *alone])


def agreed(found: Sequence[Span], tokens: Tokens) -> list[Span]:
    """`found` with the class that has the greatest sum of margins for its string, where that is clear."""
    texts = [" ".join(tokens.words[first:last]) for first, last, _, _ in found]
    return _agreed(found, texts, _sums(texts, found))


def _agreed(found: Sequence[Span], texts: Sequence[str], sums: dict[str, dict[str, int]]) -> list[Span]:
    pairs = zip(texts, found, strict=True)
    return [span if len(sums[text]) == 1 else span._replace(kind=_winner(sums[text], span)) for text, span in pairs]


def _sums(texts: Sequence[str], found: Sequence[Span]) -> dict[str, dict[str, int]]:
    """String → class → sum of margins."""
    sums: dict[str, dict[str, int]] = {}
    for text, (_, _, kind, margin) in zip(texts, found, strict=True):
        votes = sums.setdefault(text, {})
        votes[kind] = votes.get(kind, 0) + max(margin, 0)
    return sums


def _winner(votes: dict[str, int], span: Span) -> str:
    best = max(votes, key=lambda kind: (votes[kind], kind))
    return best if votes[best] > 2 * votes[span.kind] else span.kind


def _beside(tokens: Tokens, i: int) -> bool:
    """Is there a capital on either side, so that the word may be a part of something longer?"""
    return any(word[0].isupper() for word in (*tokens.words[max(i - 1, 0) : i], *tokens.words[i + 1 : i + 2]))
