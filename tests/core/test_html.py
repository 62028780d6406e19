from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from streams.core.article import Rejection
from streams.core.clean import clean
from streams.core.html import PageError, _all_text, extract
from tests.builders import article, raw_article
from tests.counting import lines_run

FIRST = "A storm hit Port Elsa on Monday, tearing roofs from houses & halls, officials said."
NEXT = 'The mayor, Lena Orlova, called it the worst in a decade. "We will rebuild," she said.'


def page(head: str = "", body: str = "", lang: str = ' lang="en-GB"') -> str:
    return (
        f"<!DOCTYPE html><html{lang}><head>{head}</head><body><nav><a href='/'>Home</a></nav><article>{body}"
        f"<p>{FIRST.replace('&', '&amp;')}</p><p>{NEXT}</p></article><footer><p>© 2021 Times. All rights reserved.</p></footer></body></html>"
    )


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_the_text_of_the_page_is_the_body() -> None:
    """Without navigation and footer, entities decoded."""
    assert article(page()).body == f"{FIRST}\n\n{NEXT}"


@pytest.mark.parametrize(
    "body", ["<script>alert('leak')</script>", "<style>p{color:leak}</style>", "<p onclick='leak()'></p>", "<!-- leak -->"]
)
def test_code_never_leaks(body: str) -> None:
    """Scripts, styles, attributes and comments are no text."""
    assert "leak" not in article(page(body=body)).body


def test_the_headline_comes_from_the_head() -> None:
    """And its copy over the story is dropped."""
    found = article(
        page(head="<meta property='og:title' content='Storm hits port'><title>Storm | Times</title>", body="<h1>Storm hits port</h1>")
    )
    assert (found.headline.text, found.headline.source) == ("Storm hits port", "meta")
    assert [one.reason for one in found.dropped] == ["duplicate_headline"]


@pytest.mark.parametrize(
    "head",
    [
        json_ld({"@type": "NewsArticle", "datePublished": "2021-03-14T01:00:00+09:00"}),
        json_ld({"@graph": [{"@type": "WebPage"}, {"@type": ["Article", "X"], "datePublished": "2021-03-14"}]}),
        json_ld([{"@type": "ReportageNewsArticle", "datePublished": "2021-03-14T10:00Z"}]),
        '<script type="application/ld+json">{broken</script>' + json_ld({"@type": "NewsArticle", "datePublished": "2021-03-14"}),
        '<meta property="article:published_time" content="2021-03-14T10:00:00Z">',
        '<meta name="date" content="2021-03-14">',
    ],
)
def test_the_day_comes_from_the_head(head: str) -> None:
    """JSON-LD first, then meta tags; as written, in its own zone."""
    found = article(page(head=head))
    assert (found.anchor.day, found.anchor.source) == ("2021-03-14", "meta")


@pytest.mark.parametrize(
    "head",
    [
        json_ld({"@type": "Organization", "datePublished": "2021-03-14"}),
        json_ld({"@type": "NewsArticle", "dateModified": "2021-03-14"}),
        json_ld({"@type": "NewsArticle", "datePublished": 20210314}),
        '<meta name="date" content="soon">',
        '<meta name="generator" content="2021-03-14">',
    ],
)
def test_other_days_of_the_page_are_not_taken(head: str) -> None:
    """A date finder that takes any day would date old news by a footer."""
    assert article(page(head=head)).anchor.day is None


def test_the_given_fields_count_before_the_page() -> None:
    """The publisher knows better than the page."""
    head = json_ld({"@type": "NewsArticle", "headline": "Page", "datePublished": "2021-03-14", "author": {"name": "Ada Quist"}})
    html = page(head=head, lang=' lang="fr"')
    found = article({"html": html, "headline": "Feed", "published_at": "2021-03-15", "byline": "Jo Marr", "language": "en"})
    assert (found.headline.text, found.anchor.day, found.byline) == ("Feed", "2021-03-15", ("Jo Marr",))
    assert (found.language.code, found.language.method) == ("en", "given")


def test_authors_language_and_address_of_the_page() -> None:
    """What the head says is used when nothing was given."""
    head = (
        json_ld({"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ada Quist"}]})
        + "<link rel='canonical' href='https://x.example/a'>"
    )
    found = article(page(head=head))
    assert (found.byline, found.language.code, found.language.method, found.url) == (("Ada Quist",), "en", "given", "https://x.example/a")


@pytest.mark.parametrize("lang", ["{{ lang }}", "English (United Kingdom)", "*", "en\u202e", "x" * 5_000])
def test_a_page_whose_language_is_no_tag_says_nothing_of_it(lang: str) -> None:
    """A template that was not filled in is no language; what the page says elsewhere counts, else the text shows it."""
    shown = article(page(lang=f' lang="{lang}"')).language
    assert (shown.code, shown.method) == ("en", "stopwords")
    said = article(page(lang=f' lang="{lang}"', head="<meta property='og:locale' content='en_US'>")).language
    assert (said.code, said.method) == ("en", "given")


