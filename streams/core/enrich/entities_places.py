"""Places that the registry does not know: by the word in their names, and by what stands before or behind them."""

from __future__ import annotations

from .actors_draft import Draft, Hit, Match, provisional
from .actors_titles import title_before
from .actors_words import COMMON, FAMILY_FIRST, LOC_HEADS, ORG_HEADS, PEOPLES, SAYING, TITLES
from .entities_names import known

_FIRST_HEADS = frozenset({"Lake", "Mount", "Cape", "Fort", "Camp", "Port", "Gulf", "Strait", "Isle"})
_KINDS = frozenset(
    "town city village province region state district port island suburb neighborhood neighbourhood county municipality township".split()
)
_IN = frozenset({"in", "near", "outside"})
_BEFORE_PLACE = _IN | {"of", "from", "to", "at"}


def with_heads(draft: Draft, found: list[Match], spans: list[tuple[int, int]]) -> list[Match]:
    """Unknown places whose name says so ("Hyde Park", "Lake Turkana", "Tampa Bay") swallow known names in them."""
    for first, last in spans:
        if not 2 <= last - first <= 4:
            continue
        words = draft.tokens.words[first:last]
        person = draft.word(last) in SAYING or words[0] in FAMILY_FIRST or title_before(draft, first)
        if person or not draft.free(first, last) or any(w in ORG_HEADS or w in TITLES or w in PEOPLES for w in words):
            continue
        plain = all(w.isalpha() and (w.lower() not in COMMON or w in {"New", "North", "South", "East", "West"}) for w in words)
        headed = plain and (words[-1] in LOC_HEADS or words[0] in _FIRST_HEADS) and not _country_first(draft, first)
        if headed and not known(found, first, last):
            draft.add(Hit(first, last, provisional("loc", draft, first, last), "name", "place_word", 0.6))
    return [m for m in found if draft.free(m.first, m.last)]


def _country_first(draft: Draft, first: int) -> bool:
    """Is it a country and a common word ("Iraq Border")?"""
    return any(s.id.startswith("cty:") for s in draft.lexicon.senses.get(draft.word(first), ()))


def in_context(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Names after "in", in "the town of …" and before a known place ("Fairview, Texas"): places, never counted as actors."""
    places = {hit.first for hit in draft.hits if hit.entity.startswith(("loc:", "cty:"))}
    for first, last in spans:
        if last - first > 3 or not draft.free(first, last) or not _plain(draft, first, last):
            continue
        before = draft.word(first - 1).lower()
        of_kind = before == "of" and draft.word(first - 2).lower() in _KINDS
        inside = before in _IN and draft.word(last)[:1] in {",", ".", ""} | set("abcdefghijklmnopqrstuvwxyz")
        before_place = draft.word(last) == "," and last + 1 in places and draft.word(first - 1).lower() in _BEFORE_PLACE
        if of_kind or before_place or inside:
            draft.add(Hit(first, last, provisional("loc", draft, first, last), "name", "place_context", 0.5 if inside else 0.6))


def _plain(draft: Draft, first: int, last: int) -> bool:
    words = [w for w in draft.tokens.words[first:last] if w != "-"]
    return all(
        w.isalpha() and not w.isupper() and len(w) > 2 and w not in TITLES and w not in ORG_HEADS and w not in PEOPLES for w in words
    ) and not any(w.lower() in draft.lower or w.lower() in COMMON for w in words)
