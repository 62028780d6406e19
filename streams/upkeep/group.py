"""What the workers' consumer group has done, and who is in it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from ..kafka import aiokafka_options

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..settings import Settings

MEMBERS = 5
"""Place of the members in a description: (error, group, state, protocol type, protocol, members, …)."""


@asynccontextmanager
async def group_of(settings: Settings) -> AsyncIterator[Group]:
    admin = AIOKafkaAdminClient(**aiokafka_options(settings))
    try:
        await admin.start()
        yield Group(admin, settings.app)
    finally:
        await admin.close()


class Group:
    """The group `name`, as the broker knows it."""

    def __init__(self, admin: AIOKafkaAdminClient, name: str) -> None:
        self._admin = admin
        self._name = name

    async def members(self) -> int:
        (answer,) = await self._admin.describe_consumer_groups([self._name])
        (group,) = answer.groups
        return len(group[MEMBERS])

    async def committed(self, topic: str, partitions: int) -> dict[int, int]:
        """Partition → committed offset; without those that have none."""
        asked = [TopicPartition(topic, p) for p in range(partitions)]
        found = await self._admin.list_consumer_group_offsets(self._name, partitions=asked)
        return {tp.partition: at.offset for tp, at in found.items() if at.offset >= 0}
