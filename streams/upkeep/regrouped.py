"""State for more partitions, made of a state for fewer: the same entries, where their keys belong now. Pure: shelves in, records out.

Partition `q` of the new ones gets its articles from one old partition alone, `q % old`: that takes a multiple. So what the old one says
of how far each raw partition had come through it holds for the new one as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..core.identity import partition_of
from ..core.ledger import decode_entry, share
from ..core.tally import By, Totals, add
from ..flow.codec import Subtotals, encode_subtotals
from ..flow.delivery import Output
from ..flow.owners import META, Owner
from ..flow.shelf import MARK, Mark
from ..flow.state import state_output
from ..flow.tally import encode_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..flow.shelf import Shelf
    from ..topics import Topics

FIRST = 1
"""Offset of the first record behind the marker: where the reading of the new private topics begins."""
NOBODY = By(0, 0)
"""Before every owner of the new ledger: a worker's token is at least 1, for the marker has offset 0."""


@dataclass(slots=True)
class Regrouped:
    """What is to be written for the new app. Kept in memory: the actors with their sums, about 0.5 kB each; of articles nothing."""

    topics: Topics
    old: int
    new: int
    origin: str
    """Says of which state this is made: the same for the same state."""
    published: Mapping[str, int]
    """Public topic → partitions."""
    articles: int = 0
    _sums: dict[str, dict[int, Totals]] = field(default_factory=dict)
    _owners: dict[int, Owner] = field(default_factory=dict)
    """Old partition → its last owner."""

    def begun(self) -> list[Output]:
        """Before anything else: no worker may go on from this."""
        nobody = Owner(0, self.new)
        return [self._owner(changelog, q, nobody, unfinished=True) for changelog in self._changelogs for q in range(self.new)]

    def ledger(self, partition: int, shelf: Shelf) -> Iterator[Output]:
        """The entries of an old partition, where they belong, then the marks of the new partitions that come of it."""
        if shelf.owner is not None:
            self._owners[partition] = shelf.owner
        counts = dict.fromkeys(range(partition, self.new, self.old), 0)
        topic = self.topics.ledger.name
        for article_id, data in shelf.items():
            q, entry = partition_of(article_id, self.new), replace(decode_entry(data), at=0)
            for actor in entry.credits:
                parts = self._sums.setdefault(actor, {})
                parts[q] = add(parts.get(q, {}), share(entry, actor))
            counts[q] += 1
            yield state_output(topic, q, article_id, entry.encode())
        self.articles += sum(counts.values())
        for q, count in counts.items():
            yield state_output(topic, q, MARK, Mark(FIRST, shelf.mark.seen, count, left=0).encode())

    def table(self, known: Iterable[str]) -> Iterator[Output]:
        """The sums of all actors, and one subtotal of each, upon which its row is published again. `known`: actors whom the old table may
        have, also when nothing is left of them."""
        counts = dict.fromkeys(range(self.new), 0)
        for actor in sorted({*self._sums, *known}):
            q, parts = partition_of(actor, self.new), self._sums.get(actor, {})
            if parts:
                counts[q] += 1
                yield state_output(self.topics.sums.name, q, actor, encode_parts({p: (NOBODY, totals) for p, totals in parts.items()}))
            of = min(parts, default=0)
            one = Subtotals(of, NOBODY, {actor: parts.get(of, {})})
            yield Output(self.topics.subtotals.name, q, None, encode_subtotals(one), [])
        for q, count in counts.items():
            yield state_output(self.topics.sums.name, q, MARK, Mark(FIRST, {}, count).encode())

    def finished(self) -> list[Output]:
        """All of it is there: workers may go on."""
        generation = max(owner.generation for owner in self._owners.values())
        ledger = [self._owners.get(q % self.old, Owner(generation, self.new)) for q in range(self.new)]
        sums = [Owner(generation, self.new)] * self.new
        owners = zip(self._changelogs, (ledger, sums), strict=True)
        return [self._owner(changelog, q, owner, unfinished=False) for changelog, of in owners for q, owner in enumerate(of)]

    @property
    def actors(self) -> int:
        return len(self._sums)

    @property
    def _changelogs(self) -> tuple[str, str]:
        return self.topics.ledger.name, self.topics.sums.name

    def _owner(self, changelog: str, q: int, owner: Owner, *, unfinished: bool) -> Output:
        public = self.topics.articles if changelog == self.topics.ledger.name else self.topics.actors
        # token 0, as the marks say: nothing that was published is missing in the state
        made = Owner(owner.generation, self.new, owner.takers, 0, unfinished, None, self.published[public.name], rekeyed=self.origin)
        return state_output(changelog, q, META, made.encode())
