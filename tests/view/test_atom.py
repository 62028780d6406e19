"""The Atom feed: valid, of what was chosen, escaped, without what was withdrawn, and sent again only when it has changed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import feedparser
import pytest
from lxml import etree

from streams.core.article import Anchor, Headline, Source
from streams.view.atom import Changes

from .builders import a_reading, an_article, newer, withdrawn
from .sites import NOW, Served, served
from .test_app import ARTICLE, CORRECTED, Structure, fill, hostile_article

ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated")
"""RFC 4287, 4.1.1 and 4.1.2: exactly one in each feed and entry."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as found:
        fill(found.feed)
        yield found


async def feed(site: Served, query: str = "") -> Any:
    status, text = await site.get(f"/feed.atom{query}")
    assert status == 200
    assert faults(text) == []
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    return parsed


def faults(text: str) -> list[str]:
    """What RFC 4287 does not allow."""
    root = etree.fromstring(text.encode())
    found = [] if root.tag == f"{ATOM}feed" else ["no feed"]
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    found += ["an id comes twice"] if len(set(ids)) < len(ids) else []
    for part in (root, *entries):
        found += [f"{name} is not there once" for name in ONCE if len(part.findall(f"{ATOM}{name}")) != 1]
        found += [f"id {id_} is no IRI" for id_ in [part.findtext(f"{ATOM}id") or ""] if not urlsplit(id_).scheme]
        times = [e.text or "" for name in ("updated", "published") for e in part.findall(f"{ATOM}{name}")]
        found += [f"{time} is no time" for time in times if not TIME.fullmatch(time)]
        found += ["no author"] if part.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None else []
        found += ["an author without a name" for a in part.findall(f"{ATOM}author") if not (a.findtext(f"{ATOM}name") or "").strip()]
        links = [(e.get("rel", "alternate"), e.get("type"), e.get("hreflang")) for e in part.findall(f"{ATOM}link")]
        found += ["two alternates of one type"] if len(a := [x for x in links if x[0] == "alternate"]) > len(set(a)) else []
        found += ["a link without href" for e in part.findall(f"{ATOM}link") if not e.get("href")]
        found += ["a category without term" for e in part.findall(f"{ATOM}category") if not e.get("term")]
    found += [] if any(e.get("rel") == "self" for e in root.findall(f"{ATOM}link")) else ["no link to itself"]
    return found


def ids(parsed: Any) -> list[str]:
    return [entry.id.rpartition(":")[2] for entry in parsed.entries]


def test_the_rules_find_faults() -> None:
    """They are no rules if anything passes."""
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><updated>2026-03-10</updated><entry/></feed>'
    assert len(faults(text)) >= 6


async def test_articles_are_entries(site: Served) -> None:
    """Id, title, times, authors, the page here and the article there, topics and actors."""
    parsed = await feed(site)
    assert set(ids(parsed)) == {ARTICLE.article_id, CORRECTED.article_id}
    (entry,) = [e for e in parsed.entries if e.id == f"urn:dateline:article:{ARTICLE.article_id}"]
    assert (entry.title, entry.published) == ("Cable to be mended in March", "2026-03-10T09:00:00.000Z")
    assert [author.name for author in entry.authors] == ["A. Writer"]
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": f"/articles/{ARTICLE.article_id}",
        "via": "https://example.org/cable",
    }
    assert {"medtop:20000256", "cty:EST", "per:~Lena_Orlova"} <= {tag.term for tag in entry.tags}
    assert entry.summary.startswith("Estonian energy minister Lena Orlova said on Tuesday")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?actor=per:~Lena_Orlova", {ARTICLE.article_id}),
        ("?tag=medtop:04000000&q=cable", {ARTICLE.article_id}),
        ("?q=waits", {CORRECTED.article_id}),
        ("?source=baltic-wire&date=2026-03-10", {ARTICLE.article_id, CORRECTED.article_id}),
        ("?q=nothingofthekind", set()),
        ("?since=nonsense", set()),
    ],
)
async def test_the_address_chooses(site: Served, query: str, found: set[str]) -> None:
    """By actor, tag, words, source and date, as the search does; the feed of another choice has another id."""
    parsed = await feed(site, query)
    assert set(ids(parsed)) == found
    assert parsed.feed.id != (await feed(site)).feed.id
    assert (await feed(site, query)).feed.id == parsed.feed.id


@pytest.mark.parametrize("status", ["", "?status=withheld", "?status=canceled"])
async def test_what_was_taken_back_is_in_no_feed(site: Served, status: str) -> None:
    """Withdrawn, held back, embargoed (which is held back) or erased: neither text nor name, whatever the address asks for."""
    held = an_article("held", "Secret until tomorrow.", pub_status="withheld")
    site.feed.article(held)
    site.feed.article(withdrawn(ARTICLE))
    site.feed.erase(CORRECTED.article_id)
    _, text = await site.get(f"/feed.atom{status}")
    assert faults(text) == []
    assert "<entry" not in text
    assert not [word for word in ("Orlova", "cable", "Secret", "waits") if word in text]


