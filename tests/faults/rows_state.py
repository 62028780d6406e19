"""Faults of what is kept: topics, changelogs, partitions, files. Where the product refuses to go on, it says why and what to do."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.flow.admin import ensure_topics
from streams.flow.cluster import Refused, topic_partitions
from streams.supervisor import CONFIGURATION
from tests.faults.checks import folded
from tests.faults.matrix import fault
from tests.faults.scene import WORKER_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from streams.topics import Topic
    from tests.faults.matrix import Ground
    from tests.faults.scene import Scene

from contextlib import asynccontextmanager

Plan = dict[str, Any]


@asynccontextmanager
async def admin(s: Scene) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=s.on.settings.bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def refused(s: Scene, says: str) -> None:
    """The first worker, and its supervisor, end for good with code 78 and say so."""
    worker = s.workers[0]
    await s.until(lambda: not worker.running, "the worker gives up", WORKER_SECONDS * 2)
    assert worker.process
    assert worker.process.returncode == CONFIGURATION, s.story()
    assert says in worker.said(), s.story()
    assert "Traceback" not in worker.said().split("cannot start")[-1], s.story()


async def make_topics(s: Scene) -> None:
    """`dateline topics`, again for as long as the group counts a member that was killed."""

    async def made() -> bool:
        try:
            await ensure_topics(s.on.settings, print)
        except Refused:
            return False
        return True

    await s.until(made, "the topics", 30)


@fault(
    11,
    "Workers that run go on. One that starts asks for `dateline topics` first (exit code 78); after it the new partitions are read from "
    "their beginning, and no record is lost.",
)
async def more_raw_partitions(ground: Ground, plan: Plan) -> None:
    """The raw topic gets more partitions while workers read it."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        async with s.flow():
            async with admin(s) as client:
                await client.create_partitions({s.on.topics.raw.name: NewPartitions(4)})
            await s.until(lambda: _partitions(s, s.on.topics.raw, 4), "four partitions")
            await s.recovers(WORKER_SECONDS)
        s.workers[0].kill_child()
        await refused(s, "run `dateline topics`")
        await make_topics(s)
        await s.producer.client.force_metadata_update()
        places = [p for n in (2, 3) for p in await s.publish([next(s.records)], n)]
        s.workers[0].start()
        await s.recovers(WORKER_SECONDS)
        await s.ended(places)
        await s.holds()


async def _partitions(s: Scene, topic: Topic, count: int) -> bool:
    return (await topic_partitions(s.on.settings, [topic.name])).get(topic.name) == count


@fault(11, "The worker does not start (exit code 78) and names the topics and the cure. What is published stays where it is.", short=False)
async def more_clean_partitions(ground: Ground, plan: Plan) -> None:
    """A topic whose partitions belong to the state gets more of them: keys would change their partition."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        await s.more(200)
        async with admin(s) as client:
            await client.create_partitions({s.on.topics.clean.name: NewPartitions(4)})
        await s.until(lambda: _partitions(s, s.on.topics.clean, 4), "four partitions")
        s.workers[0].kill_child()
        await refused(s, "they must be equal")


@fault(
    16,
    "The worker does not start (exit code 78) and names the topic; after `dateline topics` and a start it goes on. "
    "What was on the deleted topic is gone, and `dateline audit` says so.",
    lambda rng: {"topic": rng.choice(["enriched", "mentions", "actors", "deadletter"])},
    short=False,
)
async def output_topic_deleted(ground: Ground, plan: Plan) -> None:
    """A public topic is deleted while workers write to it."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        async with s.flow():
            await _delete(s, getattr(s.on.topics, plan["topic"]))
            await refused(s, "run `dateline topics`")
        await make_topics(s)
        s.workers[0].start()
        async with s.flow():
            await s.recovers(WORKER_SECONDS)


