"""Paragraphs → sentences. Own rules, no model: a stop ends a sentence unless it belongs to an abbreviation.

The sentences of a paragraph tile it: they are in order, the first begins where it begins, the last ends where it ends, and
only white space lies between two. Tuned on English; scripts without capitals are cut at every full stop.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .article import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .article import Paragraph

MAX_SENTENCE = 1_500
"""Code points. What is longer is no sentence but a list or a text without stops; later stages work sentence by sentence and
must stay linear, so it is cut at a space. The longest of 20,000 news sentences has about 900."""

# Possessive, and without a look-ahead: a run of a million dots is read once.
_STOP = re.compile(r"[.!?…]++[\"'”’»)\]]*+|[。！？][”』」）]*+")
_OUTSIDE = "([\"'“‘"
_BETWEEN = re.compile(rf"[\s{re.escape(_OUTSIDE)}]")
_OPENERS = "\"'“‘«([¿¡"

# Before a name: never the end of a sentence.
_TITLES = frozenset(
    "adm amb brig capt cdr cmdr col cpl dr ex fr gen gov hon lt maj messrs mlle mme mr mrs ms msgr pres prof pvt rep reps rev rt sen sens sgt st supt".split()
)
# Before a number: no end, e.g. "Dec. 28", "No. 5", "pp. 3".
_BEFORE_NUMBER = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec no nos nr art fig p pp sec vol ch".split())
# May end a sentence or not; the next word decides.
_EITHER = frozenset("inc corp co ltd bros jr sr etc vs al dept est ca approx bros plc mfg ave blvd rd".split())

# Words that begin a sentence far more often than they follow an abbreviation with a capital.
STARTERS = frozenset(
    "a after all although an and another as at before both but by despite during earlier for from he her his how however i if in it its last "
    "later many meanwhile more most no nor not now on one only other our she since so some still such that the their then there these they this "
    "those though under until we what when where while who why with yet you".split()
)
_SAYS = frozenset("said says asked told added wrote replied shouted cried warned declared".split())


def split_sentences(body: str, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """The sentences of all paragraphs, in order. Linear in the body."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        start = paragraph.start
        for end in (*_ends(body, paragraph.start, paragraph.end), paragraph.end):
            first, last = _trim(body, start, end)
            if 0 < last - first <= MAX_SENTENCE:  # nearly always: nothing to cut
                found.append(Sentence(first, last, number))
            else:
                found += (Sentence(a, b, number) for a, b in _cut(body, first, last))
            start = end
    return tuple(found)


def _ends(body: str, start: int, limit: int) -> Iterator[int]:
    """Where sentences end inside `[start, limit)`."""
    begin = start
    for stop in _STOP.finditer(body, start, limit):
        end = stop.end()
        if end >= limit:
            return
        if body[stop.start()] in "。！？" or (body[end].isspace() and _ends_here(body, begin, stop, limit)):
            yield end
            begin = end


def _ends_here(body: str, begin: int, stop: re.Match[str], limit: int) -> bool:
    following = body[stop.end() : min(limit, stop.end() + 80)].lstrip()
    head = following.lstrip(_OPENERS)
    if not head or head[0].islower():
        return False
    words = head.split(None, 4)
    if stop[0][0] != "." or stop[0].startswith(".."):
        return not (stop[0][-1] in "\"'”’" and any(word.strip(",.") in _SAYS for word in words[1:4]))
    return _full_stop(body, begin, stop, words[0].rstrip(",;:.'’"), opened=following[0] in _OPENERS)


def _full_stop(body: str, begin: int, stop: re.Match[str], following: str, *, opened: bool) -> bool:
    """Whether a single dot is a full stop and not part of an abbreviation."""
    token = _last_token(body, max(begin, stop.start() - 30), stop.start())
    bare = token.rstrip(".").casefold()
    starts = opened or following.casefold() in STARTERS
    if len(stop[0]) > 1:  # closed by a quote or a bracket
        return True
    if bare in _TITLES and (token[:1].isupper() or bare == "ex"):
        return False
    if bare in _BEFORE_NUMBER and following[:1].isdigit():
        return False
    if token.isdigit() and not body[begin : stop.start() - len(token)].strip():  # "1." numbers a point of a list
        return False
    if bare in _EITHER or "." in token or (len(token) == 1 and token.isalpha()):  # Inc., U.S., J.
        return starts
    return True


def _last_token(body: str, start: int, end: int) -> str:
    return _BETWEEN.split(body[start:end])[-1]


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    piece = body[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _cut(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`[start, end)` in pieces of at most MAX_SENTENCE, at a space where there is one."""
    while end - start > MAX_SENTENCE:
        space = body.rfind(" ", start + 1, start + MAX_SENTENCE)
        at = space if space > start else start + MAX_SENTENCE
        yield _trim(body, start, at)
        start = at
        while start < end and body[start].isspace():  # not by slicing: the rest may be megabytes, and is cut a thousand times
            start += 1
    if start < end:
        yield start, end
