"""Laws of the whole pure way of a record: the same record is always the same bytes, and order is nothing to the table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.core.article import EnrichedArticle, Erasure, Mention, Record, Rejection, Timex
from streams.core.enrich import GENERATION, Tools
from streams.core.mentions import actor_mentions
from streams.core.process import process
from streams.core.tally import Totals, add, row
from streams.flow.codec import encode_actor, encode_enriched
from streams.tools import load_tools
from tests.builders import record
from tests.golden.seed_records import RECEIVED_MS, seed_records
from tests.independent_fold import expected_rows, newest_versions

SEEDS = list(seed_records().values())
# prints the hash of every reading, one a line
HASHES = "from tests.core.test_process import hashes; print(hashes())"


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def outcome(raw: Record, tools: Tools, *, max_mentions: int = 500) -> EnrichedArticle | Erasure | Rejection:
    return process(raw, tools, max_text_bytes=262_144, max_mentions=max_mentions)


def a_story(**fields: object) -> Record:
    return record({"article_id": "1", "text": "Kenya and Peru signed a treaty in Lima.", **fields}, timestamp_ms=RECEIVED_MS)


def hashes() -> str:
    known = load_tools()
    read = [outcome(seed, known) for seed in SEEDS]
    return "\n".join(encode_enriched(e).hex() for e in read if isinstance(e, EnrichedArticle))


def test_the_same_record_gives_the_same_bytes(tools: Tools) -> None:
    """Replaying the log in the same generation repeats every output byte for byte."""
    again = load_tools()
    for seed in SEEDS:
        first, second = outcome(seed, tools), outcome(seed, again)
        assert first == second
        if isinstance(first, EnrichedArticle) and isinstance(second, EnrichedArticle):
            assert encode_enriched(first) == encode_enriched(second)


def test_bytes_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    """Two workers iterate sets in different orders and must still write the same bytes."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", HASHES],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_a_record_that_cannot_be_read_is_a_rejection(tools: Tools) -> None:
    """A fault in the first step ends the way, with its stage and code."""
    found = outcome(record(b'{"text": "Kenya'), tools)
    assert isinstance(found, Rejection)
    assert (found.stage, found.code) == ("read", "bad_json")


def test_a_null_value_under_an_article_id_is_an_erasure(tools: Tools) -> None:
    """Erasing passes through untouched: there is nothing to clean or to read."""
    found = outcome(record(None, b"0" * 32), tools)
    assert isinstance(found, Erasure)
    assert found.article_id == "0" * 32


def test_an_article_carries_what_it_was_read_with(tools: Tools) -> None:
    """Generation, engine and registry stand in each reading, so that a difference can be explained."""
    found = outcome(a_story(), tools)
    assert isinstance(found, EnrichedArticle)
    assert (found.reading.generation, found.reading.registry) == (GENERATION, tools.registry)


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_nothing_is_said_of_an_article_that_is_not_usable(status: str, tools: Tools) -> None:
    """A withheld or canceled article has no text, no actors, no dates and no tags."""
    found = outcome(a_story(pub_status=status), tools)
    assert isinstance(found, EnrichedArticle)
    reading = found.reading
    assert found.article.body == ""
    assert (reading.entities, reading.mentions, reading.timexes, reading.tags) == ((), (), (), ())


def test_too_many_mentions_are_a_rejection_that_names_the_setting(tools: Tools) -> None:
    """Limits are said, not met: such an article is not counted in part."""
    found = outcome(a_story(), tools, max_mentions=1)
    assert isinstance(found, Rejection)
    assert (found.stage, found.code) == ("enrich", "too_many_mentions")
    assert "DATELINE_MAX_MENTIONS" in found.detail
    assert found.article_id is not None


def test_every_span_lies_in_the_body_and_leads_back_to_the_given_text(tools: Tools) -> None:
    """Offsets are code points of the clean body, and each surface is what stands there."""
    for seed in SEEDS:
        found = outcome(seed, tools)
        if isinstance(found, EnrichedArticle):
            body = found.article.body
            spans: list[Mention | Timex] = [*found.reading.mentions, *found.reading.timexes]
            for span in spans:
                assert body[span.start : span.end] == span.surface
                assert span.raw_start < span.raw_end
                sentence = found.article.sentences[span.sentence]
                assert sentence.start <= span.start < span.end <= sentence.end
            for tag in found.reading.tags:
                assert all(0 <= start < end <= len(body) for start, end in tag.spans)


def test_entities_add_up_to_their_mentions(tools: Tools) -> None:
    """An entity's counts are those of its mentions, and each mention belongs to an entity."""
    for seed in SEEDS:
        found = outcome(seed, tools)
        if isinstance(found, EnrichedArticle):
            reading = found.reading
            assert {m.entity for m in reading.mentions} == {e.id for e in reading.entities}
            assert sum(e.named + e.nominal + e.pronoun for e in reading.entities) == len(reading.mentions)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(SEEDS), repeated=st.lists(st.sampled_from(SEEDS), max_size=5))
def test_order_and_repeats_do_not_move_the_table(order: list[Record], repeated: list[Record], tools: Tools) -> None:
    """The fold over any order of arrival, with any repeats, is the same table."""
    assert expected_rows([*order, *repeated], tools) == expected_rows(SEEDS, tools)


def test_the_table_is_the_sum_of_the_newest_mentions(tools: Tools) -> None:
    """What the product's own functions add up to is what a program that does not know them counts."""
    totals: dict[str, Totals] = defaultdict(dict)
    for enriched in newest_versions(SEEDS, tools).values():
        month = (enriched.article.anchor.day or "")[:7]
        said = actor_mentions(enriched) if enriched.article.pub_status == "usable" else {}
        for actor, mention in said.items():
            totals[actor] = add(totals[actor], {month: (1, *mention.counts)})
    rows = {actor: row(actor, [part], tools.lexicon) for actor, part in totals.items()}
    assert {actor: orjson.loads(encode_actor(r)) for actor, r in rows.items() if r is not None} == expected_rows(SEEDS, tools)
