"""Topics first: made, marked and checked before a worker reads a record.

Each partition begins with one marker record and offset 1 committed for the consumed topics, for faust never seeks to a committed 0.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from ..topics import Topic, Topics
from .cluster import Cluster, Log, Refused, Wanted
from .expired import counted_ledgers, known_places, suspects
from .rekeyed import half_rekeyed
from .retention import configs_of, keep, retention_faults, shown
from .siblings import partitions_for, uneven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..settings import Settings

APPEARANCE_SECONDS = 30.0
"""How long a made topic may take until each partition has a leader; a healthy cluster needs well under a second."""

ANEW = "Start with a new DATELINE_APP, which reads all that is left of the raw topic"


async def ensure_topics(settings: Settings, report: Callable[[str], None], *, create: bool = True) -> None:
    """Makes what is missing of topics, markers and first offsets; what is there is left as it is.

    `create=False` is for the embedded broker alone, which makes a topic when it is asked for by name. Raises Refused.
    """
    topics = Topics(settings.prefix, settings.app)
    async with Cluster(settings) as cluster:
        if create:
            await _create(cluster, settings, topics, report)
        counts = await appeared(cluster, [t.name for t in topics.all], invite=not create)
        await keep(topics, settings, await cluster.configs(sorted(counts)), report)
        logs = await cluster.logs(cluster.assign(counts))
        committed = await cluster.committed(tp for tp in logs if tp.topic in {t.name for t in consumed(topics)})
        faults = await half_rekeyed(settings, topics, logs, committed)
        if faults := faults or await _expired(settings, topics, logs, committed):  # a first offset now would hide it
            raise Refused("\n".join(faults))
        await _mark(cluster, topics, counts, report)


async def unmade(settings: Settings) -> list[str]:
    """What `dateline topics` has still to do before a first worker can start, and somebody is about to: things start in any order.

    Empty once workers have worked, or when something else is wrong: then what is missing was deleted, and `check_topics` refuses.
    """
    topics = Topics(settings.prefix, settings.app)
    private = {t.name for t in topics.all if not t.public}
    async with Cluster(settings) as cluster:
        counts = await cluster.partitions(t.name for t in topics.all)
        logs = await cluster.logs(cluster.assign(counts)) if counts else {}
        if uneven(topics, counts) or any(log.end > 1 for tp, log in logs.items() if tp.topic in private):
            return []
        committed = await cluster.committed(tp for tp in logs if tp.topic in {topics.clean.name, topics.subtotals.name})
    begun = {tp: Log(0, at or 0) for tp, at in committed.items()}
    return _missing(topics, counts) + (_lacking(logs, "marker") or _lacking(begun, "first offset"))


async def check_topics(settings: Settings) -> list[str]:
    """What is wrong with the topics, each with its cure; empty when a worker can start. Changes nothing."""
    topics = Topics(settings.prefix, settings.app)
    async with Cluster(settings) as cluster:
        counts = await cluster.partitions(t.name for t in topics.all)
        faults = _missing(topics, counts) + uneven(topics, counts)
        configs = await cluster.configs(sorted(counts)) if counts else {}
        faults += _policies(topics, configs)
        logs = await cluster.logs(cluster.assign(counts)) if counts else {}
        return faults + _lacking(logs, "marker")


async def kept(settings: Settings) -> tuple[dict[str, str], list[str]]:
    """How long each topic keeps its records, in words, and where that is not what DATELINE_KEEP says. That stops no worker."""
    topics = Topics(settings.prefix, settings.app)
    async with Cluster(settings) as cluster:
        configs = await cluster.configs(sorted(await cluster.partitions(t.name for t in topics.all)))
    return shown(topics, configs), retention_faults(topics, settings, configs)


async def check_offsets(settings: Settings) -> list[str]:
    """For each consumed partition: log start ≤ committed ≤ log end. Where not, how many records were lost and what to do.
    And whether there is state where there has to be."""
    topics = Topics(settings.prefix, settings.app)
    changelogs = {topics.clean.name: topics.ledger.name, topics.subtotals.name: topics.sums.name}
    async with Cluster(settings) as cluster:
        counts = await cluster.partitions([*(t.name for t in consumed(topics)), *changelogs.values(), topics.deadletter.name])
        if not counts:
            return []
        begun = await cluster.logs(cluster.assign(counts))
        committed = await cluster.committed(tp for tp in begun if tp.topic in {t.name for t in consumed(topics)})
        # others may be at work meanwhile: no commit is beyond an end that is read after it, or before a beginning that is read before it
        logs = {tp: log._replace(start=begun[tp].start) for tp, log in (await cluster.logs(list(begun))).items()}
    faults = [offset_fault(tp, logs[tp], at, settings.app) for tp, at in committed.items()]
    for tp, at in committed.items():
        changelog = TopicPartition(changelogs.get(tp.topic, ""), tp.partition)
        if changelog in logs:
            faults.append(state_fault(changelog, logs[changelog], at))
    if half := await half_rekeyed(settings, topics, logs, committed):
        return half
    return [fault for fault in faults if fault] or await _emptied(settings, topics, logs) + await _expired(
        settings, topics, logs, committed
    )


async def _emptied(settings: Settings, topics: Topics, logs: dict[TopicPartition, Log]) -> list[str]:
    """Partitions of the ledger that are empty although the table counts what they knew. Without the group's offsets nothing else tells, and
    whatever a new ledger says would be taken for older than that."""
    empty = {tp.partition for tp, log in logs.items() if tp.topic == topics.ledger.name and log.end <= 1}
    sums = {tp.partition for tp, log in logs.items() if tp.topic == topics.sums.name and log.end > 1}
    counted = empty & await counted_ledgers(settings, topics, sums) if empty else set()
    if counted:  # a worker may have begun one since
        async with Cluster(settings) as cluster:
            found = await cluster.logs(cluster.assign({topics.ledger.name: max(counted) + 1}))
        counted = {p for p in counted if found[TopicPartition(topics.ledger.name, p)].end <= 1}
    return [made_anew(topics.ledger.name, p, "the table counts what it knew") for p in sorted(counted)]


async def _expired(
    settings: Settings, topics: Topics, logs: dict[TopicPartition, Log], committed: dict[TopicPartition, int | None]
) -> list[str]:
    """What was deleted unread where the group's offsets have expired, as far as the state can tell."""
    found = suspects(logs, committed)
    if not found:
        return []
    counts: dict[str, int] = Counter(tp.topic for tp in logs)
    known = await known_places(settings, topics, counts)
    places = [(tp, at) for tp in found if (at := known.of(tp)) is not None and at < logs[tp].start]
    why = "The group's offsets have expired, and by its state "
    return [why + fault for tp, at in places if (fault := offset_fault(tp, logs[tp], at, settings.app))]


