"""What people did about dead letters: each word of it must have its letter, and each replay its raw record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.article import Place
from .report import Finding

if TYPE_CHECKING:
    from .ends import Ends
    from .formats import Value
    from .report import Findings
    from .snapshot import Snapshot

STATUSES = ("replayed", "discarded")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record that says what became of a letter; `at` is where it lies."""

    at: Place
    source: Place
    code: str
    status: str
    letter: Place
    replay: Place | None


def resolved(value: Value, source: Place, at: Place) -> Resolved:
    """Raises ValueError, LookupError or TypeError when it is not in the published format."""
    said = value["resolution"]
    replay = None if said["replay"] is None else Place(**said["replay"])
    if said["status"] not in STATUSES or (said["status"] == "replayed") != (replay is not None):
        msg = f"{said['status']!r} as {replay} is no resolution"
        raise ValueError(msg)
    return Resolved(at, source, str(value["code"])[:60], said["status"], Place(**said["letter"]), replay)


class Resolutions:
    """Kept until all letters are known: about 0.5 kB for each, of which there are as many as people made."""

    def __init__(self, snapshot: Snapshot, findings: Findings) -> None:
        self._topic = snapshot.topics.deadletter.name
        self._first = {p: span.start for p, span in snapshot.spans.get(self._topic, {}).items()}
        self._findings = findings
        self._all: list[Resolved] = []

    def take(self, one: Resolved) -> None:
        self._all.append(one)

    def finish(self, ends: Ends) -> dict[str, int]:
        """Lists what is wrong; gives how many letters are replayed or discarded, by the last word about each."""
        replays: dict[Place, Place] = {}
        for one in self._all:
            self._letter(one, ends)
            if one.replay is None:
                continue
            if ends.there(one.replay) is False:
                text = f"the replay of {one.source} should be there, and is not"
                self._findings.add(Finding("I1", "replay_lost", text, one.replay))
            elif replays.setdefault(one.replay, one.source) != one.source:
                text = f"{one.replay} is said to be the replay of {one.source} and of {replays[one.replay]}"
                self._findings.add(Finding("I3", "invented_resolution", text, one.at))
        last = {one.source: one.status for one in self._all}
        return {status: Counter(last.values())[status] for status in STATUSES}

    def _letter(self, one: Resolved, ends: Ends) -> None:
        """It stands behind its letter, in the same partition; and the letter is the end of that raw record."""
        letter = one.letter
        wrong = letter.topic != self._topic or letter.partition != one.at.partition or not 0 <= letter.offset < one.at.offset
        if wrong or ends.ended_as(one.source, one.code) is False:
            text = f"says that {one.source} was {one.status}, of which there is no letter {one.code} at {letter}"
            self._findings.add(Finding("I3", "invented_resolution", text, one.at))
        elif letter.offset < self._first[letter.partition]:
            self._findings.unchecked["resolutions whose letter was deleted by retention"] += 1
