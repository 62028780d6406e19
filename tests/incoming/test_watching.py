"""Watching: what is new is sent once, what has changed again, and nothing is remembered that the broker has not."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from streams.core.article import Place
from streams.incoming.fetching import Fetcher
from streams.incoming.full_text import Pages
from streams.incoming.inlet import InletError
from streams.incoming.records import Outgoing
from streams.incoming.seen import KEPT_SECONDS, FeedState, Seen
from streams.incoming.watching import LONGEST, Looked, Watcher

from .feeds import Web, atom, rss, serving

NOW = 1_773_133_300.0
PAGE = b"<html><head><title>Thanks</title></head><body><article>%s</article></body></html>"
LONG = b"".join(b"<p>Kenya thanked Peru for the help of its engineers in the north of the country, number %d.</p>" % n for n in range(9))


@dataclass
class Kept:
    records: list[Outgoing] = field(default_factory=list)
    failing_after: int | None = None

    async def send(self, records: Sequence[Outgoing], partitions: int) -> list[Place]:
        if self.failing_after is not None and len(self.records) >= self.failing_after:
            msg = "The broker did not acknowledge it."
            raise InletError(msg)
        self.records += records
        return []

    @property
    def values(self) -> list[Any]:
        return [json.loads(record.value) for record in self.records]

    @property
    def ids(self) -> list[str]:
        return [value["article_id"] for value in self.values]


@dataclass
class Scene:
    web: Web
    inlet: Kept
    fetcher: Fetcher
    watcher: Watcher
    now: list[float]

    async def look(self, url: str, **changes: Any) -> Looked:
        return await replace(self.watcher, **changes).feed(url, self.fetcher)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Scene]:
    now, inlet, seen = [NOW], Kept(), Seen(folder / "state" / "watch.sqlite")
    async with serving() as web, Fetcher("dateline/test", allow_private=True, pause=0) as fetcher:
        yield Scene(web, inlet, fetcher, Watcher(seen, inlet, 4, lambda: now[0], source="daily"), now)
    seen.close()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with staged(tmp_path) as found:
        yield found


async def test_entries_are_sent_once_the_oldest_first(scene: Scene) -> None:
    """A second look with the same feed sends nothing; a new entry is sent alone."""
    url = scene.web.put("/feed", rss(3, 2, 1))
    assert await scene.look(url) == Looked(sent=3)
    assert scene.inlet.ids == ["daily-1", "daily-2", "daily-3"]
    assert await scene.look(url) == Looked()
    scene.web.put("/feed", rss(4, 3, 2))
    assert await scene.look(url) == Looked(sent=1)
    assert scene.inlet.ids[3:] == ["daily-4"]


async def test_the_server_is_asked_only_for_changes(scene: Scene) -> None:
    """With what it said last; when nothing has changed it says so in a few bytes."""
    url = scene.web.put("/feed", rss(1), ETag='"v1"', Last_Modified="Tue, 10 Mar 2026 09:00:00 GMT")
    await scene.look(url)
    assert await scene.look(url) == Looked()
    headers = scene.web.asked[1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"v1"', "Tue, 10 Mar 2026 09:00:00 GMT")
    assert scene.watcher.seen.feed(url).etag == '"v1"'


async def test_a_changed_entry_is_a_new_version(scene: Scene) -> None:
    """Where the feed says when it changed, that orders the versions; where it forgot to, the receipt does."""
    url = scene.web.put("/feed", atom())
    await scene.look(url)
    scene.web.put("/feed", atom("2026-03-10T11:00:00Z", more="Three."))
    assert await scene.look(url) == Looked(sent=1, again=1)
    scene.web.put("/feed", atom("2026-03-10T11:00:00Z", more="Four."))
    assert await scene.look(url) == Looked(sent=1, again=1)
    assert [value.get("updated_at") for value in scene.inlet.values] == ["2026-03-10T09:00:00Z", "2026-03-10T11:00:00Z", None]
    assert len({record.key for record in scene.inlet.records}) == 1


async def test_what_was_not_acknowledged_comes_again(scene: Scene) -> None:
    """The broker fails in the middle: what it has is remembered, the rest is not, nor that the feed was read."""
    url = scene.web.put("/feed", rss(1).replace(b"</channel>", rss(*range(2, 10)).split(b"</language>")[1]), ETag='"v1"')
    scene.inlet.failing_after = 0
    with pytest.raises(InletError):
        await scene.look(url)
    assert scene.watcher.seen.feed(url) == FeedState()
    scene.inlet.failing_after = None
    assert (await scene.look(url)).sent == 9
    assert scene.web.asked[1][1].get("if-none-match") is None


async def test_what_is_remembered_outlives_the_process(tmp_path: Path) -> None:
    async with staged(tmp_path) as first:
        url = first.web.put("/feed", rss(1))
        await first.look(url)
        state = first.watcher.seen.entry(url, "daily-1")
    seen = Seen(tmp_path / "state" / "watch.sqlite")
    assert seen.entry(url, "daily-1") == state is not None
    seen.close()


async def test_a_failing_feed_is_left_alone_for_longer_and_longer(scene: Scene) -> None:
    """Up to a day; one success, and it is as before."""
    url = scene.web.put("/feed", b"", 500)
    waits = []
    for _ in range(9):
        assert "500" in (await scene.look(url)).problem
        waits.append(scene.watcher.due(url) - NOW)
    assert waits[:3] == [900, 1800, 3600]
    assert waits[-1] == LONGEST
    scene.web.put("/feed", rss(1))
    await scene.look(url)
    assert scene.watcher.due(url) - NOW == 900


async def test_the_server_says_when_to_come_back(scene: Scene) -> None:
    """`Retry-After` with a refusal, `max-age` with an answer: later, never sooner, and not beyond a day."""
    url = scene.web.put("/feed", b"", 429, Retry_After="7200")
    await scene.look(url)
    assert scene.watcher.due(url) - NOW == 7200
    scene.web.put("/feed", rss(1), Cache_Control="public, max-age=3600")
    await scene.look(url)
    assert scene.watcher.due(url) - NOW == 3600
    scene.web.put("/feed", rss(1), Cache_Control="max-age=1")
    await scene.look(url)
    assert scene.watcher.due(url) - NOW == 900


async def test_a_feed_that_is_gone_is_not_asked_for_again(scene: Scene) -> None:
    url = scene.web.put("/feed", b"", 410)
    assert "410" in (await scene.look(url)).problem
    assert scene.watcher.due(url) == float("inf")


@pytest.mark.parametrize("body", [b"<html><p>Not found, but 200</p></html>", b""])
async def test_a_page_in_place_of_a_feed_is_said(scene: Scene, body: bytes) -> None:
    assert "neither RSS nor Atom" in (await scene.look(scene.web.put("/feed", body))).problem


async def test_entries_without_a_text_are_counted_and_left_open(scene: Scene) -> None:
    """They are not sent, and not remembered: with --full-text they may have one."""
    url = scene.web.put("/feed", rss(1).replace(b"<description>", b"<x>").replace(b"</description>", b"</x>"))
    assert await scene.look(url) == Looked(without_text=1)
    assert scene.watcher.seen.entry(url, "daily-1") is None


async def test_the_page_where_the_feed_has_only_a_summary(scene: Scene) -> None:
    """It is sent as the article's html with what the feed says of it; robots.txt is asked first."""
    url = feed_of(scene, "/story")
    scene.web.put("/story", PAGE % LONG, Content_Type="text/html; charset=utf-8")
    assert (await scene.look(url, pages=Pages(scene.fetcher, "dateline/test"))).sent == 1
    (value,) = scene.inlet.values
    assert ("number 8" in value["html"], "text" in value, value["headline"]) == (True, False, "Thanks 1")
    assert scene.web.paths == ["/feed", "/robots.txt", "/story"]


