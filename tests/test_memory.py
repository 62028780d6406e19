"""Memory of a process that has loaded what it knows."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from streams.memory import LARGE, large_spans, settle

HEAP = "55d0c0000000-55d0c0900000 rw-p 00000000 00:00 0                          [heap]"
ARENAS = "7f3a10100000-7f3a10500000 rw-p 00000000 00:00 0 "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (HEAP, [(0x55D0C0000000, 0x55D0C0800000)]),
        (ARENAS, [(0x7F3A10200000, 0x7F3A10400000)]),
        ("7f3a10200000-7f3a10300000 rw-p 00000000 00:00 0", []),
        ("7f3a10000000-7f3a10800000 r--p 00000000 00:00 0", []),
        ("7f3a10000000-7f3a10800000 rw-p 00000000 fe:00 4711     /usr/lib/libc.so.6", []),
        ("7f3a10000000-7f3a10800000 rw-p 00000000 00:00 0    [stack]", []),
    ],
)
def test_only_whole_large_pages_of_own_memory(line: str, expected: list[tuple[int, int]]) -> None:
    """Heap and arenas, as far as large pages lie in them whole; no file, no stack, nothing that cannot be written."""
    assert large_spans(line) == expected


def test_every_line_is_read() -> None:
    """A process has many maps."""
    assert large_spans(f"{HEAP}\n{ARENAS}\n") == large_spans(HEAP) + large_spans(ARENAS)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no Linux")
def test_nothing_is_lost_by_settling() -> None:
    """What was loaded before is the same after, and is out of the searches for garbage."""
    known = [str(n) for n in range(LARGE // 16)]
    settle()
    try:
        assert gc.get_freeze_count() > 0
        assert known == [str(n) for n in range(LARGE // 16)]
    finally:
        gc.unfreeze()
