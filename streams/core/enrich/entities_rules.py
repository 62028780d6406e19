"""Names made by rule from a country: elections ("Kenyan presidential election") and ministries ("Japan's Foreign Ministry")."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Timex
from .actors_draft import Draft, Hit

ELECTIONS = {
    "presidential": "presidential", "parliamentary": "parliamentary", "general": "general", "legislative": "legislative", "midterm": "midterm", "congressional": "congressional",
    "federal": "federal", "municipal": "municipal", "local": "local", "regional": "regional", "provincial": "provincial", "gubernatorial": "gubernatorial", "national": "national",
}  # fmt: skip
MINISTRIES = {
    "Foreign": "foreign", "Defense": "defence", "Defence": "defence", "Interior": "interior", "Finance": "finance", "Health": "health", "Education": "education", "Justice": "justice",
    "Energy": "energy", "Economy": "economy", "Trade": "trade", "Agriculture": "agriculture", "Transport": "transport", "Intelligence": "intelligence", "Unification": "unification",
    "Oil": "oil", "Culture": "culture", "Environment": "environment", "Labour": "labour", "Labor": "labour", "Tourism": "tourism", "Commerce": "commerce", "Industry": "industry",
    "Information": "information", "Security": "security", "Home": "home", "Planning": "planning", "Water": "water", "External": "foreign",
}  # fmt: skip
_ELECTION_WORDS = frozenset("election elections Election Elections ELECTION ELECTIONS".split())
_NEAR = 16
"""Code points between an election and the time that dates it: "… election scheduled for 2024" is the longest taken."""


def elections(draft: Draft, timexes: Sequence[Timex]) -> None:
    """The country keeps its own mention inside the election's name; the year comes from a number or a time beside it."""
    heads = draft.at(_ELECTION_WORDS)
    if not heads:
        return
    ends = {hit.last: hit for hit in draft.hits if hit.entity.startswith("cty:")}
    starts = {hit.first: hit for hit in draft.hits if hit.entity.startswith("cty:")}
    times: dict[int, list[Timex]] = {}
    for timex in timexes:
        times.setdefault(timex.sentence, []).append(timex)
    found: list[tuple[int, int, str, str | None]] = []
    for i in heads:
        kind = ELECTIONS.get(draft.word(i - 1).lower())
        country, first, last = _whose(draft, ends, starts, i) if kind else (None, i, i)
        if kind and country and draft.same_sentence(first, last - 1):
            slug = draft.lexicon.slugs.get(country.removeprefix("cty:"))
            year = _year(draft, first, last, i, times.get(draft.tokens.sentence[i], []))
            if slug:
                found.append((first, last, f"evt:{slug}-{kind}-election", year))
    years: dict[str, set[str]] = {}
    for _, _, event, year in found:
        years.setdefault(event, set()).update([year] if year else [])
    for first, last, event, year in found:
        known = year or (next(iter(years[event])) if len(years[event]) == 1 else None)
        draft.add(Hit(first, last, f"{event}-{known}" if known else event, "name", "election", 0.85), nested=True)


def _whose(draft: Draft, ends: dict[int, Hit], starts: dict[int, Hit], i: int) -> tuple[str | None, int, int]:
    """(country, first, last) of "[2024] US [2024] presidential election" or "presidential election in Kenya"."""
    before = i - 1
    if draft.word(before - 1).isdigit() and len(draft.word(before - 1)) == 4:
        before -= 1
    if draft.word(before - 1) == "'s":
        before -= 1
    if hit := ends.get(before):
        first = hit.first - 1 if _is_year(draft.word(hit.first - 1)) else hit.first
        return hit.entity, first, i + 1
    if draft.word(i + 1) == "in" and (hit := starts.get(i + 2) or starts.get(i + 3)) and draft.word(hit.first - 1) in {"in", "the"}:
        return hit.entity, before if _is_year(draft.word(before)) else i - 1, i + 1
    return None, i, i


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in {"19", "20"}


def _year(draft: Draft, first: int, last: int, head: int, timexes: list[Timex]) -> str | None:
    for i in range(first, last):
        if _is_year(draft.word(i)):
            return draft.word(i)
    if draft.word(last) in {"in", "of", "for"} and _is_year(draft.word(last + 1)):
        return draft.word(last + 1)
    start, end = draft.tokens.starts[first], draft.tokens.ends[head]
    for timex in timexes:
        near = 0 <= timex.start - end <= _NEAR or 0 <= start - timex.end <= 4
        if near and timex.value[:4].isdigit():
            return timex.value[:4]
    return None


def ministries(draft: Draft) -> None:
    """A ministry belongs to the country beside it, else to the only country of the article."""
    heads = [i for i in draft.at({"Ministry", "Ministries"}) if draft.free(i, i + 1)]
    if not heads:
        return
    ends = {hit.last: hit for hit in draft.hits if hit.entity.startswith("cty:")}
    starts = {hit.first: hit for hit in draft.hits if hit.entity.startswith("cty:")}
    known: dict[str, str] = {}
    for i in heads:
        if not draft.free(i, i + 1):
            continue
        first, last, field = _field(draft, i)
        if field is None:
            continue
        before = first - 1 if draft.word(first - 1) == "'s" else first
        hit = ends.get(before) or (starts.get(last + 1) or starts.get(last + 2) if draft.word(last) in {"of", "in"} else None)
        only = next(iter(draft.countries)) if len(draft.countries) == 1 else None
        code = hit.entity.removeprefix("cty:") if hit else known.get(field) or only
        if code:
            known[field] = code
            draft.add(Hit(first, last, f"org:{code.lower()}-{field}-ministry", "name", "ministry", 0.85 if hit else 0.7))


def _field(draft: Draft, i: int) -> tuple[int, int, str | None]:
    """(first, last, field) of "Foreign Ministry" and "Ministry of Foreign Affairs [and Trade]"."""
    if draft.word(i + 1) in {"of", "for"}:
        field = MINISTRIES.get(draft.word(i + 2)) or (
            MINISTRIES.get(draft.word(i + 3)) if draft.word(i + 2) in {"National", "the"} else None
        )
        last = i + 3 + (draft.word(i + 2) in {"National", "the"})
        last += draft.word(last) in {"Affairs", "Security"}
        if (
            draft.word(last) == "and"
            and draft.word(last + 1)[:1].isupper()
            and draft.same_sentence(i, last + 1)
            and draft.word(last + 1) in {*MINISTRIES, "Cooperation", "Development"}
        ):
            last += 2
        return i, last, field
    return i - 1, i + 1, MINISTRIES.get(draft.word(i - 1))
