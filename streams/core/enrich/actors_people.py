"""People: unknown full names with evidence, and surnames after a full name."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..lexicon import family_name
from ..tokens import phrase
from .actors_draft import Draft, Hit, provisional
from .actors_titles import alone, office_holders, office_words, title_before
from .actors_words import (
    ALSO_FAMILY,
    ALSO_GIVEN,
    ALSO_GIVEN_MONTHS,
    CALENDAR,
    COMMON,
    FAMILY_FIRST,
    LOC_HEADS,
    ORG_HEADS,
    PARTICLES,
    PEOPLES,
    ROLES,
    SAYING,
    SUFFIXES,
    THINGS,
    TITLES,
)
from .entities_names import MAX_WORDS

_PERSONAL = frozenset("al el bin ibn bint abu ben van von der den".split())
"""Joining words that only names of people have; Romance ones join the names of anything."""

_NO_PART = COMMON - {"long", "young", "little", "may", "will", "early", "good", "high", "king"}
_ALSO = ALSO_GIVEN | ALSO_GIVEN_MONTHS
_SAID = SAYING - {"met", "visited", "signed", "left", "called", "reports", "states"}


def unknown_people(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Full names with evidence: a title, a saying verb, a known given name, an age or what they are, the surname again."""
    lone = _lone_words(draft, spans)
    for span in spans:
        if span[1] - span[0] < 2:
            continue
        for first, last in _pieces(draft, *span):
            if last - first >= 2 and may_be_person(draft, first, last):
                role = title_before(draft, first)
                confidence = _evidence(draft, first, last, role, lone)
                if confidence:
                    draft.add(Hit(first, last, provisional("per", draft, first, last), "name", "new_person", confidence, role))


