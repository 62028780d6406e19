"""The actor table as its topic has it, against the sum of what the articles' mentions say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .formats import Months, Sums, months_of, totals_of
from .report import Finding

if TYPE_CHECKING:
    from .formats import Value
    from .report import Findings
    from .stories import Stories


class Table:
    """The last row of each actor; a null takes it away."""

    def __init__(self, stories: Stories, findings: Findings) -> None:
        self._stories = stories
        self._findings = findings
        self._rows: dict[int, Months] = {}
        self._torn: set[int] = set()
        self.moving: set[int] = set()
        """Actors of whom something is on its way to the table."""

    def __len__(self) -> int:
        return len(self._rows)

    def on_its_way(self, actor: str) -> None:
        self.moving.add(self._stories.actors.number(actor))

    def row(self, actor: str, value: Value | None) -> None:
        number = self._stories.actors.number(actor)
        self._rows.pop(number, None)
        self._torn.discard(number)
        if value is not None:
            self._rows[number] = months_of(value)
            if add_up(self._rows[number]) != totals_of(value):
                self._torn.add(number)

    def finish(self) -> None:
        said = self._said()
        names = self._stories.actors.words
        for number in sorted(said.keys() | self._rows.keys(), key=names.__getitem__):
            if number in self.moving:
                self._findings.unchecked["actors with a record on its way"] += 1
                continue
            has, should = self._rows.get(number), said.get(number)
            if has != should:
                self._findings.add(Finding("I5", "table_differs", difference(has, should), actor_id=names[number]))
            elif number in self._torn:
                text = "the totals of the row are not the sum of its months"
                self._findings.add(Finding("I5", "row_does_not_add_up", text, actor_id=names[number]))

    def _said(self) -> dict[int, Months]:
        """Actor → what the mentions that count add up to."""
        sums: dict[int, Months] = {}
        for story in self._stories.all():
            for actor, _, month, counts in self._stories.live(story):
                months = sums.setdefault(actor, {})
                word = self._stories.months.words[month]
                months[word] = plus(months.get(word, NOTHING), (1, *counts))
        return sums


NOTHING: Sums = (0, 0, 0, 0, 0)


def plus(a: Sums, b: Sums) -> Sums:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]


def add_up(months: Months) -> Sums:
    total = NOTHING
    for counts in months.values():
        total = plus(total, counts)
    return total


def difference(has: Months | None, should: Months | None) -> str:
    """In words; of equal totals the months that differ."""
    text = f"the table has {_shown(has)}, the mentions say {_shown(should)}"
    if has and should and add_up(has) == add_up(should):
        months = sorted(month or "undated" for month in has.keys() | should.keys() if has.get(month) != should.get(month))
        text += f", but not in the same months ({', '.join(months[:5])})"
    return text


def _shown(months: Months | None) -> str:
    if months is None:
        return "no row"
    articles, named, nominal, pronoun, as_source = add_up(months)
    text = f"{articles} articles, {named} named" + (f", {nominal} nominal, {pronoun} pronoun" if nominal or pronoun else "")
    return text + (f", {as_source} as source" if as_source else "")
