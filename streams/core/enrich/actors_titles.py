"""Titles before names: what they are, and whom a title and a surname mean."""

from __future__ import annotations

from .actors_draft import Draft, Hit, provisional
from .actors_words import CALENDAR, LOC_HEADS, NO_PERSON, ORG_HEADS, ROLES, SAYING, TITLE_PREFIX, TITLES, UNNAMED_TITLES, WEEKDAYS

FORMER = frozenset({"former", "ex", "late", "outgoing"})
_CHOSEN = frozenset({"elect", "designate"})
_ENDS_TITLE = TITLES | TITLE_PREFIX | _CHOSEN | {".", "-"}
_NO_OFFICE = frozenset("mr mrs ms miss dr doctor sir lord lady dame of for the then acting deputy vice interim first chief".split())


def title_before(draft: Draft, first: int) -> str | None:
    """The title that ends right before `first`, as it stands: "then-President", "Foreign Minister", "leader"."""
    before = draft.word(first - 1)
    if before not in _ENDS_TITLE and before.lower() not in ROLES:
        return None  # most words, seen at once
    i, office = title_start(draft, first)
    return draft.text(i, first).rstrip(" .") if office else None


def title_start(draft: Draft, first: int) -> tuple[int, bool]:
    """Where the title before `first` begins, and whether it names an office or at least an address ("Mr")."""
    i, office = first, False
    while i > 0 and draft.same_sentence(i - 1, first) and first - i < 8 and _in_title(draft, i - 1, first):
        i -= 1
        word = draft.word(i)
        office |= (word in TITLES and word not in NO_PERSON) or _role(draft, i)
    return i, office


def _in_title(draft: Draft, i: int, first: int) -> bool:
    word, before = draft.word(i), draft.word(i - 1)
    if word in _CHOSEN:  # "President-elect Jane Doe"
        return draft.tokens.hyphen(i - 1)
    if word == "-" and draft.word(i + 1) in _CHOSEN:
        return before in TITLES or before in ROLES
    if word in {"-", ".", "of", "for"}:
        return (i + 1 < first and before.lower() in TITLE_PREFIX) or (before in TITLES and (word == "." or i + 1 < first))
    return word in TITLES or word in TITLE_PREFIX or _role(draft, i) or (word.lower() in TITLE_PREFIX and draft.opens(i))


def _role(draft: Draft, i: int) -> bool:
    """A word for what somebody is; with a capital only at the start of a sentence."""
    word = draft.word(i)
    return word in ROLES or (word.lower() in ROLES and draft.opens(i))


def titled_surnames(draft: Draft, day: str | None) -> None:
    """A title and a surname only: "President Ruto" is who held such an office, "Ms Achieng" a new person."""
    words = draft.tokens.words
    for i in draft.capitals:
        if not i or not draft.names[i] or draft.taken[i] or words[i] in TITLES or draft.loud[draft.tokens.sentence[i]]:
            continue
        role = title_before(draft, i)
        if (
            not role
            or not alone(draft, i, i + 1)
            or words[i] in ORG_HEADS
            or not role[0].isupper()
            or (len(words[i]) < 3 and words[i] not in draft.lexicon.family_names)
            or words[i].isupper()
            or _other_than_surname(draft, words[i])
        ):
            continue
        last = i + 3 if draft.tokens.hyphen(i + 1) and draft.name(i + 2) else i + 1  # "Mr Roed-Larsen"
        known = office_holders(draft, draft.text(i, last), role, day)
        if len(known) == 1:
            draft.add(Hit(i, last, known[0], "short_name", "title_surname", 0.85, role))
        elif role.split()[-1].strip(".") not in UNNAMED_TITLES:
            draft.add(Hit(i, last, provisional("per", draft, i, last), "name", "title_surname", 0.5 if known else 0.7, role))


def _other_than_surname(draft: Draft, word: str) -> bool:
    """A weekday, a country or a people; behind a title a month may be a surname ("Mrs May")."""
    return word in WEEKDAYS or any(sense.id.startswith("cty:") for sense in draft.lexicon.senses.get(word, ()))


def office_words(role: str | None) -> frozenset[str]:
    """What office a title speaks of; none for "Mr", and none for a former one."""
    words = frozenset((role or "").lower().replace("-", " ").replace(".", " ").split())
    return frozenset() if words & FORMER else words - _NO_OFFICE


def office_holders(draft: Draft, name: str, role: str, day: str | None, *, only_then: bool = False) -> list[str]:
    """Who of that family name held an office of that title; at the day, and of a country named, when that tells them apart.

    `only_then`: only those who held it on that day.
    """
    title = set(role.replace("-", " ").lower().split()) - {"of", "the", "deputy"}
    known: list[tuple[int, bool, str]] = []
    for person in draft.lexicon.family_names.get(name, ()):
        entry = draft.lexicon.entries[person]
        held = [r for r in entry.roles if title & set(r.title.lower().split())]
        if held or title & {"mr", "mrs", "ms", "dr"}:
            then = any((r.start or "") <= (day or "9") and (day or "") <= (r.end or "9") for r in held)
            if then or not only_then:
                known.append((2 * (draft.countries[entry.country or ""] > 0), then, person))
    best = max((of_country + then for of_country, then, _ in known), default=0)
    return [person for of_country, then, person in known if best and of_country + then == best]


def alone(draft: Draft, first: int, last: int) -> bool:
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
