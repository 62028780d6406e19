"""Lines → blocks: hard-wrapped lines are joined again, each other line is a paragraph of its own.

A line was wrapped when the first word of the next one had no room left on it: writers who break on purpose break earlier.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ..offsets import Edit
from ._draft import fix

if TYPE_CHECKING:
    from ._draft import Draft

WRAP_WIDTHS = range(40, 101)
"""Widest line of a hard-wrapped text: mail and wires wrap at 60 to 80; nobody sets paragraphs under 40."""
MIN_WRAPS = 2
"""Line ends that must be wraps beyond doubt: no stop before them and a small letter after them."""
MAIL_WIDTH = 60
"""From this width on one such line end is enough: a list or a verse is narrower."""
WRAP_SHARE = 0.5
"""Share of such wraps among the line ends without a stop; verse and lists break on purpose."""
_RAGGED = 0.88
"""A wrap may leave this much of the width: some count words as longer than we do."""

_MARKS = "•▪◦‣●■▶*·"
_BULLETS = re.compile(rf"^[{_MARKS}] ?(?=[\w\"“‘'(])", re.MULTILINE)
_DASHES = re.compile(r"^[-–—] (?=\w)", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\Z")


def reflow(draft: Draft) -> Draft:
    """The text with one line for each paragraph."""
    text = draft.text
    lines = [found.span() for found in _LINE.finditer(text)]
    if not lines or max(end - start for start, end in lines) not in WRAP_WIDTHS:
        return draft
    width = max(end - start for start, end in lines)
    pairs = [(a, b) for a, b in pairwise(lines) if b[0] - a[1] == 1]
    wraps = [(a, b) for a, b in pairs if _wrapped(text, a, b, width)]
    sure = sum(text[b[0]].islower() and not _stops(text, a) for a, b in wraps)
    if sure < (MIN_WRAPS if width < MAIL_WIDTH else 1) or sure < WRAP_SHARE * sum(not _stops(text, a) for a, _ in pairs):
        return draft
    return draft.edit([Edit(a[1], b[0], "" if _hyphen(text, a[1]) else " ") for a, b in wraps])


def strip_bullets(draft: Draft) -> Draft:
    """Takes off the marks of a list; a single dash at a line's start may be speech, and stays."""
    text = draft.text
    dashes = [found.span() for found in _DASHES.finditer(text)] if any(f"\n{dash} " in text for dash in "-–—") else []
    bullets = [found.span() for found in _BULLETS.finditer(text)] if any(map(text.__contains__, _MARKS)) else []
    spans = bullets + (dashes if len(dashes) > 1 else [])
    return draft.repair([fix(start, end, "", "bullet") for start, end in sorted(spans)])


def _wrapped(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    if _hyphen(text, line[1]) and text[following[0]].islower():
        return True
    length = line[1] - line[0]
    word = text[following[0] : following[1]].partition(" ")[0]
    room = width if _stops(text, line) else width * _RAGGED
    return length + 1 + len(word) > room and " " in text[line[0] : line[1]]


def _stops(text: str, line: tuple[int, int]) -> bool:
    return _ENDS.search(text[max(line[0], line[1] - 6) : line[1]]) is not None


def _hyphen(text: str, end: int) -> bool:
    """`US-` at a line's end goes on without a blank; the hyphen stays, for it may belong to the word."""
    return end >= 2 and text[end - 1] == "-" and text[end - 2].isalpha()
