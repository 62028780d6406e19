"""An article on its way from given to clean: the text so far, the way back to the given text, and what was repaired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ..article import Repair
from ..offsets import Edit, Mapped

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fix(NamedTuple):
    """An edit that is told as a repair. `shown` is the span to show with it: a lone quotation mark says little."""

    start: int
    end: int
    new: str
    kind: str
    confidence: float
    shown: tuple[int, int]


def fix(start: int, end: int, new: str, kind: str, confidence: float = 1.0) -> Fix:
    return Fix(start, end, new, kind, confidence, (start, end))


@dataclass(frozen=True, slots=True)
class Draft:
    given: str
    mapped: Mapped
    repairs: tuple[Repair, ...] = ()

    @classmethod
    def of(cls, text: str) -> Draft:
        return cls(text, Mapped.of(text))

    @property
    def text(self) -> str:
        return self.mapped.text

    def edit(self, edits: Sequence[Edit]) -> Draft:
        """Layout only: breaks of lines and plain blanks. Nobody needs to be told."""
        return replace(self, mapped=self.mapped.edit(edits)) if edits else self

    def repair(self, fixes: Sequence[Fix]) -> Draft:
        """Makes the fixes (sorted, not overlapping) and remembers each with the place in the given text."""
        if not fixes:
            return self
        told = tuple(self._told(one) for one in fixes)
        mapped = self.mapped.edit([Edit(one.start, one.end, one.new) for one in fixes])
        return replace(self, mapped=mapped, repairs=self.repairs + told)

    def _told(self, one: Fix) -> Repair:
        before, after = self.text[one.shown[0] : one.start], self.text[one.end : one.shown[1]]
        start, end = self.mapped.raw(*one.shown)
        return Repair(one.kind, self.given[start:end], before + one.new + after, start, one.confidence)
