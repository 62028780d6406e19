"""Where names can stand: stretches around capitals. Everything else is no name, so nothing else is judged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import not_
from typing import NamedTuple

from ..tokens import Tokens
from .actors_words import ALSO_GIVEN_MONTHS, CALENDAR, COMMON, FUNCTION, JOINED, OF_HEADS, ORG_HEADS, PARTICLES

MAX_STRETCH = 60
"""Tokens of one stretch; what is longer is a list, cut without harm. It bounds the work for one decision."""
_LINKS = frozenset(
    "of the and for & / - – ' . 's de la le du des del di da do dos van von der den el al bin ibn bint y e et und ben abu".split()
)
_AFTER_HEAD = frozenset("in on to with against at without".split())
"""Links only behind a word such as "Council": "Council on Foreign Relations"."""
_HEADS = ORG_HEADS | OF_HEADS | {"Doctors", "Reporters", "Campaign", "Conference", "Group", "Mothers", "Physicians", "Students", "Citizens"}
_STOPPED = frozenset(
    "Inc Corp Co Ltd Bros Jr Sr St Dr Mr Mrs Ms Gen Sen Rep Gov Col Lt Capt Sgt Maj Prof Rev Cos Cie Mt Ft Pvt Cpl Adm Cmdr Hon Assn Dept Univ Messrs Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo".split()
)
_MOST_LINKS = 4
_SELDOM = (CALENDAR - ALSO_GIVEN_MONTHS) | FUNCTION | {word.capitalize() for word in COMMON}
"""Words with a capital that are a name only beside others: "Good Friday", "The Hague"."""


class Layout(NamedTuple):
    """Stretches `[first, last)` in order, and inside them the runs of capitals."""

    stretches: list[tuple[int, int]]
    runs: list[list[tuple[int, int]]]
    """Those of each stretch."""


def lay_out(tokens: Tokens) -> Layout:
    """Linear: each token is looked at a bounded number of times."""
    words, sentence = tokens.words, tokens.sentence
    others = compress(range(len(words)), map(not_, map(str.islower, words)))  # quick, and spares most words
    cores = [i for i in others if words[i].lower() != words[i] and (words[i] not in _SELDOM or _beside(words, i))]
    stretches, n = list[tuple[int, int]](), len(cores)
    at = 0
    while at < n:
        first = _left(tokens, cores[at], stretches[-1][1] if stretches else 0)
        last = cores[at] + 1
        limit = tokens.opens[sentence[first] + 1]
        at += 1
        while at < n and cores[at] < limit and last - first < MAX_STRETCH and (cores[at] == last or _linked(tokens, last, cores[at])):
            last = cores[at] + 1
            at += 1
        stretches.append((first, _right(tokens, last, limit)))
        while at < n and cores[at] < stretches[-1][1]:
            at += 1
    return Layout(stretches, [_runs(words, first, last) for first, last in stretches])


def _beside(words: Sequence[str], i: int) -> bool:
    """Does a capital stand on either side of `i`? A weekday or "The" without one is no part of a name."""
    return (i + 1 < len(words) and words[i + 1][0].isupper()) or (i > 0 and words[i - 1][0].isupper())


def _left(tokens: Tokens, first: int, floor: int) -> int:
    """Takes in joining words before a name: "al-Shabab", "von der Leyen", "20th Century"."""
    words = tokens.words
    limit = max(tokens.opens[tokens.sentence[first]], floor, first - 3)
    while first > limit:
        before = words[first - 1]
        if before in PARTICLES:
            first -= 1
        elif before in {"-", "–"} and first - 1 > limit and words[first - 2] in PARTICLES:
            first -= 2
        elif before[0].isdigit() and not before.isdigit() and before.isalnum():
            return first - 1
        else:
            break
    return first


def _linked(tokens: Tokens, last: int, core: int) -> bool:
    """May the tokens between two capitals belong to one name?"""
    if core - last > _MOST_LINKS:
        return False
    words = tokens.words
    for i in range(last, core):
        word = words[i]
        if word in _LINKS:
            if word == "." and not (words[i - 1] in _STOPPED or len(words[i - 1]) == 1):
                return False
            if word in {"'", "-", "–", "/"} and tokens.starts[i] != tokens.ends[i - 1] and words[i - 1] not in PARTICLES:
                return False
        elif not ((word in _AFTER_HEAD and words[last - 1] in _HEADS) or (word.isdigit() and len(word) < 5)):
            return False
    return True


def _right(tokens: Tokens, last: int, limit: int) -> int:
    """Takes in what may end a name: "Corp.", "Schalke 04", "McDonald's", "Cheuk-yan"."""
    words, tail = tokens.words, tokens.words[last - 1]
    if last >= limit:
        return last
    after = words[last]
    if after == "." and (tail in _STOPPED or len(tail) == 1) and tokens.starts[last] == tokens.ends[last - 1]:
        return last + 1
    if after == "'s":
        return last + 1
    if after.isdigit() and len(after) < 5 and tail not in CALENDAR:
        return last + 1
    if last + 1 < limit and tokens.hyphen(last):
        half = words[last + 1]
        if half.isdigit() or (half.islower() and half.isalpha() and len(half) < 8 and half not in JOINED and not half.endswith("ed")):
            return last + 2
    return last


def _runs(words: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    """Maximal pieces without small words; a hyphen, a stop or an ampersand inside does not part them."""
    found, start, end = list[tuple[int, int]](), -1, -1
    for i in range(first, last):
        word = words[i]
        if word[0].isupper() or (word[0].isdigit() and start >= 0) or (word.isalnum() and not word.islower() and not word.isdigit()):
            start = i if start < 0 else start
            end = i + 1
        elif not (word in {"-", ".", "&", "–", "'", "/"} and end == i):
            if start >= 0:
                found.append((start, end))
            start = -1
    if start >= 0:
        found.append((start, end))
    return found
