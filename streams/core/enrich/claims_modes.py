"""How sure a sentence is said to be: the first word of its main clause that qualifies it."""

from __future__ import annotations

from itertools import compress
from typing import NamedTuple, cast

from ..article import Mode
from .claims_scene import Scene
from .claims_words import BE, DETERMINERS, MODALS, PASSIVES, READING, READING_ALONE, SEEN, SUBORDINATE

_CLAUSE_ENDS = frozenset(",;:—–()")
_OF_INTEREST = _CLAUSE_ENDS | SUBORDINATE | BE | READING | READING_ALONE | MODALS.keys()
_THAT_WITHIN = 5
"""Tokens between "indicated" and its "that": "indicated once again that"."""


_OFFICIAL = frozenset({"reported", "said", "alleged", "claimed", "believed", "thought", "expected"})
"""Before "that": "it is believed that"."""
_AIMS = frozenset(
    "goal goals aim aims purpose task job idea plan plans mission point role solution answer way ambition objective intention trick".split()
)
"""Before "is to": what something is for, no forecast."""
_DATED, _WHEN = frozenset({"due", "scheduled", "slated", "planned"}), frozenset({"on", "in", "at", "by", "for", "next", "this", "from"})


class Hedge(NamedTuple):
    """Tokens `[first, last)` that make a clause what `mode` says."""

    mode: Mode
    first: int
    last: int


def hedge(scene: Scene, first: int, last: int, *, main: bool = True) -> Hedge | None:
    """The first one in tokens `[first, last)`; with `main` only outside of subordinate clauses, which end at a comma. None: plain."""
    below = False
    lower = scene.lower
    for i in compress(range(first, last), map(_OF_INTEREST.__contains__, lower[first:last])):
        word = lower[i]
        if word in _CLAUSE_ENDS:
            below = False
        elif word in SUBORDINATE and not (i == first and word == "that"):
            below = True
        elif (found := _at(scene, i, word, last)) is not None and not (main and below):
            return found
    return None


def _at(scene: Scene, i: int, word: str, last: int) -> Hedge | None:
    if word in MODALS:
        return _modal(scene, i, word)
    if word in BE:
        return _passive(scene, i, last)
    if word in READING_ALONE or (word in READING and any(scene.word(k) == "that" for k in range(i + 1, min(last, i + _THAT_WITHIN)))):
        return Hedge("analysis", i, i + 1)
    return None


def _modal(scene: Scene, i: int, word: str) -> Hedge | None:
    """Not the will of somebody, not May, and not what somebody could or would not do."""
    if scene.word(i - 1) in DETERMINERS or scene.word(i - 1) == "'s" or (not scene.tokens.words[i][0].islower() and i > scene.floor(i)):
        return None
    if word in {"could", "would"} and scene.word(i + 1) == "not":
        return None
    return Hedge(cast("Mode", MODALS[word]), i, i + 1)


def _passive(scene: Scene, i: int, last: int) -> Hedge | None:
    """As in "is expected to", "are also believed to", "is seen as"."""
    if scene.word(i) in {"is", "are"} and scene.word(i + 1) == "to" and scene.word(i - 1) not in _AIMS:
        return Hedge("forecast", i, i + 2)
    for k in range(i + 1, min(i + 4, last)):
        word, after = scene.word(k), scene.word(k + 1)
        if word in PASSIVES and (after == "to" or (word in _OFFICIAL and after == "that") or (word in _DATED and after in _WHEN)):
            return Hedge(cast("Mode", PASSIVES[word]), i, k + 1)
        if word in SEEN and after == "as":
            return Hedge("analysis", i, k + 1)
    return None
