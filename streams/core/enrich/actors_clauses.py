"""A sentence read from left to right: who is the subject of the clause at each word, who speaks, which people were met.

No parser: a verb's subject is what ends right before it. Where that is a common noun the subject is nobody that we know, and what
follows is not resolved. That loses some, and keeps "the plan and its cost" from being a country's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..kept import Kept
from .actors_draft import Draft, Hit
from .actors_grammar import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PLURAL_VERBS,
    PREPOSITIONS,
    SAYING_NOW,
    VERBS,
    is_adverb,
    is_verb,
)
from .actors_words import LOC_HEADS, ORG_HEADS, PEOPLES, ROLES, THINGS, TITLES

MEN = frozenset("man boy father husband son brother uncle grandfather businessman salesman gunman policeman fisherman nephew".split())
WOMEN = frozenset("woman girl mother wife daughter sister aunt grandmother businesswoman actress policewoman widow niece".split())
_PEOPLE = (
    ROLES - {"justice", "head", "general", "private", "major", "forward"}
    | MEN
    | WOMEN
    | frozenset(
        "person child baby teenager colleague friend partner counterpart predecessor successor minister player patient tourist soldier employee passenger".split()
    )
)
_VERBS = VERBS | SAYING_NOW
_NO_NAME = TITLES | ORG_HEADS | LOC_HEADS | PEOPLES | THINGS
_APPOSED = frozenset({",", "is", "was", "became", "(", "—", "–", "-", "as"})
_REACH = 6
"""Tokens behind a name in which "…, a spokeswoman for" still says what that person is."""


@dataclass(slots=True)
class Clause:
    """What is known at one place of a sentence; it changes as the sentence is read."""

    subject: Hit | None = None
    set: bool = False
    """A verb was met, so `subject` is its subject, None for nobody known."""
    plural: bool = False
    """The verb's form says that the subject is several."""
    lead: Hit | None = None
    """The subject of the sentence's first verb."""
    speakers: dict[str, Hit] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    """Person → token of the last mention, by name, noun or pronoun."""
    strangers: str = ""
    """Sexes of people who are there without being known: `m`, `f`, `?`."""
    ends: dict[int, Hit] = field(default_factory=dict)
    """Where a mention ends → it."""
    last: Hit | None = None


Resolve = Callable[[Clause, int], Hit | None]


def read_clauses(draft: Draft, starts: dict[int, Hit], sentence: int, pronoun: Resolve, pronouns: frozenset[str]) -> Clause:
    """Reads one sentence; `pronoun` is asked for each word of `pronouns` with what is known when it is met."""
    clause, words = Clause(), draft.tokens.words
    i, end = draft.tokens.opens[sentence], draft.tokens.opens[sentence + 1]
    while i < end:
        word = words[i]
        if hit := starts.get(i):
            _meet(draft, clause, hit)
            i = hit.last
            continue
        if not (_TELLING[word] or draft.names[i] or word in pronouns):
            pass  # nearly always
        elif word in pronouns:
            if found := pronoun(clause, i):
                _meet(draft, clause, found)
        elif word in _VERBS or (word[-2:] == "ed" and is_verb(word)):
            _verb(draft, clause, i)
        elif word == "to":
            _controlled(draft, clause, i)
        elif word in _PEOPLE:
            _common(draft, starts, clause, i)
        elif draft.names[i] and word not in _NO_NAME and not _no_stranger(draft, i, word):
            clause.strangers += "?"
        i += 1
    return clause


def _tells(word: str) -> bool:
    """Can the word change what is known, whatever stands beside it?"""
    return word in _VERBS or word == "to" or word in _PEOPLE or (word[-2:] == "ed" and is_verb(word))


_TELLING = Kept(_tells)


def _no_stranger(draft: Draft, i: int, word: str) -> bool:
    """Nobody: "Water" in "Water Minister Ada Otieno", and "Reporters" at the head of a sentence."""
    return draft.word(i + 1) in TITLES or (draft.opens(i) and word[-1] == "s" and word[:-1].lower() in _PEOPLE)