def consumed(topics: Topics) -> tuple[Topic, ...]:
    """The topics that the consumer group reads."""
    return (topics.raw, topics.clean, topics.subtotals)


def offset_fault(tp: TopicPartition, log: Log, committed: int | None, group: str) -> str | None:
    """What is wrong with the group's place in one partition; None when nothing is."""
    place = f"{tp.topic} partition {tp.partition}"
    reset = f"kafka-consumer-groups.sh --group {group} --topic {tp.topic}:{tp.partition} --reset-offsets --to-earliest --execute"
    if committed is None or log.start <= committed <= log.end:
        return None
    # a private topic belongs to a state that has gone further: only another app, with a state of its own, can begin anew
    private = tp.topic.startswith(f"{group}-")
    if committed < log.start:
        return (
            f"{place}: {log.start - committed} records were deleted before they were read (read up to {committed}, log starts at {log.start}). "
            f"They are lost: raise retention.ms of {tp.topic}. "
            + (f"{ANEW}." if private else f"Publish those articles again, then stop all workers and go on with `{reset}`.")
        )
    return (
        f"{place}: the group stands at {committed}, but the log ends at {log.end}: the topic was made anew, or the broker lost records. {ANEW}"
        + ("." if private else f", or stop all workers and go on with `{reset}`.")
    )


