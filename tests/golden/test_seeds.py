"""Every seed against what a careful reader wrote down before the program had read it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seeds import ARTICLES, EXPECTED, MANIFEST
from streams.core.article import EnrichedArticle, Erasure, Rejection
from streams.core.enrich import Tools
from streams.core.process import process
from streams.tools import load_tools
from tests.golden.differences import CHECKS, differences
from tests.golden.seed_records import seed_records

Manifest = list[dict[str, Any]]
Outcome = EnrichedArticle | Erasure | Rejection

MANIFEST_ROWS: Manifest = json.loads(MANIFEST.read_text())
CASES = [(row["file"], i) for row in MANIFEST_ROWS for i in range(len(row["records"]))]


def expectation(file: str, index: int) -> dict[str, Any]:
    stem = file.removeprefix("articles/").rsplit(".", 1)[0]
    expected: dict[str, Any] = json.loads((EXPECTED / f"{stem}.json").read_text())["records"][index]
    return expected


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


@pytest.fixture(scope="module")
def outcomes(tools: Tools) -> dict[tuple[str, int], Outcome]:
    """What each record of the folder comes to, as `dateline publish seeds/articles` would send them."""
    return {case: process(record, tools, max_text_bytes=262_144, max_mentions=500) for case, record in seed_records().items()}


def test_each_file_is_in_the_manifest_once_in_publishing_order() -> None:
    """The manifest lists exactly the files of the folder, in the order in which a folder is published."""
    assert [row["file"] for row in MANIFEST_ROWS] == [f"articles/{path.name}" for path in sorted(ARTICLES.iterdir())]


def test_each_record_of_a_file_is_in_the_manifest(outcomes: dict[tuple[str, int], Outcome]) -> None:
    """A file gives as many records as the manifest says."""
    assert list(outcomes) == CASES


def test_expectations_speak_of_known_fields_only() -> None:
    """A misspelt expectation would hold for ever."""
    known = {*CHECKS, "same_text_as", "known_gap"}
    assert {name for file, i in CASES for name in expectation(file, i)} <= known


@pytest.mark.parametrize(("file", "index"), CASES)
def test_each_record_ends_where_the_manifest_says(file: str, index: int, outcomes: dict[tuple[str, int], Outcome]) -> None:
    """A record is enriched, repeats another, is stale, withheld, canceled, or is a dead letter with this code."""
    row = next(row for row in MANIFEST_ROWS if row["file"] == file)
    assert _end(outcomes[file, index], _before(file, index, outcomes)) == {k: v for k, v in row["records"][index].items() if k != "why"}


@pytest.mark.parametrize(("file", "index"), CASES)
def test_each_article_reads_as_expected(file: str, index: int, outcomes: dict[tuple[str, int], Outcome]) -> None:
    """Cleaning, actors, dates and tags are those of the annotation; what is a known gap still is one."""
    expected, outcome = expectation(file, index), outcomes[file, index]
    if not isinstance(outcome, EnrichedArticle):
        assert not expected
        return
    found = differences(expected, outcome)
    gaps = expected.get("known_gap", {})
    wrong = [f"{key}: {text}" for key, text in found.items() if key not in gaps]
    closed = [f"{key}: is no gap any more, take it out" for key in gaps if key not in found]
    assert not wrong + closed, "\n".join(["", *wrong, *closed])


@pytest.mark.parametrize(("file", "index"), [case for case in CASES if "same_text_as" in expectation(*case)])
def test_twins_have_the_same_clean_text(file: str, index: int, outcomes: dict[tuple[str, int], Outcome]) -> None:
    """The same story under another id, or in other bytes, is the same text."""
    stem = expectation(file, index)["same_text_as"]
    other = next(o for (f, _), o in outcomes.items() if f.startswith(f"articles/{stem}."))
    outcome = outcomes[file, index]
    assert isinstance(outcome, EnrichedArticle)
    assert isinstance(other, EnrichedArticle)
    assert outcome.article.text_sha256 == other.article.text_sha256


def _before(file: str, index: int, outcomes: dict[tuple[str, int], Outcome]) -> list[EnrichedArticle]:
    earlier = list(outcomes)[: list(outcomes).index((file, index))]
    return [o for case in earlier if isinstance(o := outcomes[case], EnrichedArticle)]


def _end(outcome: Outcome, before: list[EnrichedArticle]) -> dict[str, str]:
    if isinstance(outcome, Rejection):
        return {"end": "dead_letter", "code": outcome.code}
    if isinstance(outcome, Erasure):
        return {"end": "erased"}
    article = outcome.article
    ranks = [e.article.rank for e in before if e.article.article_id == article.article_id]
    if any(rank.content_hash == article.rank.content_hash for rank in ranks):
        return {"end": "repeat"}
    if any(rank > article.rank for rank in ranks):
        return {"end": "stale"}
    return {"end": "enriched" if article.pub_status == "usable" else article.pub_status}
