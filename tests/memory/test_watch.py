"""`dateline watch` on a broker: a feed and a folder, with one command."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.embedded import EmbeddedBroker
from streams.flow.admin import ensure_topics
from streams.settings import load
from streams.topics import Topics
from tests.incoming.feeds import rss, serving
from tests.records import read_all

pytestmark = pytest.mark.embedded


async def test_a_feed_and_a_folder(tmp_path: Path) -> None:
    """One look at each: what is new is on the topic, and said; a second run has nothing to do; a third says what failed, exit code 1."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.json").write_text('{"article_id": "a1", "text": "News."}', encoding="utf-8")
    with EmbeddedBroker([t.name for t in Topics().all], 2) as broker:
        await ensure_topics(load({}, bootstrap=broker.bootstrap), lambda _: None, create=False)
        async with serving() as web:
            feed = web.put("/feed", rss(1, 2))
            arguments = [
                "watch",
                "--once",
                "--allow-private",
                "--bootstrap",
                broker.bootstrap,
                "--state",
                str(tmp_path / "seen"),
                feed,
                str(inbox),
            ]
            settled(inbox / "a.json")
            first = await asyncio.to_thread(CliRunner().invoke, main, arguments)
            again = await asyncio.to_thread(CliRunner().invoke, main, arguments)
            web.put("/feed", b"", 503)
            failed = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        messages = await asyncio.to_thread(read_all, broker.bootstrap, ["news.raw"])
    assert (first.exit_code, first.stdout.splitlines()) == (0, [f"{feed}: 2 new, 0 changed", f"{inbox}: 1 new, 0 changed"]), first.output
    assert (again.exit_code, again.stdout.splitlines()) == (0, [f"{feed}: nothing new", f"{inbox}: nothing new"]), again.output
    assert (failed.exit_code, "the server says 503" in failed.stdout) == (1, True)
    assert sorted(json.loads(m.value() or b"{}")["article_id"] for m in messages) == ["a1", "daily-1", "daily-2"]


def settled(file: Path) -> None:
    """As a file that was moved here: its time is its own, and older."""
    os.utime(file, (1_700_000_000, 1_700_000_000))


def test_what_cannot_be_watched_is_said() -> None:
    """Before anything is asked of a broker."""
    done = CliRunner().invoke(main, ["watch", "news.rss"])
    assert (done.exit_code, "neither an http(s) address nor a folder" in done.output) == (2, True)
