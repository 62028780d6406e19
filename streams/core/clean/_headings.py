"""Lines that stand over a story or over a picture: told from sentences by length, missing stop and repetition."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from ..article import Paragraph
from ..sentences import split_sentences
from ._blocks import folded, key, words

if TYPE_CHECKING:
    from ._blocks import Block

MAX_HEADINGS = 3
"""So many headings may stand before the first sentence: kicker, headline, deck. More are a list, and stay."""
MAX_HEADING = 160
"""Code points of a heading; the longest headlines of wires have about 120."""
CAPTION_WORDS = 4
TOP_LINES = 3
"""A single word is a caption only among so many first lines; further down it heads a section ("Iraq")."""
_WORD = re.compile(r"[^\W_]+")


def leading_headings(kept: list[Block]) -> list[Block]:
    """The headings before the first sentence; none when no sentence follows."""
    for number, block in enumerate(kept[: MAX_HEADINGS + 1]):
        if block.prose:
            return kept[:number]
        if not _heading(block):
            return []
    return []


def _heading(block: Block) -> bool:
    text = block.text
    return not block.stops and text[-1] not in ",;:" and len(text) <= MAX_HEADING and 1 <= len(words(text)) <= 25 and not text[0].islower()


def repeated_sentence(block: Block, others: list[Block]) -> bool:
    """True when a sentence of another block says the same, whatever its case and punctuation."""
    wanted = key(block.text)
    longest = max(wanted.split(), key=len, default="")
    for other in others:
        if longest not in folded(other.text):
            continue
        if f" {wanted} " in f" {key(other.text)} ":  # cheap, and nearly always the answer is no
            sentences = split_sentences(other.text, [Paragraph(0, len(other.text), 1)])
            if any(key(other.text[one.start : one.end]) == wanted for one in sentences):
                return True
    return False


def captions(kept: list[Block]) -> list[Block]:
    """Names that stand alone on a line and occur in the text: under a picture. Three or more in a row are a list, and stay."""
    alone: list[Block] = []
    for short, group in groupby(kept, key=_short):
        run = list(group)
        if short and len(run) <= 2:
            alone += run
    top = kept[:TOP_LINES]
    alone = [block for block in alone if not block.stops and _name(block.text) and (len(_WORD.findall(block.text)) > 1 or block in top)]
    if not alone:
        return []
    known = _phrases([block for block in kept if block.prose])
    return [block for block in alone if tuple(_WORD.findall(block.text)) in known]


def _short(block: Block) -> bool:
    return len(block.text) <= 60 and len(block.text.split()) <= CAPTION_WORDS


def _name(text: str) -> bool:
    found = words(text)
    return bool(found) and found[0][0].isupper() and all(word[0].isupper() or len(word) <= 3 for word in found) and text[-1] not in ",;:"


def _phrases(prose: list[Block]) -> set[tuple[str, ...]]:
    """All runs of one to five words (a hyphen parts words) that begin with a capital."""
    found: set[tuple[str, ...]] = set()
    for block in prose:
        tokens = _WORD.findall(block.text)
        for at, token in enumerate(tokens):
            if token[0].isupper():
                found.update(tuple(tokens[at : at + size]) for size in range(1, CAPTION_WORDS + 2))
    return found
