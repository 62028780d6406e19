"""The child processes of a demonstration, and the settings that they share with it."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from ..supervisor import Child, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ..embedded import EmbeddedBroker
    from ..settings import Settings

SESSION_SECONDS: Final = 6.0
"""A group waits this long, less a second, for a member that died. With less, one long article on a busy machine passes for a death."""
COMMIT_SECONDS: Final = 0.3
PUBLISH_SECONDS: Final = 0.05
PATIENCE_SECONDS: Final = 3.0
"""How long a child may take to end: nothing that it could still write outlives the demonstration."""
MOST_FAILURES: Final = 5
"""Failures in a row after which a child is given up: what fails at once five times will not be cured by waiting."""
_TAIL_LINES: Final = 20
NOT_THEIRS: Final = {"DATELINE_DATABASE", "DATELINE_LOG_FORMAT"}
"""The view's file is in the demonstration's folder, and what the children say is read here line by line."""


def own_settings(settings: Settings, broker: EmbeddedBroker, folder: Path) -> Settings:
    """The user's settings with the demonstration's own broker, pace and folder."""
    own = {
        "bootstrap": broker.bootstrap,
        "partitions": broker.partitions,
        "replication": 1,
        "security": "PLAINTEXT",
        "data_dir": folder,
        "database": None,
        "session_timeout": SESSION_SECONDS,
        "commit_interval": COMMIT_SECONDS,
        "publish_interval": PUBLISH_SECONDS,
        "web_port": free_port(settings.web_host, settings.web_port),
    }
    return settings.model_copy(update=own)


def child_environment(environment: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """`environment` with all that `own_settings` may have replaced, as variables."""
    names = (
        "bootstrap",
        "partitions",
        "replication",
        "security",
        "data_dir",
        "session_timeout",
        "commit_interval",
        "publish_interval",
        "web_port",
    )
    own = {f"DATELINE_{name.upper()}": str(getattr(settings, name)) for name in names}
    rest = {name: value for name, value in environment.items() if name not in NOT_THEIRS}
    return rest | own | {"PYTHONUNBUFFERED": "1"}


def free_port(host: str, wanted: int) -> int:
    """`wanted` if nobody listens there, else 0: the view takes any, and says which."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # as a server would: a port whose server has just ended is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError:
            return 0
    return wanted


class Ended(NamedTuple):
    """A child that will not be started again; `said` are its last lines."""

    name: str
    code: int
    said: str


class Children:
    """Runs the given children while the context is open; all of them have ended when it closes."""

    def __init__(self, children: list[Child], say: Callable[[str], None], hear: Callable[[str, str], None]) -> None:
        """`say` gets what befalls a child, `hear` its name and each line of its output."""
        self._children, self._say, self._hear = children, say, hear
        self._tails: dict[str, deque[str]] = {child.name: deque(maxlen=_TAIL_LINES) for child in children}
        self._supervisors: dict[str, Supervisor] = {}
        self._tasks: dict[str, asyncio.Task[int]] = {}

    async def __aenter__(self) -> Self:
        for child in self._children:
            supervisor = Supervisor(
                child,
                lambda line, name=child.name: self._failed(name, line),  # type: ignore[misc]
                hear=lambda line, name=child.name: self._heard(name, line),  # type: ignore[misc]
                patience=PATIENCE_SECONDS,
                give_up=MOST_FAILURES,
            )
            self._supervisors[child.name] = supervisor
            self._tasks[child.name] = asyncio.create_task(supervisor.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def stop(self) -> None:
        """Ask all to end; at the second call they are killed."""
        for supervisor in self._supervisors.values():
            supervisor.stop()

    def starts(self, name: str) -> int:
        """How often the child was started."""
        return self._supervisors[name].starts

    async def first_end(self) -> Ended:
        """Wait until a child has ended for good."""
        done, _ = await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
        name = next(name for name, task in self._tasks.items() if task in done)
        return Ended(name, self._tasks[name].result(), "\n".join(self._tails[name]))

    def _heard(self, name: str, line: str) -> None:
        self._tails[name].append(line)
        self._hear(name, line)

    def _failed(self, name: str, line: str) -> None:
        tail = self._tails[name]
        # what went well explains nothing
        self._say("\n  | ".join([line, *(said for said in tail if " INFO " not in said)]))
        tail.clear()
