"""The actor table: subtotals of the ledger's partitions → one row per actor. Rule 6 of the delivery core.

A subtotal is absolute, so a repeated or a lost one does no harm: the one with the greatest `by` counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from .article import Described

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ActorRow", "By", "Described", "Names", "Totals", "add", "count", "row", "shift"]

Sums = tuple[int, int, int, int, int]
"""Articles, then mentions: named, nominal, pronoun, and of these as source."""
Totals = dict[str, Sums]
"""Month (`2023-12`, or `""` for undated) → its sums; no month is all zero."""
_NOTHING: Sums = (0, 0, 0, 0, 0)


class Names(Protocol):
    """Who is behind an actor id: the lexicon, at the edge."""

    def describe(self, actor_id: str) -> Described: ...


class By(NamedTuple):
    """Which state of a ledger partition a subtotal speaks of: `token` grows with each owner, `position` with each article."""

    token: int
    position: int


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One row of `news.actors`: sums only, so that a correction can take back exactly what it replaces."""

    actor_id: str
    name: str
    type: str
    wikidata: str | None
    country: str | None
    provisional: bool
    articles: int
    mentions: dict[str, int]
    months: dict[str, dict[str, int]]
    undated: dict[str, int]


def add(a: Totals, b: Totals, sign: int = 1) -> Totals:
    """a + sign·b, month by month, without the months that come to nothing."""
    out = dict(a)
    shift(out, b, sign)
    return out


def shift(totals: Totals, by: Totals, sign: int = 1) -> None:
    """The same in the place of `totals`: an actor may have hundreds of months, of which an article moves one."""
    for month, (articles, named, nominal, pronoun, as_source) in by.items():
        x = totals.get(month, _NOTHING)
        y = (x[0] + sign * articles, x[1] + sign * named, x[2] + sign * nominal, x[3] + sign * pronoun, x[4] + sign * as_source)
        if any(y):
            totals[month] = y
        else:
            totals.pop(month, None)


def count(totals: Totals, month: str, credit: Sequence[int]) -> None:
    """Put an article of that month into the place of `totals`; `credit` is as in the ledger: named, nominal, pronoun, as source."""
    named, nominal, pronoun, as_source = credit[:4]
    x = totals.get(month, _NOTHING)
    totals[month] = (x[0] + 1, x[1] + named, x[2] + nominal, x[3] + pronoun, x[4] + as_source)


def row(actor_id: str, parts: list[Totals], names: Names) -> ActorRow | None:
    """The row that the subtotals of all partitions add up to; None (a tombstone) when no article is left."""
    totals: Totals = {}
    for part in parts:
        shift(totals, part)
    if not totals:
        return None
    mentions = _named(tuple(sum(column) for column in zip(*totals.values(), strict=True)))
    months = {m: _named(t) for m, t in sorted(totals.items()) if m}
    return ActorRow(
        actor_id,
        *names.describe(actor_id),
        articles=mentions.pop("articles"),
        mentions=mentions,
        months=months,
        undated=_named(totals.get("", _NOTHING)),
    )


def _named(t: Sums) -> dict[str, int]:
    articles, named, nominal, pronoun, as_source = t  # an actor may have hundreds of months, which a row names one by one
    return {"articles": articles, "named": named, "nominal": nominal, "pronoun": pronoun, "as_source": as_source}
