"""The oracle itself: what delivery is compared with must count rightly where counting is hard."""

from __future__ import annotations

import itertools

import pytest

from streams.core.article import Record
from streams.core.enrich import Tools
from streams.core.identity import article_id
from streams.tools import load_tools
from tests.builders import record
from tests.independent_fold import expected_rows

START_MS = 1_798_761_600_000


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def story(offset: int, **fields: object) -> Record:
    article = {"article_id": "1", "published_at": "2026-03-02", "text": "Kenya and Peru signed a treaty.", **fields}
    return record(article, offset=offset, timestamp_ms=START_MS + offset)


def erasure(offset: int) -> Record:
    return record(None, article_id(None, "1", None, "")[0].encode(), offset=offset, timestamp_ms=START_MS + offset)


FIRST = story(0, version=1)
CORRECTION = story(1, version=2, signal="correction", text="Kenya and Chile signed a treaty. Kenya paid.")
WITHDRAWN = story(2, version=3, pub_status="canceled")


def test_a_row_has_counts_by_month(tools: Tools) -> None:
    """One article of March 2026 that names a country once."""
    row = expected_rows([FIRST], tools)["cty:PER"]
    once = {"articles": 1, "named": 1, "nominal": 0, "pronoun": 0, "as_source": 0}
    assert (row["name"], row["articles"], row["mentions"]["named"], row["months"]) == ("Peru", 1, 1, {"2026-03": once})
    assert row["undated"] == dict.fromkeys(once, 0)


def test_an_article_without_a_date_is_undated(tools: Tools) -> None:
    """Its receipt dates nothing."""
    row = expected_rows([story(0, published_at=None)], tools)["cty:PER"]
    assert (row["months"], row["undated"]["articles"]) == ({}, 1)


def test_a_repeat_counts_once(tools: Tools) -> None:
    """The same record at another offset is the same article."""
    assert expected_rows([FIRST, story(9, version=1)], tools) == expected_rows([FIRST], tools)


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, CORRECTION])))
def test_a_correction_replaces_what_was_said(order: tuple[Record, ...], tools: Tools) -> None:
    """The actor that fell away has no row, in whatever order the versions came."""
    rows = expected_rows(order, tools)
    assert {actor: row["mentions"]["named"] for actor, row in rows.items()} == {"cty:CHL": 1, "cty:KEN": 2}


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, CORRECTION, WITHDRAWN])))
def test_a_withdrawn_article_says_nothing(order: tuple[Record, ...], tools: Tools) -> None:
    """Canceled in its greatest version, it is in no row."""
    assert expected_rows(order, tools) == {}


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, CORRECTION, erasure(5)])))
def test_erased_stays_erased(order: tuple[Record, ...], tools: Tools) -> None:
    """A version that comes after the erasure does not bring the article back."""
    assert expected_rows(order, tools) == {}


def test_what_is_refused_changes_nothing(tools: Tools) -> None:
    """A broken newer version leaves the older one in the table."""
    broken = record({"article_id": "1", "version": 9, "text": 5}, offset=3)
    assert expected_rows([FIRST, broken], tools) == expected_rows([FIRST], tools)
