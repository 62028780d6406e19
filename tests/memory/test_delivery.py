"""The delivery's promises on the embedded broker; the same run on Apache Kafka in tests/broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.embedded import EmbeddedBroker
from tests.flow import behaviours
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.embedded


@pytest.mark.parametrize(
    "behaviour",
    [behaviours.table_equals_the_fold, behaviours.erased_article_is_gone, behaviours.killed_worker_loses_nothing],
    ids=lambda b: b.__name__,
)
async def test_delivery(behaviour: Callable[[Deployment], Awaitable[None]], tmp_path: Path) -> None:
    with EmbeddedBroker([]) as broker:
        async with deployment(broker.bootstrap, tmp_path, embedded=True, session_timeout="3") as on:
            await behaviour(on)
