"""Pages and their JSON twins over HTTP: what they show, and what they let nobody do."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.core.article import Anchor, Article, Dropped, Headline, Notice, Proof, Rejection, Repair, Source
from streams.core.mentions import actor_mentions
from streams.view.marks import actor_path
from streams.view.security import HEADERS
from streams.view.site import Page
from streams.view.visible import visible

from .builders import Feed, a_reading, a_row, an_article, newer, withdrawn
from .sites import Served, served

ARTICLE = an_article()
CORRECTED = an_article("corrected", "Estonia waits.\n\nTallinn waits on Tuesday.")
PATHS = (
    "/",
    "/actors",
    "/actors?q=orlova&sort=name",
    actor_path("per:~Lena_Orlova"),
    "/api",
    "/articles",
    "/articles?q=cable&status=usable&source=baltic-wire",
    "/articles?actor=cty:EST&actor=per:~Lena_Orlova&tag=medtop:04000000&day=2026-03-10&date=2026-03-10&since=2026-03-10&until=2026-03-11",
    f"/articles/{ARTICLE.article_id}",
    f"/articles/{CORRECTED.article_id}/versions",
    actor_path("cty:EST") + "?part=source&day=none&span=90",
    "/dates",
    "/dates?day=2026-03-10",
    "/tags",
    "/tags/medtop:20000256",
    "/deadletters",
    "/deadletters?code=bad_json",
    "/deadletters/news.raw/1/5",
    "/sources",
    "/sources?q=wire&state=new",
    "/topics",
    "/topics/news.articles?partition=0&offset=1",
    "/topics/news.articles/0/1",
    "/topics/news.actors?key=cty:EST&follow=1",
)
HOSTILE = "</title></pre>\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202e\x1b[0m"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, allowed="news.example.org") as found:
        fill(found.feed)
        yield found


def fill(feed: Feed) -> None:
    reading = a_reading(ARTICLE)
    feed.whole(reading)
    feed.whole(a_reading(CORRECTED))
    feed.whole(a_reading(newer(CORRECTED, "Estonia waits no more.\n\nTallinn waits on Tuesday.")))
    for mention in actor_mentions(reading).values():
        feed.actor(a_row(mention.actor_id, mention.name, mention.counts.named, mention.type))
    feed.letter(Rejection("read", "bad_json", "The value is not JSON."), b'{"text": "caf\xff\x00', 5)
    feed.letter(Rejection("enrich", "repeat", "Seen.", "info", ARTICLE.article_id), b"{}", 6)


def hostile_article(feed: Feed) -> Article:
    """An article with markup in every field, and a dead letter of the same kind at news.raw/1/77."""
    article = an_article(
        "evil",
        f"{HOSTILE} Estonia said.",
        headline=Headline(HOSTILE, "given", 1.0),
        byline=(HOSTILE,),
        section=HOSTILE,
        url="javascript:alert(1)",
        source=Source(HOSTILE, HOSTILE),
        dropped=(Dropped(1, HOSTILE, HOSTILE, 1.0),),
        repairs=(Repair(HOSTILE, HOSTILE, HOSTILE, 0, 1.0),),
        notices=(Notice(HOSTILE, HOSTILE),),
        anchor=Anchor("2026-03-10", "dateline", evidence=(HOSTILE,)),
    )
    feed.whole(a_reading(article))
    feed.letter(Rejection("read", HOSTILE, HOSTILE), HOSTILE.encode(), 77, HOSTILE.encode())
    return article


class Structure(HTMLParser):
    """What is in a page: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("path", PATHS)
