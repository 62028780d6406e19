"""The ledger of one partition while a worker holds it: the entries, the sums of their credits, and what a predecessor left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.ledger import Entry, credited, decode_entry, share
from ..core.tally import By, Totals, count, shift
from .leftovers import Leftovers

if TYPE_CHECKING:
    from .shelf import Shelf


@dataclass(slots=True)
class Ledger:
    """The ledger of one partition: its shelf, and the sums of its credits, which are never stored."""

    shelf: Shelf
    sums: dict[str, Totals] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)
    left: Leftovers = field(default_factory=Leftovers)
    """What a predecessor of another generation published and did not record."""
    alone: bool = True
    """Nothing is left of owners of other generations."""

    def before(self, article_id: str, old: Entry | None) -> set[str]:
        """The actors for whom an article's mentions may count so far."""
        return {*(old.credits if old else ()), *self.left.actors.get(article_id, ())}

    def entry(self, article_id: str) -> Entry | None:
        data = self.shelf.get(article_id)
        return None if data is None else decode_entry(data)

    def replace(self, article_id: str, old: Entry | None, new: Entry) -> None:
        """Put `new` in the place of `old` and move the sums by the difference."""
        for actor in {*(old.credits if old else {}), *new.credits}:
            totals = self.sums.setdefault(actor, {})
            shift(totals, share(old, actor), -1)
            shift(totals, share(new, actor))
            self.dirty.add(actor)
        self.shelf.put(article_id, new.encode())

    def resolve(self, article_id: str, new: Entry) -> None:
        """What `new`, which has been published, took back of an earlier owner's words; those of a greater rank are still to come."""
        rank = new.rank
        later = {actor: of for actor, of in self.left.actors.pop(article_id, {}).items() if rank is not None and of > rank}
        if later:
            self.left.actors[article_id] = later

    def passed(self, at: int) -> None:
        """The record at `at` has been dealt with. Behind what an earlier owner can have reached nothing is left of its decisions."""
        self.shelf.advance(at)
        if not self.alone and self.shelf.mark.next >= self.shelf.until:
            self.left.outputs.clear()
            if not self.left.actors:
                self.alone = True
                self.shelf.declare(alone=True)

    @property
    def settled(self) -> bool:
        return self.shelf.settled and not self.dirty and not self.left.actors

    @property
    def by(self) -> By:
        return By(self.shelf.token, self.shelf.mark.next)


def open_ledger(shelf: Shelf, generation: int) -> Ledger:
    """The ledger over a restored shelf; after a change of generation every actor is published once."""
    ledger = Ledger(shelf)
    for data in shelf.values():
        month, credit_of = credited(data)
        for actor, credit in credit_of.items():
            count(ledger.sums.setdefault(actor, {}), month, credit)
    if shelf.others or (shelf.owner is not None and shelf.owner.generation != generation):
        ledger.dirty.update(ledger.sums)
    return ledger
