"""What the trained recogniser proposes, laid beside what the registry knows.

A name of the registry keeps its id where the two agree; a longer name swallows it, one of another class takes its place, and a single
word that the model calls no name at all is none, unless it is a country, a weapon, a treaty or an event, which the model does not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Form
from ..lexicon import Lexicon, Sense
from .actors_draft import Draft, Hit, Match, provisional
from .actors_words import CALENDAR, COMMON, FUNCTION, TITLES
from .names_model import SCALE
from .names_path import Span

_PREFIX = {"PER": "per", "ORG": "org", "LOC": "loc"}
_CLASS = {"person": "PER", "country": "LOC", "place": "LOC", "weapon": "", "treaty": "", "event": ""}
_NO_NAME = CALENDAR | FUNCTION | {word.capitalize() for word in COMMON}
_GREETINGS = frozenset("Hey Hi Hello Dear Thanks Goodbye Bye".split())
"""Before a name, never a part of it: "Hey John"."""
OTHER_CLASS = 2 * SCALE
"""By how much the model must prefer its class to overrule the registry's."""
_CONFIDENCE = ((4 * SCALE, 0.65), (8 * SCALE, 0.75))
"""Margin → how often a mention found so was right (.68, .79, .85 beyond) on CrossNER dev, GUM interviews and UNER dev together, rounded down."""


def confidence(margin: int) -> float:
    return next((value for limit, value in _CONFIDENCE if margin < limit), 0.85)


def long_names(draft: Draft, known: Sequence[Match], proposed: Sequence[Span], method: str) -> list[Match]:
    """Takes names of two words and more that the registry does not have, and names that are another class than it says. Returns the
    matches that still stand."""
    exact = {(match.first, match.last): match for match in known}
    edges = _Edges(draft, known)
    overruled = set[tuple[int, int]]()
    for span in proposed:
        place = (span.first, span.last)
        match = exact.get(place)
        if match:
            if span.margin >= OTHER_CLASS and span.kind not in (may := classes(draft.lexicon, match.senses)) and may and "" not in may:
                overruled.add(place)
                if span.kind != "PER" or span.last - span.first > 1:
                    _take(draft, span, method)
        elif span.last - span.first > 1 and not edges.crossed(span) and "Ministry" not in draft.tokens.words[span.first : span.last]:
            _take(draft, span, method)  # `entities_rules.ministries` knows whose a ministry is
    named = bytearray(len(draft.taken))
    for span in proposed:
        named[span.first : span.last] = b"\1" * (span.last - span.first)
    return [
        m for m in known if (m.first, m.last) not in overruled and draft.free(m.first, m.last) and (named[m.first] or _certain(draft, m))
    ]


class _Edges:
    """Where the registry's names begin and end."""

    def __init__(self, draft: Draft, known: Sequence[Match]) -> None:
        self.within = {i for match in known for i in range(match.first + 1, match.last)}
        hyphens = {i for match in known for i in (match.first - 1, match.last) if draft.tokens.hyphen(i)}
        self.joints = {i for i in hyphens if draft.word(i - 1)[:1].isupper() and draft.word(i + 1)[:1].isupper()}

    def crossed(self, span: Span) -> bool:
        """Does one reach beyond an edge of the span, or is a hyphen inside the joint of two names ("Kim-Trump")?"""
        return span.first in self.within or span.last in self.within or any(i in self.joints for i in range(span.first, span.last))


def classes(lexicon: Lexicon, senses: Sequence[Sense]) -> set[str]:
    """What a name can be by the registry; nothing for one that is a demonym only, "" for what is no person, organisation or place."""
    return {_CLASS.get(lexicon.entries[s.id].type, "ORG") for s in senses if s.kind not in {"demonym", "local_demonym"}}


def _certain(draft: Draft, match: Match) -> bool:
    """Does a name stand though the model sees none: of two words and more, a country, or nothing that the model reads?"""
    entries = draft.lexicon.entries
    return match.last - match.first > 1 or any(
        s.kind in {"demonym", "local_demonym"} or entries[s.id].type == "country" or not _CLASS.get(entries[s.id].type, "ORG")
        for s in match.senses
    )


def short_names(draft: Draft, proposed: Sequence[Span], method: str) -> None:
    """What is proposed and still free: single words, and names that a finder in between did not take."""
    for span in proposed:
        if draft.free(span.first, span.last):
            _take(draft, span, method)


def _take(draft: Draft, span: Span, method: str) -> None:
    first, last, kind, margin = span
    if kind == "PER" and last - first > 1 and draft.word(first) in _GREETINGS:
        first += 1
    words = draft.tokens.words[first:last]
    if all(word in _NO_NAME or not word[0].isalnum() for word in words) or (kind == "PER" and not _person(draft, words)):
        return
    if draft.word(last) == "$" and draft.tokens.starts[last] == draft.tokens.ends[last - 1]:  # "US$", "HK$"
        return
    form: Form = "acronym" if last - first == 1 and words[0].isupper() and len(words[0]) > 1 else "name"
    draft.add(Hit(first, last, provisional(_PREFIX[kind], draft, first, last), form, method, confidence(margin)))


def _person(draft: Draft, words: Sequence[str]) -> bool:
    """Not a title alone, nor a country, people or month that stands alone."""
    if all(word in TITLES for word in words):
        return False
    senses = draft.lexicon.senses.get(" ".join(words), ())
    return not any(s.id.startswith("cty:") for s in senses)