@pytest.mark.parametrize("url", ["/a", "https://", "javascript:1", "https://x.example/" + "a" * 2_048, "https://x.example/\u202ea"])
def test_a_page_whose_address_is_none_says_nothing_of_it(url: str) -> None:
    """As of a given one: too long, or with what nobody sees. What the page says elsewhere counts."""
    link = f"<link rel='canonical' href='{url}'>"
    assert article(page(head=link)).url is None
    assert article(page(head=link + "<meta property='og:url' content='https://x.example/b'>")).url == "https://x.example/b"


@pytest.mark.parametrize("url", ["https://[x/2021/03/14/a", "https://x\u2100y.example/2021/03/14/a"])
def test_an_address_that_cannot_be_parsed_tells_no_day(url: str) -> None:
    """And is no reason to lose the article, whoever gave it."""
    for found in (article(page(head=f"<link rel='canonical' href='{url}'>")), article({"text": FIRST, "url": url})):
        assert (found.url, found.anchor.source) == (url, "none")


def test_an_author_has_a_name_and_not_a_book() -> None:
    """Names of a page have the limits of given ones."""
    head = json_ld({"@type": "Article", "author": ["x" * 5_000, "https://x.example/ada", *(f"Ada {i}" for i in range(30))]})
    found = article(page(head=head)).byline
    assert (len(found), len(found[0]), found[1]) == (20, 200, "Ada 0")


def test_a_fragment_is_read() -> None:
    """Feeds send paragraphs without a page around them."""
    assert article({"text": f"<p>{FIRST.replace('&', '&amp;')}</p><p>{NEXT}</p>"}).body == f"{FIRST}\n\n{NEXT}"


def test_a_plain_text_with_code_between_its_lines_is_read() -> None:
    """Scrapers leave scripts in a text; there is no page around it, and nothing that a reader of pages would take for its story."""
    code = "<script>window.ads = 'a sentence that nobody shall read'</script>"
    found = article({"text": f"{FIRST}\n{code}\n{NEXT}\n{code}<noscript>Switch scripts on to read this story.</noscript>\n"})
    assert found.body == f"{FIRST}\n\n{NEXT}"


