"""What the reader knows of itself, for the pages' banner and `/healthz`. One writer, the event loop."""

from __future__ import annotations

from dataclasses import dataclass, field

from .observer import Snapshot


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
    unreadable: int = 0
    rebuilt: str = ""
    """Why the database was last made anew."""

    def found(self, snapshot: Snapshot, missing: tuple[str, ...], now: float) -> None:
        self.snapshot, self.missing, self.seen = snapshot, missing, now
        if not self.connected:
            self.connected, self.since, self.problem = True, now, ""

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
