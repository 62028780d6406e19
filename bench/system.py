"""What processes have used of the machine, read from /proc (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    cpu: float = 0.0
    """Seconds of processor time, user and system."""
    memory: int = 0
    """Bytes that are resident."""

    def __sub__(self, other: Usage) -> Usage:
        return Usage(self.cpu - other.cpu, self.memory - other.memory)


def usage(pids: Iterable[int]) -> Usage:
    """Of these processes together; one that has ended counts for nothing."""
    cpu, memory = 0.0, 0
    for pid in pids:
        try:
            # the name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        cpu += (int(fields[11]) + int(fields[12])) / _TICKS
        memory += int(fields[21]) * _PAGE
    return Usage(cpu, memory)
