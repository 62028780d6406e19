"""`POST /articles`: who may, what is taken, what is answered when; and that nothing is said to be taken which is not."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from streams.core.article import Place, Rejection
from streams.core.identity import article_id
from streams.incoming.inlet import InletError
from streams.incoming.receipts import KEPT_SECONDS, Receipts
from streams.incoming.records import Outgoing
from streams.view.articles_in import MOST_ARTICLES, MOST_BYTES
from streams.view.intake import MOST_AT_ONCE, Intake
from streams.view.session import MOST_FAILURES, Keeper

from .builders import a_reading, an_article
from .sites import NOW, Served, served

TOKEN = "an-intake-token-of-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
JSON = {"Content-Type": "application/json"}
ARTICLE = {"article_id": "a1", "source": "wire", "text": "Kenya and Norway signed a treaty."}
ID = article_id("wire", "a1", None, "")[0]


@dataclass
class Kept:
    """An inlet that keeps what it is given; `gate` holds it back, `broken` makes it fail."""

    sent: list[list[Outgoing]] = field(default_factory=list)
    broken: bool = False
    gate: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    async def send(self, records: Sequence[Outgoing], partitions: int) -> list[Place]:
        self.asked.set()
        if self.gate:
            await self.gate.wait()
        if self.broken:
            msg = "The broker did not acknowledge it."
            raise InletError(msg)
        self.sent.append(list(records))
        return [Place("news.raw", partitions - 1, n) for n in range(len(records))]

    async def close(self) -> None:
        self.closed = True


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Open:
    site: Served
    inlet: Kept
    clock: Clock

    async def post(self, body: object, headers: dict[str, str] | None = None, query: str = "") -> tuple[int, Any, dict[str, str]]:
        data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with self.site.client.post(f"/articles{query}", data=data, headers=BEARER | JSON | (headers or {})) as response:
            return response.status, await response.json(content_type=None), dict(response.headers)

    @property
    def values(self) -> list[Any]:
        return [json.loads(record.value) for batch in self.inlet.sent for record in batch]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Open]:
    clock, inlet = Clock(), Kept()
    intake = Intake(Keeper(TOKEN, clock), inlet, Receipts(folder / "intake.sqlite", clock), 10_000, clock)
    async with served(folder, intake=intake) as site:
        yield Open(site, inlet, clock)
    assert inlet.closed


@pytest.fixture
async def view(tmp_path: Path) -> AsyncIterator[Open]:
    async with opened(tmp_path) as found:
        yield found


async def test_an_article_is_taken_and_its_place_told(view: Open) -> None:
    """202 with the id that its reader will give it, where the record lies, and where its fate can be asked for."""
    status, told, headers = await view.post(ARTICLE)
    assert (status, told["accepted"]) == (202, 1)
    (one,) = told["articles"]
    assert (one["article_id"], one["article"]) == (ID, f"/articles/{ID}.json")
    assert one["record"] == {"topic": "news.raw", "partition": 0, "offset": 0}
    assert headers["Location"] == one["fate"] == "/fates/news.raw/0/0.json"
    assert one["notices"] == []
    assert view.values == [ARTICLE]
    assert view.inlet.sent[0][0].key == ID


async def test_the_fate_is_pending_then_told(view: Open) -> None:
    """As soon as the pipeline has come to an end with it: the article, or the reason and the cure."""
    _, told, _ = await view.post(ARTICLE)
    _, text = await view.site.get(told["articles"][0]["fate"])
    assert json.loads(text)["end"] == "pending"
    view.site.feed.whole(a_reading(an_article(place=Place("news.raw", 0, 0))))
    view.site.feed.letter(Rejection("clean", "empty", "No text was left."), b"{}", 9)
    view.site.feed.letter(Rejection("enrich", "repeat", "Seen.", "info"), b"{}", 10)
    known = json.loads((await view.site.get("/fates/news.raw/0/0.json"))[1])
    assert (known["end"], known["pub_status"], known["see"]) == ("enriched", "usable", f"/articles/{known['article_id']}.json")
    refused = json.loads((await view.site.get("/fates/news.raw/1/9.json"))[1])
    assert (refused["end"], refused["code"], refused["see"]) == ("deadletter", "empty", "/deadletters/news.raw/1/9.json")
    assert refused["cure"]
    assert json.loads((await view.site.get("/fates/news.raw/1/10.json"))[1])["end"] == "info"


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl"])
async def test_many_at_once(view: Open, kind: str) -> None:
    """One article a line, in their order; blank lines are none."""
    body = b"\n".join(json.dumps(ARTICLE | {"article_id": f"a{n}"}).encode() for n in range(3)) + b"\n\n"
    status, told, headers = await view.post(body, {"Content-Type": kind})
    assert (status, told["accepted"]) == (202, 3)
    assert [value["article_id"] for value in view.values] == ["a0", "a1", "a2"]
    assert [one["record"]["offset"] for one in told["articles"]] == [0, 1, 2]
    assert "Location" not in headers


async def test_an_array_is_many(view: Open) -> None:
    status, told, _ = await view.post([ARTICLE, ARTICLE | {"article_id": "a2"}])
    assert (status, told["accepted"]) == (202, 2)


async def test_text_and_pages_with_what_the_address_says(view: Open) -> None:
    """A program that has only a text says the rest in the address."""
    status, _, _ = await view.post(
        b"News.", {"Content-Type": "text/plain; charset=utf-8"}, "?id=a1&source=wire&version=2&published_at=2026-03-10"
    )
    assert status == 202
    assert view.values == [{"article_id": "a1", "source": {"id": "wire"}, "published_at": "2026-03-10", "version": 2, "text": "News."}]
    assert (await view.post(b"<p>News.</p>", {"Content-Type": "text/html"}, "?source=wire"))[0] == 202
    assert view.values[1]["html"] == "<p>News.</p>"


async def test_ninjs_and_json_ld_are_understood(view: Open) -> None:
    """By what they say of themselves, under any JSON type."""
    item = {"uri": "urn:x:1", "pubStatus": "usable", "bodies": [{"contentType": "text/plain", "value": "One."}]}
    page = {"@type": "NewsArticle", "url": "https://example.org/2", "articleBody": "Two."}
    assert (await view.post(item))[0] == (await view.post(page, {"Content-Type": "application/ld+json"}))[0] == 202
    assert [value["text"] for value in view.values] == ["One.", "Two."]


async def test_notices_are_told_at_once(view: Open) -> None:
    """What its reader will have to note, the sender hears now."""
    _, told, _ = await view.post({"text": "News.", "published_at": "yesterday"})
    assert {notice["code"] for notice in told["articles"][0]["notices"]} == {"no_id", "bad_published_at"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Cookie": f"dateline={TOKEN}"}, 401),
    ],
)
async def test_only_the_token_opens(view: Open, headers: dict[str, str], status: int) -> None:
    """In `Authorization` alone, which no page elsewhere can make a browser send; and the answer says which token."""
    async with view.site.client.post("/articles", json=ARTICLE, headers=headers) as response:
        told = await response.json(content_type=None)
        assert (response.status, response.content_type) == (status, "application/problem+json")
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "DATELINE_INTAKE_TOKEN" in told["detail"]
    assert TOKEN not in json.dumps(told)
    assert view.inlet.sent == []


async def test_wrong_tokens_do_not_lock_the_right_one_out(view: Open) -> None:
    """Guessing is slowed down; whoever has the token notices nothing."""
    for _ in range(MOST_FAILURES):
        await view.post(ARTICLE, {"Authorization": "Bearer wrong"})
    assert (await view.post(ARTICLE, {"Authorization": "Bearer wrong"}))[0] == 429
    assert (await view.post(ARTICLE))[0] == 202


async def test_without_a_token_nothing_is_taken(tmp_path: Path) -> None:
    """The view only shows unless told otherwise, and says which setting opens it."""
    async with served(tmp_path) as site, site.client.post("/articles", json=ARTICLE) as response:
        told = await response.json(content_type=None)
    assert (told["status"], response.status) == (405, 405)
    assert "DATELINE_INTAKE_TOKEN" in told["detail"]


@pytest.mark.parametrize(
    ("body", "headers", "query", "status", "said"),
    [
        (b"{", {}, "", 422, "bad_json"),
        (b"", {}, "", 422, "errors"),
        (b"[]", {}, "", 422, "no article"),
        (b'{"text": ""}', {}, "", 422, "empty"),
        (b"\xff\x00\xfe", {"Content-Type": "text/plain"}, "", 422, "not_text"),
        (b"x", {"Content-Type": "image/png"}, "", 415, "application/json"),
        (gzip.compress(b"x" * 10_000_000), {"Content-Encoding": "gzip"}, "", 415, "uncompressed"),
        (b"x", {"Content-Type": "text/plain; charset=utf-16"}, "", 415, "UTF-8"),
        (b"News.", {"Content-Type": "text/plain"}, "?sourec=me", 400, "sourec"),
        (b"News.", {"Content-Type": "text/plain"}, "?version=two", 400, "version"),
        (b'[{"text": "a"}, {"text": "b"}]', {}, "?id=a1", 400, "one article only"),
        (b"News.", {"Content-Type": "text/plain", "Idempotency-Key": "a b"}, "", 400, "Idempotency-Key"),
        (b"x" * 10_001, {"Content-Type": "text/plain"}, "", 422, "too_large"),
    ],
)
async def test_what_is_wrong_is_said(  # noqa: PLR0917 - a table
    view: Open, body: bytes, headers: dict[str, str], query: str, status: int, said: str
) -> None:
    """As problem+json, with what to do; nothing is sent."""
    found, told, got = await view.post(body, headers, query)
    assert (found, told["status"], got["Content-Type"]) == (status, status, "application/problem+json")
    assert said in json.dumps(told)
    assert view.inlet.sent == []


async def test_one_bad_article_stops_its_batch(view: Open) -> None:
    """All or nothing, and which it is."""
    status, told, _ = await view.post([ARTICLE, {"article_id": "a2"}, "no object"])
    assert status == 422
    assert [(error["index"], error["code"]) for error in told["errors"]] == [(1, "empty"), (2, "not_object")]
    assert view.inlet.sent == []


async def test_too_much_is_refused_unread(view: Open) -> None:
    """By its length when it is told, by counting when not; and too many articles."""
    assert (await view.post(b" " * (MOST_BYTES + 1)))[0] == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b" " * 1_000_000

    async with view.site.client.post("/articles", data=endless(), headers=BEARER | JSON) as response:
        assert response.status == 413
    assert (await view.post([{"text": "a"}] * (MOST_ARTICLES + 1)))[0] == 413
    assert view.inlet.sent == []


async def test_nothing_is_accepted_that_the_broker_has_not(view: Open) -> None:
    """503, that it may be sent again, and when."""
    view.inlet.broken = True
    status, told, headers = await view.post(ARTICLE, {"Idempotency-Key": "k1"})
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "again" in told["detail"]
    view.inlet.broken = False
    assert (await view.post(ARTICLE, {"Idempotency-Key": "k1"}))[0] == 202
    assert view.values == [ARTICLE]


async def test_no_answer_before_the_acknowledgement(view: Open) -> None:
    """As long as the broker has not said yes, nothing is said."""
    view.inlet.gate = asyncio.Event()
    asking = asyncio.create_task(view.post(ARTICLE))
    await asyncio.wait_for(view.inlet.asked.wait(), 10)
    assert not asking.done()
    view.inlet.gate.set()
    assert (await asking)[0] == 202


async def test_without_the_topic_nothing_is_sent(view: Open) -> None:
    view.site.site.status.snapshot = None
    assert (await view.post(ARTICLE))[0] == 503
    assert view.inlet.sent == []


async def test_the_same_request_again_sends_nothing(view: Open) -> None:
    """The same answer, marked; for a day."""
    first = await view.post(ARTICLE, {"Idempotency-Key": '"k1"'})
    again = await view.post(ARTICLE, {"Idempotency-Key": "k1"})
    assert (again[0], again[1], again[2]["Location"]) == (202, first[1], first[2]["Location"])
    assert ("Idempotency-Replayed" in first[2], again[2]["Idempotency-Replayed"]) == (False, "true")
    assert len(view.inlet.sent) == 1
    view.clock.now += KEPT_SECONDS + 1
    assert "Idempotency-Replayed" not in (await view.post(ARTICLE, {"Idempotency-Key": "k1"}))[2]
    assert len(view.inlet.sent) == 2


async def test_a_key_is_for_one_request(view: Open) -> None:
    """Another body, kind or address under the same key is a mistake of the sender's, and is said."""
    await view.post(ARTICLE, {"Idempotency-Key": "k1"})
    assert (await view.post(ARTICLE | {"text": "Other."}, {"Idempotency-Key": "k1"}))[0] == 422
    assert (await view.post(ARTICLE, {"Idempotency-Key": "k1"}, "?source=other"))[0] == 422
    assert len(view.inlet.sent) == 1


