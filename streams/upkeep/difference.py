"""Which actors' numbers move when articles are read again: the new readings minus what the ledger has. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.article import Article, EnrichedArticle, Rejection
from ..core.clean import as_cleaned
from ..core.ledger import accepted, share
from ..core.mentions import actor_mentions
from ..core.tally import Totals, add

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.ledger import Entry


@dataclass(slots=True)
class Difference:
    """Kept in memory: the actors that move, no article."""

    enrich: Callable[[Article], EnrichedArticle | Rejection]
    articles: int = 0
    """How many were read."""
    moving: int = 0
    """How many of them move a number."""
    kept: dict[str, int] = field(default_factory=dict)
    """Code of a rejection → articles that cannot be read so, and keep their older reading."""
    actors: dict[str, Totals] = field(default_factory=dict)
    """Actor → month → by how much articles and mentions move."""

    def take(self, entry: Entry, article: Article) -> None:
        self.articles += 1
        read = self.enrich(as_cleaned(article))
        if isinstance(read, Rejection):
            self.kept[read.code] = self.kept.get(read.code, 0) + 1
            return
        new = accepted(entry.at, read.article, read.reading.generation, actor_mentions(read))
        moves = False
        for actor in sorted({*entry.credits, *new.credits}):
            moved = add(share(new, actor), share(entry, actor), -1)
            moves = moves or bool(moved)
            self._move(actor, moved)
        self.moving += moves

    def _move(self, actor: str, moved: Totals) -> None:
        if totals := add(self.actors.get(actor, {}), moved):
            self.actors[actor] = totals
        else:
            self.actors.pop(actor, None)

    def by_size(self) -> list[tuple[str, tuple[int, ...], Totals]]:
        """(actor, sums of articles and mentions, months), those first that move most."""
        rows = [(actor, tuple(map(sum, zip(*totals.values(), strict=True))), totals) for actor, totals in self.actors.items()]
        return sorted(rows, key=lambda row: (-sum(map(abs, row[1])), row[0]))