@pytest.mark.parametrize("why", ["robots", "robots fails", "short", "missing", "no html"])
async def test_the_summary_where_the_page_is_not_to_be_had(scene: Scene, why: str) -> None:
    """Forbidden, not there, no page, or with less in it than the summary: nothing is lost, and nobody is pressed."""
    url = feed_of(scene, "/story")
    if why != "missing":
        kind = "application/pdf" if why == "no html" else "text/html"
        scene.web.put("/story", PAGE % (b"<p>Subscribe.</p>" if why == "short" else LONG), Content_Type=kind)
    if why.startswith("robots"):
        scene.web.put("/robots.txt", b"User-agent: *\nDisallow: /story", 500 if why == "robots fails" else 200)
    assert (await scene.look(url, pages=Pages(scene.fetcher, "dateline/test"))).sent == 1
    assert scene.inlet.values[0]["text"].startswith("Kenya thanked")
    assert ("/story" in scene.web.paths) == (not why.startswith("robots"))


@pytest.mark.parametrize("url", ["https://[x", "http://", "ftp://127.0.0.1/x", "http://127.0.0.1:99999/x", ""])
async def test_a_link_that_leads_nowhere_is_no_page(scene: Scene, url: str) -> None:
    assert await Pages(scene.fetcher, "dateline/test").html(url, 0) is None


