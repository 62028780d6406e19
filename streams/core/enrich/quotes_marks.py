"""Quotation marks of a body → the spans between them, nested and over paragraphs. Marks only; who speaks is for others to say.

A mark opens or closes by its glyph, or by its neighbours where one glyph does both. Work is linear: each mark is looked at once
against at most `_DEEPEST` open ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..article import Paragraph

_MARK = re.compile("[\"“”„‟«»‹›‘’'＂「」『』]")
_CLOSED_BY = {"“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"”', "＂": "＂", "‘": "’'", "'": "'’"}  # fmt: skip
_SINGLE = frozenset("'‘’")
_EITHER = frozenset('"＂')
_ELIDED = re.compile(r"['‘’](?:\d0s|em\b|til\b|tis\b|twas\b|cause\b|n\b|round\b|bout\b)", re.IGNORECASE)
_BEFORE_OPENING = frozenset("([{—–-/\"“„«‹'‘:…")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-/\"”»›'’…")
_DEEPEST = 4
MOST = 500
"""Quotations that are read in one article; news has a few dozen at most, and a page of marks must stay a record that can be sent."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What stands between two marks, `[start, end)` in code points of the body."""

    start: int
    end: int
    parent: int
    """Index of the quotation it lies in, -1 for none."""
    goes_on: bool = False
    """Nothing closes it, and the next paragraph opens again: one speech in several paragraphs."""
    balanced: bool = True


class _Open(NamedTuple):
    at: int
    glyph: str
    maybe: int = -1
    """A mark behind an s that may close it, or make a possessive."""


def marked(body: str, paragraphs: Sequence[Paragraph]) -> tuple[Marked, ...]:
    """Quotations in the order of the text, at most `MOST`; inner ones behind the one they lie in."""
    places = [match.start() for match in _MARK.finditer(body)]
    if not places:
        return ()
    found: list[Marked] = []
    for n, paragraph in enumerate(paragraphs):
        if bisect_left(places, paragraph.start) == bisect_left(places, paragraph.end):
            continue
        following = paragraphs[n + 1].start if n + 1 < len(paragraphs) else -1
        found += _in_paragraph(body, paragraph.start, paragraph.end, following)
        if len(found) >= MOST:
            break
    return _nested(found[:MOST])


def _in_paragraph(body: str, start: int, end: int, following: int) -> list[Marked]:
    """`following`: where the next paragraph begins, -1 for none."""
    found: list[Marked] = []
    stack: list[_Open] = []
    for match in _MARK.finditer(body, start, end):
        at, glyph = match.start(), match[0]
        opens, closes = _roles(body, at, glyph, start, end)
        level = _closed(stack, glyph) if closes else -1
        if level >= 0 and not (opens and glyph in _EITHER and body[stack[level].at + 1 : at].isspace()):
            found += _close(body, stack, level, at)
        elif opens and len(stack) < _DEEPEST:
            stack = [one for one in stack if one.glyph != glyph]
            stack.append(_Open(at, glyph))
    found += _left_open(body, stack, start, end, following)
    return sorted(found, key=lambda m: (m.start, -m.end))


def _roles(body: str, at: int, glyph: str, start: int, end: int) -> tuple[bool, bool]:
    """Can the mark open, can it close?"""
    before = body[at - 1] if at > start else " "
    after = body[at + 1] if at + 1 < end else " "
    if glyph not in _SINGLE and glyph not in _EITHER:
        closing = glyph in "”»›」』“"
        return glyph != "”" and glyph in _CLOSED_BY, closing
    # seen from outside: "said 'yes'" and not the apostrophe of "don't"
    opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace() and after not in ".,;:!?)"
    closes = not before.isspace() and not after.isalnum() and (after.isspace() or after in _AFTER_CLOSING)
    if glyph in _SINGLE and opens and (glyph == "’" or _ELIDED.match(body, at)):
        opens = False
    if glyph in _EITHER and not opens and not closes and not (before.isalnum() and after.isalnum()):
        closes = True  # a lone mark between blanks: whatever is open ends here
    return opens, closes


def _closed(stack: list[_Open], glyph: str) -> int:
    """Index of the innermost open mark that `glyph` closes, -1 for none."""
    return next((n for n in range(len(stack) - 1, -1, -1) if glyph in _CLOSED_BY[stack[n].glyph]), -1)


def _close(body: str, stack: list[_Open], level: int, at: int) -> Iterator[Marked]:
    one = stack[level]
    if one.glyph in _SINGLE and body[at - 1] in "sS" and body[at + 1 : at + 2] == " " and body[at + 2 : at + 3].islower():
        if one.maybe < 0:  # "the workers' pay" inside the quotation, or its end
            stack[level] = one._replace(maybe=at)
        return
    yield from _possessives(body, stack[level + 1 :])
    del stack[level:]
    yield from _span(body, one.at + 1, at)


def _possessives(body: str, dropped: Iterable[_Open]) -> Iterator[Marked]:
    """Inner single marks whose only closing one stands behind an s."""
    for one in dropped:
        if one.maybe >= 0:
            yield from _span(body, one.at + 1, one.maybe)


def _left_open(body: str, stack: list[_Open], start: int, end: int, following: int) -> Iterator[Marked]:
    yield from _possessives(body, stack)
    for one in stack[:1]:
        if one.maybe < 0 and one.glyph not in _SINGLE:
            again = following >= 0 and body[following : following + 1] == one.glyph
            if again or one.at == start:
                yield from (replace(m, goes_on=again, balanced=again) for m in _span(body, one.at + 1, end))


def _span(body: str, start: int, end: int) -> Iterator[Marked]:
    """Without the blanks at its ends; nothing where no two letters or digits stand between the marks."""
    while start < end and body[start].isspace():
        start += 1
    while start < end and body[end - 1].isspace():
        end -= 1
    if sum(c.isalnum() for c in body[start : min(end, start + 12)]) >= 2:
        yield Marked(start, end, -1)


def _nested(found: list[Marked]) -> tuple[Marked, ...]:
    out: list[Marked] = []
    around: list[int] = []
    for one in found:
        while around and out[around[-1]].end <= one.start:
            around.pop()
        out.append(Marked(one.start, one.end, around[-1] if around else -1, one.goes_on, one.balanced))
        around.append(len(out) - 1)
    return tuple(out)
