"""An export as Parquet: the columns of CSV, with their types. In a file of its own, for its library is an extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ..core.formats import to_flat
from . import Fault
from ._export_write import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

Value = dict[str, Any]

GROUP: Final = 1_000
"""Rows of Parquet that are written, and held in memory, at a time."""
_LISTS: Final = frozenset("byline actors actor_ids tags tag_codes keywords".split())
_NUMBERS: Final = frozenset({"version", "words"})


def parquet(values: Iterable[Value], path: Path) -> int:
    """The columns of CSV, with lists as lists; compressed by zstd."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        msg = "Parquet needs pyarrow: install dateline[parquet]."
        raise Fault(msg) from error
    kinds = {True: pa.list_(pa.string()), False: pa.string()}
    schema = pa.schema([(name, pa.int64() if name in _NUMBERS else kinds[name in _LISTS]) for name in COLUMNS])
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(values):
            writer.write_table(pa.Table.from_pylist(rows, schema))
            count += len(rows)
    return count


def _groups(values: Iterable[Value]) -> Iterator[list[Value]]:
    rows: list[Value] = []
    for value in values:
        rows.append(to_flat(value))
        if len(rows) == GROUP:
            yield rows
            rows = []
    if rows:
        yield rows
