"""Core values → rows of the view's tables, as dictionaries by column."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import orjson

from ..core.article import Article, Place, Reading
from ..core.deadletter import DeadLetter, Resolution, source_of
from ..core.mentions import ActorMention
from ..core.tally import ActorRow
from ..replay.letters import attempt_of, unpacked
from .records import Incoming, UnreadableError, rank_key
from .visible import fold

Row = dict[str, Any]

FORMS: Final = ("named", "nominal", "pronoun", "as_source")
"""Columns of counts; `as_source` is how many of the other three are a source."""


def article_row(article: Article, record: Incoming) -> Row:
    fields = msgspec.to_builtins(article)
    del fields["body"]  # it has a column of its own, which the search index reads
    return {
        "article_id": article.article_id,
        "rank": rank_key(article.rank),
        "pub_status": article.pub_status,
        "source_id": article.source.id,
        "source_name": article.source.name,
        "headline": article.headline.text,
        "day": article.anchor.day,
        "anchor_source": article.anchor.source,
        "received_at": article.received_at,
        "text_sha256": article.text_sha256,
        "dropped": len(article.dropped),
        "repairs": len(article.repairs),
        "body": article.body,
        "record": _dumps(fields),
        **_at(record),
    }


def version_row(article: Article, reading: Reading, record: Incoming, *, with_text: bool) -> Row:
    both = msgspec.to_builtins(reading) | msgspec.to_builtins(article)
    return {
        "article_id": article.article_id,
        "rank": rank_key(article.rank),
        "generation": reading.generation,
        "pub_status": article.pub_status,
        "version": article.rank.version,
        "changed_at": article.rank.changed_at,
        "content_hash": article.rank.content_hash,
        "signal": article.signal,
        "engine": reading.engine,
        "headline": article.headline.text if with_text else None,
        "received_at": article.received_at,
        "record": _dumps(both) if with_text else None,
        "source_id": article.source.id,
        "source_name": article.source.name,
        "day": article.anchor.day,
        "anchor_source": article.anchor.source,
        **_place("raw", article.place),
        **_at(record),
    }


def mention_row(mention: ActorMention, record: Incoming, *, gone: bool) -> Row:
    """`gone`: the article says nothing of the actor (any more); then counts are zero and no text is kept."""
    return {
        "article_id": mention.article_id,
        "actor_id": mention.actor_id,
        "rank": rank_key(mention.rank),
        "generation": mention.generation,
        "gone": gone,
        **dict(zip(FORMS, (0, 0, 0, 0) if gone else mention.counts, strict=True)),
        "name": mention.name,
        "type": mention.type,
        "day": mention.day,
        "anchor_source": mention.anchor_source,
        "received_at": mention.received_at,
        "source_id": mention.source_id,
        "headline": None if gone else mention.headline,
        "text_sha256": None if gone else mention.text_sha256,
        "spans": "[]" if gone else _dumps(msgspec.to_builtins(mention.spans)),
        "sentences": "[]" if gone else _dumps(msgspec.to_builtins(mention.sentences)),
        **_place("raw", mention.place),
        **_at(record),
    }


def actor_row(actor: ActorRow, record: Incoming) -> Row:
    return {
        "actor_id": actor.actor_id,
        "name": actor.name,
        "type": actor.type,
        "wikidata": actor.wikidata,
        "country": actor.country,
        "provisional": actor.provisional,
        "articles": actor.articles,
        **{form: actor.mentions.get(form, 0) for form in FORMS},
        "months": _dumps(actor.months),
        "undated": _dumps(actor.undated),
        "folded": fold(f"{actor.name} {actor.actor_id}"),
        **_at(record),
    }


def letter_row(letter: DeadLetter, record: Incoming, *, with_bytes: bool) -> Row:
    return {
        **{name: getattr(letter.place, name) for name in ("topic", "partition", "offset")},
        "stage": letter.stage,
        "code": letter.code,
        "severity": letter.severity,
        "detail": letter.detail,
        "article_id": letter.article_id,
        "received_at": letter.received_at,
        "key_b64": letter.key_b64 if with_bytes else None,
        "headers": _dumps(letter.headers) if with_bytes else "{}",
        "value_sha256": letter.value_sha256,
        "value_bytes": letter.value_bytes,
        "value_b64": letter.value_b64 if with_bytes else None,
        "truncated": letter.truncated,
        "replay": letter.replay,
        "source_id": source_of(letter.headers, unpacked(letter.value_b64)) if with_bytes else None,
        "attempt": attempt_of(letter.headers.items()),
        "folded": fold(f"{letter.code} {letter.detail} {letter.article_id or ''} {letter.place}"),
        **_at(record),
    }


def resolution_text(resolution: Resolution) -> str:
    return _dumps(msgspec.to_builtins(resolution))


def _dumps(value: object) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:  # a number that no 64 bits hold
        raise UnreadableError(str(error)) from error


def _place(prefix: str, place: Place) -> Row:
    return {f"{prefix}_topic": place.topic, f"{prefix}_partition": place.partition, f"{prefix}_offset": place.offset}


def _at(record: Incoming) -> Row:
    return _place("at", Place(*record.at))