async def test_each_page_is_whole(site: Served, path: str) -> None:
    """200, one h1, one main, a language, a skip link; each table has a caption, each field a label; no inline script or style."""
    status, html = await site.get(path)
    page = Structure(html)
    assert status == 200
    assert [len(page.of(tag)) for tag in ("h1", "main", "html", "footer")] == [1, 1, 1, 1]
    assert html.partition("</head>")[0].count("<title>") == 1
    assert page.of("html")[0]["lang"] == "en"
    assert {"class": "skip", "href": "#main"} in page.of("a")
    assert len(page.of("caption")) == len(page.of("table"))
    labels = {label["for"] for label in page.of("label")}
    assert {f["id"] for f in page.of("input") + page.of("select") if f.get("type") != "hidden"} <= labels
    assert all(script.keys() == {"src", "defer"} and (script["src"] or "").startswith("/static/") for script in page.of("script"))
    assert not [t for t, a in page.tags for name in a if name == "style" or name.startswith("on")]
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PATHS)
async def test_each_page_has_its_json_twin(site: Served, path: str) -> None:
    """The same path with `.json` is JSON, and the page links to it."""
    plain, _, query = path.partition("?")
    twin = ("/index" if plain == "/" else plain) + ".json" + (f"?{query}" if query else "")
    async with site.client.get(twin) as response:
        assert response.status == 200
        assert response.content_type == "application/json"
        assert isinstance(orjson.loads(await response.read()), dict)
    _, html = await site.get(path)
    footer = [a["href"] or "" for a in Structure(html).of("a")][-1]
    async with site.client.get(footer) as response:
        assert response.content_type == "application/json"


async def test_each_link_of_each_page_leads_somewhere(site: Served) -> None:
    """Whatever is linked on this site answers 200: of each path the first few addresses, for filters combine without end."""
    seen, todo, kinds = set[str](), ["/"], Counter[str]()
    while todo:
        path = todo.pop()
        status, html = await site.get(path)
        assert status == 200, path
        hrefs = (
            {a["href"] or "" for a in Structure(html).of("a") if "nofollow" not in (a.get("rel") or "")}
            if not path.partition("?")[0].endswith(".json")
            else set()
        )
        for href in sorted(hrefs):
            link = href.partition("#")[0]
            if link.startswith("/") and link not in seen and kinds[link.partition("?")[0]] < 3:
                seen.add(link)
                kinds[link.partition("?")[0]] += 1
                todo.append(link)
    assert len(seen) > 15


async def test_an_article_shows_what_was_done_to_it(site: Served) -> None:
    """Marks, dropped lines and repairs with reason and confidence, the day and its origin, versions, and the place of origin."""
    _, html = await site.get(f"/articles/{ARTICLE.article_id}")
    text = " ".join(Structure(html).text.split())
    for expected in (
        "ADVERTISEMENT",
        "advertisement",
        "0.99",
        "given with the article",
        "news.raw/0/17",
        "news.enriched/0/2",
        "mixed quotes",
    ):
        assert expected in text
    assert '<mark class="m entity person" title="Lena Orlova · person · name · confidence 0.90">Lena Orlova</mark>' in html
    assert 'title="2026-03-10 · from the article' in html


async def test_no_date_is_said(site: Served) -> None:
    """An article without a day says so, and no other day is shown for it."""
    site.feed.whole(a_reading(an_article("3", anchor=Anchor(), published_at=None)))
    _, html = await site.get(f"/articles/{an_article('3').article_id}")
    assert "nothing gives one, so relative dates stay unresolved" in html


async def test_an_inferred_day_is_shown_with_interval_and_proof(site: Served) -> None:
    """The interval, the best day, how sure it is, and each reason as a link to its sentence."""
    anchor = Anchor("2023-12-28", "inferred", "day", 0.83, (), "2023-12-07", "2023-12-28", (Proof(0, 0, 5, "Kenya <b> is past"),))
    site.feed.whole(a_reading(an_article("4", anchor=anchor, published_at=None)))
    _, html = await site.get(f"/articles/{an_article('4').article_id}")
    assert "inferred: 2023-12-07…2023-12-28, best" in html
    assert '0.83, because <a href="#s0">Kenya &lt;b&gt; is past</a>' in html


