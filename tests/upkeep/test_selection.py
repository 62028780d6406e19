"""Which articles are read again, and what that would move."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import orjson
import pytest

from streams.core.article import Article, EnrichedArticle, RawArticle, Record, Rejection, Sentence
from streams.core.clean import as_cleaned
from streams.core.ledger import Entry, accepted
from streams.core.mentions import actor_mentions
from streams.core.process import process
from streams.core.raw import read
from streams.tools import load_tools
from streams.upkeep.difference import Difference
from streams.upkeep.selection import Todo, Wanted
from tests.builders import record
from tests.flow.generations import enricher
from tests.golden.seed_records import seed_records

if TYPE_CHECKING:
    from streams.core.enrich import Tools


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def article(name: str, actors: dict[str, int], source: str = "wire", offset: int = 0) -> Article:
    """A clean article whose body the toy core reads."""
    value = {"article_id": name, "source": source, "version": 1, "text": "News."}
    raw = read(replace(record(orjson.dumps(value)), timestamp_ms=1_700_000_000_000 + offset), max_text_bytes=10_000)
    assert isinstance(raw, RawArticle)
    body = orjson.dumps({"actors": actors}).decode()
    made = Article(raw.article_id, "given", raw.rank, "usable", replace(raw.place, offset=offset), raw.received_at, "")
    return replace(made, source=raw.source, body=body, sentences=(Sentence(0, len(body), 0),))


def entry_of(of: Article, generation: int = 1) -> Entry:
    read = enricher(generation)(of)
    assert isinstance(read, EnrichedArticle)
    return accepted(5, read.article, generation, actor_mentions(read))


def todo(wanted: Wanted, *articles: Article, generation: int = 2) -> Todo:
    made = Todo(wanted, generation)
    for one in articles:
        made.entry(one.article_id, entry_of(one).encode())
    made.close()
    return made


A, B = article("a", {"per:1": 2}, "wire", 3), article("b", {"per:2": 1}, "courier", 9)


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (Wanted(), [A, B]),
        (Wanted(source="wire"), [A]),
        (Wanted(article_id=B.article_id[:8]), [B]),
        (Wanted(actor="per:1"), [A]),
        (Wanted(since=B.received_at), [B]),
        (Wanted(until=B.received_at), [A]),
        (Wanted(raw=(A.place.partition, 3, 8)), [A]),
        (Wanted(source="wire", actor="per:2"), []),
    ],
    ids=["all", "source", "id", "actor", "since", "until", "offsets", "both must fit"],
)
def test_what_is_wanted_is_taken(wanted: Wanted, taken: list[Article]) -> None:
    work = todo(wanted, A, B)
    assert [one for one in (A, B) if work.take(one)] == taken


def test_an_article_is_taken_once() -> None:
    """The topic may have several records of it that say the same."""
    work = todo(Wanted(), A)
    assert [work.take(A) is not None for _ in range(2)] == [True, False]


def test_what_is_up_to_date_erased_withdrawn_or_not_what_counts_is_not_taken() -> None:
    """A newer generation, an erased article, one that is withheld, and an older version are nothing to read again."""
    withheld = replace(entry_of(A), rank=A.rank._replace(status=1))
    for known in (entry_of(A, 2), replace(entry_of(A), rank=None), withheld, replace(entry_of(A), rank=B.rank)):
        work = Todo(Wanted(), 2)
        work.entry(A.article_id, known.encode())
        work.close()
        assert work.take(A) is None


def test_of_two_entries_the_later_position_counts() -> None:
    work = Todo(Wanted(), 2)
    work.entry(A.article_id, replace(entry_of(A, 2), at=9).encode())
    work.entry(A.article_id, entry_of(A).encode())
    work.close()
    assert work.take(A) is None


def test_difference_is_the_new_reading_minus_the_old() -> None:
    """Summed over the articles; who does not move in the end is not listed."""
    one, other = article("x", {"per:1": 3, "per:2": 1}), article("y", {"per:1": 1})
    made = Difference(enricher(1))
    made.take(replace(entry_of(one), credits=entry_of(article("x", {"per:1": 1})).credits), one)
    made.take(replace(entry_of(other), credits=entry_of(article("y", {"per:1": 3})).credits), other)
    assert (made.articles, made.moving) == (2, 2)
    assert made.by_size() == [("per:2", (1, 1, 0, 0, 0), {"": (1, 1, 0, 0, 0)})]


def test_what_cannot_be_read_moves_nothing() -> None:
    made = Difference(lambda _: Rejection("enrich", "too_many_mentions", ""))
    made.take(entry_of(A), A)
    assert (made.kept, made.moving, made.actors) == ({"too_many_mentions": 1}, 0, {})


def _cleaned(one: Record, tools: Tools) -> Article | None:
    made = process(one, tools, max_text_bytes=262_144, max_mentions=500)
    return made.article if isinstance(made, EnrichedArticle) else None


def test_reading_the_seeds_again_moves_nothing(tools: Tools) -> None:
    """What is on the articles topic holds all that enrichment needs, and nothing that an earlier reading found, such as a day."""
    from streams.core.enrich import enrich  # noqa: PLC0415 - beside its use

    again = partial(enrich, tools=tools, max_mentions=500)
    read = [made for one in seed_records().values() if (made := _cleaned(one, tools)) is not None and made.pub_status == "usable"]
    undated = replace(read[0], anchor=replace(read[0].anchor, day="2020-01-01", source="inferred"))
    assert as_cleaned(undated).anchor.day is None
    for of in read:
        first = again(as_cleaned(of))
        assert isinstance(first, EnrichedArticle)
        assert first.article == of
