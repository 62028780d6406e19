"""Rows are published as often as there is time for it."""

from __future__ import annotations

import pytest

from streams.flow.pace import BUSY, SHARE, SHARE_WHEN_BUSY, Pace

INTERVAL = 0.05
"""Seconds from look to look, as by default."""


@pytest.mark.parametrize(("used", "share"), [(0.2, SHARE), (BUSY, SHARE), (0.95, SHARE_WHEN_BUSY)], ids=["idle", "just not busy", "busy"])
def test_publications_keep_to_their_share_of_the_time(used: float, share: float) -> None:
    """Each takes 40 ms; within a minute they take their share, and not much less."""
    spent = sum(took for _, took in _minute(used, took=0.04))
    assert 0.75 * share <= spent / 60 <= share + 0.04 / 60


def test_short_ones_come_at_every_look() -> None:
    """There are few rows to publish: nobody waits."""
    assert len(_minute(0.2, took=0.001)) == pytest.approx(60 / (INTERVAL + 0.001), abs=2)


def test_a_long_one_is_made_up_for_once() -> None:
    """After a publication of a second, which a slow broker makes, nine pass; the next is as soon as ever."""
    pace = Pace(0.0)
    pace.published(100.0, 1.0)
    assert not pace.due(109.9, 0.2)
    assert pace.due(110.0, 0.2)
    pace.published(110.0, 0.001)
    assert pace.due(110.05, 0.2)


def test_a_worker_that_is_no_longer_busy_makes_up_for_it() -> None:
    """The share is that of the moment of the question."""
    pace = Pace(0.0)
    pace.published(0.0, 0.1)
    assert not pace.due(1.0, 0.95)
    assert pace.due(1.0, 0.2)


def _minute(used: float, *, took: float) -> list[tuple[float, float]]:
    """When publications began within a minute, and what they took."""
    pace, now, made = Pace(0.0), 0.0, list[tuple[float, float]]()
    while now < 60:
        now += INTERVAL
        if pace.due(now, used):
            pace.published(now, took)
            made.append((now, took))
            now += took
    return made
