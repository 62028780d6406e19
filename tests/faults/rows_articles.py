"""Faults that come with the articles: slow, poisonous, repeated, late, too large, of another version."""

from __future__ import annotations

import random
from time import monotonic
from typing import TYPE_CHECKING, Any

import orjson
from aiokafka import AIOKafkaProducer

from tests.faults.corpus import SOURCE, article, encoded, some
from tests.faults.matrix import fault
from tests.faults.scene import SLACK, WORKER_SECONDS
from tests.flow.bad_input import BAD_INPUT

if TYPE_CHECKING:
    from streams.core.article import Place
    from tests.faults.corpus import Published
    from tests.faults.matrix import Ground
    from tests.faults.scene import Scene

Plan = dict[str, Any]


@fault(6, "Articles of the same partition wait; others do not.", lambda rng: {"slow": [round(rng.uniform(2, 8), 1) for _ in range(3)]})
async def slow_and_hot_articles(ground: Ground, plan: Plan) -> None:
    """Articles that take seconds each, and one article with hundreds of versions, among the others."""
    async with ground.scene() as s:
        s.sabotage([])
        s.sabotage([])
        await s.works()
        hot = [encoded(article(s.rng, "hot", version=n)) for n in range(1, 301)]
        s.rng.shuffle(hot)
        places = await s.publish(hot)
        slow = [encoded(article(s.rng, f"slow-{n}", version=1, headline=f"FAULT slow {t} s")) for n, t in enumerate(plan["slow"])]
        async with s.flow():
            places += await s.publish(slow)
            await s.ended(places)
            await s.recovers(WORKER_SECONDS)
        await s.holds()


@fault(
    7, "A dead letter for each, with code, place and the original bytes. Neighbours are not held up.", lambda rng: {"fuzz": rng.random()}
)
async def poison(ground: Ground, plan: Plan) -> None:
    """Records that are no article: bad UTF-8, truncated JSON, NaN, deep nesting, no text, unknown major version; and mutated bytes of good ones."""
    rng = random.Random(plan["fuzz"])
    async with ground.scene() as s:
        s.start()
        await s.works()
        child = s.workers[0].child
        bad: list[Published] = [(b.key, b.value) for b in BAD_INPUT] + [_mutated(rng, value) for _, value in some(s.seed, 150) if value]
        rng.shuffle(bad)
        async with s.flow():
            places = await s.publish(bad)
            await s.recovers(WORKER_SECONDS)
        await s.ended(places)
        # what is said of an article may be larger than a record: a limit that the fold does not know
        await s.holds(refused=[place for place in places if _codes(s, place) == {"too_large"}])
        assert s.workers[0].child == child, "the worker did not stay up"


def _mutated(rng: random.Random, value: bytes) -> Published:
    damaged = bytearray(value)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(damaged))
        match rng.randrange(3):
            case 0:
                damaged[at] = rng.randrange(256)
            case 1:
                del damaged[at : at + rng.randint(1, 30)]
            case _:
                damaged[at:at] = rng.randbytes(rng.randint(1, 8))
        if not damaged:
            break
    return None, bytes(damaged) or b"{"


PLAIN = "Kenya and Ethiopia agreed on Wednesday to share flood data."
"""Not one of the corpus, of which some are refused before anybody enriches them."""


@fault(
    8,
    "A dead letter for that article (`stage_error`; `poison` when it ended its worker twice), and a pause while the worker starts again.",
    lambda rng: {"order": rng.sample(["kill", "hang", "raise", "memory"], 4)},
)
async def enricher_fails(ground: Ground, plan: Plan) -> None:
    """The enrichment of an article raises, runs out of memory, never ends, or ends the process."""
    async with ground.scene(enrich_timeout="2") as s:
        s.sabotage([])
        await s.works()
        async with s.flow(20):
            bad = [encoded(article(s.rng, f"bad-{how}", version=1, headline=f"FAULT {how} now", text=PLAIN)) for how in plan["order"]]
            places = await s.publish(bad)
            await s.ended(places)
            await s.recovers(WORKER_SECONDS)
        codes = {how: _codes(s, place) for how, place in zip(plan["order"], places, strict=True)}
        poisonous = {"kill", "hang"}
        assert codes == {how: {"poison" if how in poisonous else "stage_error"} for how in plan["order"]}, f"{codes}\n{s.story()}"
        innocent = [p for p in s.follower.ends if p not in places and _codes(s, p) & {"poison", "stage_error"}]
        assert innocent == [], s.story()
        # the fold cannot know that these are refused: as far as it can tell they are good articles
        await s.holds(refused=places)


def _codes(s: Scene, place: Place) -> set[str]:
    return {event.rpartition(":")[2] for event in s.follower.ends[place]}


