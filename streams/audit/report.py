"""What an audit says: the promises, what breaks them, what could not be checked, and how everything adds up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.article import Place

PROMISES = {
    "I1": "each raw record comes to exactly one end",
    "I2": "copies of an output are byte-identical",
    "I3": "nothing is invented",
    "I4": "the newest version counts",
    "I5": "the table is the sum of what the articles say",
    "I6": "nothing is committed that is not there, and all adds up",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that breaks a promise. `place` is where to look: a raw record, or the output that is wrong."""

    promise: str
    code: str
    """A word of a small closed list, such as `lost` or `two_ends`."""
    detail: str
    """For a person: what is there, and what should be."""
    place: Place | None = None
    article_id: str | None = None
    actor_id: str | None = None


@dataclass(slots=True)
class Findings:
    """All findings are counted; of each promise the first `limit` are kept, so that a great disaster fits into memory, too."""

    limit: int = 20
    broken: Counter[str] = field(default_factory=Counter)
    kept: list[Finding] = field(default_factory=list)
    unchecked: Counter[str] = field(default_factory=Counter)
    """Reason → how many could not be checked for it. They break nothing."""

    def add(self, finding: Finding, times: int = 1) -> None:
        if self.broken[finding.promise] < self.limit:
            self.kept.append(finding)
        self.broken[finding.promise] += times


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome. `counts` are of raw records: `raw` is the sum of the others."""

    holds: bool
    at_rest: bool
    """Nothing was on its way when the audit began, so everything could be judged."""
    promises: dict[str, int]
    """Promise → how many findings break it."""
    counts: dict[str, int]
    resolutions: dict[str, int]
    """How many of the dead letters people have replayed or discarded."""
    outputs: dict[str, int]
    """Topic → records that were read."""
    articles: int
    actors: int
    unchecked: dict[str, int]
    findings: tuple[Finding, ...]
