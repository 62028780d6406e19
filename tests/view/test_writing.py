"""Replaying and discarding from the view: only with the token, only from a form of ours, and only what was meant."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.core.article import Place, Record, Rejection
from streams.core.deadletter import dead_letter
from streams.flow.codec import encode_dead_letter
from streams.replay.letters import Entry
from streams.replay.originals import resolution
from streams.replay.sending import Done, How
from streams.view.acting import ActingError
from streams.view.session import MOST_FAILURES

from .builders import a_reading, an_article
from .sites import Served, served
from .test_app import HOSTILE, Structure

TOKEN = "a-token-of-sufficient-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LETTER = "/deadletters/news.raw/1/5"
BODY = '{"text": "cut off",\n\n "more": "as typed"'


@dataclass
class Acted:
    """Does nothing, and remembers what it was asked to do."""

    asked: list[tuple[list[Entry], How, bool]] = field(default_factory=list)
    broken: bool = False

    async def act(self, entries: Sequence[Entry], how: How, partitions: Mapping[str, int], *, discarding: bool) -> list[Done]:
        if self.broken:
            msg = "The broker did not do it."
            raise ActingError(msg)
        assert partitions == {"news.raw": 1, "news.deadletter": 1}
        self.asked.append((list(entries), how, discarding))
        again = None if discarding or how.dry else Place("news.raw", 1, 99)
        return [Done(entry, "" if entry.resolution is None else HOSTILE, again, entry.next_attempt) for entry in entries]

    @property
    def places(self) -> list[int]:
        return [entry.place.offset for entry in self.asked[-1][0]]


@pytest.fixture
def acted() -> Acted:
    return Acted()


@pytest.fixture
async def site(tmp_path: Path, acted: Acted) -> AsyncIterator[Served]:
    async with served(tmp_path, token=TOKEN, acting=acted) as found:
        found.feed.letter(Rejection("read", "bad_json", "Not valid JSON."), BODY.encode(), 5)
        found.feed.letter(Rejection("read", "bad_utf8", "No UTF-8."), b"\xff\x00<script>\x1b[2J", 6)
        found.feed.letter(Rejection("enrich", "repeat", "Seen.", "info"), b"{}", 7)
        yield found


async def sign_in(site: Served) -> str:
    """The CSRF token of the session."""
    async with site.client.post("/login", data={"token": TOKEN, "next": LETTER}, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, LETTER)
    _, html = await site.get(LETTER)
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


async def post(site: Served, path: str, given: dict[str, str], **options: Any) -> tuple[int, str]:
    async with site.client.post(path, data=given, **options) as response:
        return response.status, await response.text()


async def post_json(site: Served, path: str, given: object, headers: dict[str, str]) -> tuple[int, Any]:
    async with site.client.post(path, data=orjson.dumps(given), headers={"Content-Type": "application/json"} | headers) as response:
        return response.status, orjson.loads(await response.read())


async def test_signing_in_shows_the_buttons(site: Served) -> None:
    """Before: no form, but where to sign in. The cookie is out of reach of scripts and of other sites."""
    _, html = await site.get(LETTER)
    assert f'href="/login?next={LETTER}"' in html
    assert 'action="/deadletters/replay"' not in html
    async with site.client.post("/login", data={"token": TOKEN}, allow_redirects=False) as response:
        cookie = response.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert TOKEN not in cookie
    assert 'action="/deadletters/replay"' in (await site.get(LETTER))[1]


async def test_a_replay_from_the_page(site: Served, acted: Acted) -> None:
    """One letter, with reason and name; what was done is shown."""
    csrf = await sign_in(site)
    status, html = await post(site, "/deadletters/replay", {"csrf": csrf, "place": "news.raw/1/5", "reason": "cured", "by": "Ann"})
    assert status == 200
    assert "1 of 1 were replayed" in html
    ((entries, how, discarding),) = acted.asked
    assert (str(entries[0].place), str(entries[0].at), discarding) == ("news.raw/1/5", "news.deadletter/0/1", False)
    assert (how.act.reason, how.act.by, how.act.at, how.force, how.dry, how.edited) == ("cured", "Ann", "2026-03-10T09:01:40.000Z", False, False, None)  # fmt: skip


async def test_a_discard_needs_a_reason(site: Served, acted: Acted) -> None:
    csrf = await sign_in(site)
    given = {"csrf": csrf, "place": "news.raw/1/5"}
    assert (await post(site, "/deadletters/discard", given | {"reason": " "}))[0] == 400
    assert acted.asked == []
    assert (await post(site, "/deadletters/discard", given | {"reason": "a test"}))[0] == 200
    assert acted.asked[0][2]


async def test_all_that_a_filter_finds(site: Served, acted: Acted) -> None:
    """The errors among them, the oldest first; never info records, and never everything for want of a choice."""
    csrf = await sign_in(site)
    await post(site, "/deadletters/replay", {"csrf": csrf, "all": "1", "dry": "1"})
    assert (acted.places, acted.asked[-1][1].dry) == ([5, 6], True)
    await post(site, "/deadletters/replay", {"csrf": csrf, "code": "bad_utf8"})
    assert acted.places == [6]
    assert (await post(site, "/deadletters/replay", {"csrf": csrf}))[0] == 400
    assert (await post(site, "/deadletters/replay", {"csrf": csrf, "place": "x/y/5"}))[0] == 400
    assert len(acted.asked) == 2


async def test_edited_content_is_sent_as_it_was_typed(site: Served, acted: Acted) -> None:
    """The form gives back the bytes that it showed; browsers send newlines as two characters."""
    csrf = await sign_in(site)
    _, html = await site.get(LETTER)
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert found
    shown = Structure(f"<p>{found[1]}</p>").text
    await post(site, "/deadletters/replay", {"csrf": csrf, "place": "news.raw/1/5", "value": shown.replace("\n", "\r\n")})
    assert acted.asked[0][1].edited == BODY.encode()
    assert (await post(site, "/deadletters/replay", {"csrf": csrf, "all": "1", "value": "x"}))[0] == 400


async def test_bytes_that_a_form_would_change_are_not_offered_for_editing(site: Served) -> None:
    """What is no UTF-8, or hides characters, is for the command line."""
    await sign_in(site)
    assert "<textarea" not in (await site.get("/deadletters/news.raw/1/6"))[1]


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({"csrf": ""}, {}),
        ({"csrf": "0" * 64}, {}),
        ({"csrf": "\udcff"}, {}),
        ({}, {"Origin": "http://evil.example"}),
        ({}, {"Origin": "http://[x"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
        ({}, {"Cookie": "dateline=1.x.y"}),
    ],
    ids=["no token of the form", "another", "odd", "another origin", "no origin", "cross-site", "same-site", "forged cookie"],
)
async def test_a_form_from_elsewhere_does_nothing(site: Served, acted: Acted, changes: dict[str, str], headers: dict[str, str]) -> None:
    """403, although the browser is signed in."""
    csrf = await sign_in(site)
    if "Cookie" in headers:
        site.client.session.cookie_jar.clear()
    given = {"csrf": csrf, "place": "news.raw/1/5", "reason": "x"} | changes
    for verb in ("replay", "discard"):
        given["csrf"] = given["csrf"].encode("utf-8", "replace").decode()
        assert (await post(site, f"/deadletters/{verb}", given, headers=headers))[0] == 403
    assert acted.asked == []


async def test_without_signing_in_nothing_is_done(site: Served, acted: Acted) -> None:
    assert (await post(site, "/deadletters/replay", {"csrf": "", "place": "news.raw/1/5"}))[0] == 403
    assert (await post(site, "/logout", {"csrf": ""}))[0] == 403
    assert acted.asked == []


async def test_signing_out(site: Served) -> None:
    csrf = await sign_in(site)
    await post(site, "/logout", {"csrf": csrf})
    assert "Sign in" in (await site.get(LETTER))[1]


@pytest.mark.parametrize("given", ["", "wrong", TOKEN + " ", TOKEN[:-1]])
async def test_a_wrong_token_signs_nobody_in(site: Served, given: str) -> None:
    """Nor is it repeated on the page."""
    status, html = await post(site, "/login", {"token": given})
    assert status == 403
    assert "That is not the token." in html
    assert not given.strip() or given not in html


async def test_guessing_is_slowed_down_and_locks_nobody_out(site: Served) -> None:
    """Wrong tokens are told to wait, wherever they are shown; the right one never is."""
    for _ in range(MOST_FAILURES):
        assert (await post(site, "/login", {"token": "wrong"}))[0] == 403
    assert (await post(site, "/login", {"token": "wrong"}))[0] == 429
    wrong = {"Authorization": "Bearer wrong"}
    assert (await post_json(site, "/deadletters/replay.json", {"place": "news.raw/1/5"}, wrong))[0] == 429
    assert (await post_json(site, "/deadletters/replay.json", {"place": "news.raw/1/5"}, BEARER))[0] == 200
    await sign_in(site)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y", ""])
async def test_nobody_is_sent_elsewhere_after_signing_in(site: Served, target: str) -> None:
    async with site.client.post("/login", data={"token": TOKEN, "next": target}, allow_redirects=False) as response:
        assert response.headers["Location"] == "/deadletters"


async def test_the_json_twin(site: Served, acted: Acted) -> None:
    """With the token in a header; the same choices, the same answer as data."""
    status, told = await post_json(site, "/deadletters/replay.json", {"place": "news.raw/1/5", "reason": "api", "force": True}, BEARER)
    place = {"topic": "news.raw", "partition": 1, "offset": 5}
    again = {"topic": "news.raw", "partition": 1, "offset": 99}
    one = {"place": place, "code": "bad_json", "refused": None, "attempt": 1, "replay": again, "notice": None}
    assert (status, told) == (200, {"verb": "replay", "dry": False, "done": [one]})
    assert acted.asked[0][1].force
    status, told = await post_json(site, "/deadletters/discard.json", {"state": "open", "reason": "api", "dry": True}, BEARER)
    assert (status, [d["place"]["offset"] for d in told["done"]]) == (200, [5, 6])


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN}])
async def test_the_json_twin_asks_for_the_token(site: Served, acted: Acted, header: dict[str, str]) -> None:
    """Being signed in is not enough: a form of another page could be sent as a signed-in browser."""
    await sign_in(site)
    async with site.client.post(
        "/deadletters/replay.json", data=b'{"all": true}', headers={"Content-Type": "application/json"} | header
    ) as response:
        assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert acted.asked == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/json", b"[]", 400),
        ("application/json", b"{", 400),
        ("application/json", b"{}", 400),
        ("application/json", b'{"since": "yesterday"}', 400),
        ("application/json", b'{"code": "bad_json", "until": "2026-13-01"}', 400),
        ("application/json", b'{"since": null}', 400),
        ("application/json", b'{"all": 1}', 400),
        ("application/json", b'{"all": "false"}', 400),
        ("application/json", b'{"place": "news.raw/1/5", "force": "false"}', 400),
        ("application/json", b'{"place": "news.raw/1/5", "dry": "true"}', 400),
        ("application/json", b'{"place": "news.raw/1/5", "value": {"text": "x"}}', 400),
        ("application/json", b'{"place": "news.raw/1/5", "reason": 1}', 400),
        ("application/json", b'{"code": "bad_json", "sorce": "courier"}', 400),
        ("application/json", b'"' + b"x" * 1_100_000 + b'"', 413),
    ],
    ids=[
        "no JSON by type",
        "no object",
        "broken",
        "no choice",
        "no time",
        "no day",
        "null",
        "number",
        "text",
        "force as text",
        "dry as text",
        "object",
        "number as text",
        "no such field",
        "too large",
    ],
)
async def test_requests_that_are_not_understood(site: Served, acted: Acted, kind: str, body: bytes, status: int) -> None:
    async with site.client.post("/deadletters/replay.json", data=BytesIO(body), headers={"Content-Type": kind} | BEARER) as response:
        assert response.status == status
    assert acted.asked == []


async def test_files_are_not_taken(site: Served) -> None:
    async with site.client.post("/login", data=b"--x--", headers={"Content-Type": "multipart/form-data; boundary=x"}) as response:
        assert response.status == 415


async def test_without_a_token_the_view_only_shows(tmp_path: Path, acted: Acted) -> None:
    """Nothing to sign in to, and POST is refused everywhere, with any header."""
    async with served(tmp_path, acting=acted) as site:
        site.feed.letter(Rejection("read", "bad_json", "No."), b"{", 5)
        for path in ("/login", "/logout", "/deadletters/replay", "/deadletters/discard", "/deadletters/replay.json"):
            async with site.client.post(path, data={"token": ""}, headers=BEARER) as response:
                assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD")
        assert (await site.get("/login"))[0] == 404
        assert "Sign in" not in (await site.get(LETTER))[1]
    assert acted.asked == []


async def test_with_a_token_the_rest_only_shows(site: Served) -> None:
    await sign_in(site)
    for method, path in (("POST", "/actors"), ("POST", LETTER), ("PUT", "/deadletters/replay"), ("DELETE", LETTER)):
        async with site.client.request(method, path) as response:
            assert response.status == 405


async def test_a_broker_that_is_away_is_said(site: Served, acted: Acted) -> None:
    """503, and what is known of what was done."""
    acted.broken = True
    status, told = await post_json(site, "/deadletters/replay.json", {"all": True}, BEARER)
    assert (status, told["error"]) == (503, "The broker did not do it.")
    site.site.status.snapshot = None
    assert (await post_json(site, "/deadletters/replay.json", {"all": True}, BEARER))[0] == 503


async def test_what_became_of_a_letter_is_shown(site: Served, acted: Acted) -> None:
    """State, who, why, the replay and its end, on the page, in the list and in the twins; a copy of the letter changes none of it."""
    csrf = await sign_in(site)
    await post(site, "/deadletters/replay", {"csrf": csrf, "place": "news.raw/1/5"})
    ((entries, how, _),) = acted.asked
    again = Place("news.raw", 1, 99)
    said = resolution(entries[0], how.act, replay=again, attempt=1)
    site.feed.send("deadletter", "", encode_dead_letter(said))
    site.feed.letter(Rejection("read", "bad_json", "Not valid JSON."), BODY.encode(), 5)
    _, twin = await site.get(f"{LETTER}.json")
    data = orjson.loads(twin)
    assert (data["fate"], data["resolution"]["by"], data["replay_end"]["end"]) == ("replayed", "web view", "unknown")
    assert data["text"] == BODY
    site.feed.whole(a_reading(an_article(place=again)))
    assert orjson.loads((await site.get(f"{LETTER}.json"))[1])["replay_end"]["end"] == "enriched"
    _, html = await site.get(LETTER)
    assert "replayed" in html
    assert "Once more all the same" in html
    rows = orjson.loads((await site.get("/deadletters.json?state=replayed"))[1])["rows"]
    assert [(row["offset"], row["state"]) for row in rows] == [(5, "replayed")]
    _, refused = await post(site, "/deadletters/replay", {"csrf": csrf, "place": "news.raw/1/5"})
    assert "0 of 1 were replayed" in refused
    assert "<script>alert" not in refused


async def test_a_replay_names_the_letter_it_comes_from(site: Served) -> None:
    """The chain can be followed from both ends; a header that is none of ours is nothing."""
    for offset, of in ((50, b"news.raw/1/5"), (51, b"x/\xd9\xa3/-1")):
        record = Record(Place("news.raw", 1, offset), None, b"{", 0, (("dateline-replay-of", of), ("dateline-replay-attempt", b"1")))
        site.feed.send("deadletter", "", encode_dead_letter(dead_letter(record, Rejection("read", "bad_json", "No."))))
    _, html = await site.get("/deadletters/news.raw/1/50")
    assert "Replay of" in html
    assert "Replay of" not in (await site.get("/deadletters/news.raw/1/51"))[1]


@pytest.mark.parametrize(
    ("query", "offsets"),
    [
        ("state=open", [6, 5]),
        ("severity=error&code=bad_json", [5]),
        ("since=2026-03-10&until=2026-03-11", [7, 6, 5]),
        ("since=2026-03-11", []),
        ("until=2026-03-10", []),
        ("since=soon", [7, 6, 5]),
        ("stage=read", [6, 5]),
        ("source=nobody", []),
        ("article=00000000", []),
        ("article=*", []),
        ("q=news.raw/1/5", [5]),
    ],
)
async def test_filters_in_the_address(site: Served, query: str, offsets: list[int]) -> None:
    data = orjson.loads((await site.get(f"/deadletters.json?{query}"))[1])
    assert sorted((row["offset"] for row in data["rows"]), reverse=True) == offsets


async def test_hostile_bytes_stay_text(site: Served) -> None:
    """In the page, signed in or not: escaped, and control characters as signs."""
    await sign_in(site)
    _, html = await site.get("/deadletters/news.raw/1/6")
    assert "<script>" not in html
    assert "\x1b" not in html
    assert "ff 00 3c 73" in html


async def test_the_forms_are_whole(site: Served) -> None:
    """Signed in, too: each field has a label, no id stands twice, no script but that of the keys, no inline style."""
    csrf = await sign_in(site)
    pages = [(await site.get(path))[1] for path in ("/login", "/deadletters", LETTER, "/deadletters?state=open")]
    pages.append((await post(site, "/deadletters/replay", {"csrf": csrf, "all": "1"}))[1])
    for page in map(Structure, pages):
        fields = [f for tag in ("input", "select", "textarea") for f in page.of(tag) if f.get("type") != "hidden"]
        assert {f["id"] for f in fields} <= {label["for"] for label in page.of("label")}
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))
        assert [script["src"] for script in page.of("script")] == ["/static/keys.js"]
        assert not [t for t, a in page.tags for name in a if name == "style" or name.startswith("on")]
        assert {form["action"] for form in page.of("form") if form.get("method") == "post"} <= {"/login", "/logout", "/deadletters/replay"}
