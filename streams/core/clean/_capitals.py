"""A lead that a house style sets in capitals: `THOUSANDS OF FARMERS BLOCKED THE ROADS to Port Elsa`.

The rest of the text says how each word is written: `farmers`, `Orlova`, `UN`. A text that has no such lead, or is in capitals
throughout, stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..article import Repair
from ..offsets import Edit
from ._blocks import Block
from ._dateline import find_dateline

if TYPE_CHECKING:
    from ._draft import Draft

MIN_WORDS = 3
"""Words of a lead; fewer are a name or initials."""
MIN_ORDINARY = 2
"""Words of it that the text or the list below has in small letters; `US NATO FBI sources` has none."""
LEAD_LINES = 6
"""Among so many first lines the first that ends as a sentence is the lead."""

_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    "a an the of in on at to for by with from as and or but nor not no is are was were be been has have had will would could may might must "
    "that which who whom whose this these those it its his her their he she they we our after before over under into out up down off about "
    "against between during through than then when while where said says told more most some any all two three four five six seven eight nine "
    "ten new first last year years day days week weeks month months".split()
)
_ENDINGS = ("ed", "ing", "ly", "tion", "sion", "ment", "ness", "ity", "ies", "ance", "ence", "ers", "ism")
"""Endings of words that are hardly ever names, for words that stand nowhere else in the text."""


class _Forms(NamedTuple):
    """How words are written outside the lead."""

    small: frozenset[str]
    title: frozenset[str]
    capitals: frozenset[str]


def repair_capitals(draft: Draft) -> Draft:
    """The lead in usual letters, word by word, so that offsets lead back to each word; told as one repair."""
    span = _lead(draft.text)
    if span is None:
        return draft
    start, end = span
    words = list(_WORD.finditer(draft.text, start, end))
    if len(words) < MIN_WORDS:
        return draft
    forms = _forms(draft.text, start, end)
    if sum(word[0].lower() in forms.small or word[0].lower() in _SMALL for word in words) < MIN_ORDINARY:
        return draft
    edits = [Edit(*word.span(), new) for word in words if (new := _usual(word[0], forms, first=word is words[0])) != word[0]]
    mapped = draft.mapped.edit(edits)
    raw = draft.mapped.raw(start, end)
    told = Repair("capitals", draft.given[raw[0] : raw[1]], mapped.text[start:end], raw[0], 0.7)
    return replace(draft, mapped=mapped, repairs=(*draft.repairs, told))


def _lead(text: str) -> tuple[int, int] | None:
    """Where the capitals stand at the beginning of the first sentence; small letters follow them."""
    start = 0
    for line in text[:5_000].split("\n")[:LEAD_LINES]:
        if Block(start, start + len(line), line).prose:
            begin = start + (found.length if (found := find_dateline(line)) else 0)
            end = _until(text, begin, start + len(line))
            return (begin, end) if text[end : start + len(line)].lower() != text[end : start + len(line)].upper() and begin < end else None
        start += len(line) + 1
    return None


def _until(text: str, begin: int, limit: int) -> int:
    """The end of the last word before one with a small letter. A possessive `'s` may be small."""
    end = at = begin
    for word in text[begin:limit].split(" "):
        letters = word.replace("'s", "").replace("’s", "")
        if letters.upper() != letters:
            break
        at += len(word) + 1
        if any(map(str.isalpha, letters)):
            end = at - 1
    return min(end, limit)


def _forms(text: str, start: int, end: int) -> _Forms:
    words = set(_WORD.findall(text[:start])) | set(_WORD.findall(text[end:]))
    return _Forms(
        frozenset(word for word in words if word.islower()),
        frozenset(word for word in words if word.istitle()),
        frozenset(word for word in words if word.isupper() and len(word) > 1),
    )


def _usual(word: str, forms: _Forms, *, first: bool) -> str:
    small, title = word.lower(), word[0] + word[1:].lower()
    if len(title) != len(word) or len(small) != len(word):  # ß and its like
        return word
    if small in _SMALL or small in forms.small:
        return title if first else small
    if title in forms.title:
        return title
    if word in forms.capitals or len(word) <= MIN_WORDS:
        return word
    return title if first or not small.endswith(_ENDINGS) else small
