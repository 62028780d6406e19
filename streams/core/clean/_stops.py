"""A full stop that a house style took away: `U.S.` rewritten to `US` at the end of a sentence loses the sentence's stop too.

Only after the few initials that style books write with dots, only before a word that begins sentences and is not capitalised
elsewhere, and only when running lower-case text stands on both sides, so that headings in title case stay whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._draft import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._draft import Draft

_INITIALS = ("US ", "UK ", "UN ", "EU ", "UAE ", "USSR ", "DC ")
_LOST = re.compile(
    rf"\b(?:{'|'.join(initials.strip() for initials in _INITIALS)})(?P<gap> )(?P<word>The|It|Its|He|She|They|His|Her|Their|This|That|These|Those|But|However|Meanwhile|Although|While|There)(?= )"
)
_LOWER = re.compile(r"\b[a-z]{2,}")
_BEFORE, _AFTER = 60, 40
"""Code points looked at on each side; four lower-case words before and one soon after make running text."""


def repair_stops(draft: Draft) -> Draft:
    text = draft.text
    places = sorted(at for initials in _INITIALS for at in _everywhere(initials, text))
    found = [match for at in places if (match := _LOST.match(text, at)) and _running(text, match)]
    return draft.repair(
        [Fix(m.start("gap"), m.start("gap"), ".", "sentence_boundary", 0.9, (m.start("gap"), m.end())) for m in found],
    )


def _everywhere(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _running(text: str, found: re.Match[str]) -> bool:
    line_start = text.rfind("\n", 0, found.start()) + 1
    before = text[max(line_start, found.start() - _BEFORE) : found.start()]
    line_end = text.find("\n", found.end())
    after = text[found.end() : min(line_end if line_end >= 0 else len(text), found.end() + _AFTER)]
    return len(_LOWER.findall(before)) >= 4 and len(_LOWER.findall(after)) >= 1
