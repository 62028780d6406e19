from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from streams.core.article import Article, Rejection
from streams.core.clean import clean
from tests.builders import article, raw_article

SCRAPED = """Fishers say that the northern banks will be empty within five years
Lena Orlova
Minister Lena Orlova promised help for the fishers of Port Elsa on Tuesday, a week after their boats blocked the harbour.
ADVERTISEMENT
Fishers say that the northern banks will be empty within five years. But the ministry hopes for a deal with the EU They have talked since May.
The deal ' the first since 1998 ' would close two banks and 'give the herring a rest\" until 2030, the ministry said.
"""
BODY = """Minister Lena Orlova promised help for the fishers of Port Elsa on Tuesday, a week after their boats blocked the harbour.

Fishers say that the northern banks will be empty within five years. But the ministry hopes for a deal with the EU. They have talked since May.

The deal — the first since 1998 — would close two banks and "give the herring a rest\" until 2030, the ministry said."""

# What a hostile or broken source could put together; each piece sets off some rule, most of them another one behind it.
PIECES = [
    "The minister said on Monday that talks would go on.", "Talks would go on", "TALKS", "Kim Lee", "ADVERTISEMENT", "By Ada Quist", "PARIS — ",
    "SEOUL, Dec. 28 (Yonhap) -- ", "LONDON (Reuters) - ", "'open the door\" he said", "\"open the door,' he said", " ' ", "they sailed to ports in the UK They were turned back",
    " &amp;", "amp;", "#39;", "&", "&nbsp;", "â€™", "Ã©", "é", "\u0301", "\u00a0", "\u200b", "\u200d", "\u202e", "\u00ad", "\x93", "\x00", "\n", "\n\n", "\r\n", " ", "  ",
    "\t", "Photo: AP", "Read more: x", "(Reuters)", " - ", "- ", "• ", "It was. ", "… [+12 chars]", "U.S.", "Mr. ", "“", "”", "'", '"', "Published: 28 Dec 2023", "© 2023 X",
    "***", "Share this", "Correction: This story was wrong.", "中文。", "x", "a", "war-", "\u2028", "\x85", "Facebook", "?", "!", ".", "42", "1. ", "\ud800",
]  # fmt: skip
TEXTS = (
    st.text()
    | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)
    | st.lists(st.sampled_from(PIECES), max_size=14).map("\n".join)
)
RAW = raw_article("x")


def cleaned(text: str) -> Article:
    """The clean article of a text that is not all noise."""
    found = clean(replace(RAW, text=text))
    assume(isinstance(found, Article))
    assert isinstance(found, Article)
    return found


def test_a_scraped_article_is_cleaned_and_says_how() -> None:
    """The shape of the daily case: kicker, caption, advertisement, lost quotation marks, dashes and a lost stop."""
    found = article(SCRAPED)
    assert found.body == BODY
    assert found.headline.source == "repeated_body_sentence"
    assert [(one.line, one.reason) for one in found.dropped] == [(2, "caption"), (4, "advertisement")]
    assert [one.kind for one in found.repairs] == ["sentence_boundary", "dash", "dash", "quote_open"]
    assert [one.raw_line for one in found.paragraphs] == [3, 5, 6]
    assert len(found.sentences) == 5


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_a_withdrawn_article_has_no_text_anywhere(status: str) -> None:
    """Not even its headline travels on."""
    secret = "Orlova resigns"
    found = article(
        {"id": "1", "pub_status": status, "text": secret, "headline": secret, "byline": secret, "section": secret, "dateline": secret}
    )
    assert secret not in str(found)
    assert (found.pub_status, found.body, found.headline.text, found.text_sha256) == (status, "", None, None)


def test_what_identifies_the_article_is_passed_on() -> None:
    """Id, rank, place and receipt are those of the record."""
    raw = raw_article({"text": SCRAPED, "id": "1", "source": "times", "url": "https://x.example/1"}, offset=5)
    found = clean(raw)
    assert isinstance(found, Article)
    for name in ("article_id", "id_origin", "rank", "place", "received_at", "value_sha256", "source", "url"):
        assert getattr(found, name) == getattr(raw, name)


def test_notices_of_reading_are_kept() -> None:
    """What was odd of the record stays known."""
    assert {"no_id", "bad_published_at"} <= {notice.code for notice in article({"text": SCRAPED, "published_at": "soon"}).notices}


@given(TEXTS)
def test_any_text_is_an_article_or_a_rejection(text: str) -> None:
    """`clean` never raises."""
    assert isinstance(clean(replace(RAW, text=text)), (Article, Rejection))


@given(TEXTS)
def test_cleaning_a_clean_body_changes_nothing(text: str) -> None:
    """Idempotent: what is clean needs no repair, and nothing of it is noise."""
    once = cleaned(text)
    twice = clean(replace(RAW, text=once.body))
    assert isinstance(twice, Article)
    assert (twice.body, twice.repairs, twice.dropped) == (once.body, (), ())
    assert [(one.start, one.end) for one in twice.paragraphs] == [(one.start, one.end) for one in once.paragraphs]
    assert twice.sentences == once.sentences


@given(TEXTS)
def test_offsets_lead_back_to_what_was_given(text: str) -> None:
    """Each run is exact, and runs grow on both sides."""
    found = cleaned(text)
    assert all(n > 0 and found.body[c : c + n] == text[r : r + n] for c, r, n in found.raw_map)
    assert all(one.clean_start + one.length <= then.clean_start for one, then in pairwise(found.raw_map))
    assert all(one.raw_start + one.length <= then.raw_start for one, then in pairwise(found.raw_map))


@given(TEXTS)
def test_paragraphs_and_sentences_tile_the_body(text: str) -> None:
    """Two line ends between paragraphs, white space between sentences, nothing lost."""
    found = cleaned(text)
    assert "\n\n".join(found.body[one.start : one.end] for one in found.paragraphs) == found.body
    for number, paragraph in enumerate(found.paragraphs):
        inside = [one for one in found.sentences if one.paragraph == number]
        assert (inside[0].start, inside[-1].end) == (paragraph.start, paragraph.end)
        assert all(not found.body[one.end : then.start].strip() for one, then in pairwise(inside))


@given(TEXTS)
def test_repairs_lie_where_they_say(text: str) -> None:
    """The view shows them in the given text."""
    assert all(text[one.raw_offset :].startswith(one.raw) for one in cleaned(text).repairs)


N = 250_000


@pytest.mark.parametrize(
    "text",
    [
        "word " * (N // 5),
        "Capital " * 50_000,
        "'" * N,
        " 'a\"" * (N // 4),
        "&" * N,
        "&amp;" * (N // 5),
        "." * N,
        "(" * N,
        "a" + "\u0301" * N,
        "Kim Lee\n" * (N // 8),
        "SEOUL (AP) - " * (N // 13) + "The end, he said.",
        "a\u00a0" * (N // 2),
        "\n" * N,
        "<" * N,
        "€" * (N // 3),
        "â€™" * (N // 8),
    ],
    ids=range(16),
)
def test_a_quarter_of_a_megabyte_of_anything_comes_to_an_end(text: str) -> None:
    """Linear in the input: with one quadratic step any of these would take minutes, and the suite would stand still."""
    assert isinstance(clean(replace(RAW, text=text)), (Article, Rejection))
