"""Core values ↔ bytes and headers. JSON by orjson with sorted keys: the same value is always the same bytes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from ..core.article import Article, EnrichedArticle, Erasure, Reading
from ..core.mentions import ActorMention
from ..core.tally import ActorRow, By, Totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.deadletter import DeadLetter


MAX_GROUP = 2_000
"""Months and actors in one record of subtotals: about 25 bytes a month, so 50 to 100 kB."""

# asking a dataclass for its fields takes longer than encoding them
_ARTICLE, _READING, _MENTION, _ROW = (tuple(f.name for f in fields(of)) for of in (Article, Reading, ActorMention, ActorRow))


def dumps(value: Any) -> bytes:  # noqa: ANN401 - whatever orjson takes
    return orjson.dumps(value, default=_named_tuple, option=orjson.OPT_SORT_KEYS)


def _named_tuple(value: object) -> tuple[object, ...]:
    """orjson knows tuples and not their subclasses (`Rank`, `MapRun`, `Counts`)."""
    if isinstance(value, tuple):
        return tuple(value)
    raise TypeError


def encode_article(article: Article) -> bytes:
    """The value of `news.articles`."""
    return dumps(article)


class Clean(NamedTuple):
    """A record of the clean topic. `again`: an article that was accepted before, to be read by a newer generation."""

    value: Article | Erasure
    again: bool = False


_KINDS: dict[str, type[Article | Erasure]] = {"article": Article, "erasure": Erasure, "again": Article}


def encode_clean(value: Article | Erasure) -> bytes:
    return dumps({"kind": "erasure" if isinstance(value, Erasure) else "article", "value": value})


def encode_again(article: Article) -> bytes:
    """A request to read an article again that was accepted before."""
    return dumps({"kind": "again", "value": article})


def decode_clean(data: bytes) -> Clean:
    """The inverse of `encode_clean` and `encode_again`.

    Raises msgspec.ValidationError on what they did not write, a bug or a foreign record, and KeyError on a kind of a later version.
    """
    message = orjson.loads(data)
    value = msgspec.convert(message["value"], _KINDS[message["kind"]])
    return Clean(value, again=message["kind"] == "again")


def encode_enriched(enriched: EnrichedArticle) -> bytes:
    """`news.enriched`: article and reading as one flat object; `notices` of both, the article's first."""
    flat = {name: getattr(enriched.article, name) for name in _ARTICLE} | {name: getattr(enriched.reading, name) for name in _READING}
    flat["notices"] = (*enriched.article.notices, *enriched.reading.notices)
    flat["raw_map"] = tuple(map(tuple, enriched.article.raw_map))  # plain at once: orjson would call back for each
    return dumps(flat)


def encode_mention(mention: ActorMention) -> bytes:
    flat = {name: getattr(mention, name) for name in _MENTION}
    flat["counts"] = mention.counts._asdict()
    return dumps(flat)


def encode_actor(row: ActorRow) -> bytes:
    return dumps({name: getattr(row, name) for name in _ROW})


class Subtotals(NamedTuple):
    """What ledger partition `partition` adds to some actors, as of its state `by`."""

    partition: int
    by: By
    totals: dict[str, Totals]


def encode_subtotals(subtotals: Subtotals) -> bytes:
    """A private record without a key: an event costs more than what is in it, so there is one for many actors."""
    return orjson.dumps([subtotals.partition, tuple(subtotals.by), subtotals.totals])


def small_enough(group: dict[str, Totals]) -> Iterator[dict[str, Totals]]:
    """In parts that fit into a record, however many months there are."""
    part: dict[str, Totals] = {}
    months = 0
    for actor, totals in group.items():
        if part and months + len(totals) + 1 > MAX_GROUP:
            yield part
            part, months = {}, 0
        part[actor] = totals
        months += len(totals) + 1
    if part:
        yield part


def decode_subtotals(key: bytes | None, data: bytes) -> Subtotals:
    """The inverse of `encode_subtotals`, also of a later version that says more. A record with a key is of an earlier one, and speaks of
    that actor alone."""
    partition, by, said, *_ = orjson.loads(data)
    by_actor = {key.decode(): said} if key else said
    return Subtotals(partition, By(*by), {actor: totals_of(months) for actor, months in by_actor.items()})


def totals_of(months: dict[str, Any]) -> Totals:
    """Of what a later version says more nothing is taken."""
    return {month: (t[0], t[1], t[2], t[3], t[4]) for month, t in months.items()}


def encode_dead_letter(letter: DeadLetter) -> bytes:
    return dumps(letter)
