"""Readiness and metrics of the view: why it may show old things, and numbers with bounded labels."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.core.article import Rejection
from streams.topics import Topics
from streams.view.metrics import bounded
from streams.view.observer import PartitionState, Snapshot, TopicState
from streams.view.status import CLOSE, Status

from .builders import a_reading, an_article
from .sites import NOW, Served, served

LABELS = {"topic", "partition", "version", "python", "implementation", "status", "state", "severity", "stage", "code"}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as found:
        yield found


def at(end: int, read: int) -> Status:
    """One topic with `end` records of which `read` are in the database."""
    name = Topics().articles.name
    status = Status("127.0.0.1:9092", NOW)
    status.positions = {(name, 0): read}
    status.found(Snapshot("c", {name: TopicState(name, "id", (PartitionState(0, 0, end),))}), (), NOW)
    return status


def test_reading_for_the_first_time_is_told_in_percent() -> None:
    """And once it has been near the end, being a little behind is no news."""
    status = at(10_000, 4_100)
    assert status.reasons() == [{"code": "recovering", "detail": "recovering 41%: 5900 records are not read yet"}]
    status.positions = {(Topics().articles.name, 0): 10_000 - CLOSE}
    status.found(status.snapshot or Snapshot("", {}), (), NOW)
    assert status.reasons() == []
    status.positions = {(Topics().articles.name, 0): 5_000}
    status.found(status.snapshot or Snapshot("", {}), (), NOW)
    assert status.reasons() == []


def test_a_lost_broker_and_missing_topics_are_reasons() -> None:
    status = at(10, 10)
    status.lost("it does not answer", NOW)
    assert [reason["code"] for reason in status.reasons()] == ["broker_unreachable"]
    status.found(Snapshot("c", {}), ("news.raw",), NOW)
    assert [reason["code"] for reason in status.reasons()] == ["topic_missing"]


async def test_ready_is_200_and_not_ready_503_with_reasons(site: Served) -> None:
    """Pages are served in any case, and `/healthz` stays 200."""
    site.site.status.caught_up = True
    assert await site.get("/readyz") == (200, '{\n  "status": "ready",\n  "reasons": []\n}')
    site.site.status.lost("gone", NOW)
    status, text = await site.get("/readyz")
    assert (status, orjson.loads(text)["reasons"][0]["detail"]) == (503, "gone")
    assert (await site.get("/healthz"))[0] == 200


async def test_metrics_tell_what_the_pages_show(site: Served) -> None:
    site.feed.whole(a_reading(an_article()))
    site.feed.letter(Rejection("read", "bad_json", "No."), b"{")
    status, text = await site.get("/metrics")
    assert status == 200
    for line in (
        'dateline_view_articles{status="usable"} 1.0',
        'dateline_view_dead_letters{code="bad_json",severity="error",stage="read",state="open"} 1.0',
        'dateline_group_lag_records{partition="0",topic="news.raw"} 3.0',
        'dateline_view_sources{state="new"} 1.0',
        "dateline_view_connected 1.0",
    ):
        assert line in text.splitlines()
    assert list(text_string_to_metric_families(text))


async def test_hostile_words_make_no_series(site: Served) -> None:
    """A letter that somebody else wrote, with a code and a source of their own."""
    for n in range(5):
        site.feed.letter(Rejection("read", f'evil"{n}\n', "No."), b'{"source": "evil-%d"}' % n, 100 + n)
    _, text = await site.get("/metrics")
    assert "evil" not in text
    assert 'code="other",severity="error",stage="read",state="open"} 5.0' in text
    assert set(re.findall(r'[{,](\w+)="', text)) <= LABELS


def test_unknown_words_are_added_up() -> None:
    rows = [("error", "read", "a", "open", 1), ("error", "read", "b", "open", 2), ("?", "?", "repeat", "?", 3)]
    assert bounded(rows) == {("error", "read", "other", "open"): 3, ("other", "other", "repeat", "other"): 3}
