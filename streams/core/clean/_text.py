"""Given text → clean text: the steps in their order, and the kept blocks put together."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from ..article import Paragraph, Repair
from ..offsets import Edit
from ._blocks import blocks
from ._capitals import repair_capitals
from ._characters import MAX_TURNS, repair_characters
from ._draft import Draft
from ._layout import reflow, strip_bullets
from ._quotes import repair_quotes
from ._signals import cut_marks
from ._stops import repair_stops
from ._story import Story, as_given, sort_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._blocks import Block


_BREAK = re.compile(r"\r\n|[\n\r]")


class CleanText(NamedTuple):
    """`draft.text` is the body; `paragraphs` are its spans."""

    source: Draft
    """The text that the story's blocks lie in."""
    draft: Draft
    story: Story
    dropped: Sequence[tuple[Block, str, float]]
    """What is not in the body, with the reason and how sure it is."""
    paragraphs: tuple[Paragraph, ...]


def clean_text(text: str, headlines: Sequence[str], *, whole: bool = False) -> CleanText:
    """The body of `text`. `headlines` are those that are known already, so that their repetition can be told.

    `whole`: the body is all that says news, headings and lines about the story included.
    """
    draft = repair_capitals(_repair_marks(reflow(repair_characters(Draft.of(text)))))
    found = blocks(draft.text)
    story = sort_out(found, () if whole else headlines)
    kept, dropped = as_given(story, found) if whole else (story.kept, story.dropped)
    spans = [draft.mapped.raw(block.start, block.end) for block in kept]
    return CleanText(draft, _body(draft, kept, spans), story, dropped, _paragraphs(kept, _lines(draft, spans)))


def _repair_marks(draft: Draft) -> Draft:
    """In turns until nothing is found: a mark that was repaired is a neighbour of the next."""
    for _ in range(MAX_TURNS):
        before = draft.mapped
        draft = repair_stops(repair_quotes(strip_bullets(cut_marks(draft))))
        if draft.mapped is before:
            break
    return draft


def line_of(draft: Draft, blocks: Sequence[Block]) -> list[int]:
    """The 1-based line of the given text on which each block begins."""
    return _lines(draft, [draft.mapped.raw(block.start, block.end) for block in blocks]) if blocks else []


def _lines(draft: Draft, spans: Sequence[tuple[int, int]]) -> list[int]:
    starts = [0, *(found.end() for found in _BREAK.finditer(draft.given))]
    return [bisect_right(starts, start) for start, _ in spans]


def _paragraphs(kept: list[Block], lines: list[int]) -> tuple[Paragraph, ...]:
    found, start = [], 0
    for block, line in zip(kept, lines, strict=True):
        found.append(Paragraph(start, start + len(block.text), line))
        start += len(block.text) + 2
    return tuple(found)


def _body(draft: Draft, kept: list[Block], spans: Sequence[tuple[int, int]]) -> Draft:
    """The kept blocks with one empty line between two; repairs of dropped lines are forgotten with them."""
    edits, at = [], 0
    for number, block in enumerate(kept):
        edits.append(Edit(at, block.start, "\n\n" if number else ""))
        at = block.end
    edits.append(Edit(at, len(draft.text), ""))
    repairs = sorted((repair for repair in draft.repairs if _inside(repair, spans)), key=lambda repair: repair.raw_offset)
    return Draft(draft.given, draft.mapped.edit(edits), tuple(repairs))


def _inside(repair: Repair, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, repair.raw_offset + len(repair.raw), key=lambda span: span[0]) - 1
    return at >= 0 and repair.raw_offset <= spans[at][1]  # at its very ends: what was taken off there
