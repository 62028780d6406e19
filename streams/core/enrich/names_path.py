"""The best labels of a stretch: exact search (Viterbi) for the path of the highest sum, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .names_model import KINDS, LABELS, Steps

_NEVER = -(1 << 60)
_KIND = ("", *(kind for kind in KINDS for _ in "UBIL"))
_PART = tuple(label[0] for label in LABELS)
_U, _B, _I, _L = 1, 2, 3, 4
"""Where a class's labels begin, counted from the four before its first."""
Row = Sequence[int]


class Span(NamedTuple):
    """Tokens `[first, last)`, their class and by how much its weights win over those of no name and of the other classes."""

    first: int
    last: int
    kind: str
    margin: int


def spans(scores: Sequence[Row], steps: Steps, first: int) -> list[Span]:
    """The names of a stretch whose first token is `first`; `scores` per token and label."""
    path = [max((0, 1, 5, 9), key=scores[0].__getitem__)] if len(scores) == 1 else _path(scores, steps)
    found, start = list[Span](), 0
    for i, label in enumerate(path):
        part = _PART[label]
        if part in "UB":
            start = i
        if part in "UL":
            found.append(Span(first + start, first + i + 1, _KIND[label], _margin(scores, path, start, i + 1)))
    return found


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
    here: Row = [n if part in "OUB" else _NEVER for n, part in zip(scores[0], _PART, strict=True)]
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
            ahead += (  # no call of `max` for two numbers: it would take most of the time
                row[base + _U] + (alone if alone > free else free),
                row[base + _B] + (begin if begin > free else free),
                row[base + _I] + (b + bi if b + bi > i + ii else i + ii),
                row[base + _L] + (b + bl if b + bl > i + il else i + il),
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
    name = max((1, 4, 5, 8, 9, 12), key=(lambda n: sums[n] + steps.leave[n]) if part == "O" else sums.__getitem__)
    if part == "O":
        return 0 if sums[0] + steps.plain >= sums[name] + steps.leave[name] else name
    return 0 if sums[0] + steps.enter[label] >= sums[name] else name


def _margin(scores: Sequence[Row], path: Sequence[int], first: int, last: int) -> int:
    """How far the weights of a name's words lie above those of no name and of the same name in another class, whichever is nearer."""
    labels = path[first:last]
    base = (labels[0] - 1) & ~3
    own = sum(scores[first + n][label] for n, label in enumerate(labels))
    others = [sum(scores[first + n][label - base + other] for n, label in enumerate(labels)) for other in (0, 4, 8) if other != base]
    return own - max(*others, sum(row[0] for row in scores[first:last]))
