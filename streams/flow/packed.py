"""Entries of a partition's state in memory, deflated: a million of them take a third of the room, and are looked at one at a time."""

from __future__ import annotations

import zlib
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_WINDOW: Final = 9
"""Bits of the window, 512 bytes: an entry is little longer, and a compressor with a larger one takes ten times as long to set up."""
_MEMORY: Final = 1
_COMMON: Final = (
    b'"gov:":[1,0,0,0],"pty:":[2,0,0,0],"cty:":[1,1,0,0],"org:":[1,0,0,1],"per:":[1,0,0,0],"new:per:":[1,0,0,0],"loc:":[1,0,0,0],"'
    b':[1,"2026-01-01T00:00:00.000Z",0,"]],4,"2026-01",{"'
)
"""What entries have in common (`core/ledger.py`). Only of this process's memory: nothing that is stored hangs on it."""


class PackedEntries(MutableMapping[str, bytes]):
    """Behaves as a dict, in its order."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> bytes:
        return zlib.decompressobj(-_WINDOW, _COMMON).decompress(self._packed[key])

    def __setitem__(self, key: str, value: bytes) -> None:
        packer = zlib.compressobj(1, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _COMMON)
        self._packed[key] = packer.compress(value) + packer.flush()

    def __delitem__(self, key: str) -> None:
        del self._packed[key]

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