async def test_what_the_feed_gives_whole_needs_no_page(scene: Scene) -> None:
    url = scene.web.put("/feed", rss(1, content="<content:encoded>&lt;p&gt;All of it.&lt;/p&gt;</content:encoded>"))
    await scene.look(url, pages=Pages(scene.fetcher, "dateline/test"))
    assert (scene.inlet.values[0]["text"], scene.web.paths) == ("All of it.", ["/feed"])


async def test_old_entries_are_forgotten(scene: Scene) -> None:
    """When their feed has not shown them for 90 days; what it still shows stays."""
    url = scene.web.put("/feed", rss(1, 2))
    await scene.look(url)
    scene.web.put("/feed", rss(2, 3))
    scene.now[0] += KEPT_SECONDS - 10
    await scene.look(url)
    scene.now[0] += 20
    await scene.look(url)
    assert [scene.watcher.seen.entry(url, f"daily-{n}") is not None for n in (1, 2, 3)] == [False, True, True]


async def test_a_folder(scene: Scene, tmp_path: Path) -> None:
    """Whole files, once, at any depth; changed ones again; hidden, foreign and half-written ones not."""
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    write(inbox / "a.txt", "One.")
    write(inbox / "deep/b.jsonl", '{"text": "Two."}\n{"text": "Three."}\n')
    write(inbox / ".hidden.txt", "No.")
    write(inbox / "c.txt.part", "No.")
    write(inbox / "new.txt", "Not yet.", age=0)
    assert await scene.watcher.folder(inbox) == Looked(sent=3)
    assert await scene.watcher.folder(inbox) == Looked()
    write(inbox / "a.txt", "One, corrected.", age=50)
    scene.now[0] += 10
    assert await scene.watcher.folder(inbox) == Looked(sent=2, again=1)
    assert [record.label.rpartition("/")[2] for record in scene.inlet.records] == ["a.txt", "b.jsonl:1", "b.jsonl:2", "a.txt", "new.txt"]


async def test_sent_files_are_moved_aside(scene: Scene, tmp_path: Path) -> None:
    """After the acknowledgement, and over nothing that is there; a folder within the watched one is not watched."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watcher = replace(scene.watcher, move_to=inbox / "done")
    for text in ("One.", "Two."):
        write(inbox / "a.txt", text, age=len(text) + 90)
        assert (await watcher.folder(inbox)).moved == 1
        scene.watcher.seen.keep_file(str(inbox / "a.txt"), 0, 0)
    assert {f.name: f.read_text(encoding="utf-8") for f in (inbox / "done").iterdir()} == {"a.txt": "One.", "a.1.txt": "Two."}
    assert await watcher.folder(inbox) == Looked()
    write(inbox / "b.txt", "Three.")
    scene.inlet.failing_after = 0
    with pytest.raises(InletError):
        await watcher.folder(inbox)
    assert (inbox / "b.txt").exists()


async def test_a_file_that_cannot_go_is_said_once(scene: Scene, tmp_path: Path) -> None:
    """The rest of it goes; it is not sent for ever."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    write(inbox / "a.jsonl", json.dumps({"text": "x" * 1_100_000}) + '\n{"text": "Two."}\n')
    looked = await scene.watcher.folder(inbox)
    assert (looked.sent, "1,100" in looked.problem) == (1, True)
    assert await scene.watcher.folder(inbox) == Looked()


def write(file: Path, text: str, age: float = 100) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, (NOW - age, NOW - age))


def feed_of(scene: Scene, path: str) -> str:
    return scene.web.put("/feed", rss(1).replace(b"https://daily.example/1", scene.web.url(path).encode()))
