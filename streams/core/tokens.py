"""Words of a text with their places. Linear; one expression without nested quantifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    words, starts, ends = [], [], []
    for found in _TOKEN.finditer(text.replace("’", "'")):
        words.append(found.group())
        starts.append(found.start())
        ends.append(found.end())
    bounds = [s.start for s in sentences[1:]]
    sentence, opens, at = [], [0], 0
    for i, start in enumerate(starts):
        while at < len(bounds) and start >= bounds[at]:
            at += 1
            opens.append(i)
        sentence.append(at)
    opens.extend([len(words)] * (max(len(sentences), 1) + 1 - len(opens)))
    return Tokens(words, starts, ends, sentence, opens)


def phrase(text: str) -> tuple[str, ...]:
    """A name as the lexicon keys it: its words without hyphens, so that "Jong-un" and "Jong Un" differ in case only."""
    return tuple(word for word in tokenise(text).words if word not in _HYPHENS)
