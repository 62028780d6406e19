"""Organisations that the registry does not know: by the word that ends or begins their names, and by "Full Name (ACR)".

Runs before known names are read, for a long name swallows what stands in it: "Bank of China" is no China.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from .actors_draft import Draft, Hit, Match, provisional
from .actors_words import (
    COMMON,
    COMPANY_HEADS,
    CORPORATE,
    FOREIGN_FIRST,
    FOREIGN_LAST,
    GOVERNMENT,
    JOINED,
    LOC_HEADS,
    OF_HEADS,
    ORG_HEADS,
    PARTICLES,
    TEAM_HEADS,
    TITLES,
)

_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,4}[A-Z]s?")
_HEADS = ORG_HEADS | COMPANY_HEADS | TEAM_HEADS | FOREIGN_LAST
_LINKS = frozenset({"of", "for", "and", "the", "&", "de"})
_NOT_LAST = TITLES - {"Justice"}
_NOT_FIRST = TITLES - {"Prime", "Supreme", "Foreign", "Defense", "Defence", "First", "Saint"}
MAX_WORDS = 12
"""Longest name looked at, in tokens; the longest in the registry's sources has eleven."""


def runs(draft: Draft) -> list[tuple[int, int]]:
    """Stretches of capitalised words, with hyphens, initials and particles inside them. Not in loud sentences."""
    found, last = list[tuple[int, int]](), 0
    for i in draft.capitals:
        if i >= last and draft.names[i] and not draft.loud[draft.tokens.sentence[i]]:
            last = _run_end(draft, i)
            found.append((i, last))
    return found


def _run_end(draft: Draft, first: int) -> int:
    tokens, last = draft.tokens, first + 1
    limit = min(tokens.opens[tokens.sentence[first] + 1], len(tokens.words))
    while last < limit:
        step = 0 if draft.name(last) else 1
        while step and not (last + step < limit and draft.name(last + step) and _joins(draft, last, last + step)):
            step = (step + 1) % 3
            if not step:
                return _given_end(draft, first, last)
        last += step + 1
    return _given_end(draft, first, last)


def _given_end(draft: Draft, first: int, last: int) -> int:
    """Takes in the second half of a given name: "Lee Cheuk-yan", not "Trump-led"."""
    half = draft.word(last + 1)
    if (
        last - first >= 2
        and draft.tokens.hyphen(last)
        and half.islower()
        and len(half) < 7
        and half not in JOINED
        and not half.endswith("ed")
    ):
        return last + 2
    return last


def _joins(draft: Draft, first: int, last: int) -> bool:
    """May the tokens `[first, last)` stand between two capitalised words of one name?"""
    words = draft.tokens.words[first:last]
    if not words:
        return True
    if len(words) == 1 and (draft.tokens.hyphen(first) or words[0] in PARTICLES or words[0] == "&"):
        return True
    if words == ["."]:
        return len(draft.word(first - 1)) == 1 or draft.word(first - 1) in {
            "St",
            "Jr",
            "Dr",
            "Mr",
            "Mrs",
            "Ms",
            "Gen",
            "Sen",
            "Rep",
            "Gov",
            "Col",
            "Lt",
            "Capt",
            "Sgt",
        }
    return len(words) == 2 and words[0] in PARTICLES and (words[1] in PARTICLES or draft.tokens.hyphen(first + 1))


def organisations(draft: Draft, found: list[Match], spans: list[tuple[int, int]]) -> list[Match]:
    """Adds unknown organisations and returns the matches that are not swallowed by one."""
    ends = {match.last for match in found}
    for first, last in spans:
        if last - first == 1 and draft.word(first) not in OF_HEADS:
            continue  # most runs: one word is no organisation's name unless "of" goes on with it
        start, end = _extend(draft, _after_country(draft, first, last), last)
        joined = any(
            draft.tokens.hyphen(i) and i in ends for i in range(start, min(end, start + MAX_WORDS))
        )  # "Boeing-Air Force": two names
        if not joined and _is_organisation(draft, start, end) and draft.free(start, end) and not known(found, start, end):
            draft.add(Hit(start, end, provisional("org", draft, start, end), "name", "head_word", 0.6))
    return [m for m in found if draft.free(m.first, m.last)]


def known(found: list[Match], first: int, last: int) -> bool:
    """Does the registry know this name, or one that reaches beyond it on either side? `found` is in order and does not overlap."""
    at = bisect_right(found, first, key=lambda m: m.first) - 1
    if at >= 0 and (found[at].last >= last or found[at].first < first < found[at].last):
        return True
    over = bisect_right(found, last - 1, key=lambda m: m.first) - 1
    return over > at and found[over].last > last


def _after_country(draft: Draft, first: int, last: int) -> int:
    """Where the name begins: behind a country or demonym before a general word of government ("Kenyan Parliament")."""
    for size in (2, 1):
        if first + size < last and draft.word(first + size) in GOVERNMENT:
            senses = draft.lexicon.senses.get(" ".join(draft.tokens.words[first : first + size]), ())
            if any(s.kind in {"demonym", "name"} and s.id.startswith("cty:") for s in senses):
                return first + size
    return first


