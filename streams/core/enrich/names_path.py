"""The best labels of a stretch: exact search (Viterbi) for the path of the highest sum, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add
from typing import NamedTuple

from .names_model import KINDS, LABELS, Steps

_NEVER = -(1 << 60)
_KIND = ("", *(kind for kind in KINDS for _ in "UBIL"))
_PART = tuple(label[0] for label in LABELS)
_U, _B, _I, _L = 1, 2, 3, 4
"""Where a class's labels begin, counted from the four before its first."""
_ALONE = (0, 1, 5, 9)
"""Labels of a word that is a stretch by itself."""
_ENDS = (1, 4, 5, 8, 9, 12)
"""Labels of a name's last word."""
_MAY_BEGIN = tuple(part in "OUB" for part in _PART)
Row = Sequence[int]


class Span(NamedTuple):
    """Tokens `[first, last)`, their class and by how much its weights win over those of no name and of the other classes."""

    first: int
    last: int
    kind: str
    margin: int


def spans(scores: Sequence[Row], steps: Steps, first: int) -> list[Span]:
    """The names of a stretch whose first token is `first`; `scores` per token and label."""
    if len(scores) == 1:
        return _alone(scores[0], first)
    path = _path(scores, steps)
    found, start = list[Span](), 0
    for i, label in enumerate(path):
        part = _PART[label]
        if part in "UB":
            start = i
        if part in "UL":
            found.append(Span(first + start, first + i + 1, _KIND[label], _margin(scores, path, start, i + 1)))
    return found


def _alone(row: Row, first: int) -> list[Span]:
    """A stretch of one word, as most are: the first of the best labels."""
    label = max(_ALONE, key=row.__getitem__)
    if not label:
        return []
    return [Span(first, first + 1, _KIND[label], row[label] - max([row[other] for other in _ALONE if other != label]))]


def _path(scores: Sequence[Row], steps: Steps) -> list[int]:
    sums = _forward(scores, steps)
    row = sums[-1]
    label = max((0, 1, 4, 5, 8, 9, 12), key=row.__getitem__)
    path = [label]
    for at in range(len(scores) - 1, 0, -1):
        label = _before(sums[at - 1], label, steps)
        path.append(label)
    path.reverse()
    return path


def _forward(scores: Sequence[Row], steps: Steps) -> list[Row]:
    """Per token and label the best sum of a path that ends there."""
    plain, enter, leave, within = steps
    here: Row = [n if may else _NEVER for n, may in zip(scores[0], _MAY_BEGIN, strict=True)]
    found = [here]
    for at in range(1, len(scores)):
        row = scores[at]
        none, u1, b1, i1, l1, u2, b2, i2, l2, u3, b3, i3, l3 = here
        free = max(u1, l1, u2, l2, u3, l3)
        outside = max(none + plain, u1 + leave[1], l1 + leave[4], u2 + leave[5], l2 + leave[8], u3 + leave[9], l3 + leave[12])
        ahead = [row[0] + outside]
        for base, b, i in ((0, b1, i1), (4, b2, i2), (8, b3, i3)):
            bi, bl, ii, il = within[base >> 2]
            alone, begin = none + enter[base + _U], none + enter[base + _B]
            ahead += (
                row[base + _U] + (alone if alone > free else free),  # noqa: FURB136 - a call for two numbers takes longer than all else here
                row[base + _B] + (begin if begin > free else free),  # noqa: FURB136 - as above
                row[base + _I] + (b + bi if b + bi > i + ii else i + ii),  # noqa: FURB136 - as above
                row[base + _L] + (b + bl if b + bl > i + il else i + il),  # noqa: FURB136 - as above
            )
        here = ahead
        found.append(here)
    return found


def _before(sums: Row, label: int, steps: Steps) -> int:
    """The label before `label` on the best path; the first of equals."""
    part = _PART[label]
    if part in "IL":
        base = label - (_I if part == "I" else _L)
        bi, bl, ii, il = steps.within[base >> 2]
        first, middle = (bi, ii) if part == "I" else (bl, il)
        return base + (_B if sums[base + _B] + first >= sums[base + _I] + middle else _I)
    if part == "O":
        left = list(map(add, sums, steps.leave))
        name = max(_ENDS, key=left.__getitem__)
        return 0 if sums[0] + steps.plain >= left[name] else name
    name = max(_ENDS, key=sums.__getitem__)
    return 0 if sums[0] + steps.enter[label] >= sums[name] else name


def _margin(scores: Sequence[Row], path: Sequence[int], first: int, last: int) -> int:
    """How far the weights of a name's words lie above those of no name and of the same name in another class, whichever is nearer."""
    base = (path[first] - 1) & ~3
    words = [(row, label - base) for row, label in zip(scores[first:last], path[first:last], strict=True)]
    own = sum([row[base + label] for row, label in words])
    others = [sum([row[other + label] for row, label in words]) for other in (0, 4, 8) if other != base]
    return own - max(*others, sum([row[0] for row, _ in words]))
