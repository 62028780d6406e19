"""The private topics across versions: today's bytes stay readable, and what a later minor version writes more is ignored.

`private_records.json` holds records as this state format writes them. Who changes it breaks a rolling upgrade: raise STATE_FORMAT, or
keep what is here readable.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from streams.core.ledger import decode_entry
from streams.flow.codec import decode_clean, decode_subtotals, encode_again, encode_clean, encode_subtotals
from streams.flow.owners import META, decode_owner
from streams.flow.shelf import MARK, Shelf
from streams.flow.tally import newer_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streams.core.article import Article

RECORDS: dict[str, str] = json.loads((Path(__file__).parent / "private_records.json").read_text())


def _again(data: bytes) -> bytes:
    value: Any = decode_clean(data)
    article: Article = value.value
    return encode_again(article)


def _mark(data: bytes) -> bytes:
    shelf = Shelf(0)
    shelf.restore(MARK, data)
    return shelf.mark.encode()


def _subtotals(data: bytes) -> bytes:
    return encode_subtotals(decode_subtotals(None, data))


REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "clean article": lambda data: encode_clean(decode_clean(data).value),
    "clean erasure": lambda data: encode_clean(decode_clean(data).value),
    "clean again": _again,
    "ledger entry": lambda data: decode_entry(data).encode(),
    "ledger entry, erased": lambda data: decode_entry(data).encode(),
    "subtotals": _subtotals,
    "sums entry": lambda data: newer_parts(data, data),
    "mark": _mark,
    "mark, left": _mark,
    "owner, of a marked topic": lambda data: decode_owner(data, 5).encode(),
    "owner, rekeyed": lambda data: decode_owner(data, 5).encode(),
    "owner, settled": lambda data: decode_owner(data, 5).encode(),
}
"""Name → the record as it is written again after it was read. An owner's first record has no token: that is its own offset."""


@pytest.mark.parametrize("name", sorted(REWRITTEN))
def test_saved_record_is_read_and_written_as_it_was(name: str) -> None:
    """Byte for byte: nothing of it is lost on the way through this version."""
    assert REWRITTEN[name](RECORDS[name].encode()) == RECORDS[name].encode()


def test_token_of_an_owner_is_the_offset_of_its_first_record() -> None:
    owner = decode_owner(RECORDS["owner"].encode(), 12)
    assert (owner.token, owner.generation, owner.partitions, owner.takers) == (12, 1, 4, {1: "abc", 2: "def"})


def test_subtotal_of_one_actor_is_still_read() -> None:
    """Written with the actor as key, before there were several in a record."""
    assert decode_subtotals(b"per:a", RECORDS["subtotal"].encode()) == decode_subtotals(None, RECORDS["subtotals"].encode())


def test_every_saved_record_is_tested() -> None:
    assert RECORDS.keys() == {*REWRITTEN, "owner", "subtotal"}


def more(value: Any) -> Any:
    """With a field or an element more, in every object and list of a fixed shape."""
    if isinstance(value, dict):
        return {k: more(v) if k in {"value", "place"} else v for k, v in value.items()} | {"later": 1}
    return [*value, {"later": 1}]


@pytest.mark.parametrize("name", sorted(REWRITTEN))
def test_what_a_later_version_says_more_is_ignored(name: str) -> None:
    """An older worker reads on beside a newer one; what it writes itself is as it knows it."""
    later = orjson.loads(RECORDS[name])
    later = [[*part, {"later": 1}] for part in later] if name == "sums entry" else more(later)
    assert REWRITTEN[name](orjson.dumps(later)) == RECORDS[name].encode()


def test_key_of_a_later_version_is_no_entry() -> None:
    """A private key of a later version is neither an article nor an actor."""
    shelf = Shelf(0)
    shelf.restore("~later", b"{}")
    shelf.restore(META, RECORDS["owner"].encode(), 3)
    assert list(shelf.values()) == []
