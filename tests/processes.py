"""What processes there are, asked of `ps`, which Linux and macOS have."""

from __future__ import annotations

import subprocess
from typing import NamedTuple


class Process(NamedTuple):
    pid: int
    parent: int
    command: str


def processes() -> list[Process]:
    """All that run. Zombies, which are dead and only wait to be noticed, do not."""
    shown = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 3) for line in shown.splitlines())
    return [Process(int(row[0]), int(row[1]), row[3] if len(row) > 3 else "") for row in rows if not row[2].startswith("Z")]


def alive(pid: int) -> bool:
    return any(process.pid == pid for process in processes())


def children(pid: int) -> list[Process]:
    return [process for process in processes() if process.parent == pid]
