"""Weights of the trained recogniser as exact integers, many labels in one number.

A key's weights for all labels lie side by side in one integer, LANE bits each, so that one addition adds all labels. Integers make the
outcome the same on every machine; floating point sums would not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any, NamedTuple

KINDS = ("PER", "ORG", "LOC")
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "UBIL"))
"""No name; a name of one word; first, middle and last word of a longer one."""


class Steps(NamedTuple):
    """Weights between neighbours. A name beside a name costs nothing: training gave such steps weights near 0."""

    plain: int
    """No name after no name."""
    enter: tuple[int, ...]
    """Per label: after no name."""
    leave: tuple[int, ...]
    """Per label: no name after it."""
    within: tuple[tuple[int, int, int, int], ...]
    """Per class: middle after first, last after first, middle after middle, last after middle."""


LANE = 32
SCALE = 256
"""Units in one nat (natural logarithm of odds)."""
_ROW = Struct(f"<{len(LABELS)}h")
_LANES = Struct(f"<{len(LABELS)}I")
_BIAS = sum(1 << (LANE * n + LANE - 1) for n in range(len(LABELS)))
_SIZE = LANE * len(LABELS) // 8
FORMAT = 2


class Words(NamedTuple):
    """What the model knows of words, beside their weights."""

    ordinary: frozenset[str]
    """Those that news writes without a capital."""
    listed: Mapping[str, str]
    """Name → letters of the lists it is in."""
    groups: Mapping[str, str]
    """Word in small letters → its groups of words of like use."""


@dataclass(frozen=True, slots=True)
class Model:
    """`weights`: key → packed weights; `steps`: weights between neighbours."""

    weights: Mapping[str, int]
    steps: Steps
    words: Words
    hash: str

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Reads what `to_bytes` wrote. Raises ValueError when it is something else or of another format."""
        head, _, rest = data.partition(b"\n")
        try:
            about = json.loads(head)
            words, listed, grouped, keys = (int(about[part]) for part in ("words", "listed", "groups", "keys"))
            plain, enter, leave, within = about["steps"]
        except (ValueError, KeyError, TypeError) as why:
            message = "not a file of name weights; make it again with training/train_names.py"
            raise ValueError(message) from why
        if about.get("format") != FORMAT or about.get("labels") != list(LABELS):
            message = f"name weights of format {about.get('format')}, this version reads {FORMAT}"
            raise ValueError(message)
        size = len(rest) - keys * _SIZE
        names, raw = rest[:size].decode("utf-8", "surrogatepass").split("\n"), rest[size:]
        values = [int.from_bytes(raw[at : at + _SIZE], "little", signed=True) for at in range(0, len(raw), _SIZE)]
        lists = dict(line.split("\t", 1)[::-1] for line in names[words : words + listed])
        groups = dict(line.split("\t", 1)[::-1] for line in names[words + listed : words + listed + grouped])
        weights = dict(zip(names[words + listed + grouped : -1], values, strict=True))
        steps = Steps(plain, tuple(enter), tuple(leave), tuple(tuple(row) for row in within))
        return cls(weights, steps, Words(frozenset(names[:words]), lists, groups), hashlib.sha256(data).hexdigest()[:16])


def to_bytes(rows: Mapping[str, tuple[int, ...]], steps: Steps, known: Words, about: Mapping[str, Any]) -> bytes:
    """Keys and words in order of code points, so that the same weights give the same file."""
    keys, words = sorted(rows), sorted(known.ordinary)
    lists, grouped = ([f"{what}\t{name}" for name, what in sorted(some.items())] for some in (known.listed, known.groups))
    counts = {"words": len(words), "listed": len(lists), "groups": len(grouped), "keys": len(keys)}
    head = {"format": FORMAT, "labels": LABELS, "steps": steps, **counts, **about}
    lines = "\n".join([json.dumps(head, sort_keys=True), *words, *lists, *grouped, *keys, ""]).encode("utf-8", "surrogatepass")
    return lines + b"".join(packed(rows[key]).to_bytes(_SIZE, "little", signed=True) for key in keys)


def packed(row: tuple[int, ...]) -> int:
    """One weight a label → one number; sums of such numbers hold the sums of the weights."""
    return sum(weight << (LANE * n) for n, weight in enumerate(row))


def unpacked(total: int) -> tuple[int, ...]:
    """The weights in a sum of packed numbers, each raised by the same 2**31."""
    return _LANES.unpack((total + _BIAS).to_bytes(_SIZE, "little"))
