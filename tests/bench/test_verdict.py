"""A fast wrong run is red: what a peer loses, doubles or miscounts is seen."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bench.identity import Corpus, clean, enrich, read
from bench.results import CORRECT
from bench.verdict import Peers, wrong_rows
from streams.core.article import Place, RawArticle, Record
from streams.core.mentions import actor_mentions
from streams.flow.codec import encode_article, encode_enriched, encode_mention
from streams.topics import Topics

CORPUS = Corpus(5, named=3)
TOPICS = Topics("x.", "x")


def outputs() -> list[tuple[str, bytes]]:
    """What a right system puts out: topic and value."""
    out: list[tuple[str, bytes]] = []
    for at, value in enumerate(CORPUS.records()):
        raw = read(Record(Place("x.raw", 0, at), None, value, 0))
        assert isinstance(raw, RawArticle)
        found = enrich(clean(raw))
        out += [(TOPICS.articles.name, encode_article(found.article)), (TOPICS.enriched.name, encode_enriched(found))]
        out += [(TOPICS.mentions.name, encode_mention(m)) for m in actor_mentions(found).values()]
    return out


def judged(some: list[tuple[str, bytes]]) -> str:
    peers = Peers(TOPICS)
    for at, (topic, value) in enumerate(some):
        peers.take(Record(Place(topic, 0, at), b"", value, 0))
    return peers.verdict(CORPUS.count, CORPUS.count * CORPUS.named)


def test_right_outputs_are_correct() -> None:
    assert judged(outputs()) == CORRECT


@pytest.mark.parametrize("kind", ["articles", "enriched", "mentions"])
def test_lost_output_is_seen(kind: str) -> None:
    some = outputs()
    some.remove(next(o for o in some if o[0].endswith(kind)))
    assert judged(some) != CORRECT


@pytest.mark.parametrize("kind", ["articles", "enriched", "mentions"])
def test_doubled_output_is_seen(kind: str) -> None:
    some = outputs()
    assert judged([*some, next(o for o in some if o[0].endswith(kind))]) != CORRECT


def test_row_that_counts_otherwise_is_seen() -> None:
    table = CORPUS.table()
    rows: dict[str, Any] = {a: {"articles": n, "mentions": {"named": m}} for a, (n, m) in table.items()}
    assert wrong_rows(rows, table) == CORRECT
    actor = min(rows)
    assert wrong_rows(rows | {actor: {"articles": 9, "mentions": {"named": 9}}}, table) != CORRECT
    assert wrong_rows({a: r for a, r in rows.items() if a != actor}, table) != CORRECT


def test_fold_of_the_corpus_is_what_the_core_finds() -> None:
    """The table is worked out from the lists of names, not from the text; both must say the same."""
    found: dict[str, tuple[int, int]] = {}
    for topic, value in outputs():
        if topic == TOPICS.mentions.name:
            said = orjson.loads(value)
            articles, named = found.get(said["actor_id"], (0, 0))
            found[said["actor_id"]] = (articles + 1, named + said["counts"]["named"])
    assert found == CORPUS.table()
