"""State on the local disk, or packed in memory: a dictionary like any other, of which nothing is left behind and little is in memory."""

from __future__ import annotations

import gc
import random
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.ledger import Entry, newer
from streams.core.mentions import Counts
from streams.flow.entries import DiskEntries
from streams.flow.packed import PackedEntries
from streams.flow.shelf import Shelf
from tests.flow.behaviours import history
from tests.flow.simulation import TOPICS, CrashError, MemoryBroker, Worker, fill
from tests.flow.test_simulation import faults
from tests.flow.toy import fold

if TYPE_CHECKING:
    from collections.abc import MutableMapping

KEYS = st.sampled_from(["a", "b", "ü", "per:x~", ""])


STEPS = st.lists(st.tuples(st.sampled_from(["set", "get", "del"]), KEYS, st.binary(max_size=3)))


def _lived(entries: MutableMapping[str, bytes], steps: list[tuple[str, str, bytes]]) -> dict[str, bytes]:
    """What a dict holds to which the same was done."""
    plain = dict[str, bytes]()
    for what, key, value in steps:
        if what == "set":
            entries[key] = plain[key] = value
        elif what == "del":
            assert entries.pop(key, None) == plain.pop(key, None)
        assert (entries.get(key), key in entries, len(entries)) == (plain.get(key), key in plain, len(plain))
    return plain


@given(STEPS)
def test_it_is_a_dictionary(steps: list[tuple[str, str, bytes]]) -> None:
    """Whatever is done to it, it holds what a dict would, in the order of keys."""
    # not a fixture's folder: all examples would share it
    with tempfile.TemporaryDirectory() as folder:
        disk = DiskEntries(Path(folder))
        plain = _lived(disk, steps)
        assert list(disk.items()) == sorted(plain.items())


@given(STEPS)
def test_packed_it_is_a_dictionary(steps: list[tuple[str, str, bytes]]) -> None:
    packed = PackedEntries()
    assert list(_lived(packed, steps).items()) == list(packed.items())


@given(st.one_of(st.binary(max_size=20), st.builds(lambda part, times: part * times, st.binary(max_size=50), st.integers(0, 500))))
def test_what_was_packed_comes_out_again(value: bytes) -> None:
    packed = PackedEntries()
    packed["a"] = value
    assert packed["a"] == value


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """The file has no name from the first moment, so a `kill -9` leaves none; with the last reference it is closed."""
    entries = DiskEntries(tmp_path)
    entries["a"] = b"1"
    assert list(tmp_path.iterdir()) == []
    db = entries._db
    del entries
    gc.collect()
    assert _closed(db)


def _closed(db: object) -> bool:
    try:
        db.execute("SELECT 1")  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - sqlite3.ProgrammingError: closed
        return "closed" in str(error)
    return False


def _filled(base: MutableMapping[str, bytes], articles: int, named: int) -> Shelf:
    shelf = Shelf(0, newer=newer, base=base)
    for number in range(articles):
        credit = {f"per:{number + n}": Counts(1) for n in range(named)}
        shelf.put(f"{number:032x}", Entry(number, None, 1, "", credit).encode())
        if number % 100 == 99:
            shelf.cut()
            shelf.written()
    return shelf


def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    """After a barrier no entry is in memory: 5,000 of them take less than a tenth of what a dict of them takes (its pages are SQLite's
    own, and bounded)."""
    assert _taken(DiskEntries(tmp_path), 5_000) < _taken({}, 5_000) / 10


def test_packed_they_take_less() -> None:
    """Of articles with a dozen actors no more than two thirds of what a dict takes, keys and all."""
    assert _taken(PackedEntries(), 5_000, named=12) < _taken({}, 5_000, named=12) * 2 / 3


def _taken(base: MutableMapping[str, bytes], articles: int, named: int = 1) -> int:
    tracemalloc.start()
    shelf = _filled(base, articles, named)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(shelf.base), shelf._overlay, shelf._writing) == (articles, {}, {})
    return size


@pytest.mark.parametrize("kind", ["disk", "packed"])
async def test_crash_histories_end_right(tmp_path: Path, kind: str) -> None:
    """The same promises as with a dict, through restarts that read everything anew."""
    worker = type("OtherWorker", (Worker,), {"entries": partial(DiskEntries, tmp_path) if kind == "disk" else PackedEntries})
    wrong = {}
    for seed in range(20):
        rng, broker = random.Random(seed), MemoryBroker()
        messages = [orjson.dumps(m) for m in history(rng, 25)]
        fill(broker, messages, rng)
        for _ in range(4):
            try:
                await worker(broker, rng, rng.randint(1, 120)).finish()
            except CrashError:
                continue
        await worker(broker, rng, -1).finish()
        if found := faults(broker, messages):
            wrong[seed] = found
    assert wrong == {}


async def test_state_has_one_entry_an_article(tmp_path: Path) -> None:
    """Versions, repeats and corrections without end: entries are counted by article, sums by actor that is named still, marks by raw
    partition; nothing is kept of a version that has been replaced."""
    rng, broker = random.Random(5), MemoryBroker()
    once = history(rng, 20)
    messages = [orjson.dumps(m | {"version": version}) for version in range(1, 40) for m in once]
    fill(broker, messages, rng)
    worker = type("DiskWorker", (Worker,), {"entries": partial(DiskEntries, tmp_path)})(broker, rng, -1)
    await worker.finish()
    ledgers = worker.stages[TOPICS.clean.name]._ledgers.values()
    assert sum(len(ledger.shelf.base) for ledger in ledgers) == len({m["id"] for m in once})
    assert {actor for ledger in ledgers for actor in ledger.sums} == fold([orjson.loads(m) for m in messages]).keys()
    assert all(len(ledger.shelf.mark.seen) == 1 for ledger in ledgers)
