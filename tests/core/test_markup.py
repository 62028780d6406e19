from __future__ import annotations

import pytest

from streams.core.article import Rejection
from streams.core.clean import clean
from streams.core.markup import is_html, is_page
from tests.builders import raw_article

BEFORE = [
    "",
    "\ufeff",
    "\ufeff\n ",
    '<?xml version="1.0" encoding="utf-8"?>\n',
    "<!-- a -->",
    "<!-- 1 > 0 -->",
    f"<!-- {'x' * 600} -->",
    "<!--[if IE]> x <![endif]-->",
    "<!--[if !IE]><!-->",
    "<!-->",
    "<![if !IE]>",
    "<meta charset=utf-8>",
    "<meta content='a > b'/><link rel=x><base href=/>",
    "<script>document.write('<html>')</script>",
    '<SCRIPT src="a>b"> 1 </Script ><style>a > b {}</style>',
    "<title>News</title><noscript><img></noscript>",
    "<![CDATA[",
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("tag", ["<!DOCTYPE html>", "<html lang=en>", "<head>", "<body class=x>"])
def test_what_stands_before_a_page_does_not_hide_it(before: str, tag: str) -> None:
    """A mark of the byte order, comments, scripts and what else belongs in a head: one question, and one answer for all who ask."""
    assert is_page(f"{before}{tag}A story.")
    assert is_html(f"{before}{tag}A story.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A story, and then <html>",
        "<p>A piece.</p><html>",
        "<header>Head</header>",
        "<head-line>Head</head-line>",
        "<metal><html>",
        "<script>1</script>A story.",
        "<script>1 <html>",
        "<!-- <html>",
        "<!DOCTYPE letter><html-like>",
    ],
)
def test_a_piece_of_markup_is_no_page(text: str) -> None:
    """Nor is a page what only a comment or a script speaks of."""
    assert not is_page(text)


@pytest.mark.parametrize("before", BEFORE)
def test_a_page_without_a_story_is_refused_whatever_stands_before_it(before: str) -> None:
    """Its menu and its footer are no article."""
    menu = "<nav><a href=/>Home</a> <a href=/w>World</a></nav><footer>Example Media Group, London, a company.</footer>"
    found = clean(raw_article({"html": f"{before}<html><head><title>News of the day</title></head><body>{menu}</body></html>"}))
    assert isinstance(found, Rejection)
    assert found.code == "empty"


@pytest.mark.parametrize(
    "unit", ["<!--", "<!-- -->", "<script>", "</script ", "<meta '", "<meta \"'", "<?", "<![CDATA[", "<title></title", " "]
)
@pytest.mark.parametrize("before", ["", "<script>", "<!--", "<meta "])
def test_half_a_million_of_them_come_to_an_end(before: str, unit: str) -> None:
    """A beginning that never ends is read once; a pattern that looks at it again from each place would take hours."""
    assert not is_page(before + unit * 500_000)
