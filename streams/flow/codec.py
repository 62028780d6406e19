"""Core values ↔ bytes and headers. JSON by orjson with sorted keys: the same value is always the same bytes."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from ..core.article import Article, EnrichedArticle, Erasure, Reading
from ..core.tally import By

if TYPE_CHECKING:
    from ..core.deadletter import DeadLetter
    from ..core.mentions import ActorMention
    from ..core.tally import ActorRow, Totals


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
    flat = {f.name: getattr(enriched.article, f.name) for f in fields(Article)}
    flat |= {f.name: getattr(enriched.reading, f.name) for f in fields(Reading)}
    flat["notices"] = (*enriched.article.notices, *enriched.reading.notices)
    return dumps(flat)


def encode_mention(mention: ActorMention) -> bytes:
    flat = {f.name: getattr(mention, f.name) for f in fields(mention)}
    flat["counts"] = mention.counts._asdict()
    return dumps(flat)


def encode_actor(row: ActorRow) -> bytes:
    return dumps(asdict(row))


def encode_subtotal(partition: int, by: By, totals: Totals) -> bytes:
    """A private record: what ledger partition `partition` adds to an actor, as of the state `by`."""
    return orjson.dumps([partition, tuple(by), totals])


def decode_subtotal(data: bytes) -> tuple[int, By, Totals]:
    """The inverse of `encode_subtotal`, also of a later version that says more."""
    partition, by, totals, *_ = orjson.loads(data)
    return partition, By(*by), {month: (t[0], t[1], t[2], t[3], t[4]) for month, t in totals.items()}


def encode_dead_letter(letter: DeadLetter) -> bytes:
    return dumps(letter)