def _extend(draft: Draft, first: int, last: int) -> tuple[int, int]:
    """A head word ("University" … "of Cape Town") takes what follows its "of"."""
    if not any(w in OF_HEADS for w in draft.tokens.words[first:last]) or draft.word(last) not in {"of", "for"}:
        return first, last
    end = last
    while end - first < MAX_WORDS and draft.word(end) in _LINKS:
        step = end + 1 + (draft.word(end + 1) == "the")
        if not (draft.same_sentence(first, step) and draft.word(step)[:1].isupper() and draft.name(step)):
            break
        more = _run_end(draft, step)
        if draft.word(end) not in {"of", "for", "&"} and (end == last or step > end + 1 or draft.word(more - 1) in ORG_HEADS):
            break
        if draft.word(end) == "for" and draft.word(end - 1) not in OF_HEADS:
            break
        end = more
    return first, end


def _is_organisation(draft: Draft, first: int, last: int) -> bool:
    words = draft.tokens.words[first:last]
    if not 2 <= len(words) <= MAX_WORDS or words[0] in _NOT_FIRST or words[-1] in _NOT_LAST:
        return False
    if "Ministry" in words:
        return False  # `entities_rules.ministries` knows whose it is
    if words[-1] in CORPORATE:
        return True
    rest = [w for w in words[:-1] if w.lower() not in COMMON]
    if words[-1] in _HEADS and rest:
        return True
    if words[0] in FOREIGN_FIRST:
        return True
    heads = (i for i, w in enumerate(words[:-1]) if w in OF_HEADS and words[i + 1] in {"of", "for"})
    return next(heads, None) is not None and words[-1] not in LOC_HEADS


def acronyms(draft: Draft) -> dict[str, str]:
    """What "Full Name (ACR)" introduces: acronym → id, for this article. Unknown names become organisations when the letters agree."""
    ends = {hit.last: hit for hit in draft.hits if hit.entity.startswith(("org:", "igo:"))}
    meant: dict[str, str] = {}
    for hit in ends.values():  # a full name makes its initials known even when nobody spells it out: "African Union" … "AU"
        initials = "".join(w[0] for w in draft.tokens.words[hit.first : hit.last] if w[0].isupper())
        if len(initials) > (2 if hit.entity.startswith("org:") else 1) and initials not in draft.lexicon.senses:
            meant.setdefault(initials, hit.entity)
    for i in [opening + 1 for opening in draft.places_of.get("(", ())]:
        word = draft.word(i)
        if draft.word(i + 1) != ")" or not _ACRONYM.fullmatch(word):
            continue
        if named := ends.get(i - 1):
            meant[word] = named.entity
        elif (first := _spelled_out(draft, i - 1, word)) is not None and draft.free(first, i - 1):
            meant[word] = provisional("org", draft, first, i - 1)
            draft.add(Hit(first, i - 1, meant[word], "name", "acronym_introduced", 0.8))
    return meant


def _spelled_out(draft: Draft, last: int, acronym: str) -> int | None:
    """The first token of the name before `last` whose initials are the acronym."""
    letters = acronym.rstrip("s").upper()
    first = last
    while (
        first > 0
        and last - first < MAX_WORDS
        and draft.same_sentence(first - 1, last)
        and (draft.word(first - 1)[0].isupper() or draft.word(first - 1) in _LINKS)
    ):
        first -= 1
        initials = "".join(w[0] for w in draft.tokens.words[first:last] if w[0].isupper())
        if initials == letters and draft.word(first)[0].isupper():
            return first
    return None


def read_acronyms(draft: Draft, meant: dict[str, str]) -> None:
    for i in draft.at(meant) if meant else ():
        if draft.free(i, i + 1):
            draft.add(Hit(i, i + 1, meant[draft.word(i)], "acronym", "acronym_introduced", 0.9))


def repeats(draft: Draft) -> None:
    """New names of two words and more wherever they stand again, headlines included: one string is one entity in an article."""
    words = draft.tokens.words
    names: dict[tuple[str, ...], str] = {}
    sizes: dict[str, set[int]] = {}
    for hit in draft.hits:
        if "~" in hit.entity and hit.form == "name" and 1 < hit.last - hit.first <= MAX_WORDS:
            names.setdefault(tuple(words[hit.first : hit.last]), hit.entity)
            sizes.setdefault(words[hit.first], set()).add(hit.last - hit.first)
            if words[hit.last - 1] in CORPORATE and words[hit.first].lower() not in COMMON:  # "Acme" after "Acme Corp"
                names.setdefault(tuple(words[hit.first : hit.last - 1]), hit.entity)
                sizes[words[hit.first]].add(hit.last - hit.first - 1)
    longest_first = {word: sorted(some, reverse=True) for word, some in sizes.items()}
    for i in draft.at(sizes):
        for size in longest_first[words[i]]:
            entity = names.get(tuple(words[i : i + size]))
            if entity and draft.free(i, i + size):
                short = size < len(entity.split("_"))
                draft.add(Hit(i, i + size, entity, "short_name" if short else "name", "repeat", 0.8))
                break
