"""Records of the topics: found by offset, time and key, shown whole, exported as chosen; what was withdrawn stays hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.core.article import Headline, Place, Rejection
from streams.view.browse import BrowseError
from streams.view.observer import PartitionState, Snapshot, TopicState

from .builders import Feed, a_reading, a_row, an_article, withdrawn
from .sites import NOW, Served, served

SECRET = an_article("secret", headline=Headline("Quicksilver", "given", 1.0), place=Place("news.raw", 0, 900))
PLAIN = an_article("plain", place=Place("news.raw", 0, 901))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as found:
        fill(found.feed)
        states = {
            name: TopicState(name, "id", tuple(PartitionState(n, 1, 1_000, 990) for n in range(1 + (name == "news.raw"))))
            for name in ("news.raw", "news.articles", "news.enriched", "news.mentions", "news.actors", "news.deadletter")
        }
        found.site.status.found(Snapshot("cluster", states), (), NOW)
        yield found


def fill(feed: Feed) -> None:
    feed.whole(a_reading(SECRET))
    feed.whole(a_reading(PLAIN))
    feed.letter(Rejection("read", "bad_json", "No.", "error", SECRET.article_id), b"Quicksilver", 902)
    feed.letter(Rejection("read", "bad_json", "No."), b"=1+1", 903)
    for n in range(120):
        feed.actor(a_row(f"per:~{n}", f"Person {n}"))
    feed.actor(a_row("per:~7", "Person 7 again"))
    feed.send("actors", "per:~8", None)
    feed.article(withdrawn(SECRET))
    for partition, offset, text in (
        (0, 900, b"Quicksilver"),
        (0, 901, b"plain"),
        (1, 902, b"Quicksilver"),
        (1, 903, b"=1+1"),
        (0, 904, b"nobody knows"),
    ):
        feed.sent.append(
            replace(feed.sent[0], topic="news.raw", partition=partition, offset=offset, key=b"k", value=text, headers=(("a", b"\xff"),))
        )


async def data(site: Served, path: str) -> Any:
    status, body = await site.get(path)
    assert status == 200, body
    return orjson.loads(body)


async def test_the_newest_are_shown_first_and_pages_lead_on(site: Served) -> None:
    """Without a place the end; from an offset fifty, and where to go on."""
    found = await data(site, "/topics/news.actors.json?offset=1")
    assert len(found["rows"]) == 50
    again = await data(site, f"/topics/news.actors.json?offset={found['next']}")
    assert again["rows"][0]["offset"] == found["next"]
    assert (await site.get("/topics/news.actors?offset=1"))[0] == 200


async def test_a_time_leads_to_its_first_record(site: Served) -> None:
    """The first record of that time or later."""
    wanted = (await data(site, "/topics/news.actors.json?offset=1"))["rows"][3]
    found = await data(site, f"/topics/news.actors.json?at={wanted['time']}")
    assert found["rows"][0]["offset"] == wanted["offset"]
    assert (await data(site, "/topics/news.actors.json?at=2099-01-01"))["rows"] == []


async def test_a_key_is_looked_for(site: Served) -> None:
    """All its records, the deletion too; how far it was looked is said."""
    found = await data(site, "/topics/news.actors.json?key=per:~7")
    assert [row["key"] for row in found["rows"]] == ["per:~7", "per:~7"]
    assert found["next"] > found["rows"][-1]["offset"]
    (gone,) = [r for r in (await data(site, "/topics/news.actors.json?key=per:~8"))["rows"] if r["tombstone"]]
    assert gone["bytes"] is None


async def test_a_record_is_shown_whole(site: Served) -> None:
    """As JSON in lines, as bytes, with headers; text that is no JSON as it is."""
    offset = (await data(site, "/topics/news.actors.json?key=per:~7"))["rows"][0]["offset"]
    found = await data(site, f"/topics/news.actors/0/{offset}.json")
    assert (found["kind"], found["value"]["name"], found["hex"][:8]) == ("json", "Person 7", "000000  ")
    raw = await data(site, "/topics/news.raw/0/901.json")
    assert (raw["kind"], raw["value"], raw["headers"]) == ("text", "plain", [["a", "\\xff"]])
    status, html = await site.get(f"/topics/news.actors/0/{offset}")
    assert status == 200
    assert "&#34;name&#34;: &#34;Person 7&#34;" in html


@pytest.mark.parametrize("topic", ["raw", "articles", "enriched", "mentions", "deadletter"])
async def test_what_was_withdrawn_is_hidden(site: Served, topic: str) -> None:
    """On no topic is its text shown or exported, though the topic still holds it; that there is a record is said. The others are shown."""
    found = await data(site, f"/topics/news.{topic}.json?offset=1")
    assert "Quicksilver" not in str(found)
    assert any(row["hidden"] for row in found["rows"])
    assert any(not row["hidden"] for row in found["rows"])
    for form in ("ndjson", "csv"):
        assert "Quicksilver" not in (await site.get(f"/topics/news.{topic}/export.{form}?offset=1"))[1]


async def test_what_nobody_knows_the_end_of_is_hidden(site: Served) -> None:
    """A raw record that is not accounted for yet may be of an article that was withdrawn."""
    assert "not known here yet" in (await data(site, "/topics/news.raw/0/904.json"))["hidden"]


async def test_an_export_holds_what_was_chosen(site: Served) -> None:
    """Exactly the records that the page's filter finds, in both forms; a cell that a spreadsheet would run is text."""
    shown = await data(site, "/topics/news.actors.json?key=per:~7")
    lines = (await site.get("/topics/news.actors/export.ndjson?key=per:~7"))[1].splitlines()
    assert [orjson.loads(line)["offset"] for line in lines] == [row["offset"] for row in shown["rows"]]
    rows = list(csv.DictReader(io.StringIO((await site.get("/topics/news.raw/export.csv?partition=1&offset=902"))[1])))
    assert [(row["offset"], row["value"]) for row in rows] == [("902", ""), ("903", "'=1+1")]
    everything = (await site.get("/topics/news.actors/export.ndjson?offset=1"))[1].splitlines()
    assert len(everything) == 122


@pytest.mark.parametrize(
    "path", ["/topics/news.nothing", "/topics/dateline-clean", "/topics/news.raw/0/5000", "/topics/news.raw/7/1", "/topics/news.raw/0/5"]
)
async def test_what_is_not_there_is_said(site: Served, path: str) -> None:
    """A topic that is none of the public ones, a partition, an offset beyond both ends or without a record: 404."""
    assert (await site.get(path))[0] == 404
    assert (await site.get("/topics/news.nothing/export.csv"))[0] == 404


async def test_a_broker_that_is_away_is_a_503(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the topics' pages alone: the rest is in the file."""
    site.site.status.lost("no answer", NOW)
    assert (await site.get("/topics/news.raw"))[0] == 503
    assert (await site.get("/articles"))[0] == 200


async def test_too_many_readers_are_told_so(site: Served) -> None:
    """What the reading side refuses is a 503 with its words."""

    async def refuse(topic: str, partition: int, timestamp_ms: int) -> int | None:
        raise BrowseError(str(4))

    site.feed.at_time = refuse  # type: ignore[method-assign]
    status, html = await site.get("/topics/news.raw?at=2026-01-01")
    assert status == 503
    assert "cannot be read now: 4." in html