@fault(
    16,
    "The worker does not start (exit code 78): state and offsets do not fit together. Cure: a new DATELINE_APP, which reads the raw topic again.",
    lambda rng: {"topic": rng.choice(["ledger", "sums", "clean", "subtotals"])},
)
async def private_topic_deleted(ground: Ground, plan: Plan) -> None:
    """A changelog or another private topic is deleted while workers use it, and made anew by `dateline topics`."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        await s.more(300)
        await s.holds()  # what was not yet committed is done again from the raw topic, and needs no refusal
        async with s.flow():
            await _delete(s, getattr(s.on.topics, plan["topic"]))
            await refused(s, "run `dateline topics`")
        await make_topics(s)
        (s.on.directory / "worker-0" / "log").unlink()
        s.workers[0].start()
        await s.more(20)
        await refused(s, "DATELINE_APP")


async def _delete(s: Scene, topic: Topic) -> None:
    async with admin(s) as client:
        await client.delete_topics([topic.name])
    await s.until(lambda: _gone(s, topic), f"{topic.name} is gone")


async def _gone(s: Scene, topic: Topic) -> bool:
    return not await topic_partitions(s.on.settings, [topic.name])


@fault(16, "The worker does not start (exit code 78) and says how many records are lost, and how to go on.")
async def unread_records_deleted(ground: Ground, plan: Plan) -> None:
    """Retention deletes raw records that no worker had read yet."""
    async with ground.scene() as s:
        s.start()
        await s.works()
        await s.holds()
        assert s.workers[0].stop() == 0
        places = await s.more(50)
        ends = {p.partition: max(q.offset for q in places if q.partition == p.partition) for p in places}
        async with admin(s) as client:
            await client.delete_records(
                {TopicPartition(s.on.topics.raw.name, p): RecordsToDelete(before_offset=at) for p, at in ends.items()}
            )
        s.workers[0].start()
        await refused(s, "records were deleted before they were read")


DAMAGE = ("foreign", "flipped", "truncated")


@fault(
    17,
    "The worker does not start (exit code 78) and names the changelog. Cure: a new DATELINE_APP, which reads the raw topic again.",
    lambda rng: {"topic": rng.choice(["ledger", "sums"]), "damage": rng.sample(DAMAGE, 3)},
)
async def damaged_changelog(ground: Ground, plan: Plan) -> None:
    """A changelog gets a record that somebody else wrote, an entry with changed bytes, or loses its head."""
    for damage in plan["damage"]:
        async with ground.scene() as s:
            s.start()
            await s.works()
            await s.more(200)
            await s.holds()
            assert s.workers[0].stop() == 0
            topic: Topic = getattr(s.on.topics, plan["topic"])
            await _damage(s, topic, damage)
            s.workers[0].start()
            await s.more(40)
            await refused(s, topic.name)


async def _damage(s: Scene, topic: Topic, damage: str) -> None:
    if damage == "truncated":
        await _truncate(s, topic)
        return
    entries = [m for m in await s.on.read(topic) if not (m.key or b"").startswith(b"~")]
    victim = s.rng.choice(entries)
    value = b'{"hello": "world"}' if damage == "foreign" else _flipped(victim.value)
    await s.producer.send_and_wait(topic.name, value, key=victim.key, partition=victim.partition, headers=list(victim.headers))


def _flipped(value: bytes) -> bytes:
    """One digit more than there was: it is still the same kind of record."""
    at = max(n for n, byte in enumerate(value) if chr(byte).isdigit())
    return value[:at] + str((int(chr(value[at])) + 1) % 10).encode() + value[at + 1 :]


async def _truncate(s: Scene, topic: Topic) -> None:
    """As a broker does whose administrator has set the wrong policy; and then put it right again."""
    async with admin(s) as client:
        for policy in ("delete", "compact"):
            if policy == "compact":
                newest = {(m.partition, m.key): m.offset for m in await s.on.read(topic) if not m.key.startswith(b"~")}
                # where every entry was written again in the second half, the first one is nothing that is missed
                least = {p: min(at for (q, _), at in newest.items() if q == p) for p, _ in newest}
                most = {p: max(at for (q, _), at in newest.items() if q == p) for p, _ in newest}
                cut = {TopicPartition(topic.name, p): RecordsToDelete(before_offset=max(most[p] // 2, least[p] + 1)) for p in least}
                await client.delete_records(cut)
            await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name, {"cleanup.policy": policy})])


@fault(
    18,
    "Nothing: a worker keeps no results on its disk.",
    lambda rng: {"bytes": rng.randrange(2**32), "wipe": rng.random() < 0.5},
    short=False,
)
async def local_files_damaged(ground: Ground, plan: Plan) -> None:
    """A worker's data directory is wiped or filled with other bytes while it is down, and it is killed again."""
    rng = random.Random(plan["bytes"])
    async with ground.scene() as s:
        s.start()
        await s.works()
        async with s.flow():
            s.workers[0].kill()
            for path in sorted((s.on.directory / "worker-0" / "data").rglob("*")):
                if path.is_file():
                    path.unlink() if plan["wipe"] else path.write_bytes(rng.randbytes(rng.randrange(5_000)))
            s.workers[0].start()
            await s.recovers(WORKER_SECONDS)
            s.workers[0].kill_child()
            await s.recovers(WORKER_SECONDS)
        await s.holds()
        assert await folded(s.on, set()) == []
