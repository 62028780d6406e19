"""A header name that is not UTF-8 costs its record nothing, and its partition no stop."""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from aiokafka.record.memory_records import MemoryRecords

from streams.kafka import aiokafka_options
from streams.lenient import LenientRecords
from streams.settings import load


class Latin(str):
    """A name as a client writes it that knows of no encoding."""

    __slots__ = ()

    def encode(self, encoding: str = "", errors: str = "") -> bytes:
        del encoding, errors
        return super().encode("latin-1")


def batch(names: list[str], compression: int = 0) -> bytes:
    """A batch of one record for each name, with a header of that name."""
    builder = _DefaultRecordBatchBuilderPy(
        magic=2, compression_type=compression, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=-1, batch_size=100_000
    )
    for offset, name in enumerate(names):
        builder.append(offset, 1_000 + offset, b"key", b"value", [(name, b"1"), ("empty", None)])
    return bytes(builder.build())


def read(records: Any) -> list[tuple[Any, ...]]:
    found = []
    while records.has_next():
        one = records.next_batch()
        assert one.validate_crc()
        found += [(r.offset, r.timestamp, r.key, r.value, list(r.headers)) for r in one]
        assert one.next_offset == found[-1][0] + 1
    return found


@pytest.mark.parametrize("compression", [0, 3], ids=["plain", "lz4"])
def test_name_that_is_not_utf_8_is_replaced(compression: int) -> None:
    found = read(LenientRecords(batch(["good", Latin("übel")], compression) + batch(["next"])))
    assert [(key, value, headers[0]) for _, _, key, value, headers in found] == [
        (b"key", b"value", ("good", b"1")),
        (b"key", b"value", ("\ufffdbel", b"1")),
        (b"key", b"value", ("next", b"1")),
    ]


def test_other_records_are_read_as_aiokafka_reads_them() -> None:
    data = batch(["a", "ü"]) + batch(["b"], 3)
    assert read(LenientRecords(data)) == read(MemoryRecords(data))


def test_whoever_connects_reads_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Audit, replay and view too, in whose processes no worker is made: one such record must not end them."""
    monkeypatch.setattr(fetcher, "MemoryRecords", MemoryRecords)
    aiokafka_options(load({}))
    ((*_, headers),) = read(fetcher.MemoryRecords(batch([Latin("übel")])))
    assert headers[0] == ("\ufffdbel", b"1")
