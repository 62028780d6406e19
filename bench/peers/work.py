"""The work that every peer does, with the same core and the same encoding as Dateline's worker.

Of what Dateline promises beside, none of it: no ledger (a repeat counts twice, a correction is added), no CloudEvents headers, no dead
letters. What is left out makes the peers faster, not slower.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from bench import identity
from streams.core.article import EnrichedArticle, Place, RawArticle, Record
from streams.core.mentions import ActorMention, actor_mentions
from streams.core.tally import Totals, add, row
from streams.flow.codec import encode_actor
from streams.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = identity.Names()
COMMIT_SECONDS = 1.0
"""As Dateline's worker by default."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Where a peer works; the names are those that Dateline would use."""

    bootstrap: str
    app: str
    raw: str
    articles: str
    enriched: str
    mentions: str
    actors: str
    partitions: int
    directory: str


def setup(environment: Mapping[str, str] = os.environ) -> Setup:
    t = Topics(environment["DATELINE_PREFIX"], environment["DATELINE_APP"])
    return Setup(
        bootstrap=environment["DATELINE_BOOTSTRAP"],
        app=t.app,
        raw=t.raw.name,
        articles=t.articles.name,
        enriched=t.enriched.name,
        mentions=t.mentions.name,
        actors=t.actors.name,
        partitions=int(environment["DATELINE_PARTITIONS"]),
        directory=environment["DATELINE_DATA_DIR"],
    )


def make(value: bytes, place: Place, timestamp_ms: int) -> EnrichedArticle:
    """The core's three steps."""
    raw = identity.read(Record(place, None, value, timestamp_ms))
    if not isinstance(raw, RawArticle):
        raise TypeError(raw)
    return identity.enrich(identity.clean(raw))


def key_of(read: EnrichedArticle) -> bytes:
    return read.article.article_id.encode()


def said_of(read: EnrichedArticle) -> list[ActorMention]:
    return list(actor_mentions(read).values())


def totals_of(said: ActorMention) -> Totals:
    """What a mention adds to its actor."""
    return {(said.day or "")[:7]: (1, *said.counts)}


def totals_in(mention: bytes) -> Totals:
    """The same, of a mention as it was published."""
    said = orjson.loads(mention)
    c = said["counts"]
    return {(said["day"] or "")[:7]: (1, c["named"], c["nominal"], c["pronoun"], c["as_source"])}


def added(known: Totals | None, new: Totals) -> Totals:
    return add(known or {}, new)


def row_of(actor: str, totals: Totals) -> bytes:
    made = row(actor, [totals], NAMES)
    if made is None:
        raise ValueError(actor)
    return encode_actor(made)
