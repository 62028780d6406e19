"""What a process has loaded is put where it costs least: out of the searches for garbage, and on large pages.

Registry, vocabulary and weights are some 60 MB of small objects, looked up at random. On pages of 4 kB most such looks also miss the
processor's table of pages; on pages of 2 MB an article takes some 5 % less time (docs/performance.md).
"""

from __future__ import annotations

import ctypes
import gc
import re
from contextlib import suppress
from pathlib import Path

LARGE = 2 << 20
"""Bytes of a large page on x86-64, and on ARM with small pages of 4 kB."""
_HUGEPAGE, _COLLAPSE = 14, 25
"""`MADV_HUGEPAGE`: large pages are wanted. `MADV_COLLAPSE`, since Linux 6.1: now, not when the system comes by. Numbers of Linux."""
_OWN = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ 00:00 0\s*(?:\[heap\])?")


def settle() -> None:
    """To be called once, when everything is loaded. Never fails: where the system has no such pages, memory stays as it is."""
    gc.freeze()  # what is known is never garbage: searches for garbage that go through it again and again take a twentieth of the time
    with suppress(OSError, AttributeError):  # no Linux, no /proc
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
        advise = ctypes.CDLL(None).madvise
        for start, end in large_spans(maps):
            for advice in (_HUGEPAGE, _COLLAPSE):
                advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), advice)


def large_spans(maps: str) -> list[tuple[int, int]]:
    """`[start, end)` of the whole large pages in a process's own writable memory. `maps`: as in `/proc/self/maps`."""
    found = []
    for line in maps.splitlines():
        if own := _OWN.fullmatch(line.strip()):
            start, end = -(-int(own[1], 16) // LARGE) * LARGE, int(own[2], 16) // LARGE * LARGE
            if start < end:
                found.append((start, end))
    return found