async def test_a_withdrawn_article_says_so(site: Served) -> None:
    """Its page stays, without its text; an erased one is not there."""
    site.feed.article(withdrawn(ARTICLE))
    status, html = await site.get(f"/articles/{ARTICLE.article_id}")
    assert status == 200
    assert "withdrawn" in html
    assert "Orlova" not in html
    site.feed.erase(ARTICLE.article_id)
    assert (await site.get(f"/articles/{ARTICLE.article_id}"))[0] == 404


async def test_a_dead_letter_shows_bytes_place_and_cure(site: Served) -> None:
    """Bytes as text and hex, place, stage, code, and the command to send it again."""
    _, html = await site.get("/deadletters/news.raw/1/5")
    text = Structure(html).text
    for expected in (
        '{"text": "caf\\xff⟦U+0000⟧',
        "63 61 66 ff 00",
        "news.raw/1/5",
        "read",
        "The value is not JSON.",
        "dateline deadletter replay 1:5",
    ):
        assert expected in text


async def test_topics_show_offsets_and_lag(site: Served) -> None:
    """First, last, committed and lag of what the pipeline reads; how far the view is."""
    data = orjson.loads((await site.get("/topics.json"))[1])
    raw = next(t for t in data["topics"] if t["name"] == "news.raw")
    assert raw["partitions"] == [{"partition": 0, "first": 2, "last": 9, "committed": 7, "lag": 3, "read": None, "behind": None}]
    assert len(data["topics"]) == 10
    assert (await site.get("/topics"))[0] == 200


async def test_an_unreachable_broker_is_a_banner(site: Served) -> None:
    """Pages go on without the broker and say since when, and what to check."""
    site.site.status.lost("the broker does not answer: is DATELINE_BOOTSTRAP right?", 1_773_133_300.0)
    status, html = await site.get("/")
    assert status == 200
    assert "Not connected since 2026-03-10 09:01:40 UTC." in html
    assert "is DATELINE_BOOTSTRAP right?" in html
    assert orjson.loads((await site.get("/healthz"))[1])["status"] == "disconnected"


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/static/style.css", "/healthz", "/articles/x.json"])
async def test_each_response_is_guarded(site: Served, path: str) -> None:
    """Every response, errors too, has the headers that keep scripts, frames and caches out."""
    async with site.client.get(path) as response:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:80", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8080", 200),
        ("news.example.org", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.0.2.1", 421),
        ("", 421),
    ],
)
async def test_only_known_names_are_answered(site: Served, host: str, status: int) -> None:
    """A page elsewhere that lets its name point here (DNS rebinding) gets 421."""
    assert (await site.get("/", headers={"Host": host}))[0] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_the_view_only_shows(site: Served, method: str) -> None:
    """Every method but GET and HEAD is refused with 405 and says which are allowed."""
    async with site.client.request(method, "/actors") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "GET,HEAD"


async def test_head_is_get_without_a_body(site: Served) -> None:
    async with site.client.head("/actors") as response:
        assert response.status == 200
        assert await response.read() == b""


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/actors/per:~Nobody",
        "/articles/zzz",
        "/deadletters/news.raw/1/99",
        "/deadletters/news.raw/x/y",
        "/static/secret",
        "/static/..%2fapp.py",
        "/static/../app.py",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
async def test_what_is_not_there_is_a_404_in_style(site: Served, path: str) -> None:
    """A page with a way back, no traceback; JSON for a twin."""
    status, html = await site.get(path)
    assert status == 404
    assert "Overview" in html
    assert "Traceback" not in html


async def test_a_bug_is_a_500_without_a_traceback(site: Served, caplog: pytest.LogCaptureFixture) -> None:
    """The reader gets a page, the log the traceback."""
    site.feed.store.rebuild({})
    with site.feed.store._transaction() as db:
        db.execute("DROP TABLE actors")
    status, html = await site.get("/actors")
    assert status == 500
    assert "Traceback" not in html
    assert "no such table" not in html
    assert "no such table" in caplog.text


@pytest.mark.parametrize(
    "path", ["/actors?q=%ED%A0%80%00", "/articles?q=%FF&page=-1", "/actors?page=" + "9" * 5000, "/articles?status=%27&source=%22"]
)
async def test_odd_queries_are_answered(site: Served, path: str) -> None:
    """Invalid UTF-8, NUL, numbers beyond reason and quotes in a query give a page."""
    assert (await site.get(path))[0] in {200, 400}


