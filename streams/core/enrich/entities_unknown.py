"""Names whose kind is plain though nobody knows whose they are: people by the company they keep, organisations by shared names and
by acronyms, and what a line in capitals repeats."""

from __future__ import annotations

import re

from .actors_draft import Draft, Hit, Match, provisional
from .actors_people import may_be_person
from .actors_words import ACTING, COMMON, PEOPLES, SAME_AS_WORDS

ORGANISATIONS = frozenset("party government agency armed_forces armed_group igo organisation media_agency company".split())
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_AFTER_ACRONYM = ACTING | frozenset(
    "and or in of to for on at by from with as that which who is was were are has had have will would".split()
)
"""Small words that may follow a name; a noun makes the acronym a mere label: "the ROV lights"."""
_NO_ORGANISATION = SAME_AS_WORDS | frozenset(
    "DNA RNA HIV AIDS GDP GNP CEO CFO COO CTO TV PC CD DVD VCR USB PDF FAQ URL HTML XML HTTP ID VIP POW POWS MIA GMT UTC EST EDT PST PDT CET BST USD EUR GBP JPY CNY RUB CHF "
    "SARS MERS COVID BSE SUV SUVS RPG RPGS IED IEDS ICBM UAV WMD LNG LPG GPS SMS MMS SIM API SDK RSS WWW LED LCD RAM ROM CPU GPU MBA PHD BSC MSC LGBT LGBTQ NOTE PHOTO VIDEO FILE LIVE UPDATE NEWS "
    "BREAKING THE AND FOR WITH NOT BUT YOU ALL NEW MVP IPO IPOS CDT MDT ADHD PTSD STD RBI ERA TBA TBD ETA FYI ASAP OK RIP GOP WWI WWII CAPTCHA IQ".split()
)
"""Things, kinds of people, zones, currencies, and words that get capitals for emphasis."""
MAX_SHOUTED = 4
"""Words of a name that is looked for in a line of capitals."""


def listed_people(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Two or three plain words that stand in a list beside a person are one too: "Ada Moyo, Karan Wahi and others"."""
    people = [hit for hit in draft.hits if hit.entity.startswith("per:")]
    starts, ends = {hit.first for hit in people}, {hit.last for hit in people}
    for first, last in spans:
        if not draft.free(first, last) or last - first not in {2, 3} or not may_be_person(draft, first, last):
            continue
        beside = _beside(draft, first - 1, -1) in ends or _beside(draft, last, 1) in starts
        if beside and all(_plain(word) for word in draft.tokens.words[first:last]):
            draft.add(Hit(first, last, provisional("per", draft, first, last), "name", "listed_person", 0.6))
            ends.add(last)


def _beside(draft: Draft, i: int, step: int) -> int:
    """The token boundary beyond ",", "and" or ", and" at `i`; -1 if none of them stands there."""
    at = i
    while draft.word(at) in {",", "and"} and abs(at - i) < 2:
        at += step
    return -1 if at == i else at + (step < 0)


def _plain(word: str) -> bool:
    return word.isalpha() and len(word) > 1


def undecided(draft: Draft, found: list[Match]) -> None:
    """A name that several organisations bear and nothing decides between them ("the Labour Party"): an organisation all the same."""
    entries = draft.lexicon.entries
    for match in found:
        if (
            len(match.senses) > 1
            and match.last - match.first > 1
            and draft.free(match.first, match.last)
            and all(entries[sense.id].type in ORGANISATIONS for sense in match.senses)
        ):
            entity = provisional("org", draft, match.first, match.last)
            draft.add(Hit(match.first, match.last, entity, "name", "shared_name", 0.6))


def lone_acronyms(draft: Draft) -> None:
    """Capitals of three to six letters after "the" that no noun follows ("the SDLP said"): organisations, more often than not."""
    for i in draft.capitals:
        word = draft.word(i)
        if (
            word.isupper()  # seldom, and cheap to see
            and _ACRONYM.fullmatch(word)
            and word not in _NO_ORGANISATION
            and draft.free(i, i + 1)
            and not draft.loud[draft.tokens.sentence[i]]
            and draft.word(i - 1) in {"the", "The"}
            and (not draft.word(i + 1)[:1].isalpha() or draft.word(i + 1) in _AFTER_ACRONYM)
            and not draft.tokens.hyphen(i + 1)
            and not draft.word(i + 1).isdigit()
            and not (draft.word(i - 1).isupper() or draft.word(i + 1).isupper())
        ):
            draft.add(Hit(i, i + 1, provisional("org", draft, i, i + 1), "acronym", "lone_acronym", 0.5))


def shouted(draft: Draft) -> None:
    """Names in lines of capitals: those that the article names elsewhere, and places of the registry ("LONDON", "NEW YORK")."""
    words = draft.tokens.words
    loud = [i for i in draft.capitals if len(words[i]) > 2 and words[i].isupper()]
    if not loud:
        return
    named: dict[tuple[str, ...], str] = {}
    for hit in draft.hits:
        if hit.last - hit.first <= MAX_SHOUTED and hit.form in {"name", "short_name"}:
            named.setdefault(tuple(w.upper() for w in words[hit.first : hit.last]), hit.entity)
    last = 0
    for i in loud:
        if i >= last:
            last = i + _shouted(draft, i, named)


def _shouted(draft: Draft, first: int, named: dict[tuple[str, ...], str]) -> int:
    """Adds the longest name that begins at `first`; its length in tokens, 0 if there is none."""
    end = first
    while end - first < MAX_SHOUTED and draft.same_sentence(first, end) and draft.word(end).isupper():
        end += 1
    for last in range(end, first, -1):
        words = draft.tokens.words[first:last]
        entity = named.get(tuple(words)) or _place(draft, words)
        if entity and draft.free(first, last) and draft.text(first, last) not in SAME_AS_WORDS:
            draft.add(Hit(first, last, entity, "name", "capitals", 0.7))
            return last - first
    return 0


def _place(draft: Draft, words: list[str]) -> str | None:
    senses = draft.lexicon.senses.get(" ".join(w.capitalize() for w in words), ())
    places = [s for s in senses if s.kind == "name" and draft.lexicon.entries[s.id].type in {"country", "place"}]
    common = len(words) == 1 and (len(words[0]) < 4 or words[0].lower() in COMMON or words[0].capitalize() in PEOPLES)
    return places[0].id if places and not common else None
