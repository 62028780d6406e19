"""`dateline deadletter`: find records that could not go on, look at them, send them again or put them aside."""

from __future__ import annotations

import getpass
import socket
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

import click

from ..core.moments import rfc3339
from ..replay.letters import State
from ..replay.originals import Act
from ..replay.sending import How
from . import EXIT_FAILED, Fault
from ._clients import run, say
from ._deadletter_options import find_options, placed, reach_options
from ._deadletter_print import print_done, print_list, print_list_json, print_shown, print_summary, shown_json
from ._deadletter_work import act, find, look
from ._print import print_json

if TYPE_CHECKING:
    from ..replay.letters import Wanted
    from ..settings import Settings


@click.group(
    "deadletter",
    epilog="""
\b
Examples:
  dateline deadletter list --code bad_json --since 2h
  dateline deadletter show 1:3
  dateline deadletter show 1:3 --bytes > original.json     correct it, then:
  dateline deadletter replay 1:3 --with original.json
  dateline deadletter replay --code stage_error --dry-run
  dateline deadletter discard --source test-feed --reason "load test of Monday"
""",
)
def command() -> None:
    """Records that could not go on: list, show, replay and discard them.

    A dead letter is named by the place of the raw record that was refused, PARTITION:OFFSET. Nothing is ever deleted: a replay sends the
    record to the raw topic again, where it comes to an end of its own, and the dead letter topic says what became of the letter.
    """


@command.command(
    "list",
    short_help="List dead letters.",
    epilog="""
\b
Examples:
  dateline deadletter list
  dateline deadletter list --code bad_json --code bad_utf8 --since 2h
  dateline deadletter list --state all --json | jq -r .code | sort | uniq -c
""",
)
@reach_options
@find_options(states=True)
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, metavar="N", help="The newest N; all are counted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, the oldest first.")
def list_(wanted: Wanted, limit: int, settings: Settings, timeout: float, *, as_json: bool) -> None:
    """List dead letters, the open ones unless --state says otherwise."""
    entries = run(find(settings, timeout, wanted))
    if as_json:
        print_list_json(entries[-limit:])
    else:
        print_list(entries, limit)


@command.command(
    "show",
    short_help="One letter: where, why, the cure, its bytes.",
    epilog="""
\b
Examples:
  dateline deadletter show 1:3
  dateline deadletter show 1:3 --bytes > original.json
""",
)
@click.argument("place", metavar="PARTITION:OFFSET")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--bytes", "as_bytes", is_flag=True, help="The original's bytes alone: for a file or a pipe.")
@reach_options
def show(place: str, settings: Settings, timeout: float, *, as_json: bool, as_bytes: bool) -> None:
    """Show one dead letter: where, why, what cures it, its bytes, and what became of it.

    The bytes are those of the raw record, while the raw topic has it, else those that the letter kept (at most 65,536).
    """
    if as_bytes and sys.stdout.isatty():
        msg = "--bytes is for a file or a pipe: the bytes of an article can command a terminal."
        raise click.UsageError(msg)
    shown = run(look(settings, timeout, placed(settings, place)))
    if as_bytes:
        if shown.value is None:
            raise Fault(shown.why_not or "The record had no value: there are no bytes.")
        click.get_binary_stream("stdout").write(shown.value)
    elif as_json:
        print_json(shown_json(shown))
    else:
        print_shown(shown)


def _acting(function: Any) -> Any:  # noqa: ANN401 - a decorator
    for option in (
        click.option("--dry-run", "dry", is_flag=True, help="Say what would be done, and do nothing."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The oldest N."),
        click.option("--by", metavar="NAME", help="Who does it. [default: user@host]"),
        click.option("--json", "as_json", is_flag=True, help="One JSON object a letter."),
        click.argument("places", nargs=-1, metavar="[PARTITION:OFFSET…]"),
        click.option("--all", "everything", is_flag=True, help="All open letters; else name places or a filter."),
        find_options(states=False),
        reach_options,
    ):
        function = option(function)
    return function


@command.command(
    "replay",
    short_help="Send the original records again.",
    epilog="""
\b
Examples:
  dateline deadletter replay 1:3
  dateline deadletter replay 1:3 --with corrected.json
  dateline deadletter replay --code stage_error --dry-run
""",
)
@click.option("--with", "edited", type=click.File("rb"), metavar="FILE", help="Send these bytes in place of the original's (one letter only; - is standard input).")  # fmt: skip
@click.option("--reason", default="", metavar="TEXT", help="Why, for whoever reads it later.")
@click.option("--force", is_flag=True, help="Also what was replayed or discarded before, and more than three times.")
@_acting
def replay(wanted: Wanted, edited: BinaryIO | None, reason: str, by: str | None, *, dry: bool, force: bool, **rest: Any) -> None:  # noqa: ANN401, PLR0913 - options that are handed on
    """Send the original records again: same bytes, key and headers, with headers that say which letter they come from.

    Cure the cause first. Each comes to an end of its own: what was accepted meanwhile is a repeat, what is older than a newer version is
    stale, what is refused again is a new dead letter. After three attempts it is refused here; --force insists.
    """
    value = None if edited is None else edited.read()
    if value is not None and len(wanted.places) != 1:
        msg = "--with is for one letter: name its place."
        raise click.UsageError(msg)
    _act(wanted, How(_whose(by, reason), force, dry, value), discarding=False, **rest)


@command.command(
    "discard",
    epilog="""
\b
Examples:
  dateline deadletter discard 1:3 --reason "no article"
  dateline deadletter discard --source test-feed --reason "load test of Monday"
""",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why, for whoever reads it later.")
@_acting
def discard(wanted: Wanted, reason: str, by: str | None, *, dry: bool, **rest: Any) -> None:  # noqa: ANN401 - options that are handed on
    """Mark letters as done without sending them again. Nothing is deleted, and --force of replay still sends them."""
    if not reason.strip():
        msg = "--reason must say something."
        raise click.UsageError(msg)
    _act(wanted, How(_whose(by, reason), dry=dry), discarding=True, **rest)


def _act(wanted: Wanted, how: How, *, discarding: bool, everything: bool, limit: int | None, as_json: bool, settings: Settings, timeout: float) -> None:  # fmt: skip  # noqa: PLR0913 - one for each option
    if not everything and wanted == type(wanted)():
        msg = "Name places (PARTITION:OFFSET) or a filter such as --code; --all means every open letter."
        raise click.UsageError(msg)
    # a letter that is named is told why it is not replayed; a filter means what is open
    states: tuple[State, ...] = get_args(State) if wanted.places or (how.force and not everything) else ("open",)
    everyone = replace(wanted, states=states)
    counts = run(act(settings, timeout, everyone, how, limit, discarding=discarding, tell=lambda done: print_done(done, how, as_json=as_json, discarding=discarding)))  # fmt: skip
    say(print_summary(counts, how, discarding=discarding))
    if counts.refused or counts.missing:
        raise SystemExit(EXIT_FAILED)


def _whose(by: str | None, reason: str) -> Act:
    return Act(by or f"{_user()}@{socket.gethostname()}", reason, rfc3339(round(time.time() * 1000)))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "unknown"
