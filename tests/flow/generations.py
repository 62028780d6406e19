"""The toy core in several generations, which find other actors in the same text; and crash histories with workers of both."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import msgspec
import orjson

from streams.core.article import Article, EnrichedArticle, Entity, Mention, Reading, Rejection
from streams.core.identity import sha256
from streams.flow.codec import encode_again
from streams.flow.delivery import Delivery
from streams.flow.owners import FormatError
from streams.upkeep.selection import Todo, Wanted
from tests.flow.simulation import PARTITIONS, TOPICS, CrashError, MemoryBroker, Worker, fill

Named = dict[str, int]
Ask = Callable[[MemoryBroker, int], int]
Enrich = Callable[[Article], EnrichedArticle | Rejection]


def said(named: Named, generation: int) -> Named:
    """What a generation finds where the first finds `named`: it misses some, counts others otherwise, and finds some of its own."""
    if generation == 1:
        return named
    kept = {actor: n + (_digit(actor, generation) == 1) for actor, n in named.items() if _digit(actor, generation) != 0}
    own = {f"{actor}-g{generation}": 1 for actor in named if _digit(actor, generation) == 2}
    return kept | own


def _digit(actor: str, generation: int) -> int:
    return _hash(actor, generation) % 5


def _hash(text: str, generation: int) -> int:
    return int(sha256(f"{text}{generation}".encode()), 16)


def enricher(generation: int, refuses: int = 0) -> Enrich:
    """The toy core as `generation`; of 100 articles it refuses about so many, and each generation others."""

    def enrich(article: Article) -> EnrichedArticle | Rejection:
        if _hash(f"{article.article_id}{article.rank.content_hash}", generation) % 100 < refuses:
            return Rejection("enrich", "too_many_mentions", f"as generation {generation} counts them", article_id=article.article_id)
        reading = Reading(generation, "toy", f"lexicon-{generation}")
        if article.pub_status != "usable":
            return EnrichedArticle(article, reading)
        named = said(orjson.loads(article.body)["actors"], generation)
        mentions = tuple(Mention(a, a, "name", 0, 1, 0, 1, 0, 1.0, "toy") for a, n in named.items() for _ in range(n))
        entities = tuple(Entity(a, a, "person", None, None, False, n, 0, 0, 0) for a, n in named.items())  # noqa: FBT003 - no keyword fits the line
        return EnrichedArticle(article, replace(reading, entities=entities, mentions=mentions))

    return enrich


def ask_again(broker: MemoryBroker, generation: int) -> int:
    """What `dateline reenrich` does: asks for each article of which the ledger has an older reading. How many they were."""
    asked = 0
    for p in range(PARTITIONS):
        todo = Todo(Wanted(), generation)
        for record in broker.log(TOPICS.ledger.name, p):
            if not (record.key or b"").startswith(b"~"):
                todo.entry((record.key or b"").decode(), record.value or b"")
        todo.close()
        for record in list(broker.log(TOPICS.articles.name, p)):
            if record.value is None:
                continue
            article = msgspec.convert(orjson.loads(record.value), Article)
            if todo.take(article) is not None:
                broker.append(TOPICS.clean.name, p, record.key, encode_again(article))
                asked += 1
    return asked


async def simulate(
    seed: int,
    messages: list[bytes],
    *,
    ask: Ask = ask_again,
    delivery: type[Delivery] = Delivery,
    worker: type[Worker] = Worker,
    enricher: Callable[[int], Enrich] = enricher,
) -> MemoryBroker:
    """Workers of generations 1 to 3 in any order, which crash or go in order, with requests to read again in between. At the end the
    newest generation has read all."""
    rng = random.Random(seed)
    broker = MemoryBroker()
    fill(broker, messages, rng)
    for _ in range(8):
        generation = rng.choice((1, 1, 2, 2, 3))
        if rng.random() < 0.5:
            ask(broker, generation)
        await _shift(worker(broker, rng, rng.randint(1, 150), delivery, generation, enricher(generation)), rng)
    for _ in range(3):
        await _to_the_end(worker(broker, rng, -1, delivery, 3, enricher(3)))
        if not ask(broker, 3):
            break
    return broker


async def _shift(worker: Worker, rng: random.Random) -> None:
    """A worker works for a while and goes in order, or crashes, or is refused."""
    try:
        for _ in range(rng.randint(1, 120)):
            if worker.waiting():
                await worker.step()
        await worker.commit()
        await worker.delivery.leave()
    except CrashError:
        return
    except FormatError:
        worker.die()


async def _to_the_end(worker: Worker) -> None:
    await worker.finish()
    await worker.delivery.leave()
