"""Values survive their bytes, and the same value is always the same bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import (
    Anchor,
    Article,
    Dateline,
    Dropped,
    EnrichedArticle,
    Erasure,
    Headline,
    MapRun,
    Notice,
    Paragraph,
    Place,
    Rank,
    Repair,
    Sentence,
    Source,
)
from streams.core.ledger import accepted
from streams.core.mentions import actor_mentions
from streams.core.tally import By, Totals
from streams.flow.codec import Subtotals, decode_clean, decode_subtotals, encode_clean, encode_enriched, encode_subtotals
from streams.kafka import headers
from tests.flow.generations import enricher
from tests.upkeep.test_selection import article

# lone surrogates cannot be UTF-8; `read` has replaced them before anything is encoded
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
OFFSET = st.integers(0, 2**31)
PLACES = st.builds(Place, TEXT, st.integers(0, 999), st.integers(0, 2**60))
ARTICLES = st.builds(
    Article,
    article_id=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    rank=st.builds(Rank, st.integers(0, 2**31), TEXT, st.integers(0, 2), TEXT),
    place=PLACES,
    received_at=TEXT,
    value_sha256=TEXT,
    source=st.builds(Source, st.none() | TEXT, st.none() | TEXT),
    headline=st.builds(Headline, st.none() | TEXT, TEXT, st.floats(0, 1)),
    dateline=st.none() | st.builds(Dateline, TEXT, st.none() | TEXT),
    anchor=st.builds(Anchor, st.none() | TEXT, evidence=st.lists(TEXT, max_size=2).map(tuple)),
    body=TEXT,
    paragraphs=st.lists(st.builds(Paragraph, OFFSET, OFFSET, OFFSET), max_size=2).map(tuple),
    sentences=st.lists(st.builds(Sentence, OFFSET, OFFSET, OFFSET), max_size=2).map(tuple),
    dropped=st.lists(st.builds(Dropped, OFFSET, TEXT, TEXT, st.floats(0, 1)), max_size=2).map(tuple),
    repairs=st.lists(st.builds(Repair, TEXT, TEXT, TEXT, OFFSET, st.floats(0, 1)), max_size=2).map(tuple),
    raw_map=st.lists(st.builds(MapRun, OFFSET, OFFSET, OFFSET), max_size=2).map(tuple),
    notices=st.lists(st.builds(Notice, TEXT, TEXT), max_size=2).map(tuple),
)


@given(ARTICLES | st.builds(Erasure, PLACES, TEXT, TEXT))
def test_clean_record_survives_its_bytes(value: Article | Erasure) -> None:
    data = encode_clean(value)
    assert decode_clean(data) == (value, False)
    assert encode_clean(decode_clean(data).value) == data


@given(
    st.integers(0, 999),
    st.builds(By, OFFSET, OFFSET),
    st.dictionaries(st.sampled_from(["", "2024-01", "2024-02"]), st.tuples(OFFSET, OFFSET, OFFSET, OFFSET, OFFSET)),
)
def test_subtotals_survive_their_bytes(partition: int, by: By, totals: Totals) -> None:
    some = Subtotals(partition, by, {"per:a": totals, "per:b": {}})
    assert decode_subtotals(None, encode_subtotals(some)) == some
    assert decode_subtotals(None, encode_subtotals(some)[:-1] + b',"more"]') == some


def test_subtotal_of_one_actor_is_read() -> None:
    """As earlier workers wrote it: the actor is the key."""
    assert decode_subtotals(b"per:a", b'[3,[5,9],{"":[1,2,0,0,0]}]') == (3, By(5, 9), {"per:a": {"": (1, 2, 0, 0, 0)}})


@pytest.mark.parametrize("foreign", [b"", b"{}", b"[]", b"\xff", b'{"kind": "article", "value": {}}'])
def test_foreign_record_is_an_error(foreign: bytes) -> None:
    """Nobody else writes the private topics: what is not ours must not pass as an article."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode_clean(foreign)


def test_headers_are_those_of_a_cloud_event() -> None:
    """Binary mode, so that a null value can be a tombstone; the id and the source tell copies from news."""
    found = dict(headers("news.enriched/1", "id-1", Place("news.raw", 2, 7), "2024-01-01T00:00:00.000Z"))
    assert found["ce_id"] == b"id-1"
    assert found["ce_source"] == b"/news.raw/2/7"
    assert found["ce_dataschema"] == b"urn:dateline:news.enriched:1.0"
    assert found["ce_specversion"] == b"1.0"


@pytest.mark.parametrize("actors", [1, 50, 3_000])
def test_an_entry_of_the_ledger_is_smaller_than_the_record_of_the_feed(actors: int) -> None:
    """The feed's record is refused beyond the size that a record may have; so no article can make an entry that the changelog refuses."""
    named = {f"per:{'a' * (number % 40)}{number}": 1 for number in range(actors)}
    read = enricher(1)(article("a", named))
    assert isinstance(read, EnrichedArticle)
    assert len(accepted(10**9, read.article, 10**6, actor_mentions(read)).encode()) < len(encode_enriched(read))
