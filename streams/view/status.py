"""What the reader knows of itself, for the pages' banner and `/healthz`. One writer, the event loop."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lag import History
from .observer import Snapshot

CLOSE = 200
"""Records behind which are none to speak of: some are always on their way."""


@dataclass(slots=True)
class Status:
    """Times are seconds since 1970, given by whoever calls."""

    bootstrap: str
    started: float
    connected: bool = False
    since: float = 0.0
    """Since when it is connected, or not."""
    problem: str = ""
    """Why it is not connected, and what to check."""
    missing: tuple[str, ...] = ()
    """Public topics that do not exist."""
    snapshot: Snapshot | None = None
    seen: float = 0.0
    """When the snapshot was taken."""
    positions: dict[tuple[str, int], int] = field(default_factory=dict)
    history: History = field(default_factory=History)
    unreadable: int = 0
    rebuilt: str = ""
    """Why the database was last made anew."""
    caught_up: bool = False
    """Whether it has read all there was, but for a few records, since it started."""

    def found(self, snapshot: Snapshot, missing: tuple[str, ...], now: float) -> None:
        self.snapshot, self.missing, self.seen = snapshot, missing, now
        self.history.add(snapshot, now)
        if not self.connected:
            self.connected, self.since, self.problem = True, now, ""
        self.caught_up |= bool(self.positions) and self.behind <= CLOSE

    def lost(self, problem: str, now: float) -> None:
        if self.connected or not self.since:
            self.since = now
        self.connected, self.problem = False, problem

    @property
    def behind(self) -> int:
        """Records of the read topics that were there at the last look and are not in the database yet."""
        if self.snapshot is None:
            return 0
        ends = {(t.name, p.partition): p for t in self.snapshot.topics.values() for p in t.partitions}
        return sum(max(0, ends[at].end - max(n, ends[at].first)) for at, n in self.positions.items() if at in ends)

    @property
    def read_share(self) -> float:
        """How much of the read topics is in the database, from 0 to 1."""
        parts = (
            [p for t in self.snapshot.topics.values() for p in t.partitions if (t.name, p.partition) in self.positions]
            if self.snapshot
            else []
        )
        total = sum(p.end - p.first for p in parts)
        return 1.0 if not total else max(0.0, 1 - self.behind / total)

    def reasons(self) -> list[dict[str, str]]:
        """Why what it shows may be old or not whole; the words are those of a worker's `/readyz`."""
        found = []
        if not self.connected:
            found.append({"code": "broker_unreachable", "detail": self.problem or f"connecting to {self.bootstrap}"})
        if self.missing:
            found.append({"code": "topic_missing", "detail": f"{', '.join(self.missing)} is missing: run `dateline topics`"})
        if not self.caught_up:
            found.append({"code": "recovering", "detail": f"recovering {self.read_share:.0%}: {self.behind} records are not read yet"})
        return found
