"""`dateline publish`: articles from files, folders and standard input onto the raw topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..topics import Topics
from . import Fault
from ._clients import partitions_of, producer, run, say
from ._inputs import InputError, read_inputs
from ._options import article_options, broker_options, timeout_option
from ._print import visible
from ._sending import Sending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..settings import Settings
    from ._inputs import Given, Outgoing
    from ._sending import Sent

SHOWN_FAILURES = 20
"""More of them scroll away what matters; the count says how many there are."""


@click.command(
    "publish",
    epilog="""
\b
Examples:
  dateline publish --published-at 2026-05-01 --source example.org story.txt
  dateline publish seeds/articles more.jsonl
  dateline tail raw --from 0:12 --limit 1 --bytes | dateline publish -
""",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True), metavar="PATH…")
@article_options
@broker_options
@timeout_option
def command(paths: tuple[str, ...], given: Given, settings: Settings, timeout: float) -> None:
    """Send articles to the raw topic, and say how many the broker acknowledged.

    PATH is a file, a folder (searched to any depth) or - for standard input. Text (.txt), pages (.html), one article or an array of
    articles in JSON (.json), one article a line (.jsonl). What cannot be read is sent as it is, and becomes a dead letter that says why.
    """
    try:
        records = read_inputs(paths, given)
    except InputError as error:
        raise click.UsageError(str(error)) from error
    topic = Topics(settings.prefix, settings.app).raw.name
    sent = run(_publish(settings, topic, records, timeout))
    for label, reason in sent.failed[:SHOWN_FAILURES]:
        say(f"not published: {visible(label)}: {visible(reason)}")
    if not sent.total:
        msg = "There was nothing to publish: no .txt, .html, .json or .jsonl file."
        raise Fault(msg)
    click.echo(f"{sent.acknowledged} of {sent.total} acknowledged on {topic}")
    if sent.failed:
        msg = f"{len(sent.failed)} of {sent.total} were not published."
        raise Fault(msg)


async def _publish(settings: Settings, topic: str, records: Iterator[Outgoing], timeout: float) -> Sent:  # noqa: ASYNC109 - the broker's
    partitions = await partitions_of(settings, topic, timeout)
    console = Console(stderr=True)
    columns = (TextColumn("publishing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("publishing", total=None)

        def moved(sent: Sent) -> None:
            progress.update(bar, completed=sent.acknowledged, total=sent.total)

        async with producer(settings, timeout) as client:
            return await Sending(client, topic, partitions, moved, lambda: say(f"Waiting for {settings.bootstrap} to acknowledge …")).all(
                records
            )
