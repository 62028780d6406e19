"""The bookkeeping of ends and losses."""

from __future__ import annotations

import pytest

from streams.core.article import Place
from streams.embedded.ends import End, Ends, LossWatch, Published, source_of

ENRICHED = End("enriched")


def raw(offset: int, partition: int = 0) -> Place:
    return Place("news.raw", partition, offset)


def test_a_record_is_unfinished_until_its_end_comes() -> None:
    """Acknowledged, then ended: label and end are remembered together."""
    ends = Ends({0: 1})
    ends.sent(raw(1), Published("a.txt", 10))
    assert (ends.unfinished, ends.unfinished_bytes, list(ends.unfinished_labels)) == (1, 10, ["a.txt"])
    ends.ended(raw(1), ENRICHED)
    assert (ends.unfinished, ends.ours) == (0, [("a.txt", ENRICHED)])


def test_an_end_may_come_before_the_acknowledgement() -> None:
    """The worker can be quicker than the publisher's answer; the end is kept for it."""
    ends = Ends({0: 1})
    ends.ended(raw(1), ENRICHED)
    ends.sent(raw(1), Published("a.txt", 10))
    assert (ends.unfinished, ends.ours) == (0, [("a.txt", ENRICHED)])


def test_an_end_that_comes_again_counts_once() -> None:
    """After a crash outputs are sent again; the counts do not move."""
    ends = Ends({0: 1})
    assert ends.ended(raw(2), ENRICHED)
    assert not ends.ended(raw(2), ENRICHED)
    assert ends.ended(raw(1), End("info", "repeat"))
    assert not ends.ended(raw(1), ENRICHED)
    assert ends.counts == {"enriched": 1, "info": 1}
    assert ends.total == 2


def test_the_first_open_offset_waits_for_the_slowest() -> None:
    """Ends come out of order; the lowest record without one is what can still be lost."""
    ends = Ends({0: 1, 1: 5})
    for offset in (3, 2, 5):
        ends.ended(raw(offset), ENRICHED)
    assert (ends.first_open(0), ends.first_open(1)) == (1, 5)
    ends.ended(raw(1), ENRICHED)
    assert (ends.first_open(0), ends.first_open(1)) == (4, 5)


def test_a_record_that_left_unfinished_is_lost_after_the_patience() -> None:
    """The worker may still have a dropped record in hand, so its end is awaited for a while; then it is a loss."""
    losses = LossWatch(Ends({0: 1, 1: 1}), patience=10)
    assert losses.look({0: 1, 1: 7}, now=100) == []
    assert losses.look({0: 1, 1: 9}, now=109) == []
    assert losses.look({0: 1, 1: 9}, now=110) == ["partition 1: records from offset 1 on were dropped before they were read"]


def test_a_record_that_was_in_hand_is_no_loss() -> None:
    """When the end comes after all, nothing is lost; the next open record has the full patience again."""
    ends = Ends({0: 1})
    losses = LossWatch(ends, patience=10)
    losses.look({0: 3}, now=100)
    ends.ended(raw(1), ENRICHED)
    assert losses.look({0: 3}, now=111) == []
    ends.ended(raw(2), ENRICHED)
    assert losses.look({0: 3}, now=200) == []


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (b"/news.raw/3/17", Place("news.raw", 3, 17)),
        (b"/news.raw/3", None),
        (b"/news.raw/3/x", None),
        (b"news.raw/3/17", None),
        (b"/news.raw/3/" + b"9" * 100, None),
        (b"", None),
    ],
)
def test_the_source_of_an_output_is_its_raw_place(value: bytes, place: Place | None) -> None:
    """`ce_source` names the raw record; whatever else a stranger writes there is nobody's end."""
    assert source_of([("ce_id", b"x"), ("ce_source", value)]) == place


def test_a_record_without_headers_has_no_source() -> None:
    """A plain record of a stranger is nobody's end."""
    assert source_of([]) is None
