"""When a capital means its government, and when "the North" means a country."""

from __future__ import annotations

from .actors_draft import Draft, Hit
from .actors_words import ACTING, ADDRESSED, AT, DEALINGS, POLICY, WITH

_DEALT = WITH | ADDRESSED
_NO_LIST = AT | {"of", "from", "to", ","}
_DEALING = DEALINGS | {"backed", "supported", "imposed", "accused"}
_BETWEEN = frozenset("not also already long never repeatedly now still recently again".split())
_BEING = frozenset(
    "ready willing prepared determined keen eager concerned opposed expected allies rivals enemies partners adversaries".split()
)
_DONE = frozenset("said made taken given sent told begun sought cut put".split())


def government(draft: Draft, first: int, last: int) -> bool:
    """Is the seat of government at `[first, last)` meant as the government? "Washington said" and "talks with Washington",
    not "in Washington", "Washington state" or "Washington-based"."""
    before, after = draft.word(first - 1), draft.word(last)
    if not draft.same_sentence(first, first - 1):
        before = ""
    if before.lower() in AT:
        return False
    if draft.tokens.hyphen(last):
        return draft.word(last + 1) not in {"based", "born", "area", "bound"}
    if after == "'s":
        return draft.word(last + 1).lower() in POLICY
    if before.lower() in _DEALT or draft.tokens.hyphen(first - 1):
        return True
    return _in_list(draft, first, last) or _acts(draft, first, last, before.lower())


def _in_list(draft: Draft, first: int, last: int) -> bool:
    """One of several is what the one before it is: "thanked London and Paris", "Seoul and Tokyo agreed"."""
    before = draft.hits[-1] if draft.hits and draft.hits[-1].last == first - 1 and draft.word(first - 1) in {",", "and"} else None
    if before:
        return before.form == "metonym"
    ahead = draft.word(last) == "and" and draft.word(first - 1).lower() not in _NO_LIST
    return ahead and draft.word(last + 1)[:1].isupper() and _does(draft, last + 2)


def _acts(draft: Draft, first: int, last: int, before: str) -> bool:
    """Does it do something ("Washington warned"), or is something done to it ("accused Washington", "pressure from Washington")?"""
    if before in {"from", "to", "by"}:
        return draft.word(first - 2).lower() in _DEALING
    if draft.word(last) == "," and draft.word(last + 1)[:1].isupper():
        return False  # "Paris, Texas"
    return before not in {"of", "for", "on"} and _does(draft, last)


def _does(draft: Draft, i: int) -> bool:
    """Is there a verb at `i` that a government is the subject of? "is" and "has" need another verb: "Paris is lovely"."""
    verb, then = draft.word(i), i + 1
    while draft.word(then) in _BETWEEN:
        then += 1
    following = draft.word(then)
    if verb in {"are", "were", "is", "was"}:
        return following.endswith("ing") or following in _BEING
    if verb in {"has", "had"}:
        return following.endswith("ed") or following in _DONE
    return verb in ACTING and not (verb in {"will", "would", "may", "could"} and following in {"be", "host", "see", "hold"})


def sides(draft: Draft) -> None:
    """Read "the North" and "the South": only with a capital, and only where the country is one of two halves."""
    named = {hit.entity for hit in draft.hits}
    meant: dict[str, list[str]] = {}
    for entry in draft.lexicon.halves:
        # One that is called so must be named: "the North" is Sudan beside South Sudan, and not in an article on Sudan alone.
        pair = (half for half in draft.lexicon.halves if half.id in {entry.id, entry.other_side})
        if any(half.id in named and half.name.startswith(("North ", "South ")) for half in pair):
            meant.setdefault(entry.side or "", []).append(entry.id)
    for i in draft.capitals if meant else ():
        word = draft.word(i)
        if (
            word in meant
            and len(meant[word]) == 1
            and i
            and draft.word(i - 1) in {"the", "The"}
            and draft.free(i - 1, i + 1)
            and not _longer(draft, i + 1)
        ):
            draft.add(Hit(i - 1, i + 1, meant[word][0], "short_name", "side", 0.85))


def _longer(draft: Draft, i: int) -> bool:
    """Is it "the North Sea" or "the South-East"? Then it is not the country."""
    return draft.tokens.hyphen(i) or (draft.word(i)[:1].isupper() and draft.same_sentence(i - 1, i))
