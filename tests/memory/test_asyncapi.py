"""What really lies on the topics, held against the AsyncAPI document of that deployment; on Apache Kafka in tests/broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.embedded import EmbeddedBroker
from tests.flow import real
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.embedded


async def test_every_record_is_one_message_of_the_document(tmp_path: Path) -> None:
    """Articles in three forms, a correction, a withdrawal, an erasure and a dead letter: of every kind that the document names, there is
    one, and there is no other."""
    with EmbeddedBroker([]) as broker:
        async with deployment(broker.bootstrap, tmp_path, module=real.WORKER, embedded=True, session_timeout="3") as on:
            on.start()
            await real.every_kind_is_described(on)
