"""Which way a date without a year or a week points: the nearest cue of tense in the same sentence decides."""

from __future__ import annotations

from .dates_tokens import Tokens
from .dates_words import word_set

PAST, OPEN, FUTURE = -1, 0, 1
LEFT, RIGHT = 14, 10
"""How many words away a cue may stand. Most English clauses are shorter; beyond that another verb's tense would be read."""

_FUTURE = word_set("will shall ll upcoming forthcoming expected scheduled due planned plans planning likely slated tipped hopes intends going deadline would")  # fmt: skip
_PAST = word_set("said was were had has have been did told took began begun made came went won lost left met held led found gave got struck fell rose "
    "sent saw spoke wrote broke became ran shot flew fought drew grew knew threw bought brought caught taught thought built paid "
    "sold heard kept slept felt chose stole tore wore swore swept woke ago previously earlier")  # fmt: skip
_LOOKING_BACK = word_set("following since after")
"""Prepositions: they speak of the expression itself only from near by."""
_TELLING = word_set("had was were")
_NOT_PAST = word_set("need hundred united unprecedented speed indeed feed seed proceed exceed succeed red bed armed so-called based")
_BEFORE_TO = word_set(
    "is are be s agreed agree decided plans wants want vowed pledged promised voted ordered urged asked scheduled ready about threatened refused"
)
"""After these `to` and a verb speak of what is to come."""


_MAYBE = word_set("may might could")
_OBLIGED = word_set("can must should")
_NOT_AHEAD = word_set("have not n only see hear find feel")
"""After `could` they tell of what was (`could not sleep`, `could have won`, `could hear shots`)."""
_AHEAD = (("as", "soon", "as"), ("no", "earlier", "than"), ("no", "later", "than"))
_BEGINS = word_set("from starting beginning effective")
_DECREED = word_set(
    "declare declares declared announce announces announced proclaimed decreed order orders ordered impose imposes imposed suspended introduced"
)
"""What is decreed `from Tuesday` begins with the Tuesday to come."""


def direction(tokens: Tokens, first: int, last: int) -> int:
    """PAST, FUTURE or OPEN for the expression of words first..last-1: what stands before it counts more than what follows.

    `the 9 May blast` is only a name: the verbs around it do not speak of the day.
    """
    if tokens.letter(first - 1) in "tap" and tokens.text(last)[:1].islower() and tokens.letter(last) == ".":
        return OPEN
    if tuple(tokens.lows[max(0, first - 3) : first]) in _AHEAD:
        return FUTURE
    if (tokens.low(first - 2), tokens.low(first - 1)) == ("ahead", "of"):
        return FUTURE
    left = _scan_left(tokens, first, last)
    return left or _scan_right(tokens, last)


def _scan_left(tokens: Tokens, first: int, last: int) -> int:
    begins = tokens.low(first - 1) in _BEGINS
    for index in range(first - 1, max(-1, first - 1 - LEFT), -1):
        if _ends_sentence(tokens, index):
            return OPEN
        if first - index == 1 and tokens.lows[index] in ("by", "until"):
            return _deadline(tokens, first, last)
        if first - index <= 6 and tokens.lows[index] in _LOOKING_BACK:
            return PAST
        if found := FUTURE if begins and tokens.lows[index] in _DECREED else _cue(tokens, index):
            return found
    return OPEN


def _deadline(tokens: Tokens, first: int, last: int) -> int:
    """`by May` is to come, unless the sentence tells: `by May they had won`, `was not open until May`."""
    begin, end = sentence_of(tokens, first, last)
    around = tokens.lows[max(begin, first - LEFT) : first] + tokens.lows[last : min(end, last + RIGHT)]
    return PAST if _TELLING.intersection(around) else FUTURE


def _scan_right(tokens: Tokens, last: int) -> int:
    for index in range(last, min(len(tokens.lows), last + RIGHT)):
        if _ends_sentence(tokens, index):
            return OPEN
        if found := _cue(tokens, index):
            return found
    return OPEN


def _ends_sentence(tokens: Tokens, index: int) -> bool:
    low = tokens.lows[index]
    before = tokens.low(index - 1)
    return low in "\n!?;" or (low == "." and tokens.text(index + 1)[:1].isupper() and (len(before) > 2 or before.isdecimal()))


def _modal(tokens: Tokens, index: int) -> bool:
    """`could be held`, `may strike`, `must be paid`: not yet done; `could have been held` and `could hear` are no such cue."""
    low, following = tokens.lows[index], tokens.low(index + 1)
    if following == "be" and low in _OBLIGED:
        return True
    return low in _MAYBE and tokens.text(index).islower() and ((low == "might" and following == "not") or following not in _NOT_AHEAD)


def _cue(tokens: Tokens, index: int) -> int:
    low = tokens.lows[index]
    if low in _FUTURE or _modal(tokens, index):
        return FUTURE
    if low == "to" and tokens.low(index - 1) in _BEFORE_TO:
        return FUTURE
    if low == "set" and tokens.low(index + 1) in ("to", "for"):
        return FUTURE
    if low in _PAST or (low.endswith("ed") and len(low) > 4 and low not in _NOT_PAST):
        return OPEN if tokens.low(index - 1) in ("be", "to") or tokens.low(index - 2) == "be" else PAST
    return OPEN


def sentence_of(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """Index of the first word and of the one after the last of the sentence around words first..last-1; at most 40 on either side."""
    begin, end = first, last
    while begin > max(0, first - 40) and not _ends_sentence(tokens, begin - 1):
        begin -= 1
    while end < min(len(tokens.lows), last + 40) and not _ends_sentence(tokens, end):
        end += 1
    return begin, end