def state_fault(changelog: TopicPartition, log: Log, committed: int | None) -> str | None:
    """A mark is on the changelog before the first commit behind the marker: without one the topic was made anew."""
    if committed is None or committed <= 1 or log.end > 1:
        return None
    return made_anew(changelog.topic, changelog.partition, f"its topic was read up to {committed}")


def made_anew(topic: str, partition: int, but: str) -> str:
    return f"{topic} partition {partition} is empty, but {but}: the changelog was made anew, and what it knew is lost. {ANEW}."


async def _create(cluster: Cluster, settings: Settings, topics: Topics, report: Callable[[str], None]) -> None:
    have = await cluster.partitions(t.name for t in topics.all)
    wanted = [
        Wanted(t.name, partitions_for(t, topics, have, settings.partitions), settings.replication, configs_of(t, topics, settings))
        for t in topics.all
        if t.name not in have
    ]
    if wanted:
        await cluster.create(wanted)
    for w in wanted:
        report(f"made {w.name} with {w.partitions} partitions")


async def appeared(cluster: Cluster, names: list[str], *, invite: bool = False) -> dict[str, int]:
    """Topic → partitions, once each has its leaders. Raises Refused."""
    try:
        async with asyncio.timeout(APPEARANCE_SECONDS):
            while len(counts := await cluster.partitions(names, invite=invite)) < len(names):  # noqa: ASYNC110 - a broker sends no word of it
                await asyncio.sleep(0.1)
    except TimeoutError:
        missing = ", ".join(sorted(set(names) - set(counts)))
        msg = f"After {APPEARANCE_SECONDS:g} s there is no leader for each partition of {missing}. Check the brokers' logs."
        raise Refused(msg) from None
    return counts


async def _mark(cluster: Cluster, topics: Topics, counts: dict[str, int], report: Callable[[str], None]) -> None:
    tps = cluster.assign(counts)
    logs = await cluster.logs(tps)
    marked = await cluster.mark(tp for tp in tps if logs[tp].start == logs[tp].end)
    if marked:
        report(f"marked the head of {len(marked)} partitions")
    read = {t.name for t in consumed(topics)}
    uncommitted = [tp for tp, at in (await cluster.committed(tp for tp in tps if tp.topic in read)).items() if at is None]
    firsts = {tp: await _first(cluster, tp, logs[tp], marked.get(tp)) for tp in uncommitted}
    if offsets := {tp: first for tp, first in firsts.items() if first}:
        await cluster.commit(offsets)
        report(f"committed the first offset of {len(offsets)} partitions")


async def _first(cluster: Cluster, tp: TopicPartition, log: Log, marker: int | None) -> int:
    """Where the group's reading begins: behind the marker, else at the start of what is left; 0 needs no commit."""
    if marker is None and await cluster.begins_with_marker(tp, log.start):
        marker = log.start
    return log.start if marker is None else marker + 1


def _missing(topics: Topics, counts: dict[str, int]) -> list[str]:
    return [f"{t.name} is missing: run `dateline topics`" for t in topics.all if t.name not in counts]


def _policies(topics: Topics, configs: dict[str, dict[str, str]]) -> list[str]:
    policies = {name: of["cleanup.policy"] for name, of in configs.items() if "cleanup.policy" in of}
    return [
        f"{t.name} has cleanup.policy={policies[t.name]}, but needs {t.policy}: "
        f"`kafka-configs.sh --alter --topic {t.name} --add-config cleanup.policy={t.policy}`"
        for t in topics.all
        if t.name in policies and policies[t.name] != t.policy
    ]


def _lacking(logs: dict[TopicPartition, Log], what: str) -> list[str]:
    """Partitions that end before they have begun."""
    lacking: dict[str, list[str]] = {}
    for tp, log in logs.items():
        if log.end == 0:
            lacking.setdefault(tp.topic, []).append(str(tp.partition))
    return [f"{topic} has no {what} in partition {_listed(numbers)}: run `dateline topics`" for topic, numbers in lacking.items()]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
