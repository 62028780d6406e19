"""People: unknown full names with evidence, titles with a surname, surnames after a full name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from ..lexicon import family_name
from ..tokens import phrase
from .actors_draft import Draft, Hit
from .actors_words import (
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
    TITLE_PREFIX,
    TITLES,
    UNNAMED_TITLES,
)
from .entities_names import provisional


def title_before(draft: Draft, first: int) -> str | None:
    """The title that ends right before `first`, as it stands: "then-President", "Foreign Minister", "leader"."""
    i = first
    while i > 0 and draft.same_sentence(i - 1, first) and first - i < 8:
        word = draft.word(i - 1)
        inner = word in {"-", ".", "of", "for"} and i < first and (draft.word(i - 2) in TITLES or draft.word(i - 2).lower() in TITLE_PREFIX)
        if not (
            word in TITLES or word in ROLES or word in TITLE_PREFIX or inner or (word == "." and i == first and draft.word(i - 2) in TITLES)
        ):
            break
        i -= 1
    words = draft.tokens.words[i:first]
    if not any(w in TITLES or w in ROLES for w in words):
        return None
    return draft.text(i, first).rstrip(" .") if i < first else None


def unknown_people(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Full names with evidence: a title, a saying verb, a known given name, an age or what they are, the surname again."""
    lone = _lone_words(draft, spans)
    for span in spans:
        for first, last in _pieces(draft, *span):
            if last - first >= 2 and _may_be_person(draft, first, last):
                role = title_before(draft, first)
                confidence = _evidence(draft, first, last, role, lone)
                if confidence:
                    draft.add(Hit(first, last, provisional("per", draft, first, last), "name", "new_person", confidence, role))


