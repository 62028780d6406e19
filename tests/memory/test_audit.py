"""`dateline audit` on the embedded broker, which knows no times and less of groups than Apache Kafka."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.embedded import EmbeddedBroker
from tests.flow import behaviours
from tests.flow.deployment import deployment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.flow.deployment import Deployment

pytestmark = pytest.mark.embedded


async def test_audit_on_the_embedded_broker(tmp_path: Path) -> None:
    """All holds at rest, also with a time from which to check: without times it checks all."""
    with EmbeddedBroker([]) as broker:
        async with deployment(broker.bootstrap, tmp_path, embedded=True, session_timeout="3") as on:
            on.start()
            places = await on.publish(behaviours.records(behaviours.history(random.Random(19), 60)))
            await on.until_ended(places)
            await on.until(lambda: at_rest(on))
            report = await asyncio.to_thread(audited, on)
            assert (report["findings"], report["unchecked"], report["counts"]["raw"]) == ([], {}, len(places))


async def at_rest(on: Deployment) -> bool:
    return bool((await asyncio.to_thread(audited, on))["at_rest"])


def audited(on: Deployment) -> dict[str, Any]:
    """In a thread, for the command has an event loop of its own."""
    done = CliRunner().invoke(main, ["audit", "--json", "--since", "1h"], env=on.environment)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found
