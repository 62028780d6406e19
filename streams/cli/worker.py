"""`dateline worker`: the pipeline, started again when it ends by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import click

from ..supervisor import Child, Supervisor
from ._clients import run, say
from ._options import broker_options

if TYPE_CHECKING:
    from ..settings import Settings

MODULE: Final = "streams.flow.worker"


@click.command(
    "worker",
    epilog="""
\b
Examples:
  dateline topics && dateline worker               the topics first
  dateline worker --bootstrap kafka.internal:9092  once more on another machine, and the two share the work
""",
)
@broker_options
@click.option("--no-supervisor", is_flag=True, help="Run one worker in this process; whoever started it starts it again.")
def command(settings: Settings, *, no_supervisor: bool) -> None:
    """Run the pipeline: raw articles in; feed, mentions and the actor table out.

    The work is done by a child process. It ends itself when it cannot be sure of its state or is stuck, and is then started again after
    0.5 s, 1 s and so on up to 30 s. Ctrl-C or SIGTERM lets it finish what it began, a second one does not. Workers with the same --app
    share the work: start as many as there are partitions.
    """
    environment = os.environ | {f"DATELINE_{name.upper()}": getattr(settings, name) for name in ("bootstrap", "prefix", "app")}
    if no_supervisor:
        become(environment)
    sys.exit(run(supervise(Child("worker", MODULE, environment))))


def become(environment: dict[str, str]) -> NoReturn:
    """Replace this process by the worker."""
    os.execve(sys.executable, [sys.executable, "-m", MODULE], environment)  # noqa: S606 - our own interpreter and module


async def supervise(child: Child) -> int:
    """Keep the child running until we are told to stop or it ends for good; its exit code."""
    supervisor = Supervisor(child, say)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, supervisor.stop)
    return await supervisor.run()
