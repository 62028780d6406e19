"""Blocks: the paragraphs and stray lines of a text, before it is known which belong to the story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

_LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*+")


@dataclass(frozen=True, slots=True)
class Block:
    """`[start, end)` of the draft's text. `text` is never empty."""

    start: int
    end: int
    text: str

    @property
    def stops(self) -> bool:
        """It ends as a sentence does."""
        return bool(_STOP.search(self.text[-6:]))

    @property
    def prose(self) -> bool:
        """A sentence at least, not a heading or a label."""
        return self.stops and (len(self.text) >= 200 or len(words(self.text)) >= 5)


def blocks(text: str) -> list[Block]:
    return [Block(*found.span(), found[0]) for found in _LINE.finditer(text)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def key(text: str) -> str:
    """Equal for texts that differ only in case, punctuation, hyphens and spaces."""
    return " ".join(_WORD.findall(folded(text)))


def first_words(text: str) -> tuple[str, ...]:
    """The first three words of the key: texts that differ here have different keys."""
    return tuple(found[0] for found in islice(_WORD.finditer(folded(text)), 3))


def folded(text: str) -> str:
    return text.casefold().replace("’", "'")
