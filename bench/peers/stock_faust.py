"""faust as its manual teaches: two agents, a Table, sends awaited once, at least once, its own worker and defaults."""

from __future__ import annotations

import faust
from faust import current_event

from bench.peers.work import added, key_of, make, row_of, said_of, setup, totals_in
from streams.core.article import Place
from streams.core.tally import Totals
from streams.flow.codec import encode_article, encode_enriched, encode_mention

s = setup()
app = faust.App(
    s.app,
    broker=f"kafka://{s.bootstrap}",
    topic_partitions=s.partitions,
    topic_disable_leader=True,
    table_standby_replicas=0,
    producer_compression_type="zstd",
    datadir=s.directory,
    web_enabled=False,
    value_serializer="raw",
    key_serializer="raw",
)
raw, articles, enriched, mentions, actors = (
    app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", partitions=s.partitions)
    for name in (s.raw, s.articles, s.enriched, s.mentions, s.actors)
)
counts = app.Table("counts", partitions=s.partitions)


@app.agent(raw)
async def enrich(stream: faust.StreamT[bytes]) -> None:
    async for value in stream:
        event = current_event()
        assert event is not None, "within an agent there is one"
        message = event.message
        read = make(value, Place(message.topic, message.partition, message.offset), round(message.timestamp * 1000))
        key = key_of(read)
        await articles.send(key=key, value=encode_article(read.article))
        await enriched.send(key=key, value=encode_enriched(read))
        for said in said_of(read):
            await mentions.send(key=said.actor_id.encode(), value=encode_mention(said))


@app.agent(mentions)
async def count(stream: faust.StreamT[bytes]) -> None:
    async for key, value in stream.items():
        actor = key.decode()
        known: Totals | None = counts.get(actor)
        totals = added(known, totals_in(value))
        counts[actor] = totals
        await actors.send(key=key, value=row_of(actor, totals))


if __name__ == "__main__":
    app.main()
