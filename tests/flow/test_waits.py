"""The lag in seconds: the age of the oldest record that is not committed."""

from __future__ import annotations

from streams.core.article import Place
from streams.flow.waits import KEPT, Waits

RAW = ("news.raw", 0)
NOW = 1_000.0


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def took(waits: Waits, *records: tuple[int, float]) -> Waits:
    """Each: offset, and how many seconds before NOW the broker got it."""
    for offset, age in records:
        waits.took(Place(*RAW, offset), round((NOW - age) * 1000))
    return waits


def test_it_is_the_age_of_the_oldest_record_that_is_not_committed() -> None:
    """Also of one that waited for hours before this worker came."""
    waits = took(Waits(Clock()), (5, 7200), (6, 60), (7, 2))
    assert waits.waited({RAW: 3}, {RAW: 5}) == {RAW: 7200}
    assert waits.waited({RAW: 2}, {RAW: 6}) == {RAW: 60}
    assert waits.waited({RAW: 1}, {RAW: 7}) == {RAW: 2}


def test_nothing_waits_when_all_is_committed() -> None:
    waits = took(Waits(Clock()), (5, 60))
    assert waits.waited({RAW: 0}, {RAW: 6}) == {RAW: 0}


def test_after_a_pause_the_new_record_counts_and_not_the_one_before_it() -> None:
    waits = took(Waits(Clock()), (5, 7200))
    assert waits.waited({RAW: 0}, {RAW: 6}) == {RAW: 0}
    took(waits, (6, 0.5))
    assert waits.waited({RAW: 1}, {RAW: 6}) == {RAW: 0.5}


def test_a_record_that_was_not_taken_yet_waits_since_it_was_seen_to() -> None:
    """Its time is not known before it is read; then it is told exactly, and one behind it begins anew."""
    waits = took(Waits(clock := Clock()), (5, 7200))
    assert waits.waited({RAW: 1}, {RAW: 6}) == {RAW: 0}
    clock.now += 4
    assert waits.waited({RAW: 9}, {RAW: 6}) == {RAW: 4}
    assert waits.waited({RAW: 8}, {RAW: 7}) == {RAW: 0}
    clock.now += 1
    took(waits, (7, 30))
    assert waits.waited({RAW: 8}, {RAW: 7}) == {RAW: 35}


def test_records_that_are_read_again_are_old_again() -> None:
    """After a rebalance the partition comes back at its last commit."""
    waits = took(Waits(Clock()), (5, 60), (6, 50), (7, 40), (6, 50))
    assert waits.waited({RAW: 2}, {RAW: 6}) == {RAW: 50}


def test_what_left_is_forgotten() -> None:
    """A partition of another worker has no number here; when it comes back, nothing of the old stay counts."""
    waits = took(Waits(Clock()), (5, 60))
    assert waits.waited({}, {}) == {}
    assert waits.waited({RAW: 1}, {RAW: 5}) == {RAW: 0}


def test_a_broker_whose_clock_is_ahead_makes_no_negative_age() -> None:
    waits = took(Waits(Clock()), (5, -3))
    assert waits.waited({RAW: 1}, {RAW: 5}) == {RAW: 0}


def test_it_remembers_a_bounded_number() -> None:
    """Of records that came together one, and of others the first ones when nothing is ever committed."""
    waits = took(Waits(Clock()), *((n, 0.0) for n in range(1000)), *((1000 + n, 5.0 * n) for n in range(KEPT + 50)))
    assert len(waits._taken[RAW]) == KEPT
