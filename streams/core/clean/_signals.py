"""What the text says of itself: that it was corrected, or that it is cut off. Such lines stay: they are news of the news."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..article import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._blocks import Block
    from ._draft import Draft

from ._draft import fix

_CORRECTION = re.compile(
    r"\W{0,3}(?:corrections?|clarifications?|corrects?(?:ed)?|editor['’]?s['’]? note|this (?:story|article|report|version|item)\b.{0,60}\b(?:has been|was|is|were) "
    r"(?:corrected|updated to correct|amended|revised to correct)|(?:an|a) (?:earlier|previous) version of this (?:story|article|report))\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"\bth(?:is|e) (?:story|article|report|version|item)\b", re.IGNORECASE)
_EDITOR = re.compile(r"\W{0,3}(?:editor|clarif)", re.IGNORECASE)
_CUT_OFF = re.compile(r"\s?(?:…|\.{3})?\s?\[\+?\d{1,7} (?:chars|characters|words)\]")

_WALL = re.compile(
    r"\W{0,5}(?:(?:subscribe (?:now )?)?to (?:continue|keep) reading\b|already a subscriber|subscribe (?:now )?to read\b|.{0,40}\b(?:for|to) (?:paying )?subscribers\W{0,3}\Z)",
    re.IGNORECASE,
)


def cut_marks(draft: Draft) -> Draft:
    """Takes off `… [+1234 chars]`, which feeds put where they cut an article."""
    if not any(unit in draft.text for unit in ("chars]", "characters]", "words]")):
        return draft
    return draft.repair([fix(*found.span(), "…", "truncated") for found in _CUT_OFF.finditer(draft.text)])


def behind_a_wall(dropped: Iterable[str]) -> bool:
    """Whether a dropped line says that the rest is for subscribers only."""
    return any(_WALL.match(line) for line in dropped)


def correction(kept: list[Block]) -> tuple[Notice | None, bool]:
    """A notice of the first note of correction, and whether it is one (an editor's note or a clarification need not be)."""
    for block in kept:
        if _CORRECTION.match(block.text[:200]) and _labelled(block.text):
            return Notice("correction_note", block.text[:300]), not _EDITOR.match(block.text)
    return None, False


def _labelled(text: str) -> bool:
    """`Correction: …` and whole sentences about this story; not `Corrections officers said`."""
    label, colon, _ = text[:60].partition(":")
    return bool(colon and len(label.split()) <= 3) or _THIS.search(text[:200]) is not None
