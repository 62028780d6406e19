"""State of a partition between two barriers, and what is refused."""

from __future__ import annotations

import pytest

from streams.core.article import Place
from streams.flow.shelf import MARK, FormatError, HoleError, Mark, Shelf, check_format

EARLY, LATE = "2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z"


def restored(changes: list[tuple[str, bytes]]) -> Shelf:
    shelf = Shelf(0)
    for key, value in changes:
        shelf.restore(key, value)
    return shelf


def test_writes_are_read_before_during_and_after_a_barrier() -> None:
    shelf = Shelf(0)
    shelf.put("a", b"1")
    assert shelf.get("a") == b"1"
    shelf.cut()
    assert shelf.get("a") == b"1"
    shelf.put("a", b"2")
    shelf.written()
    assert shelf.get("a") == b"2"


def test_changelog_restores_the_shelf() -> None:
    """Entries first, the mark last: a mark promises all entries before it."""
    shelf = Shelf(0)
    shelf.put("b", b"2")
    shelf.put("a", b"1")
    shelf.advance(4)
    shelf.see(Place("raw", 1, 9), EARLY)
    changes = shelf.cut()
    assert [key for key, _ in changes] == ["a", "b", MARK]
    again = restored(changes)
    assert (again.get("a"), again.mark.next, again.mark.seen) == (b"1", 5, {"raw/1": (9, EARLY)})


def test_key_that_changed_often_is_written_once() -> None:
    shelf = Shelf(0)
    for value in (b"1", b"2", b"3"):
        shelf.put("a", value)
    assert [c for c in shelf.cut() if c[0] == "a"] == [("a", b"3")]
    assert shelf.cut() == []


def test_redelivery_is_known_by_the_raw_place() -> None:
    """Intake sends again what it had not committed; a later record of the same raw partition has not been seen."""
    shelf = Shelf(0)
    shelf.advance(0)
    shelf.see(Place("raw", 0, 7), EARLY)
    assert shelf.is_redelivered(Place("raw", 0, 7), EARLY)
    assert not shelf.is_redelivered(Place("raw", 0, 8), EARLY)
    assert not shelf.is_redelivered(Place("raw", 1, 7), EARLY)


@pytest.mark.parametrize("first", [0, 1])
def test_new_partition_begins_at_or_behind_the_marker(first: int) -> None:
    shelf = Shelf(0)
    shelf.guard(first)
    shelf.guard(first + 1)


def test_missing_event_is_noticed() -> None:
    """At the start against the mark, then against the event before; going back is a replay and no hole."""
    with pytest.raises(HoleError):
        Shelf(0).guard(2)
    shelf = restored([(MARK, b'{"next":5,"seen":{},"entries":0}')])
    shelf.guard(4)
    shelf.guard(5)
    shelf.guard(3)
    with pytest.raises(HoleError):
        shelf.guard(5)


def test_state_of_another_format_is_refused() -> None:
    with pytest.raises(FormatError, match="format 99"):
        check_format(b'{"format":99,"generation":1}')


def test_late_write_of_an_earlier_owner_is_written_over() -> None:
    """Compaction keeps what is last: the newer entry has to be behind the late one again."""
    shelf = Shelf(0, newer=max)
    for value in (b"2", b"3", b"1"):
        shelf.restore("a", value)
    assert shelf.get("a") == b"3"
    assert shelf.cut()[0] == ("a", b"3")
    shelf = Shelf(0, newer=max)
    for value in (b"3", b"1", b"4"):
        shelf.restore("a", value)
    assert shelf.cut() == []


def test_mark_that_came_late_does_not_count_and_is_written_over() -> None:
    """An owner that had lost the partition says how far it was: less far. Were it left as the last word, compaction would keep it alone,
    behind what is committed, and no later owner could join on."""
    early, late = Mark(9, {"raw/0": (5, EARLY)}), Mark(4, {"raw/0": (2, EARLY)}, left=3)
    shelf = restored([(MARK, early.encode()), (MARK, late.encode())])
    assert shelf.mark == early
    assert shelf.cut() == [(MARK, early.encode())]
    assert restored([(MARK, late.encode()), (MARK, early.encode())]).cut() == []


def test_changelog_that_was_cut_off_lacks_entries() -> None:
    """The mark says how many there were."""
    shelf = Shelf(0)
    for key in ("a", "b"):
        shelf.put(key, b"1")
        shelf.advance(1)
        first = shelf.cut()
        shelf.written()
    assert restored([("a", b"1"), *first]).missing == 0
    assert restored(first).missing == 1


def test_entry_of_another_format_is_refused_with_its_cure() -> None:
    """Compaction may leave an entry before the record that names the format; what cannot be read of it is no bug of this version."""

    def newer(known: bytes, late: bytes) -> bytes:
        return max(known, late, key=lambda entry: entry[99])

    shelf = Shelf(0, newer=newer)
    shelf.restore("cty:KEN", b"[1]")
    with pytest.raises(FormatError, match="DATELINE_APP"):
        shelf.restore("cty:KEN", b"[2]")


def test_record_of_a_topic_that_was_made_anew_is_no_redelivery() -> None:
    """Its offsets begin again, its times do not."""
    shelf = Shelf(0)
    shelf.see(Place("raw", 0, 500), EARLY)
    assert not shelf.is_redelivered(Place("raw", 0, 3), LATE)
    shelf.see(Place("raw", 0, 3), LATE)
    assert shelf.is_redelivered(Place("raw", 0, 3), LATE)
    assert not shelf.is_redelivered(Place("raw", 0, 4), LATE)
