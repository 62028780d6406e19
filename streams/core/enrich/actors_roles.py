"""What a careful reader should be told of people: a surname that two may bear, and an office that text and registry see differently.

`role_conflict` is the alarm for a registry that has grown old, so it must not ring for nothing. It asks for a day that is known and not
inferred, for one of a few offices that one person holds at a time, and for a title without "former", "then" or the like; a sentence that
names a past year, an article that also names the holder, and the weeks after a change are left alone.
"""

from __future__ import annotations

import re

from ..article import Anchor, Notice
from ..lexicon import family_name, single_office
from ..lexicon_rows import Entry, Role
from .actors_draft import Draft, Hit
from .actors_titles import FORMER, title_before, title_start

GRACE_DAYS = 62
"""A change of office is not news to be alarmed at for two months: registries are dated by the month, and stories look back."""
MOST = 8
"""Notices of one kind in an article; what is beyond says nothing new."""
_SURE = frozenset({"given", "meta", "url", "feed", "dateline"})
_NOT_NOW = FORMER | {"then", "elect", "designate", "acting", "interim", "vice", "deputy", "caretaker", "incoming"}
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def ambiguous_surnames(draft: Draft) -> tuple[Notice, ...]:
    """One notice for each surname that was given to the nearest of several bearers."""
    met: dict[tuple[str, tuple[str, ...]], int] = {}
    for hit in draft.hits:
        if hit.candidates:
            key = (draft.text(hit.first, hit.last), hit.candidates)
            met[key] = met.get(key, 0) + 1
    return tuple(Notice("ambiguous_surname", _ambiguous(draft, *key, times)) for key, times in sorted(met.items())[:MOST])


def _ambiguous(draft: Draft, surname: str, candidates: tuple[str, ...], times: int) -> str:
    names = " or ".join(f"{draft.lexicon.describe(person).name} ({person})" for person in candidates)
    return f"{surname!r} may be {names}; {'once' if times == 1 else f'{times} times'} the nearest full name before was taken"


def role_conflicts(draft: Draft, anchor: Anchor) -> tuple[Notice, ...]:
    """One notice for each person and office that text and registry disagree on."""
    if not anchor.day or anchor.source not in _SURE or anchor.precision != "day":
        return ()
    told: dict[str, str] = {}
    named = {hit.entity for hit in draft.hits}
    people = [hit for hit in draft.hits if hit.entity.startswith("per:") and hit.form in {"name", "short_name"}]
    past = {hit.entity for hit in people if _words(title_before(draft, hit.first) or "") & _NOT_NOW}
    for hit in people:
        if not hit.candidates and hit.entity not in past:
            office, country = _office(draft, hit.first)
            if office and not _looks_back(draft, hit.first, anchor.day):
                told |= _left(draft, hit, office, anchor.day, named) or _other(draft, hit, (country or "", office), anchor.day, named)
    return tuple(Notice("role_conflict", told[key]) for key in sorted(told)[:MOST])


def _left(draft: Draft, hit: Hit, office: str, day: str, named: set[str]) -> dict[str, str]:
    """The text has somebody in an office that the registry says ended."""
    entry = draft.lexicon.entries.get(hit.entity)
    held = [role for role in entry.roles if single_office(role.title) == office] if entry else []
    if not entry or not held or not all(_ended(role, day) for role in held):
        return {}
    if any(holder.id in named for holder, _ in draft.lexicon.holders.get((entry.country or "", office), ()) if holder.id != entry.id):
        return {}
    end = max(role.end or "" for role in held)
    return {f"{entry.id} {office}": f"{entry.name} is called {office} on {day}; the registry{_as_of(entry)} has the office end on {end}"}


def _other(draft: Draft, hit: Hit, seat: tuple[str, str], day: str, named: set[str]) -> dict[str, str]:
    """The text gives a country's office to somebody else than the registry does."""
    country, office = seat
    entry = draft.lexicon.entries.get(hit.entity)
    if not country or (entry and any(single_office(role.title) == office or role.title == "leader" for role in entry.roles)):
        return {}
    for holder, role in draft.lexicon.holders.get(seat, ()):
        if family_name(holder).split()[-1] == draft.word(hit.last - 1):
            return {}  # the same man in another spelling
        if role.start and _after(role.start, day) and not _ended(role, day, grace=-GRACE_DAYS) and holder.id not in named:
            name, home = draft.lexicon.describe(hit.entity).name, draft.lexicon.describe(f"cty:{country}").name
            detail = f"{name} is called {office} of {home} on {day}; the registry{_as_of(holder)} has {holder.name} since {role.start}"
            return {f"{hit.entity} {office}": detail}
    return {}


def _office(draft: Draft, first: int) -> tuple[str | None, str | None]:
    """The office in the title before a name, and the country right before it: "Kenyan President" gives both."""
    start, known = title_start(draft, first)
    words = _words(draft.text(start, first)) if known else frozenset()
    if not known or words & _NOT_NOW:
        return None, None
    office = single_office(" ".join(draft.tokens.words[start:first]))
    at = start - (draft.word(start - 1) == "'s")
    country = draft.owners.get(at)
    return office, country if country and draft.same_sentence(at - 1, first) else None


def _looks_back(draft: Draft, first: int, day: str) -> bool:
    """Does the sentence name a year before that of the article?"""
    sentence = draft.tokens.sentence[first]
    words = draft.tokens.words[draft.tokens.opens[sentence] : draft.tokens.opens[sentence + 1]]
    return any(_YEAR.fullmatch(word) and word < day[:4] for word in words)


def _words(role: str) -> frozenset[str]:
    return frozenset(role.lower().replace("-", " ").split())


def _ended(role: Role, day: str, grace: int = GRACE_DAYS) -> bool:
    """Was it over for more than `grace` days? A year or a month ends with its last day."""
    if not role.end:
        return False
    end = role.end + "-12-31"[3 * (len(role.end) > 4) :] if len(role.end) < 10 else role.end
    return _ordinal(day) - _ordinal(end) > grace


def _after(start: str, day: str) -> bool:
    return _ordinal(day) - _ordinal((start + "-12-31")[:10] if len(start) == 4 else (start + "-28")[:10]) > GRACE_DAYS


def _ordinal(day: str) -> int:
    """Days, near enough for a period of grace: 31 a month."""
    year, month, of_month = (int(part) for part in day.split("-"))
    return (year * 12 + month) * 31 + of_month


def _as_of(entry: Entry) -> str:
    return f" (as of {entry.as_of})" if entry.as_of else ""
