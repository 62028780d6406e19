"""Moves the state of an app to a new one with more partitions. The old one's topics are only read.

In this order, each step awaited: the new topics → records that keep workers away from them → entries, marks and sums → records that
let workers in → the group's offsets. Ended anywhere before the last step, the old app is what it was, no worker takes the new one, and
running it again writes the same records once more: of each key the last one counts.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from ..flow.admin import appeared, check_offsets, ensure_topics
from ..flow.cluster import Cluster, Refused, Wanted, topic_partitions
from ..flow.rekeyed import owners_of
from ..flow.retention import configs_of
from ..topics import Topics
from .group import group_of
from .regrouped import FIRST, Regrouped
from .survey import Surveyor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

    from ..flow.delivery import Output
    from ..flow.reader import Reader
    from ..settings import Settings
    from .survey import Survey

CHUNK = 500
"""Records that are sent and awaited together: some 0.2 MB of entries."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, or would be. `waiting`: records that the old workers had received and not finished, which are read again from the
    raw topic. `asked`: requests of `dateline reenrich` among them, which are to be made again."""

    partitions: tuple[int, int]
    articles: int
    actors: int
    waiting: int
    asked: int


@dataclass(frozen=True, slots=True)
class Rekey:
    """One attempt. `old` and `new` differ in app and partitions alone."""

    old: Settings
    new: Settings
    client: AIOKafkaConsumer
    reader: Reader
    told: Callable[[str], None]
    """Hears of each step, in words."""

    async def plan(self) -> Moved:
        """Everything but the writing. Raises Refused."""
        counts = await self._counts()
        survey = await self._survey(counts)
        await self._new_is_free(survey.origin, counts)
        made = self._regrouped(survey, counts)
        for partition in range(survey.partitions):
            for _ in made.ledger(partition, await survey.ledger(partition)):
                pass
        return self._moved(survey, made)

    async def move(self, producer: AIOKafkaProducer) -> Moved:
        """Raises Refused when it must not be done; nothing is written then."""
        counts = await self._counts()
        survey = await self._survey(counts)
        await self._new_is_free(survey.origin, counts)
        made = self._regrouped(survey, counts)
        await self._make_topics()
        await _send(producer, made.begun())
        self.told("begun: no worker starts on the new app until all is done")
        for partition in range(survey.partitions):
            await _send(producer, made.ledger(partition, await survey.ledger(partition)))
            self.told(f"ledger partition {partition + 1} of {survey.partitions}")
        await _send(producer, made.table(survey.actors))
        self.told(f"sums of {made.actors:,} actors")
        if await self._surveyor(counts).origin() != survey.origin:
            msg = f"{self.old.app} has worked meanwhile, so what was copied is old: stop its workers, and begin anew with another name for --to."
            raise Refused(msg)
        await _send(producer, made.finished())
        self.told("whole: offsets are next")
        await self._commit(survey)
        return self._moved(survey, made)

    @property
    def _topics(self) -> Topics:
        return Topics(self.new.prefix, self.new.app)

    async def _counts(self) -> dict[str, int]:
        names = [t.name for app in (self.old.app, self.new.app) for t in Topics(self.old.prefix, app).all]
        counts = await topic_partitions(self.old, names)
        if missing := [t.name for t in Topics(self.old.prefix, self.old.app).all if t.name not in counts]:
            msg = f"There is no topic {', '.join(missing)} at {self.old.bootstrap}: check DATELINE_PREFIX and DATELINE_APP."
            raise Refused(msg)
        return counts

    async def _survey(self, counts: Mapping[str, int]) -> Survey:
        if faults := await check_offsets(self.old):
            msg = "\n".join([f"{self.old.app} is not in order itself:", *faults])
            raise Refused(msg)
        return await self._surveyor(counts).survey()

    def _surveyor(self, counts: Mapping[str, int]) -> Surveyor:
        return Surveyor(self.old, self.new.partitions, self.client, self.reader, counts)

    def _regrouped(self, survey: Survey, counts: Mapping[str, int]) -> Regrouped:
        return Regrouped(self._topics, survey.partitions, self.new.partitions, survey.origin, counts)

    def _moved(self, survey: Survey, made: Regrouped) -> Moved:
        return Moved((survey.partitions, self.new.partitions), made.articles, made.actors, survey.waiting, survey.asked)

    async def _new_is_free(self, origin: str, counts: Mapping[str, int]) -> None:
        """Raises Refused unless nobody has the new name, or an earlier attempt with the same state has."""
        private = [t for t in self._topics.all if not t.public]
        async with group_of(self.new) as group:
            read = [t.name for t in (self._topics.raw, *private) if t.name in counts]
            used = await group.members() or any([await group.committed(name, counts[name]) for name in read])
        theirs = [o.rekeyed for o in await owners_of(self.new, self._topics.ledger.name, [*range(counts.get(self._topics.ledger.name, 0))])]
        if used and theirs and all(o == origin for o in theirs):
            msg = f"{self.new.app} has been made of {self.old.app} as that is now: it is done. Start workers with DATELINE_APP={self.new.app}."
            raise Refused(msg)
        if used or any(counts.get(t.name, self.new.partitions) != self.new.partitions for t in private) or any(o != origin for o in theirs):
            msg = (
                f"There is an app {self.new.app} already, and it is not an earlier attempt to make it of {self.old.app} as that is now: "
                f"take another name for --to."
            )
            raise Refused(msg)

    async def _make_topics(self) -> None:
        private = [t for t in self._topics.all if not t.public]
        async with Cluster(self.new) as cluster:
            have = await cluster.partitions(t.name for t in private)
            wanted = [
                Wanted(t.name, self.new.partitions, self.new.replication, configs_of(t, self._topics, self.new))
                for t in private
                if t.name not in have
            ]
            if wanted:
                await cluster.create(wanted)
            tps = cluster.assign(await appeared(cluster, [t.name for t in private]))
            logs = await cluster.logs(tps)
            await cluster.mark(tp for tp in tps if logs[tp].start == logs[tp].end)
        self.told(f"topics {', '.join(t.name for t in private)}")

    async def _commit(self, survey: Survey) -> None:
        """All offsets in one request, and the last thing that is done."""
        raw = {TopicPartition(self._topics.raw.name, p): at for p, at in survey.begin.items() if at > 0}
        firsts = {
            TopicPartition(t.name, q): FIRST for t in (self._topics.clean, self._topics.subtotals) for q in range(self.new.partitions)
        }
        async with Cluster(self.new) as cluster:
            cluster.assign(await cluster.partitions(t.name for t in (self._topics.raw, self._topics.clean, self._topics.subtotals)))
            if any(at is not None for at in (await cluster.committed(firsts)).values()):
                msg = f"Somebody has begun to work as {self.new.app} meanwhile: begin anew with another name for --to."
                raise Refused(msg)
            await cluster.commit(raw | firsts)
        await ensure_topics(self.new, self.told)
        self.told("done")


async def _send(producer: AIOKafkaProducer, outputs: Iterable[Output]) -> None:
    """Returns when all of them are on the broker."""
    sent: list[asyncio.Future[object]] = []
    for topic, partition, key, value, headers in outputs:
        sent.append(await producer.send(topic, value, key=key, partition=partition, headers=headers))
        if len(sent) >= CHUNK:
            await asyncio.gather(*sent)
            sent = []
    await asyncio.gather(*sent)