async def test_the_second_page_is_another_than_the_first(site: Served) -> None:
    """`page` in the address is obeyed, by every list with pages."""
    for n in range(60):
        site.feed.actor(a_row(f"per:~{n:02}", f"Person {n:02}", 0))
    first = orjson.loads((await site.get("/actors.json?sort=name&page=1"))[1])
    second = orjson.loads((await site.get("/actors.json?sort=name&page=2"))[1])
    assert (first["page_number"], second["page_number"]) == (1, 2)
    assert not {a["actor_id"] for a in first["rows"]} & {a["actor_id"] for a in second["rows"]}


async def test_a_malformed_request_does_not_end_it(site: Served) -> None:
    """Bytes that are no HTTP get an error, and the next request its page."""
    port = site.client.port
    assert port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
    assert (await site.get("/"))[0] == 200


@pytest.mark.parametrize(
    "actor_id", ["per:~A/b?c#d%25é ", "org:~x.json", "per:~../..", "per:~北京🙂", "per:~" + "é" * 295, "per:~a&b=c+d", HOSTILE]
)
async def test_any_actor_id_has_a_page(site: Served, actor_id: str) -> None:
    """An id may hold any text; its page and its twin are found under the quoted path."""
    site.feed.actor(a_row(actor_id, "The one", 1))
    status, html = await site.get(actor_path(actor_id))
    assert status == 200
    assert "The one" in html
    twin = orjson.loads((await site.get(actor_path(actor_id) + ".json"))[1])
    assert twin["actor_id"] == actor_id


async def test_hostile_text_stays_text(site: Served) -> None:
    """Markup, template syntax and hiding characters in every field of an article and a dead letter are shown, not obeyed."""
    article = hostile_article(site.feed)
    for path in (
        "/",
        "/articles",
        f"/articles/{article.article_id}",
        "/actors/cty:EST",
        "/deadletters",
        "/deadletters/news.raw/1/77",
        f"/articles?q={quote(HOSTILE)}",
    ):
        status, html = await site.get(path)
        page = Structure(html)
        assert status == 200
        assert {script["src"] for script in page.of("script")} <= {"/static/keys.js", "/static/live.js"}
        assert all(not (i.get("src") or "").startswith("x") for i in page.of("img"))
        assert not [a for a in page.of("a") if not (a["href"] or "").startswith(("/", "#", "?", "https://"))]
        assert "{{ 7*7 }}" in page.text or path == "/actors/cty:EST"
        assert not set(html) & set("\u202e\x1b")


@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
async def test_any_text_whatever_is_escaped(site: Served, text: str) -> None:
    """Property: a text as title, error and search word comes out as exactly that text, made visible, and as no tag."""
    html = site.site.render(Page("error.html", text, {"status": 404, "error": text}))
    plain = site.site.render(Page("error.html", "", {"status": 404, "error": ""}))
    page = Structure(html)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in Structure(plain).tags]
    assert visible(text) in page.text


async def test_links_of_articles_lead_only_to_the_web(site: Served) -> None:
    """Only http and https are linked, without referrer or access to our window; everything else is text."""
    for n, (url, linked) in enumerate(
        [
            ("https://example.org/a", True),
            ("javascript:alert(1)", False),
            ("//evil.example", False),
            ("https://u:p@evil.example/", False),
            ("data:text/html,x", False),
        ]
    ):
        article = replace(an_article(f"u{n}"), url=url)
        site.feed.article(article)
        page = Structure((await site.get(f"/articles/{article.article_id}"))[1])
        outside: list[dict[str, Any]] = [a for a in page.of("a") if not (a["href"] or "").startswith(("/", "#"))]
        assert [a["href"] for a in outside] == ([url] if linked else [])
        assert all("noopener" in a["rel"] and "noreferrer" in a["rel"] for a in outside)