async def test_a_correction_is_the_same_entry_updated(site: Served) -> None:
    """Its id stays, its time moves on: readers show it anew."""
    before = (await feed(site, "?q=waits")).entries[0]
    site.feed.whole(a_reading(newer(CORRECTED, "Estonia waits and waits.", 3)))
    after = (await feed(site, "?q=waits")).entries[0]
    assert after.id == before.id
    assert "waits and waits" in after.summary


async def test_hostile_text_stays_text(site: Served) -> None:
    """Markup, entities, control characters and what XML cannot hold: the feed is well formed, and all of it is text."""
    article = hostile_article(site.feed)
    bad = "\ufffe\uffff\x00\x0b]]><entry>&amp;\ud800"
    site.feed.whole(a_reading(an_article("bad", f"Estonia {bad.replace(chr(0xD800), '')}", headline=Headline(bad[:-1], "given", 1.0))))
    parsed = await feed(site)
    assert article.article_id in ids(parsed)
    assert len(parsed.entries) == 4
    _, text = await site.get("/feed.atom")
    assert not re.search(r"<(script|img|b)\b", text)
    assert "javascript:" not in text


async def test_an_address_is_one_of_the_standard(site: Served) -> None:
    """What somebody wrote with blanks or letters of other scripts is linked in hex; no other address at all."""
    site.feed.whole(a_reading(an_article("blank", url="https://example.org/a b/é")))
    entries = (await feed(site)).entries
    assert "https://example.org/a%20b/%C3%A9" in [link.href for entry in entries for link in entry.links]


async def test_nothing_is_made_up(site: Served) -> None:
    """Without a time of publication there is none; without byline and source the feed's own author stands."""
    bare = an_article("bare", anchor=Anchor(), published_at=None, byline=(), source=Source(), headline=Headline(), url=None)
    site.feed.whole(a_reading(bare))
    (entry,) = [e for e in (await feed(site)).entries if e.id.endswith(bare.article_id)]
    assert entry.title.startswith("Estonian energy minister Lena Orlova said on Tuesday")
    assert ("published" in entry, "authors" in entry and bool(entry.authors[0]), len(entry.links)) == (False, False, 1)


async def test_pages_lead_to_each_other(site: Served) -> None:
    """50 entries at a time, each article on exactly one page."""
    for n in range(60):
        site.feed.whole(a_reading(an_article(f"p{n}")))
    found: list[str] = []
    query: str | None = ""
    while query is not None:
        parsed = await feed(site, query)
        found += ids(parsed)
        links = {link.rel: link.href for link in parsed.feed.links}
        assert set(links) >= {"self", "first", "last", "alternate"}
        query = links["next"].removeprefix("/feed.atom") if "next" in links else None
    assert len(found) == len(set(found)) == 62
    assert links["previous"] == "/feed.atom?"


async def test_it_is_sent_again_only_when_it_has_changed(site: Served) -> None:
    """By tag, or by time; and a withdrawal is a change, although what is left is older."""
    async with site.client.get("/feed.atom") as response:
        told = response.headers
        assert (told["Content-Type"], told["Cache-Control"]) == ("application/atom+xml; charset=utf-8", "no-cache")
    same = [{"If-None-Match": told["ETag"]}, {"If-None-Match": f'"x", W/{told["ETag"]}'}, {"If-Modified-Since": told["Last-Modified"]}]
    for headers in same:
        async with site.client.get("/feed.atom", headers=headers) as response:
            assert (response.status, await response.read(), response.headers["ETag"]) == (304, b"", told["ETag"])
    other = [{"If-None-Match": '"x"'} | same[2], {"If-Modified-Since": format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)}]
    site.feed.article(withdrawn(ARTICLE))
    for headers in [*same, *other]:
        async with site.client.get("/feed.atom", headers=headers) as response:
            assert response.status == 200, headers
            assert ARTICLE.article_id not in await response.text()


def test_two_changes_in_a_second_are_two() -> None:
    """A time is told once for each state of a feed, and never goes back; of feeds that nobody asks for any more nothing is kept."""
    changes = Changes(lambda: NOW)
    first, again, second = (changes.since("feed", tag) for tag in ("a", "a", "b"))
    assert first == again < second
    for n in range(600):
        changes.since(str(n), "a")
    assert len(changes.known) == 500


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/", "/feed.atom"),
        ("/articles", "/feed.atom"),
        ("/articles?q=cable&source=baltic-wire", "/feed.atom?q=cable&source=baltic-wire"),
        ("/actors/cty:EST", f"/feed.atom?actor={quote('cty:EST')}"),
        ("/tags/medtop:20000256", f"/feed.atom?tag={quote('medtop:20000256')}"),
    ],
)
async def test_pages_name_their_feed(site: Served, path: str, leads_to: str) -> None:
    """In the head, where readers look, and in the foot, where people do; and it is there."""
    page = Structure((await site.get(path))[1])
    (link,) = [a for a in page.of("link") if a.get("type") == "application/atom+xml"]
    assert (link["rel"], link["href"]) == ("alternate", leads_to)
    assert leads_to in [a["href"] for a in page.of("a")]
    assert (await site.get(leads_to))[0] == 200
