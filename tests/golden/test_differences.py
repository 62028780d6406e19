"""The comparison must be able to fail: each check sees the fault that it is there for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streams.core.article import EnrichedArticle, Notice
from streams.core.process import process
from streams.tools import load_tools
from tests.golden.differences import CHECKS, differences
from tests.golden.seed_records import seed_records

FAULTY: dict[str, object] = {
    "headline": {"text": "Another", "source": "given"},
    "language": "de",
    "anchor": {"day": "2026-03-04", "source": "given"},
    "byline": ["Nobody"],
    "dateline": {"city": "NAIROBI", "agency": None, "month": 3, "day": 5},
    "signal": "correction",
    "body": "",
    "dropped": [[1, "caption"]],
    "repairs": {"dash": 1},
    "paragraphs": 7,
    "sentences": 11,
    "named": {"cty:PER": 1},
    "nominal": {"cty:PER": 1},
    "pronoun": {"cty:PER": 1},
    "timexes": [["Friday", "2026-03-13"]],
    "tags_required": ["medtop:15000000"],
    "tags_forbidden": ["medtop:11000000"],
    "quotes": [["We have buried too many people", "per:~Grace_Mburu", None]],
    "claims": [[0, "reported", "cty:KEN"]],
    "notices": ["no_publish_date"],
    "body_has": ["Lima"],
    "body_lacks": ["Kenya"],
    "lacks": ["Ethiopia, Kenya to share flood data"],
}


@pytest.fixture(scope="module")
def enriched() -> EnrichedArticle:
    found = process(seed_records()["articles/02-river-pact.json", 0], load_tools(), max_text_bytes=262_144, max_mentions=500)
    assert isinstance(found, EnrichedArticle)
    return found


def test_every_check_is_tried() -> None:
    """A new check needs a fault here."""
    assert FAULTY.keys() == CHECKS.keys()


@pytest.mark.parametrize("name", CHECKS)
def test_a_fault_is_seen(name: str, enriched: EnrichedArticle) -> None:
    """An expectation that does not hold is reported under its own name."""
    found = differences({name: FAULTY[name]}, enriched)
    assert found
    assert all(key.partition(".")[0] == name for key in found)


def test_an_actor_too_many_is_seen(enriched: EnrichedArticle) -> None:
    """Precision counts as much as recall: who is not expected must not be named."""
    assert "named.cty:KEN" in differences({"named": {}}, enriched)


def test_a_notice_too_many_is_seen(enriched: EnrichedArticle) -> None:
    """An article that needs no warning has none."""
    warned = replace(enriched, article=replace(enriched.article, notices=(Notice("bad_url", ""),)))
    assert differences({"notices": []}, enriched) == {}
    assert "notices.bad_url" in differences({"notices": []}, warned)
