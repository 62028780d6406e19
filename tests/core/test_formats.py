"""ninjs and schema.org JSON-LD, as raw articles."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.formats import raws_of

NINJS_3: dict[str, Any] = {
    "uri": "https://wire.example/items/7",
    "standard": {"name": "ninjs", "version": "3.1"},
    "type": "text",
    "version": "4",
    "firstCreated": "2026-03-10T08:00:00+02:00",
    "versionCreated": "2026-03-10T09:00:00+02:00",
    "embargoedUntil": "2026-03-10T10:00:00Z",
    "pubStatus": "usable",
    "edNote": "Corrects the first paragraph.",
    "language": "en",
    "by": "A. Writer",
    "located": "Tallinn",
    "headlines": [{"role": "short", "value": "Cable"}, {"role": "main", "value": "Cable to be mended"}],
    "bodies": [
        {"role": "main", "contentType": "application/xhtml+xml", "value": "<p>One.</p>"},
        {"role": "main", "contentType": "text/plain", "charCount": 4, "value": "One."},
    ],
    "infoSources": [{"name": "Baltic Wire", "literal": "baltic-wire", "role": "supplier"}],
}
NINJS_2 = {
    "uri": "urn:newsml:wire.example:7",
    "version": "4",
    "versioncreated": "2026-03-10T09:00:00+02:00",
    "pubstatus": "withheld",
    "ednote": "Wait.",
    "copyrightholder": "Wire",
    "headlines": [{"value": "Cable"}],
    "bodies": [{"role": "html", "contenttype": "text/html", "value": "<section><p>One.</p></section>"}],
}
JSON_LD: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": ["NewsArticle", "CreativeWork"],
    "@id": "https://daily.example/7#article",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://daily.example/7"},
    "headline": "Cable to be mended",
    "datePublished": "2026-03-10T08:00:00+02:00",
    "dateModified": "2026-03-10T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "A. Writer"}, "B. Writer"],
    "publisher": {"@type": "Organization", "name": "The Daily", "url": "https://daily.example"},
    "inLanguage": {"@type": "Language", "name": "English", "alternateName": "en"},
    "articleSection": ["World", "Energy"],
    "articleBody": "One.",
}


def test_ninjs_3() -> None:
    """The main headline, the plain body, the first version's time as the time of publication, this one's as that of the change."""
    assert raws_of(NINJS_3) == [
        {
            "article_id": "https://wire.example/items/7",
            "url": "https://wire.example/items/7",
            "version": 4,
            "pub_status": "usable",
            "headline": "Cable to be mended",
            "byline": "A. Writer",
            "dateline": "Tallinn",
            "language": "en",
            "ed_note": "Corrects the first paragraph.",
            "published_at": "2026-03-10T08:00:00+02:00",
            "updated_at": "2026-03-10T09:00:00+02:00",
            "embargoed_until": "2026-03-10T10:00:00Z",
            "source": {"id": "baltic-wire", "name": "Baltic Wire"},
            "text": "One.",
        }
    ]


def test_ninjs_2() -> None:
    """The same in lower case; markup alone is taken as such, and the holder of the copyright is the source when none is named."""
    (raw,) = raws_of(NINJS_2) or []
    assert (raw["article_id"], raw["pub_status"], raw["html"]) == (
        "urn:newsml:wire.example:7",
        "withheld",
        "<section><p>One.</p></section>",
    )
    assert (raw["source"]["id"], raw["published_at"], "url" in raw) == ("Wire", "2026-03-10T09:00:00+02:00", False)


def test_ninjs_1() -> None:
    """A body by its name."""
    (raw,) = raws_of({"uri": "urn:x:1", "versioncreated": "2026-03-10T09:00:00Z", "headline": "Cable", "body_xhtml": "<p>One.</p>"}) or []
    assert (raw["headline"], raw["html"]) == ("Cable", "<p>One.</p>")


def test_json_ld() -> None:
    """The page is its address, and its address its identity, as it is for any article that has one."""
    assert raws_of(JSON_LD) == [
        {
            "url": "https://daily.example/7",
            "headline": "Cable to be mended",
            "byline": ["A. Writer", "B. Writer"],
            "section": "World",
            "text": "One.",
            "language": "en",
            "published_at": "2026-03-10T08:00:00+02:00",
            "updated_at": "2026-03-10T09:00:00+02:00",
            "source": {"id": "The Daily", "name": "The Daily"},
        }
    ]


def test_json_ld_without_an_address_has_its_identifier() -> None:
    item = {"@type": "https://schema.org/NewsArticle", "identifier": {"@type": "PropertyValue", "value": "7"}, "articleBody": "One."}
    assert raws_of(item) == [{"article_id": "7", "text": "One."}]


def test_a_graph_gives_its_articles() -> None:
    """Pages describe the site, the breadcrumbs and the article in one graph."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebSite", "name": "The Daily"}, JSON_LD, JSON_LD | {"articleBody": "Two."}],
    }
    assert [raw["text"] for raw in raws_of(graph) or []] == ["One.", "Two."]


def test_names_of_our_own_beside_it_are_kept() -> None:
    """Who writes `pub_status` into JSON-LD means us."""
    (raw,) = raws_of({"@type": "NewsArticle", "article_id": "7", "source": "daily", "pub_status": "canceled"}) or []
    assert raw == {"article_id": "7", "source": "daily", "pub_status": "canceled"}


@pytest.mark.parametrize(
    "value",
    [
        {"text": "One.", "id": "7"},
        {"uri": "urn:x:1", "title": "no news item"},
        {"@type": "Recipe", "name": "Soup"},
        {"@type": "NewsArticle", "headline": "No body"},
        {"uri": "urn:x:1", "pubStatus": "usable", "bodies": "none"},
        {"@graph": [{"@type": "NewsArticle"}]},
        ["@type"],
        "text",
        None,
    ],
)
def test_what_is_neither_stays_as_it_is(value: object) -> None:
    """Also what is one of them and says too little: the dead letter shall hold what was sent."""
    assert raws_of(value) is None


@pytest.mark.parametrize("odd", [-7, [], {}, [7], [{}], {"value": 7}, None, "", " "])
def test_odd_values_do_no_harm(odd: object) -> None:
    """Whatever stands in a field, the others are read."""
    item = dict.fromkeys(NINJS_3, odd) | {"uri": "urn:x:1", "pubStatus": "canceled"}
    assert raws_of(item) == [{"article_id": "urn:x:1", "pub_status": "canceled"}]
    page = dict.fromkeys(JSON_LD, odd) | {"@type": "NewsArticle", "articleBody": "One.", "@id": "7"}
    assert (raws_of(page) or [{}])[0]["text"] == "One."
