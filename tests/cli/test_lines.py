"""One line for a person about each record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.cli._lines import TOPICS, describe
from streams.core.article import Anchor, Article, EnrichedArticle, Entity, Headline, Place, Rank, Reading, Record, Rejection
from streams.core.deadletter import Resolution, dead_letter, resolved
from streams.core.mentions import gone
from streams.core.tally import ActorRow
from streams.flow.codec import encode_actor, encode_article, encode_dead_letter, encode_enriched, encode_mention

ARTICLE = Article(
    article_id="0123456789abcdef0123456789abcdef",
    id_origin="given",
    rank=Rank(0, "2026-05-01T00:00:00.000Z", 0, "h"),
    pub_status="usable",
    place=Place("news.raw", 0, 7),
    received_at="2026-05-01T00:00:00.000Z",
    value_sha256="0",
    headline=Headline("Peace in\u202e sight", "given", 1.0),
    anchor=Anchor("2026-05-01", "given"),
)
KENYA = Entity("cty:KEN", "Kenya", "country", "Q114", "KEN", provisional=False, named=3, nominal=0, pronoun=1, first=0)
ROW = ActorRow("cty:KEN", "Kenya", "country", "Q114", "KEN", False, 2, {"named": 3, "nominal": 0, "pronoun": 1}, {}, {})  # noqa: FBT003 - a row
LETTER = dead_letter(Record(Place("news.raw", 0, 12), None, b"{", 0), Rejection("read", "bad_json", "Not valid JSON."))

REPLAYED = resolved(
    LETTER,
    Resolution(
        "replayed", Place("news.deadletter", 0, 1), "2026-05-01T00:00:00.000Z", "me", "cured", 1, Place("news.raw", 0, 13), edited=False
    ),
)


@pytest.mark.parametrize(
    ("topic", "value", "expected"),
    [
        ("articles", encode_article(ARTICLE), ["01234567", "2026-05-01", "Peace in\\u202e sight"]),
        ("enriched", encode_enriched(EnrichedArticle(ARTICLE, Reading(1, "e", "r", entities=(KENYA,)))), ["Kenya 3", "Peace in"]),
        ("mentions", encode_mention(gone(ARTICLE, "cty:KEN", 1)), ["no longer mentions cty:KEN"]),
        ("actors", encode_actor(ROW), ["Kenya", "3 named", "2 articles", "cty:KEN"]),
        (
            "deadletter",
            encode_dead_letter(LETTER),
            ["read/bad_json", "news.raw 0:12", "dateline deadletter replay 0:12"],
        ),
        ("deadletter", encode_dead_letter(REPLAYED), ["replayed as 0:13", "news.raw 0:12", "by me", "cured"]),
        ("raw", b'{"article_id": "7", "headline": "News"}', ["7", "News"]),
    ],
)
def test_the_line_says_what_matters(topic: str, value: bytes, expected: list[str]) -> None:
    """Each topic's own values, as the pipeline writes them, are told in their own words, escapes made visible."""
    line = describe(topic, b"k", value)
    assert [part for part in expected if part not in line] == []


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("value", [b"\x1b[31m{", b"null", b"[]", b'{"mentions": 3, "headline": 4}', orjson.dumps("x" * 100_000), b"\xff"])
def test_what_somebody_else_wrote_is_shown_harmlessly(topic: str, value: bytes) -> None:
    """Any bytes make one short line without control characters."""
    line = describe(topic, b"\xff\x00", value)
    assert line.isprintable()
    assert len(line) < 500


@pytest.mark.parametrize("topic", TOPICS)
def test_a_tombstone_names_its_key(topic: str) -> None:
    """A record without a value says which key it takes away."""
    assert describe(topic, b"cty:KEN", None) == "cty:KEN  deleted"


def test_every_public_topic_has_a_line() -> None:
    """A topic that is added to the contract is not forgotten here."""
    from streams.topics import Topics  # noqa: PLC0415 - the one test that needs it

    public: Any = [t.name for t in Topics("").public if t.name]
    assert set(public) == set(TOPICS)
