"""What can be known about a machine before and while Dateline runs on it: each finding says what it means and what cures it.

Measures are arguments, so that each rule can be tried without the machine that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["ok", "warn", "fail"]

MB: Final = 1_000_000
LITTLE_DISK, NO_DISK = 2_000 * MB, 200 * MB
"""Free bytes where the view's database lies: a hundred thousand articles take about a gigabyte."""
LITTLE_MEMORY, NO_MEMORY = 1_000 * MB, 350 * MB
"""Bytes that are still to be had: a worker with the built-in recogniser starts with about 300 MB, and a web view with 100."""
FEW_FILES: Final = 1_024
"""Open files that a process may have; each partition and each follower of the view is one."""
SKEW_SECONDS: Final = 5.0
"""More than a network is slow. Ages, lags and embargoes are wrong by as much."""
_PIN: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(==|>=)\s*([0-9][0-9.]*)")


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: State
    says: str
    cure: str = ""


def python(version: tuple[int, int, int]) -> Finding:
    says = ".".join(map(str, version))
    if version < (3, 11):
        return Finding("python", "fail", says, "Install Python 3.11 or newer.")
    return Finding("python", "ok", says)


def disk(what: str, free: int) -> Finding:
    says = f"{free / 1e9:.1f} GB free for {what}"
    if free < LITTLE_DISK:
        cure = (
            f"Make room there, or set DATELINE_DATA_DIR to another disk: {LITTLE_DISK / 1e9:.0f} GB are not much for the view's database."
        )
        return Finding("disk", "fail" if free < NO_DISK else "warn", says, cure)
    return Finding("disk", "ok", says)


def memory(available: int) -> Finding:
    says = f"{available / 1e9:.1f} GB available"
    if available < LITTLE_MEMORY:
        cure = "End something, or give the container more: a worker takes 0.3 GB and about 0.5 kB for each article it remembers."
        return Finding("memory", "fail" if available < NO_MEMORY else "warn", says, cure)
    return Finding("memory", "ok", says)


def files(limit: int) -> Finding:
    says = f"{limit} open files a process" if limit > 0 else "no limit of open files"
    if 0 < limit < FEW_FILES:
        return Finding("files", "warn", says, f"Raise it: ulimit -n {4 * FEW_FILES}, or LimitNOFILE= of the service.")
    return Finding("files", "ok", says)


def libraries(required: Iterable[str], installed: Mapping[str, str | None]) -> list[Finding]:
    """`required`: as a wheel names what it needs (`orjson==3.13.0`); those of extras and of other systems are left out. `installed`:
    name → version, None where there is none."""
    wrong, count = [], 0
    for line in required:
        name_and_test, _, marker = line.partition(";")
        found = _PIN.match(name_and_test.strip())
        if found is None or "extra" in marker:
            continue
        name, test, wanted = found[1], found[2], found[3]
        have = installed.get(name)
        if "sys_platform" in marker and have is None:
            continue
        count += 1
        if have is None or (have != wanted if test == "==" else numbers(have) < numbers(wanted)):
            wrong.append(Finding("libraries", "fail", f"{name} {have or 'is missing'}, but {test}{wanted} is needed", _REINSTALL))
    return wrong or [Finding("libraries", "ok", f"{count} as they must be")]


_REINSTALL: Final = "Install Dateline again into an environment of its own: pipx install dateline, or make install in a clone."


def numbers(version: str) -> tuple[int, ...]:
    """What can be compared of a version: `2.10.0rc1` → (2, 10, 0)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def clock(ahead: bool) -> Finding:  # noqa: FBT001 - what was measured
    """`ahead`: the broker has stamped records with times that are still to come here."""
    if ahead:
        cure = "Set both clocks by NTP (timedatectl set-ntp true); until then ages and lags are wrong, and embargoes end at the wrong time."
        return Finding("clock", "fail", f"the broker's clock is, or was, more than {SKEW_SECONDS:.0f} s ahead of this machine's", cure)
    return Finding("clock", "ok", "no record of the broker's is from the future")


def topics(faults: Iterable[str], count: int) -> list[Finding]:
    """`faults` name their cures themselves."""
    found = [Finding("topics", "fail", fault, "dateline topics says more, and makes what is missing.") for fault in faults]
    return found or [Finding("topics", "ok", f"{count} as they must be")]


def pipeline(members: int, lag: int) -> Finding:
    """`lag`: raw records that no worker has taken yet."""
    if not members and lag:
        return Finding("workers", "fail", f"none is running, and {lag:,} raw records wait", "Start one: dateline worker.")
    if not members:
        return Finding("workers", "warn", "none is running", "Start one: dateline worker.")
    says = f"{members} running, {lag:,} raw records wait"
    if lag > 10_000:
        return Finding("workers", "warn", says, "Start more workers, as many as there are partitions.")
    return Finding("workers", "ok", says)