def _meet(draft: Draft, clause: Clause, hit: Hit) -> None:
    clause.ends[hit.last] = clause.last = hit
    if hit.entity.startswith("per:"):
        clause.people[hit.entity] = hit.first
    at = hit.first - 1
    while draft.word(at) in TITLES or draft.word(at) in ROLES or draft.word(at) in DETERMINERS:
        at -= 1
    if hit.form != "pronoun" and draft.word(at) in {"said", "says", "added"} and draft.word(at - 1) in {",", '"', "”", "'", "!", "?"}:
        clause.speakers[hit.entity] = clause.subject = hit  # “…,” said X
        clause.set, clause.plural = True, False


def _verb(draft: Draft, clause: Clause, verb: int) -> None:
    """Sets the subject of the verb at `verb` unless it has none of its own: after "and", "to", or as an adjective."""
    words, first = draft.tokens.words, draft.tokens.opens[draft.tokens.sentence[verb]]
    k = verb - 1
    plural = words[verb] in PLURAL_VERBS
    while k >= first and k + 1 not in clause.ends and (words[k] in AUXILIARIES or is_adverb(words[k])):
        plural |= words[k] in PLURAL_VERBS
        k -= 1
    if k < first:
        return
    hit, word = clause.ends.get(k + 1), words[k]
    if hit is None:
        if word in {"who", "which"} and (named := clause.ends.get(k - (words[k - 1] == ","))):
            hit = named
        elif word in _NO_SUBJECT or draft.tokens.hyphen(k) or (words[verb] not in AUXILIARIES and word in DETERMINERS):
            return
    if hit and (hit.form == "demonym" or _oblique(draft, clause, hit)):
        hit = None
    several = hit is not None and hit.form == "pronoun" and draft.word(hit.first).lower() in {"they", "their"}
    clause.subject, clause.plural = hit, hit is not None and (plural or several)
    if not clause.set:
        clause.lead = hit
    clause.set = True
    if hit and words[verb] in SAYING_NOW:
        clause.speakers[hit.entity] = hit


_NO_SUBJECT = (
    PREPOSITIONS
    | {"to", ",", "and", "but", "or", "not", '"', "“", "”", "(", "-", "—", "–", "than", "most", "more", "very"}
    | ADVERBS
    | CONJUNCTIONS
)


def _oblique(draft: Draft, clause: Clause, hit: Hit) -> bool:
    """Is the mention no subject: "officials in Kenya said", "Kenya and Uganda said"?"""
    at = hit.first - 1
    while (draft.word(at) in DETERMINERS or draft.word(at) in TITLES or draft.word(at) in ROLES) and draft.same_sentence(at, hit.first):
        at -= 1
    if not draft.same_sentence(at, hit.first):
        return False
    if draft.names[at] and not draft.taken[at] and hit.form != "pronoun":
        return True  # a part of a longer name that nobody knows
    return draft.word(at).lower() in PREPOSITIONS or (draft.word(at) in {"and", "or"} and at in clause.ends)


def _controlled(draft: Draft, clause: Clause, to: int) -> None:
    """In "Kenya's bid to raise its share" and in "urged Kenya to raise its share" who is to raise is Kenya."""
    told = clause.ends.get(to)
    if told and is_verb(draft.word(told.first - 1)) and draft.word(to + 1) not in DETERMINERS:
        clause.subject, clause.set, clause.plural = told, True, False
        return
    for at in range(to - 2, max(to - 6, -1), -1):
        if draft.word(at) in {"'s", "'"} and (hit := clause.ends.get(at)):
            clause.subject, clause.set, clause.plural = hit, True, False
            return


def _common(draft: Draft, starts: dict[int, Hit], clause: Clause, i: int) -> None:
    """A person by a common noun, unless it is the title or the apposition of somebody named."""
    if any(i + k in starts for k in (1, 2, 3)) or draft.word(i + 1) in {"of", "-"}:
        return
    last = clause.last
    if last and last.entity.startswith("per:") and i - last.last <= _REACH and draft.word(last.last) in _APPOSED:
        return
    word = draft.word(i)
    clause.strangers += "m" if word in MEN else "f" if word in WOMEN else "?"
