"""A state that `dateline rekey` has begun and not finished is not worked on: its group has no offsets yet, for they are set last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from ..kafka import aiokafka_options
from .owners import META, UNFINISHED, Owner, decode_owner
from .reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..settings import Settings
    from ..topics import Topics
    from .cluster import Log


async def half_rekeyed(
    settings: Settings, topics: Topics, logs: Mapping[TopicPartition, Log], committed: Mapping[TopicPartition, int | None]
) -> list[str]:
    """What is to be done first; nothing in nearly every case. Reads the ledger when there is one and the group has no offset at all:
    they have expired, or it never had any."""
    written = {tp.partition for tp, log in logs.items() if tp.topic == topics.ledger.name and log.end > 1}
    if not written or any(at is not None for at in committed.values()):
        return []
    owners = await owners_of(settings, topics.ledger.name, sorted(written))
    if not owners or any(owner.rekeyed is None for owner in owners):
        return []
    return [f"{UNFINISHED} ({topics.app}-*, of {owners[0].rekeyed}): run it again, with the same names, until it says that it is done."]


async def owners_of(settings: Settings, changelog: str, partitions: list[int]) -> list[Owner]:
    """The newest owner of each of these partitions that has one."""
    found: list[Owner] = []
    reader = Reader(aiokafka_options(settings))
    try:
        for partition in partitions:
            owner: Owner | None = None
            async for record in reader.everything(changelog, partition):
                if record.key == META.encode() and record.value is not None:
                    newest = decode_owner(record.value, record.place.offset)
                    owner = newest if owner is None or (newest.token or 0) >= (owner.token or 0) else owner
            found += [owner] if owner else []
    finally:
        await reader.close()
    return found
