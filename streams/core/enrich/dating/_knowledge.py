"""Clues in what is known of the people and elections that an article names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..dates_calendar import days_of
from ..dates_words import word_set
from ._clue import Clue

if TYPE_CHECKING:
    from ...article import Mention
    from ...lexicon import Lexicon
    from ...lexicon_rows import Role
    from ..dates import Match
    from ._words import Reading

OFFICE = 0.98
ELECTION = 0.99


class Cycle(NamedTuple):
    """An election held in each year that leaves `rest` when divided by `every`, from `since` on."""

    every: int
    rest: int
    since: int


CYCLES = {
    "evt:us-presidential-election": Cycle(4, 0, 1788),
    "evt:france-presidential-election": Cycle(5, 2, 2002),
    "evt:mexico-presidential-election": Cycle(6, 2, 1934),
    "evt:brazil-presidential-election": Cycle(4, 2, 1994),
    "evt:russia-presidential-election": Cycle(6, 2, 2012),
    "evt:finland-presidential-election": Cycle(6, 2, 1994),
    "evt:taiwan-presidential-election": Cycle(4, 0, 1996),
    "evt:indonesia-presidential-election": Cycle(5, 4, 2004),
    "evt:kenya-presidential-election": Cycle(5, 2, 2002),
    "evt:nigeria-presidential-election": Cycle(4, 3, 1999),
    "evt:ghana-presidential-election": Cycle(4, 0, 1992),
    "evt:argentina-presidential-election": Cycle(4, 3, 1995),
    "evt:philippines-presidential-election": Cycle(6, 0, 1992),
}
"""Presidential elections whose years the constitution fixes and that were all held when due."""
NEAR = 24
"""Code points between an election and the year it is in."""
_STEPS = {"L": -1, "T": 0, "X": 1}
_FORMER = word_set("former ex then late outgoing")
_ACTS = word_set(
    "said says told called urged announced warned vowed pledged met visited signed ordered added declared condemned welcomed insisted promised"
)


def known_clues(reading: Reading, mentions: tuple[Mention, ...], lexicon: Lexicon) -> Iterator[Clue]:
    """Who holds an office and acts, who has left it, and elections of `next year`."""
    for mention in mentions:
        if mention.entity in CYCLES:
            yield from _election(reading, mention, CYCLES[mention.entity])
        elif mention.role and (entry := lexicon.entries.get(mention.entity)):
            yield from _office(reading, mention, entry.roles)


def _election(reading: Reading, mention: Mention, cycle: Cycle) -> Iterator[Clue]:
    for match in reading.in_sentence(mention.sentence):
        start, end = reading.span(match)
        step = _year_step(match)
        if step is None or not (0 <= start - mention.end <= NEAR or 0 <= mention.start - end <= 4):
            continue
        says = f"the {mention.surface} is {('last', 'this', 'next')[step + 1]} year: one is held every {cycle.every} years"
        span = min(start, mention.start), max(end, mention.end)
        yield Clue(says, *span, ELECTION, holds=partial(_is_due, step=step, cycle=cycle), tells_years=True)
        return


def _is_due(p: date, step: int, cycle: Cycle) -> bool:
    return p.year + step >= cycle.since and (p.year + step) % cycle.every == cycle.rest


def _year_step(match: Match) -> int | None:
    """-1, 0, 1 for `last year`, `this year`, `November next year`."""
    hit = match.hit
    if match.rule.name == "rel_unit" and hit.low("unit") == "year":
        return _STEPS.get(hit.match["rel"])
    return _STEPS.get(hit.match["ry"]) if hit.has("ry") and hit.low("ru") == "year" else None


def _office(reading: Reading, mention: Mention, roles: tuple[Role, ...]) -> Iterator[Clue]:
    before = reading.article.body[max(0, mention.start - len(mention.role or "") - 12) : mention.start]
    words = frozenset(f"{before} {mention.role}".lower().replace("-", " ").replace(".", " ").split())
    held = [role for role in roles if frozenset(role.title.lower().split(" of ")[0].split()) <= words]
    if not held:
        return
    span = mention.start, mention.end
    ends = [day for role in held if (day := _edge(role.end, 0))]
    if words & (_FORMER - {"late"}):
        if ends:
            yield Clue(f"{mention.surface} has left the office", *span, OFFICE, after=min(ends))
        return
    if "elect" in words or not _acts(reading, mention):
        return
    starts = [day for role in held if (day := _edge(role.start, 0))]
    says = f"{mention.role} {mention.surface} acts"
    if len(starts) == len(held):
        yield Clue(says, *span, OFFICE, after=min(starts))
    if len(ends) == len(held):
        yield Clue(says, *span, OFFICE, before=max(day for role in held if (day := _edge(role.end, 1))))


def _acts(reading: Reading, mention: Mention) -> bool:
    """`President X said`: whom a history names does not speak now."""
    following = reading.article.body[mention.end : mention.end + 40].replace(",", " ").split()
    return bool(_ACTS.intersection(following[:2]))


def _edge(text: str | None, which: int) -> date | None:
    """First or last day of a day, month or year."""
    days = days_of(text) if text else None
    return days[which] if days else None
