"""Quix Streams with its state store: counts in RocksDB with a changelog, at least once, as its manual shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from quixstreams import Application, State, message_context
from quixstreams.models.serializers import Serializer

from bench.peers.work import COMMIT_SECONDS, added, key_of, make, row_of, said_of, setup, totals_in
from streams.core.article import EnrichedArticle, Place
from streams.flow.codec import encode_article, encode_enriched, encode_mention

if TYPE_CHECKING:
    from collections.abc import Callable


class By(Serializer):  # type: ignore[misc] # without its types it is Any here
    """Encodes values by a function."""

    def __init__(self, encode: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._encode = encode

    def __call__(self, value: Any, ctx: Any) -> bytes:  # noqa: ANN401, ARG002 - Quix's types
        return self._encode(value)


def main() -> None:
    s = setup()
    app = Application(
        broker_address=s.bootstrap,
        consumer_group=s.app,
        auto_offset_reset="earliest",
        commit_interval=COMMIT_SECONDS,
        state_dir=Path(s.directory) / "quix",
        producer_extra_config={"compression.type": "lz4", "linger.ms": 5},
        loglevel="WARNING",
    )
    plain = {"key_deserializer": "bytes", "value_deserializer": "bytes", "key_serializer": "bytes"}
    raw = app.topic(s.raw, **plain)
    articles = app.topic(s.articles, **plain, value_serializer=By(lambda read: encode_article(read.article)))
    enriched = app.topic(s.enriched, **plain, value_serializer=By(encode_enriched))
    mentions = app.topic(s.mentions, **plain, value_serializer=By(encode_mention))
    actors = app.topic(s.actors, **plain, value_serializer="bytes")
    feed = app.dataframe(raw).apply(_make, metadata=True)
    feed = feed.to_topic(articles, key=key_of).to_topic(enriched, key=key_of)
    feed.apply(said_of, expand=True).to_topic(mentions, key=lambda said: said.actor_id.encode())
    app.dataframe(mentions).apply(_count, metadata=True, stateful=True).to_topic(actors)
    app.run()


def _make(value: bytes, _key: object, timestamp: int, _headers: object) -> EnrichedArticle:
    context = message_context()
    return make(value, Place(context.topic, context.partition, context.offset), timestamp)


def _count(value: bytes, key: bytes, _timestamp: int, _headers: object, state: State) -> bytes:
    totals = added(state.get("totals"), totals_in(value))
    state.set("totals", totals)
    return row_of(key.decode(), totals)


if __name__ == "__main__":
    main()
