"""`dateline demo`: everything at once on this machine, nothing to install beside it, nothing kept."""

from __future__ import annotations

import importlib.resources
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..incoming.files import InputError, read_inputs
from ..settings import load
from . import EXIT_INTERRUPTED, Fault
from ._clients import run
from ._demo import Wish, demonstrate
from ._demo_screen import Terminal, legible, print_rows
from ._options import article_options, json_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..incoming.records import Given, Outgoing
    from ._demo import Outcome


SHOWN_ENDS = 50
"""Given files whose end is told one by one; of more, only those that became dead letters."""


@click.command(
    "demo",
    epilog="""
\b
Examples:
  dateline demo                                                    with the sample articles; Ctrl-C ends it
  dateline demo --once --json --published-at 2026-05-01 story.txt  the actor table of one article
""",
)
@click.argument("files", nargs=-1, metavar="[PATH]…", type=click.Path(exists=True, allow_dash=True))
@click.option("--once", is_flag=True, help="Publish, wait until each article has reached its end, print the actor table, and end.")
@json_option
@click.option("--no-web", is_flag=True, help="Without the web view.")
@article_options
def command(files: tuple[str, ...], given: Given, *, once: bool, as_json: bool, no_web: bool) -> None:
    """Broker, worker and web view in one go.

    Publishes files and folders (default: the sample articles that come with Dateline) to a broker of its own, which lives in the
    memory of this process and is gone with it. Other Kafka clients on this machine can use it meanwhile. Ctrl-C ends everything.

    With --once the exit code is 1 when something was lost, or a given file became a dead letter.
    """
    began = time.monotonic()
    if as_json and not once:
        msg = "--json needs --once"
        raise click.UsageError(msg)
    settings = load(os.environ)
    try:
        records = read_inputs(files or (seeds(),), given)
    except InputError as error:
        raise click.UsageError(str(error)) from error
    faults: list[str] = []
    with Terminal() as terminal:
        if "DATELINE_BOOTSTRAP" in os.environ:
            terminal.say("DATELINE_BOOTSTRAP is not used: the demonstration has a broker of its own")
        wish = Wish(settings, os.environ, readable(records, faults), once=once, web=not (once or no_web), began=began)
        outcome = run(demonstrate(wish, terminal))
        # all that could be ended has ended: a Ctrl-C that comes now must not turn the outcome into a traceback
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        faults += outcome.faults
        if once and files:
            faults += told(outcome, terminal)
    if once and not outcome.interrupted:
        print_rows(outcome.rows, as_json=as_json)
    if faults:
        raise Fault(legible("\n".join(faults)))
    if once and outcome.interrupted:
        sys.exit(EXIT_INTERRUPTED)


def seeds() -> Path:
    """The sample articles: installed with the package."""
    return Path(str(importlib.resources.files("seeds") / "articles"))


def readable(records: Iterable[Outgoing], faults: list[str]) -> Iterator[Outgoing]:
    """The records that could be read; why the others could not goes to `faults`."""
    for record in records:
        if record.fault:
            faults.append(f"{record.label}: {record.fault}")
        else:
            yield record


def told(outcome: Outcome, terminal: Terminal) -> list[str]:
    """Tell the ends of the given files; those that are dead letters, which nobody expected, are faults."""
    for label, end in outcome.ours:
        if len(outcome.ours) <= SHOWN_ENDS and end.kind != "dead letter":
            terminal.say(f"{label}: {end}")
    return [f"{label}: {end}" for label, end in outcome.ours if end.kind == "dead letter"]
