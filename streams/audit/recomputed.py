"""Whether the feed has what this installation makes of the raw records. Slow: it enriches everything again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from .report import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.article import Place, Record
    from .formats import Value
    from .report import Findings


@dataclass(frozen=True, slots=True)
class Recompute:
    """What this installation makes of a raw record (None: nothing for the feed), and by which rules and knowledge."""

    make: Callable[[Record], bytes | None]
    generation: int
    registry: str


class Recomputed:
    """Per raw record a hash of what it should be on the feed."""

    def __init__(self, recompute: Recompute, findings: Findings) -> None:
        self._by = recompute
        self._findings = findings
        self._made: dict[tuple[int, int], int] = {}

    def raw(self, record: Record) -> None:
        made = self._by.make(record)
        self._made[record.place.partition, record.place.offset] = 0 if made is None else _hash(made)

    def enriched(self, record: Record, source: Place, value: Value) -> None:
        if (value["generation"], value["registry"]) != (self._by.generation, self._by.registry):
            self._findings.unchecked["feed records of another generation or registry, not recomputed"] += 1
            return
        made = self._made.get((source.partition, source.offset))
        if made is None:
            self._findings.unchecked["feed records whose raw record is not there, not recomputed"] += 1
        elif made != _hash(record.value or b""):
            what = "this installation refuses that raw record" if made == 0 else "this installation makes other bytes of that raw record"
            self._findings.add(Finding("I3", "recomputed_otherwise", f"{what} ({source})", record.place))


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") or 1