def _pieces(draft: Draft, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a run that are free and no titles; a hyphen between two pieces belongs to neither."""
    start = None
    for i in range(first, last + 1):
        word = draft.word(i)
        if (
            i < last
            and draft.free(i, i + 1)
            and (word not in TITLES or _family(draft, start, i))
            and (word not in CALENDAR or draft.name(i))
        ):
            if start is None and word[0].isupper() and not (draft.opens(i) and word.lower() in ROLES):
                start = i
        elif start is not None:
            end = i - (len(draft.word(i - 1)) == 1)  # "John J" goes on in a way that is not seen
            while end > start and not draft.word(end - 1)[0].isupper() and not draft.tokens.hyphen(end - 2):
                end -= 1
            if end > start:
                yield start, end
            start = None


def _family(draft: Draft, start: int | None, i: int) -> bool:
    """Is the title at `i` a family name: "Billie Jean King", not "Jordan King Abdullah"?"""
    known = start is not None and draft.word(start) in draft.lexicon.given_names
    return known and draft.word(i) in ALSO_FAMILY and (not draft.name(i + 1) or draft.word(i + 1) in SUFFIXES)


def may_be_person(draft: Draft, first: int, last: int) -> bool:
    words = [w for w in draft.tokens.words[first:last] if w[0].isalnum()]
    if " " not in draft.text(first, last) or not 2 <= len(words) <= 5:
        return False
    # "Park Sun-young" and "Ann Hill" are people in spite of their names' other meaning.
    named = words[0] in FAMILY_FIRST or words[0] in draft.lexicon.given_names
    if any(w in ORG_HEADS or w in LOC_HEADS for w in (words[1:-1] if named else words)) or words[-1] in ORG_HEADS or words[-1] in THINGS:
        return False
    if any(any(c.isdigit() for c in w) or (w.isupper() and len(w) > 2) or w.lower() in _NO_PART for w in words if w not in PARTICLES):
        return False
    return not any(w in PEOPLES or (w[0].isupper() and w.lower() in draft.lower and w not in ALSO_GIVEN_MONTHS) for w in words)


def _evidence(draft: Draft, first: int, last: int, role: str | None, lone: frozenset[str]) -> float:
    """0 without any. Numbers are the precision of each kind of evidence on development news, rounded down."""
    before, after = draft.word(first - 1), draft.word(last)
    if role:
        return 0.85
    if (
        draft.word(first) in draft.lexicon.given_names
        or draft.word(first) in _ALSO
        or (draft.word(first) in FAMILY_FIRST and last - first >= 3)
        or _shaped(draft, first, last)
    ):
        return 0.8
    if after == "," and (draft.word(last + 1).isdigit() and draft.word(last + 2) == ","):
        return 0.9
    if after == "," and (
        draft.word(last + 1) in {"who", "whose"}
        or (any(draft.word(last + k) in ROLES for k in (2, 3)) and draft.word(last + 1) in {"a", "an", "the", "its", "his", "her", "their"})
    ):
        return 0.8
    if (after in SAYING or before in _SAID) and draft.word(last - 1) in lone:
        return 0.8
    return (
        0.7 if draft.word(last - 1) in lone and (after in SAYING or draft.word(first - 1) in {",", "and", "by", "with", "while"}) else 0.0
    )


def _shaped(draft: Draft, first: int, last: int) -> bool:
    """An initial before the last word ("Lucius D. Clay"), or a joining word that only people's names have ("Eman al-Nafjan")."""
    words = draft.tokens.words[first:last]
    dotted = any(len(a) == 1 and a.isupper() and b == "." for a, b in pairwise(words[:-1]))
    return len(words[-1]) > 1 and (dotted or any(w in _PERSONAL for w in words[1:-1]))


def _lone_words(draft: Draft, spans: list[tuple[int, int]]) -> frozenset[str]:
    """Capitalised words that also stand alone, as surnames do."""
    return frozenset(draft.word(a) for a, b in spans if b - a == 1 and draft.free(a, b))


RIVALS = 16
"""How many full names of one family before a surname are looked at: who was not among them is not meant."""


class Bearer(NamedTuple):
    """Where a full name begins, and the words of the title it stands with; or a title and a surname of somebody without a full name."""

    at: int
    person: str
    office: frozenset[str]
    full: bool = True


def surnames(draft: Draft, day: str | None) -> None:
    """Later (else only) bearers of a family name: who stood with that title, else the nearest full name before it. Two Kims stay two,
    and a surname after both is the nearest one's with less confidence, and with both as candidates."""
    families: dict[tuple[str, ...], list[Bearer]] = {}
    sizes: dict[str, set[int]] = {}
    full = set()
    for hit in sorted(draft.hits):
        if hit.entity.startswith("per:") and hit.last - hit.first > 1:
            full.add(hit.first)
            for key in _family_keys(draft, hit):
                families.setdefault(key, []).append(Bearer(hit.first, hit.entity, office_words(title_before(draft, hit.first))))
                sizes.setdefault(key[0], set()).add(len(key))
    longest_first = {word: sorted(some, reverse=True) for word, some in sizes.items()}
    for i in draft.at(sizes):
        if i not in full:
            _surname(draft, i, longest_first[draft.word(i)], families, day)


def _surname(draft: Draft, first: int, sizes: list[int], families: dict[tuple[str, ...], list[Bearer]], day: str | None) -> None:
    for size in sizes:
        key, last = _words(draft, first, size)
        if key in families and draft.free(first, last) and alone(draft, first, last):
            family, role = families[key], title_before(draft, first)
            before = bisect_left(family, first, key=lambda b: b.at)
            several = tuple(dict.fromkeys(b.person for b in family[max(before - RIVALS, 0) : before]))
            if titled := _titled(draft, draft.text(first, last), family[:before] or family[:1], role, day):
                if not any(b.full and b.person == titled for b in family):
                    insort(family, Bearer(first, titled, office_words(role), full=False))
                draft.add(Hit(first, last, titled, "short_name", "title_surname", 0.85, role))
            elif len(several) > 1:
                draft.add(Hit(first, last, family[before - 1].person, "short_name", "surname", 0.55, role, tuple(sorted(several))))
            else:
                around = {b.person for b in family[max(before - RIVALS, 0) : before + RIVALS]}
                if before or len(around) == 1:
                    confidence = 0.9 if len(around) == 1 else 0.8
                    draft.add(Hit(first, last, family[max(before - 1, 0)].person, "short_name", "surname", confidence, role))
            return


def _titled(draft: Draft, name: str, before: list[Bearer], role: str | None, day: str | None) -> str | None:
    """Whom a title tells from others of the name: the last who stood with it, else the one who held the office on that day."""
    office = office_words(role)
    if not office or (before[-1].office & office and len({b.person for b in before}) == 1):
        return None
    if same := next((b.person for b in reversed(before) if b.office & office), None):
        return same
    holders = office_holders(draft, name, role or "", day, only_then=True) if day else []
    return holders[0] if len(holders) == 1 and holders[0] != before[-1].person else None


def _words(draft: Draft, first: int, size: int) -> tuple[tuple[str, ...], int]:
    """`size` words from `first` on, hyphens skipped, and where they end."""
    words, at = list[str](), first
    while len(words) < size and at < len(draft.tokens.words):
        if not draft.tokens.hyphen(at):
            words.append(draft.word(at))
        at += 1
    return tuple(words), at


def _family_keys(draft: Draft, hit: Hit) -> list[tuple[str, ...]]:
    """How the bearer of a full name is called later: by the family name, its last word, and with "Jr" behind it."""
    entry = draft.lexicon.entries.get(hit.entity)
    every = [w for w in phrase(draft.text(hit.first, hit.last)) if w[0].isalnum()][:MAX_WORDS]
    words = [w for w in every if w not in SUFFIXES]
    if len(words) < 2 and not entry:
        return []
    if entry:
        known = phrase(family_name(entry))
        keys = [known, known[-1:]]
        if words and words[-1] != known[-1] and words[0] != known[0]:
            keys.append(tuple(words[-1:]))
    elif words[0] in FAMILY_FIRST and len(words) >= 3:
        keys = [tuple(words[:1])]
    else:
        tail = len(words) - 1
        while tail > 1 and words[tail - 1].lower() in PARTICLES:
            tail -= 1
        keys = [tuple(words[tail:]), tuple(words[-1:])]
    keys += [(*key, suffix) for key in keys for suffix in every if suffix in SUFFIXES]
    return list(dict.fromkeys(keys))