@fault(9, "Info records that say `repeat`; no count moves.", lambda rng: {"copies": rng.randint(3, 5)})
async def repeats(ground: Ground, plan: Plan) -> None:
    """Everything is published several times, by two producers at once, some of it in transactions that are aborted."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        batch = some(s.seed, 200)
        for _ in range(plan["copies"]):
            s.rng.shuffle(batch)
            await s.publish(batch)
        await _aborted(s, batch[:50])
        s.workers[0].kill_child()
        await s.recovers(WORKER_SECONDS)
        await s.holds()


async def _aborted(s: Scene, batch: list[Published]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=s.on.settings.bootstrap, transactional_id=s.on.settings.app)
    await producer.start()
    try:
        for commits in (False, True, False):
            await producer.begin_transaction()
            for key, value in batch:
                await producer.send(s.on.topics.raw.name, value, key=key)
            await (producer.commit_transaction() if commits else producer.abort_transaction())
    finally:
        await producer.stop()


@fault(10, "Info records that say `stale` for what came late; the newest version counts.", lambda rng: {"shuffle": rng.random()})
async def out_of_order(ground: Ground, plan: Plan) -> None:
    """Corrections before what they correct, withdrawals before the article, versions and dates from the past and the future, equal versions with different text."""
    rng = random.Random(plan["shuffle"])
    async with ground.scene() as s:
        s.start(2)
        await s.works()
        versions = [_version(rng, f"v{n}", version) for n in range(60) for version in range(1, 7)]
        rng.shuffle(versions)
        places = await s.publish(versions)
        s.workers[0].kill_child()
        await s.recovers(WORKER_SECONDS)
        await s.ended(places)
        await s.holds()


def _version(rng: random.Random, name: str, version: int) -> Published:
    status = rng.choice(["usable", "usable", "usable", "withheld", "canceled"])
    updated = rng.choice([None, "1999-01-01T00:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00+05:00", "2031-05-05T00:00:00Z"])
    return encoded(article(rng, name, version=rng.choice([version, 3]), pub_status=status, updated_at=updated))


@fault(15, "An article, or a dead letter that says what was too large. Neighbours are not held up.")
async def sizes(ground: Ground, plan: Plan) -> None:
    """Records of 1 MB less a byte, 1 MB and a byte, 10 MB and 15 MB; 50,000 names in an article; a text of just the longest length."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        child = s.workers[0].child
        big = [_sized(size) for size in (2**20 - 1, 2**20 + 1, 10 * 2**20, 15 * 2**20)]
        names = [encoded({"article_id": "names", "source": SOURCE, "text": " ".join(f"N{i:x}" for i in range(50_000))[:262_000]})]
        longest = [encoded(article(s.rng, f"longest-{n}", text=("Kenya and Norway met. " * 12_000)[: 262_144 + n])) for n in (-1, 0, 1)]
        async with s.flow(20):
            places = await s.publish([*big, *names, *longest])
            began = monotonic()
            await s.recovers(WORKER_SECONDS)
            assert monotonic() - began < WORKER_SECONDS * SLACK
        await s.ended(places)
        # what is said of an article may be larger than a record: a limit that the fold does not know
        await s.holds(refused=[place for place in places if _codes(s, place) == {"too_large"}])
        assert s.workers[0].child == child, "the worker did not stay up"
        assert [_codes(s, place) for place in places[:4]] == [{"too_large"}] * 4


def _sized(size: int) -> Published:
    """A record of exactly so many bytes."""
    empty = orjson.dumps({"article_id": f"size-{size}", "source": SOURCE, "text": ""})
    return None, empty[:-2] + b"x" * (size - len(empty)) + empty[-2:]


@fault(19, "Nothing: fields that a reader does not know are left alone, and an unknown major version is a dead letter.")
async def old_and_new_side_by_side(ground: Ground, plan: Plan) -> None:
    """A worker of the next minor version, which writes fields that this one does not know, works beside this one; partitions go to and fro."""
    async with ground.scene() as s:
        s.sabotage([], build="next_minor_version")
        s.start()
        await s.works()
        async with s.flow():
            newer = [encoded(article(s.rng, f"new-{n}", version=1, schema="news.raw/1", mood={"calm": n})) for n in range(20)]
            majors = [encoded(article(s.rng, f"major-{n}", version=1, schema="news.raw/2")) for n in range(5)]
            places = await s.publish([*newer, *majors])
            for worker in s.workers:
                worker.kill_child()
                await s.recovers(WORKER_SECONDS)
            assert s.workers[0].stop() == 0
            await s.recovers(WORKER_SECONDS)
            s.workers[0].start()
            assert s.workers[1].stop() == 0
            await s.recovers(WORKER_SECONDS)
        await s.ended(places)
        await s.holds()
        assert {frozenset(_codes(s, place)) for place in places[20:]} == {frozenset({"unknown_major"})}