async def test_a_key_that_is_under_way_waits(view: Open) -> None:
    """Two at once under one key would be sent twice: the second is told to come again."""
    view.inlet.gate = asyncio.Event()
    asking = asyncio.create_task(view.post(ARTICLE, {"Idempotency-Key": "k1"}))
    await asyncio.wait_for(view.inlet.asked.wait(), 10)
    assert (await view.post(ARTICLE, {"Idempotency-Key": "k1"}))[0] == 409
    view.inlet.gate.set()
    assert (await asking)[0] == 202


async def test_keys_outlive_the_view(tmp_path: Path) -> None:
    """After a restart the same request still sends nothing."""
    async with opened(tmp_path) as view:
        await view.post(ARTICLE, {"Idempotency-Key": "k1"})
    async with opened(tmp_path) as view:
        assert (await view.post(ARTICLE, {"Idempotency-Key": "k1"}))[2]["Idempotency-Replayed"] == "true"
        assert view.inlet.sent == []


async def test_no_more_at_a_time_than_memory_holds(view: Open) -> None:
    """The next one is told to wait, instead of all of them failing."""
    view.inlet.gate = asyncio.Event()
    asking = [asyncio.create_task(view.post(ARTICLE)) for _ in range(MOST_AT_ONCE + 3)]
    done, _ = await asyncio.wait(asking, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert {task.result()[0] for task in done} == {503}
    view.inlet.gate.set()
    answers = [status for status, _, _ in await asyncio.gather(*asking)]
    assert answers.count(202) == MOST_AT_ONCE


async def test_other_names_are_turned_away(view: Open) -> None:
    """The check of the Host header holds here too, and speaks as a problem."""
    status, told, _ = await view.post(ARTICLE, {"Host": "evil.example"})
    assert (status, told["status"]) == (421, 421)
    assert view.inlet.sent == []
