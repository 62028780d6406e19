"""Whether two texts are one story: a reprint, shortened, under another beginning, or corrected; not whether they tell of the same events.

A text is the set of its runs of four words, and of those hashes the least 48 are kept: they tell how much of the runs of two texts is common
(A. Broder, On the resemblance and containment of documents, 1997). Neither order nor anything but the two texts matters.
"""

from __future__ import annotations

import re
import zlib
from heapq import nsmallest
from typing import Final, NamedTuple

RUN: Final = 4
"""Words of a run."""
KEPT: Final = 48
LEADS: Final = 8
"""The least hashes, by which texts are found that may have runs in common. Of half of the same runs all eight differ in one pair of 250."""
ALIKE: Final = 0.5
"""Share of the runs of both texts that are in both, from which on they are one story."""
WITHIN: Final = 0.8
"""Share of the shorter text's runs that are in the longer one, from which on it is a part of it."""
SHORTEST: Final = 40
"""Runs of a text that may be told for a part of another: a sentence that everybody quotes is no reprint."""
_MASK: Final = (1 << 64) - 1
_ODD: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)
_WORDS: Final = re.compile(r"\w+")


class Sketch(NamedTuple):
    """Of a text: how many different runs it has, and the least hashes of them in rising order, of 63 bits."""

    runs: int
    least: tuple[int, ...]

    @property
    def leads(self) -> tuple[int, ...]:
        return self.least[:LEADS]


def sketch(text: str) -> Sketch:
    """Without case and punctuation. A text of fewer words than a run is one run; one without words has none."""
    words = [zlib.crc32(word.encode()) for word in _WORDS.findall(text.casefold())]
    if not words:
        return Sketch(0, ())
    if len(words) < RUN:
        words += [0] * (RUN - len(words))
    one, two, three, four, last = _ODD
    found = set()
    for a, b, c, d in zip(words, words[1:], words[2:], words[3:], strict=False):
        mixed = (a * one + b * two + c * three + d * four) & _MASK
        found.add((((mixed ^ mixed >> 29) * last) & _MASK) >> 1)
    return Sketch(len(found), tuple(nsmallest(KEPT, found)))


def resemblance(a: Sketch, b: Sketch) -> float:
    """Runs of both by runs of either, from 0 to 1: exact for texts of up to 48 runs, else an estimate (a standard error of .07 at .5)."""
    both = set(a.least) & set(b.least)
    either = nsmallest(KEPT, {*a.least, *b.least})
    return sum(run in both for run in either) / len(either) if either else 0.0


def same_story(a: Sketch, b: Sketch) -> bool:
    most = len(set(a.least).intersection(b.least)) / (max(len(a.least), len(b.least)) or 1)
    # most pairs that are looked at have little in common: the estimate, which takes three times as long, is no more than this
    return _enough(a, b, most) and _enough(a, b, resemblance(a, b))


def _enough(a: Sketch, b: Sketch, alike: float) -> bool:
    shorter = min(a.runs, b.runs)
    common = alike * (a.runs + b.runs) / (1 + alike)
    return alike >= ALIKE or (shorter >= SHORTEST and common >= WITHIN * shorter)
