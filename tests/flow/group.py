"""What the broker knows of a consumer group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiokafka.admin import AIOKafkaAdminClient

if TYPE_CHECKING:
    from tests.flow.deployment import Deployment


async def members(on: Deployment, count: int) -> bool:
    """Whether the workers' group has so many members."""
    admin = AIOKafkaAdminClient(bootstrap_servers=on.settings.bootstrap)
    await admin.start()
    try:
        (answer,) = await admin.describe_consumer_groups([on.settings.app])
    finally:
        await admin.close()
    (group,) = answer.groups
    return len(group[5]) == count