def _pieces(draft: Draft, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a run that are free and no titles; a hyphen between two pieces belongs to neither."""
    start = None
    for i in range(first, last + 1):
        word = draft.word(i)
        if i < last and draft.free(i, i + 1) and word not in TITLES and word not in CALENDAR:
            start = i if start is None and word[0].isupper() else start
        elif start is not None:
            end = i
            while end > start and not draft.word(end - 1)[0].isupper() and not draft.word(end - 1).isdigit():
                end -= 1
            if end > start:
                yield start, end
            start = None


def _may_be_person(draft: Draft, first: int, last: int) -> bool:
    words = [w for w in draft.tokens.words[first:last] if w[0].isalnum()]
    if " " not in draft.text(first, last) or not 2 <= len(words) <= 5 or any(w in ORG_HEADS or w in LOC_HEADS for w in words):
        return False
    if any(
        any(c.isdigit() for c in w)
        or (w.isupper() and len(w) > 2)
        or w.lower() in COMMON - {"long", "young", "little", "may", "will", "early", "good", "high", "king"}
        for w in words
        if w not in PARTICLES
    ):
        return False
    return not any(w in PEOPLES or (w not in PARTICLES and w.lower() in draft.lower) for w in words)


def _evidence(draft: Draft, first: int, last: int, role: str | None, lone: frozenset[str]) -> float:
    """0 without any. Numbers are the precision of each kind of evidence on development news, rounded down."""
    before, after = draft.word(first - 1), draft.word(last)
    if role:
        return 0.85
    if draft.word(first) in draft.lexicon.given_names or (draft.word(first) in FAMILY_FIRST and last - first >= 3):
        return 0.8
    if after == "," and (draft.word(last + 1).isdigit() and draft.word(last + 2) == ","):
        return 0.9
    if after == "," and (
        draft.word(last + 1) in {"who", "whose"}
        or (any(draft.word(last + k) in ROLES for k in (2, 3)) and draft.word(last + 1) in {"a", "an", "the", "its", "his", "her", "their"})
    ):
        return 0.8
    if (after in SAYING or before in SAYING - {"met", "visited", "signed", "left", "called", "reports", "states"}) and draft.word(
        last - 1
    ) in lone:
        return 0.8
    return (
        0.7 if draft.word(last - 1) in lone and (after in SAYING or draft.word(first - 1) in {",", "and", "by", "with", "while"}) else 0.0
    )


def _saying_one(draft: Draft, first: int, last: int, lone: frozenset[str]) -> bool:
    """Two or three plain words that say something, with no article before: a person; or a surname that stands alone elsewhere."""
    words = draft.tokens.words[first:last]
    return draft.word(last - 1) in lone or (
        len(words) < 4 and draft.word(first - 1).lower() != "the" and all(w.isalpha() or w == "-" for w in words)
    )


def _lone_words(draft: Draft, spans: list[tuple[int, int]]) -> frozenset[str]:
    """Capitalised words that also stand alone, as surnames do."""
    return frozenset(draft.word(a) for a, b in spans if b - a == 1 and draft.free(a, b))


class Family(NamedTuple):
    """A family name and the full names in the article that bear it, by their first tokens."""

    words: tuple[str, ...]
    places: list[int]
    people: list[str]
    distinct: set[str]


def surnames(draft: Draft) -> None:
    """Later (else only) bearers of a family name: the nearest full name before it. Two Kims stay two."""
    families = _families(draft)
    full = {hit.first for hit in draft.hits}
    for i, word in enumerate(draft.tokens.words):
        if word not in families or i in full:
            continue
        for family in families[word]:
            last = _spans(draft, i, family.words)
            if last and draft.free(i, last) and _alone(draft, i, last):
                _add_surname(draft, i, last, family)
                break


def _add_surname(draft: Draft, first: int, last: int, family: Family) -> None:
    before = bisect_left(family.places, first)
    only = len(family.distinct) == 1
    if before or only:
        person = family.people[max(before - 1, 0)]
        draft.add(Hit(first, last, person, "short_name", "surname", 0.9 if only else 0.7, title_before(draft, first)))


def _families(draft: Draft) -> dict[str, list[Family]]:
    """First word of a family name → the families whose name begins with it, longest first."""
    found: dict[tuple[str, ...], Family] = {}
    for hit in sorted(draft.hits):
        if hit.entity.startswith("per:") and hit.last - hit.first > 1:
            for key in _family_keys(draft, hit):
                family = found.setdefault(key, Family(key, [], [], set()))
                family.places.append(hit.first)
                family.people.append(hit.entity)
                family.distinct.add(hit.entity)
    grouped: dict[str, list[Family]] = {}
    for key in sorted(found, key=len, reverse=True):
        grouped.setdefault(key[0], []).append(found[key])
    return grouped


def _family_keys(draft: Draft, hit: Hit) -> list[tuple[str, ...]]:
    entry = draft.lexicon.entries.get(hit.entity)
    words = [w for w in phrase(draft.text(hit.first, hit.last)) if w not in SUFFIXES]
    if entry:
        known = phrase(family_name(entry))
        return [
            known,
            *([known[-1:]] if len(known) > 1 else []),
            *([tuple(words[-1:])] if words[-1] != known[-1] and words[0] != known[0] else []),
        ]
    if words[0] in FAMILY_FIRST and len(words) >= 3:
        return [tuple(words[:1])]
    tail = len(words) - 1
    while tail > 1 and words[tail - 1] in PARTICLES:
        tail -= 1
    return [tuple(words[tail:])] if tail == len(words) - 1 else [tuple(words[tail:]), tuple(words[-1:])]


def _spans(draft: Draft, first: int, key: tuple[str, ...]) -> int | None:
    """Where `key` ends when it stands at `first`, hyphens skipped."""
    at, matched = first, 0
    while matched < len(key) and at < len(draft.tokens.words):
        if draft.word(at) == key[matched]:
            matched += 1
        elif not (matched and draft.tokens.hyphen(at)):
            return None
        at += 1
    return at if matched == len(key) else None


def _alone(draft: Draft, first: int, last: int) -> bool:
    """Not a part of another name: no free capitalised word on either side, titles and hyphens excepted."""
    before, after = draft.word(first - 1), draft.word(last)
    if draft.word(first) in CALENDAR and after not in SAYING and title_before(draft, first) is None:
        return False
    if after in ORG_HEADS or after in LOC_HEADS:
        return False
    if (
        draft.same_sentence(first, first - 1)
        and draft.name(first - 1)
        and draft.free(first - 1, first)
        and before not in TITLES
        and before.lower() not in ROLES
    ):
        return False
    return not (
        draft.same_sentence(first, last)
        and draft.name(last)
        and draft.free(last, last + 1)
        and after not in TITLES
        and not draft.loud[draft.tokens.sentence[first]]
    )


def titled_surnames(draft: Draft, day: str | None) -> None:
    """A title and a surname only: "President Ruto" is who held such an office, "Ms Achieng" a new person."""
    words = draft.tokens.words
    for i in range(1, len(words)):
        if not draft.name(i) or not draft.free(i, i + 1) or words[i] in TITLES or draft.loud[draft.tokens.sentence[i]]:
            continue
        role = title_before(draft, i)
        if (
            not role
            or not _alone(draft, i, i + 1)
            or words[i] in ORG_HEADS
            or not role[0].isupper()
            or len(words[i]) < 3
            or words[i].isupper()
        ):
            continue
        known = _office_holders(draft, words[i], role, day)
        if len(known) == 1:
            draft.add(Hit(i, i + 1, known[0], "short_name", "title_surname", 0.85, role))
        elif role.split()[-1].strip(".") not in UNNAMED_TITLES:
            draft.add(Hit(i, i + 1, provisional("per", draft, i, i + 1), "name", "title_surname", 0.5 if known else 0.7, role))


def _office_holders(draft: Draft, name: str, role: str, day: str | None) -> list[str]:
    """Who of that family name held an office of that title; at the day, and of a country named, when that tells them apart."""
    title = set(role.replace("-", " ").lower().split()) - {"of", "the", "deputy"}
    known: list[tuple[int, bool, str]] = []
    for person in draft.lexicon.family_names.get(name, ()):
        entry = draft.lexicon.entries[person]
        held = [r for r in entry.roles if title & set(r.title.lower().split())]
        if held or title & {"mr", "mrs", "ms", "dr"}:
            then = any((r.start or "") <= (day or "9") and (day or "") <= (r.end or "9") for r in held)
            known.append((2 * (draft.countries[entry.country or ""] > 0), then, person))
    best = max((of_country + then for of_country, then, _ in known), default=0)
    return [person for of_country, then, person in known if best and of_country + then == best]
