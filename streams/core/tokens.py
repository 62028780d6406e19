"""Words of a text with their places. Linear; one expression without nested quantifiers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import add

from .article import Sentence

# Dotted letters ("U.S.") are one token, a possessive is a token of its own, hyphens and other marks stand alone.
# The usual word stands first, for speed: the branches begin with different characters or lengths, so their order changes nothing.
_TOKEN = re.compile(r"[^\W_]{2,}(?:'(?!s\b)[^\W_]+)*+|(?:[^\W\d_]\.){2,}+|[^\W_](?:'(?!s\b)[^\W_]+)*+|'s\b|[^\w\s]|_")
_PIECE = re.compile(rf"(?:{_TOKEN.pattern})\s*")
"""A token with the blanks behind it, so that the pieces of a text are all of it."""
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
        words = self.words
        return 0 < i < len(words) - 1 and words[i] in _HYPHENS and self.starts[i] == self.ends[i - 1] and self.ends[i] == self.starts[i + 1]


def tokenise(text: str, sentences: Sequence[Sentence] = ()) -> Tokens:
    """The tokens of `text`. Without sentences the whole is one."""
    text = text.replace("’", "'")
    pieces: list[str] = _PIECE.findall(text)  # columns are made by map: a loop costs three times as much
    words = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=len(text) - len(text.lstrip())))[:-1]
    ends = list(map(add, starts, map(len, words)))
    opens = [0, *(bisect_left(starts, s.start) for s in sentences[1:]), len(words)]
    sentence = list[int]()
    for number, (first, last) in enumerate(pairwise(opens)):
        sentence += [number] * (last - first)
    return Tokens(words, starts, ends, sentence, opens)


def phrase(text: str) -> tuple[str, ...]:
    """A name as the lexicon keys it: its words without hyphens, so that "Jong-un" and "Jong Un" differ in case only."""
    return tuple([word for word in _TOKEN.findall(text.replace("’", "'")) if word not in _HYPHENS])
