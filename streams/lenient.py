"""Records with header names that are not UTF-8: any client may send them, brokers keep them, and aiokafka cannot read them.

It raises in the middle of a fetch, and would again at every start: one such record would stop its partition for good. Here
the batch of such a record is read a second time, by aiokafka's parser in Python, with U+FFFD for what is not UTF-8.
Written against aiokafka 0.14 (pinned).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 12
"""Base offset and length before what the length counts, in bytes, of every batch format."""


def install() -> None:
    """Let the consumers of this process read such records. There is no hook: the name in the fetcher's module is replaced."""
    fetcher.MemoryRecords = LenientRecords


class LenientRecords:
    """The batches of one fetch."""

    def __init__(self, data: bytes) -> None:
        self._batches = MemoryRecords(data)
        self._data = memoryview(data)
        self._at = 0

    def size_in_bytes(self) -> int:
        return int(self._batches.size_in_bytes())

    def has_next(self) -> bool:
        return bool(self._batches.has_next())

    def next_batch(self) -> Any:  # noqa: ANN401 - aiokafka's batch, or ours around it
        batch = self._batches.next_batch()
        begin, length = self._at, int.from_bytes(self._data[self._at + 8 : self._at + HEAD])
        self._at += HEAD + length
        return LenientBatch(batch, self._data[begin : self._at]) if isinstance(batch, DefaultRecordBatch) else batch


class LenientBatch:
    """A batch as aiokafka gives it, but for its records."""

    def __init__(self, batch: Any, data: memoryview) -> None:  # noqa: ANN401 - in C or in Python
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the batch has
        return getattr(self._batch, name)

    def __next__(self) -> Any:  # noqa: ANN401 - the one record of a control batch
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        try:
            return iter(list(self._batch))
        except UnicodeDecodeError:
            return iter(list(_Slow(bytearray(self._data))))


class _Slow(_DefaultRecordBatchPy):  # type: ignore[misc]  # aiokafka has no types
    def __iter__(self) -> Self:
        super().__iter__()
        self._buffer: bytearray = _Replacing(self._buffer)
        return self


class _Replacing(bytearray):
    """Decodes anything: the parser slices a name and decodes the slice."""

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - as bytearray's
        found = super().__getitem__(index)
        return _Replacing(found) if isinstance(index, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "replace") -> str:
        del errors
        return super().decode(encoding, "replace")
