"""Spans over a text → pieces of HTML that nest properly: sentences, tags, entities and dates, marked on the server by code points."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from .visible import visible

KINDS: Final = ("sentence", "quote", "tag", "entity", "date", "actor")
"""What a span can be; it becomes a class of the style sheet. A sentence is an anchor, an entity a link, the rest marks."""
MAX_DEPTH: Final = 7
"""Sentence, quotation, tag, date, entity and two more; what is nested deeper stays unmarked, so work is linear in the number of spans."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`[start, end)` in code points. `title` is the tooltip; `href` a path on this site; `anchor` an id in the page."""

    start: int
    end: int
    kind: str
    title: str = ""
    href: str = ""
    anchor: str = ""
    shade: str = ""
    """A group of entity types, for the colour."""


def marked(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> Markup:
    """`text[start:end]` as HTML with each mark around its part of it. Spans beyond the text are cut, crossing ones split."""
    end = len(text) if end is None else min(end, len(text))
    out: list[str] = []
    place, open_marks, links = start, list[Mark](), 0
    for at, mark, opens in _events(marks, start, end):
        out.append(_text(text[place:at]))
        place = at
        if opens:
            linked = bool(mark.href) and not links
            links += bool(mark.href)
            out.append(_opening(mark, linked=linked))
            open_marks.append(mark)
        else:
            open_marks.pop()
            links -= bool(mark.href)
            out.append(_closing(mark, linked=bool(mark.href) and not links))
    out.append(_text(text[place:end]))
    return Markup("".join(out))  # noqa: S704 - each piece was escaped or made by us


def _events(marks: Iterable[Mark], start: int, end: int) -> Iterator[tuple[int, Mark, bool]]:
    """Where a mark opens (True) or closes (False), in the order of the text and properly nested.

    The longer of two that begin together is the outer one. A mark that reaches beyond the one it begins in is cut there, and its
    rest is opened again behind it; each mark is cut at most once per level.
    """
    heap = [(max(m.start, start), -min(m.end, end), KINDS.index(m.kind), n, m) for n, m in enumerate(marks)]
    heap = [entry for entry in heap if entry[0] < -entry[1]]
    heapq.heapify(heap)
    stack: list[tuple[int, Mark]] = []
    while heap or stack:
        if stack and (not heap or stack[-1][0] <= heap[0][0]):
            closes, mark = stack.pop()
            yield closes, mark, False
            continue
        begin, minus_end, order, n, mark = heapq.heappop(heap)
        if len(stack) >= MAX_DEPTH:
            continue
        closes = min(-minus_end, stack[-1][0]) if stack else -minus_end
        if closes < -minus_end:
            heapq.heappush(heap, (closes, minus_end, order, n, _rest(mark)))
        stack.append((closes, mark))
        yield begin, mark, True


def _rest(mark: Mark) -> Mark:
    """What is opened again after a cut: without the anchor, which a page may have only once."""
    return Mark(mark.start, mark.end, mark.kind, mark.title, mark.href, "", mark.shade)


def _text(text: str) -> Markup:
    return escape(visible(text))


def _opening(mark: Mark, *, linked: bool) -> Markup:
    if mark.kind == "sentence":
        titled = Markup(' title="{}"').format(visible(mark.title)) if mark.title else Markup("")
        anchor = Markup(' id="{}"').format(mark.anchor) if mark.anchor else Markup("")
        return Markup('<span class="sentence"{}{}>').format(anchor, titled)
    classes = f"m {mark.kind} {mark.shade}".strip()
    opened = Markup('<mark class="{}" title="{}">').format(classes, visible(mark.title))
    return Markup('<a class="plain" href="{}">').format(mark.href) + opened if linked else opened


def _closing(mark: Mark, *, linked: bool) -> Markup:
    if mark.kind == "sentence":
        return Markup("</span>")
    return Markup("</mark></a>") if linked else Markup("</mark>")


def actor_path(actor_id: str) -> str:
    """The page of an actor. Ids hold `:`, `~` and any letter of any script; all but unreserved characters are quoted."""
    return f"/actors/{quote(actor_id, safe=':~')}"


def article_path(article_id: str) -> str:
    return f"/articles/{quote(article_id, safe='')}"


def tag_path(code: str) -> str:
    return f"/tags/{quote(code, safe=':')}"


def letter_path(topic: str, partition: int, offset: int) -> str:
    return f"/deadletters/{quote(topic, safe='')}/{partition}/{offset}"
