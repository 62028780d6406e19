"""What an audit looks at: how far the topics reached, and how far the workers had come, when it began."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..topics import Topics


class Span(NamedTuple):
    """Offsets from `start` up to, but not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Taken in this order, without which records on their way would look lost: commits, then the ends of the topics, raw last."""

    topics: Topics
    spans: Mapping[str, Mapping[int, Span]]
    """Topic → partition → what is there."""
    committed: Mapping[tuple[str, int], int]
    """What the workers' group has done of raw, clean and subtotals; nothing for a partition without a commit."""
    since: Mapping[int, int] = field(default_factory=dict)
    """Raw partition → first offset that is checked; the whole partition when it is not there."""

    @property
    def order(self) -> tuple[str, ...]:
        """The topics in the order in which they must be read."""
        t = self.topics
        return tuple(x.name for x in (t.clean, t.subtotals, t.raw, t.enriched, t.deadletter, t.articles, t.mentions, t.actors))

    @property
    def followed(self) -> tuple[str, ...]:
        """The topics that the workers' group reads."""
        return (self.topics.raw.name, self.topics.clean.name, self.topics.subtotals.name)

    def to_read(self, topic: str) -> dict[int, Span]:
        """Of the private topics only what the workers have not dealt with; of raw what is checked; of the others all."""
        spans = self.spans.get(topic, {})
        if topic == self.topics.raw.name:
            return {p: Span(max(s.start, self.since.get(p, 0)), s.end) for p, s in spans.items()}
        if topic in self.followed:
            return {p: Span(max(s.start, self.committed.get((topic, p), 0)), s.end) for p, s in spans.items()}
        return dict(spans)

    @property
    def at_rest(self) -> bool:
        return all(self.committed.get((t, p), s.start) >= s.end for t in self.followed for p, s in self.spans.get(t, {}).items())