HIDDEN = [
    "<noscript>Please <b>enable</b> leaks in your browser <!-- x --> to read leaks<?x?> of this story.</noscript>",
    "<noscript><img src='https://x.example/?id=1'> Vladimir leaks to you with this hidden picture.</noscript>",
    "<button><i>Share</i> this leak with all of your many friends</button>",
    "<select><option>Leak one</option> leak between two of the options</select>",
    "<svg><g><text>A leak</text> in a picture</g> of the harbour</svg>",
    "<video><source src=x> Your browser leaks and shows no video.</video>",
    "<object><object><p>One leak</p> in the other</object> and one behind it</object>",
    "<title>A leak of the head</title>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_sees_does_not_leak_into_a_plain_text(hidden: str) -> None:
    """Neither what an element says in the place of what it is, nor what stands behind an element in it; what follows it is read."""
    code = "<script>window.ads = 1</script>"
    assert article({"text": f"{FIRST}\n{code}\n{hidden}\n{NEXT}\n{code}"}).body == f"{FIRST}\n\n{NEXT}"


def test_hidden_elements_in_each_other_are_walked_once() -> None:
    """As deep as a parser goes, the work is that of one; a walk of its own for each would make it two hundred times as much."""
    trees = [document_fromstring(f"{FIRST}{'<object>' * depth}{'<b></b>' * 2_000}") for depth in (1, 200)]
    one, many = (lines_run(partial(_all_text, tree)) for tree in trees)
    assert many <= 1.2 * one + 2_000


def test_a_page_that_names_its_encoding_is_read() -> None:
    """XHTML begins with a declaration; the text is decoded already."""
    assert article(f'<?xml version="1.0" encoding="iso-8859-1"?>{page()}').body == f"{FIRST}\n\n{NEXT}"


@pytest.mark.parametrize(
    "html",
    [
        f"<![CDATA[<p>{FIRST.replace('&', '&amp;')}</p><p>{NEXT}</p>]]>",
        f"<![CDATA[{FIRST}\n<script>leak = 1</script>\n{NEXT}\n<script>leak = 2</script>]]>",
        page(body=f"<p><![CDATA[{NEXT}]]></p>").replace(f"<p>{NEXT}</p></article>", "</article>"),
    ],
    ids=["paragraphs", "a plain text", "in a page"],
)
def test_what_is_wrapped_in_cdata_is_read(html: str) -> None:
    """Feeds wrap it; no line of it is lost, and of the wrapping nothing is left."""
    assert sorted(article({"html": html}).body.split("\n\n")) == sorted([FIRST, NEXT])


def test_a_null_is_no_character() -> None:
    """It is not a lost one either, in the text or in the head."""
    code = "<script>window.ads = 1</script>"
    assert article({"html": f"{FIRST[:9]}\0{FIRST[9:]}\n{code}\n{NEXT}\n{code}"}).body == f"{FIRST}\n\n{NEXT}"
    assert extract(page(head="<title>Storm\0 hits port</title>")).titles == ("Storm hits port",)


@pytest.mark.parametrize(
    "deep", ["<div>" * 300 + "</div>" * 300, "<b>" * 100_000, f"<!--{'x' * 10_100_000}-->"], ids=["div", "b", "comment"]
)
@pytest.mark.parametrize("around", ["{}", "<html><body>{}</body></html>"], ids=["piece", "page"])
def test_a_story_cut_by_the_parser_is_refused(around: str, deep: str) -> None:
    """It stops at its limits and says nothing: a reason, and no part that looks whole."""
    with pytest.raises(PageError, match="nested deeper than 256") as found:
        extract(around.format(f"<p>{FIRST}</p>{deep}<p>{NEXT}</p>"))
    assert found.value.code == "bad_html"


def test_many_small_errors_do_not_hide_that_the_parser_stopped() -> None:
    """lxml keeps the first errors or the last ones, and broken markup has thousands."""
    with pytest.raises(PageError, match="nested deeper than 256"):
        extract(f"<p>{FIRST}</p>{'<b><i></b></i>' * 1_000}{'<div>' * 300}<p>{NEXT}</p>")
    assert extract(f"<p>{FIRST}</p>{'<b><i></b></i>' * 1_000}<p>{NEXT}</p>").text.split() == f"{FIRST} {NEXT}".split()


def test_offsets_lead_to_the_extracted_text() -> None:
    """The given text of a page is what was extracted from it."""
    html = page(body="<p>ADVERTISEMENT</p>")
    found = article(html)
    given_text = extract(html).text
    assert all(found.body[c : c + n] == given_text[r : r + n] for c, r, n in found.raw_map)


@pytest.mark.parametrize(
    "html", ["<html><body></body></html>", "<!doctype html><script>alert(1)</script>", "<html>" + "<div>" * 3000 + "</html>"]
)
def test_a_page_without_a_story_is_refused(html: str) -> None:
    """With the reason, not with an empty article."""
    found = clean(raw_article(html))
    assert isinstance(found, Rejection)
    assert (found.stage, found.code) == ("clean", "empty")


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div", ">", "<!--", "-->", "<script>", "&#0;", "<![CDATA[", "text ", "<table><tr>", "\x00", "é", "<html>"]
        )
    ).map("".join)
)
def test_any_markup_is_a_page_or_a_page_error(markup: str) -> None:
    """No other exception comes out of the parsers."""
    try:
        text = extract(markup).text
    except PageError as error:
        text = error.code
    assert text.strip()


def test_the_same_page_gives_the_same_text_again() -> None:
    """Nothing is remembered from page to page: a duplicate filter would drop the second."""
    assert extract(page()) == extract(page())


HOSTILE = {
    "an attribute of a megabyte": f"<p title='{'x' * 1_000_000}'></p>",
    "nothing is closed": "<p><b><i><table><tr><td>",
    "nulls": "<p>\x00\x00</p>",
    "entities that grow": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>&b;',
    "a hundred thousand brackets": "<" * 100_000,
    "a hundred thousand ampersands": "&" * 100_000,
    "paragraphs in a script": "<script>" + "<p>" * 1_000 + "</script>",
    "links in links": "<a href=x>" * 3_000,
    "a page in an attribute": "<iframe srcdoc='<p>inner</p>'></iframe>",
    "a picture with text": "<svg><text>inner</text></svg>",
    "a base that runs code": "<base href='javascript:alert(1)'>",
    "many empty paragraphs": "<p></p>" * 20_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_markup_does_not_hide_the_story(kind: str) -> None:
    """What stands before it may become a line of its own; both sentences of the story are there, and nothing that runs."""
    text = extract(page(body=HOSTILE[kind])).text
    assert FIRST in text
    assert NEXT in text
    assert "inner" not in text
    assert "alert" not in text


@pytest.mark.parametrize("markup", ["<div>" * 20_000, "<ul>" * 2_000, "<!--" * 5_000])
def test_markup_that_swallows_the_story_is_refused(markup: str) -> None:
    """Deeper than a parser goes, or a comment that never ends: a reason instead of a part."""
    with pytest.raises(PageError, match="no text of an article"):
        extract(page(body=markup))
