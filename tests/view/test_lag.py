"""How long the oldest record has waited, from looks at offsets."""

from __future__ import annotations

from streams.view.lag import KEPT, History, Waited
from streams.view.observer import PartitionState, Snapshot, TopicState


def looked(*looks: tuple[float, int, int]) -> History:
    """(when, committed, end) of one partition."""
    history = History()
    for when, committed, end in looks:
        history.add(Snapshot("c", {"t": TopicState("t", "", (PartitionState(0, 0, end, committed),))}), when)
    return history


def test_nothing_waits() -> None:
    """All is committed, or nobody has looked yet."""
    assert looked((0, 5, 5), (2, 9, 9)).waited("t") == Waited(0, 0.0, at_least=False)
    assert looked().waited("t") == Waited(0, 0.0, at_least=False)


def test_the_oldest_is_as_old_as_the_first_look_that_saw_it() -> None:
    """Offset 7 waits; the end was behind it at second 4, so it has waited for 6 s at the tenth."""
    assert looked((0, 5, 5), (2, 6, 7), (4, 6, 9), (10, 7, 20)).waited("t") == Waited(13, 6.0, at_least=False)


def test_what_waited_before_the_first_look_waits_at_least_so_long() -> None:
    """A view that was just started does not know more."""
    assert looked((0, 5, 9), (8, 5, 9)).waited("t") == Waited(4, 8.0, at_least=True)


def test_the_slowest_partition_decides() -> None:
    """Records add up, seconds are the longest."""
    history = History()
    for when, ends in ((0.0, (5, 5)), (3.0, (6, 5)), (5.0, (6, 9))):
        parts = tuple(PartitionState(n, 0, end, 5) for n, end in enumerate(ends))
        history.add(Snapshot("c", {"t": TopicState("t", "", parts)}), when)
    assert history.waited("t") == Waited(5, 2.0, at_least=False)


def test_the_history_is_bounded_and_thinned() -> None:
    """An hour of looks; a chart shows some of them, the last among them."""
    history = looked(*((float(n), n, n + n % 3) for n in range(KEPT + 100)))
    assert len(history.looks) == KEPT
    recent = history.recent("t", 60)
    assert len(recent) == 60
    assert recent[-1] == (KEPT + 99.0, (KEPT + 99) % 3)


def test_each_partition_has_a_wait_of_its_own() -> None:
    """One that waits since the second look, and one that does not wait."""
    history = looked((0, 5, 5), (2, 5, 7), (9, 5, 8))
    assert history.waits() == {("t", 0): 7.0}
    assert looked((0, 5, 5), (2, 9, 9)).waits() == {("t", 0): 0.0}
    assert looked().waits() == {}
