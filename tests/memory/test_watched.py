"""Health and metrics of a worker on the embedded broker; with the broker's own faults in tests/broker."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from streams.embedded import EmbeddedBroker
from streams.settings import load
from tests.flow import watched
from tests.flow.deployment import Deployment, deployment
from tests.kafka_container import free_port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

pytestmark = pytest.mark.embedded


@pytest.mark.parametrize("behaviour", [watched.numbers_equal_the_topics, watched.busy_worker_answers], ids=lambda b: b.__name__)
async def test_a_worker_tells_of_itself(behaviour: Callable[[Deployment], Awaitable[None]], tmp_path: Path) -> None:
    with EmbeddedBroker([]) as broker:
        async with deployment(broker.bootstrap, tmp_path, embedded=True, session_timeout="3", health_port=str(free_port())) as on:
            await behaviour(on)


async def test_health_can_be_switched_off(tmp_path: Path) -> None:
    """And by default it is on a free port of this machine, which the log names."""
    with EmbeddedBroker([]) as broker:
        for port, told in (("-1", False), ("0", True)):
            folder = tmp_path / port
            folder.mkdir()
            async with deployment(broker.bootstrap, folder, embedded=True, health_port=port) as on:
                on.start()
                await on.until(lambda on=on: _working(on))  # type: ignore[misc]
                assert ("health and metrics on http://127.0.0.1:" in on.logs()) is told


async def _working(on: Deployment) -> bool:
    return "working as" in on.logs()


async def test_a_worker_that_waits_for_its_broker_says_so(tmp_path: Path) -> None:
    """Alive from the first moment, and not ready: the reason names the address."""
    settings = {"DATELINE_BOOTSTRAP": f"127.0.0.1:{free_port()}", "DATELINE_HEALTH_PORT": str(free_port())}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    on = Deployment(load(settings), inherited | settings, tmp_path)
    on.start()
    try:
        await watched.until_reason(on, "broker_unreachable")
        assert settings["DATELINE_BOOTSTRAP"] in str((await watched.asked(on, "/readyz"))[1])
        assert (await watched.asked(on, "/healthz"))[0] == 200
        assert on.stop() == [0]
    finally:
        on.workers[0].kill()
        on.workers[0].wait()
