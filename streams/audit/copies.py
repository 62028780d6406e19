"""Outputs by their id, to tell whether a copy has other bytes than the one before. About 20 bytes an output."""

from __future__ import annotations

from array import array
from hashlib import blake2b
from zlib import crc32

FULL = 0.6
"""Beyond this share of taken slots a search takes many steps (linear probing); then the table is doubled."""


class Copies:
    """A hash table in two arrays: eight bytes of a hash of the id, four of a checksum of the value.

    A dictionary would take eight times as much. Two ids are taken for one with a chance of 1 to 10⁶ among six million outputs;
    two values with one checksum (1 to 4·10⁹) go unnoticed.
    """

    def __init__(self, slots: int = 1024) -> None:
        """`slots` is a power of two."""
        self._ids = array("Q", bytes(8 * slots))
        self._sums = array("L" if array("L").itemsize == 4 else "I", bytes(4 * slots))
        self._taken = 0

    def differs(self, event_id: bytes, value: bytes | None) -> bool:
        """Whether this id came before with another value. The first value is kept."""
        key = int.from_bytes(blake2b(event_id, digest_size=8).digest(), "big") or 1  # 0 is a free slot
        check = 0 if value is None else crc32(value, 1)
        slot = self._slot(key)
        if self._ids[slot]:
            return self._sums[slot] != check
        self._ids[slot], self._sums[slot] = key, check
        self._taken += 1
        if self._taken > FULL * len(self._ids):
            self._grow()
        return False

    def _slot(self, key: int) -> int:
        ids, mask = self._ids, len(self._ids) - 1
        slot = key & mask
        while ids[slot] and ids[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        ids, sums = self._ids, self._sums
        self._ids, self._sums = array("Q", bytes(16 * len(ids))), array(sums.typecode, bytes(8 * len(sums)))
        for key, check in zip(ids, sums, strict=True):
            if key:
                slot = self._slot(key)
                self._ids[slot], self._sums[slot] = key, check
