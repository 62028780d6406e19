"""Identity is frozen: these vectors may never change, or every article ever published is orphaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.identity import ARTICLE_ID, article_id, canonical_url, murmur2, partition_of


@pytest.mark.parametrize(
    ("source", "given_id", "url", "text", "expected"),
    [
        ("port-elsa-times", "123", None, "", ("9c5fe817cfa534d8c848b18f52fee3f3", "given")),
        (None, "123", None, "", ("03b85d7ad09d3f1baf46f5bf1b7b6000", "given")),
        (None, None, "https://www.Example.com:443/a/b/?utm_source=x&b=2&a=1#top", "", ("7fcf2ddd9ffd863b7dc472cab851ff10", "url")),
        (None, None, None, "A storm hit Port Elsa.", ("6fca9e656174fd5bf1011f535eb7a001", "text")),
        ("ü", "ñ", None, "", ("2a784614ae80e035697b610ca16335bb", "given")),
    ],
)
def test_golden_vectors(source: str | None, given_id: str | None, url: str | None, text: str, expected: tuple[str, str]) -> None:
    """The id of an article is what it has always been."""
    assert article_id(source, given_id, url, text) == expected


def test_the_same_given_id_of_two_sources_is_two_articles() -> None:
    """Two feeds may both have an article 123."""
    assert article_id("a", "123", None, "")[0] != article_id("b", "123", None, "")[0]


def test_a_given_id_counts_before_the_url_and_the_text() -> None:
    """A publisher who moves or rewrites an article keeps its id."""
    assert article_id("a", "1", "https://x.example/1", "one") == article_id("a", "1", "https://x.example/2", "two")


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/a?b=2&a=1",
        "http://x.example/a?b=2&a=1",
        "https://www.x.example/a/?a=1&b=2",
        "https://X.EXAMPLE:443/a?a=1&b=2#part",
        "https://x.example/a?a=1&utm_medium=mail&b=2&fbclid=zz",
    ],
)
def test_spellings_of_one_address_are_one(url: str) -> None:
    """Scheme, `www.`, port, order, tracking and fragment do not make another page."""
    assert canonical_url(url) == "https://x.example/a?a=1&b=2"


@pytest.mark.parametrize("url", ["mailto:a@b.example", "http://[::1", "not a url", "https://x.example:99999999/"])
def test_what_is_no_address_stays_as_it_is(url: str) -> None:
    """A URL that cannot be parsed is compared as text."""
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_murmur2_is_kafkas(data: bytes, expected: int) -> None:
    """The vectors of Kafka's own test of its default partitioner."""
    assert murmur2(data) == expected & 0x7FFFFFFF


@given(st.text(), st.integers(1, 64))
def test_a_partition_is_always_one_of_those_there_are(key: str, partitions: int) -> None:
    """Whatever the key."""
    assert 0 <= partition_of(key, partitions) < partitions


@given(st.none() | st.text(), st.none() | st.text(), st.none() | st.text(), st.text())
def test_an_id_is_always_32_hex_digits(source: str | None, given_id: str | None, url: str | None, text: str) -> None:
    """Whatever was given."""
    assert ARTICLE_ID.fullmatch(article_id(source, given_id, url, text)[0])
