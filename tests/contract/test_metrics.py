"""Metrics are what docs/metrics.md says: each one that is told is there with its type and labels, and none is there that is not told."""

from __future__ import annotations

import pytest

from tests.metrics import documented, of_a_worker, of_the_view

TELLING = {"Of a worker": of_a_worker, "Of the view": of_the_view}
UNITS = ("_seconds", "_bytes", "_records", "_ratio", "_info", "_total")
COUNTS = {
    "dateline_view_articles",
    "dateline_view_actors",
    "dateline_view_dead_letters",
    "dateline_view_sources",
    "dateline_view_followers",
}
COUNTS |= {"dateline_partitions_held", "dateline_recovering_partitions", "process_open_fds", "process_max_fds"}
YES_OR_NO = {"dateline_ready", "dateline_view_connected", "dateline_view_ready"}


@pytest.mark.parametrize("section", TELLING)
def test_documented_is_what_is_told(section: str) -> None:
    assert documented(section) == TELLING[section]()


@pytest.mark.parametrize("section", TELLING)
def test_names_follow_prometheus(section: str) -> None:
    """A base unit at the end, `_total` for counters; else it is a number of things that the name says, or a yes or no."""
    for name, told in TELLING[section]().items():
        assert name.endswith(UNITS) or name in COUNTS | YES_OR_NO
        assert name.endswith("_total") == (told.kind == "counter")
