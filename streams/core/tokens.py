"""Words of a text with their places. Linear; one expression without nested quantifiers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .article import Sentence

# Dotted letters ("U.S.") are one token, a possessive is a token of its own, hyphens and other marks stand alone.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|['’]s\b|[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[^\w\s]|_")
_HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists, one item a token. Curly apostrophes are straight in `words`; lengths and offsets are those of the text."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    """Index of the sentence each token lies in; what lies in none belongs to the one before."""
    opens: list[int]
    """Per sentence the index of its first token; one more item closes the list."""

    def hyphen(self, i: int) -> bool:
        """Is token `i` a hyphen with no space on either side ("US-led")?"""
        return (
            0 < i < len(self.words) - 1
            and self.words[i] in _HYPHENS
            and self.starts[i] == self.ends[i - 1]
            and self.ends[i] == self.starts[i + 1]
        )


def tokenise(text: str, sentences: Sequence[Sentence] = ()) -> Tokens:
    """The tokens of `text`. Without sentences the whole is one."""
    text = text.replace("’", "'")
    spans = [found.span() for found in _TOKEN.finditer(text)]
    starts, ends = [span[0] for span in spans], [span[1] for span in spans]
    bounds = [bisect_left(starts, s.start) for s in sentences[1:]]
    opens = [0, *bounds, len(spans)]
    sentence = [number for number, (first, last) in enumerate(pairwise(opens)) for _ in range(first, last)]
    words = [text[first:last] for first, last in spans]
    return Tokens(words, starts, ends, sentence, opens)


def phrase(text: str) -> tuple[str, ...]:
    """A name as the lexicon keys it: its words without hyphens, so that "Jong-un" and "Jong Un" differ in case only."""
    return tuple(word for word in tokenise(text).words if word not in _HYPHENS)
