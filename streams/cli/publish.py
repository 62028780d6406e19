"""`dateline publish`: articles from files, folders and standard input onto the raw topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..incoming.files import InputError, read_inputs
from ..incoming.sending import Sending
from ..topics import Topics
from . import Fault
from ._clients import partitions_of, producer, run, say
from ._options import article_options, broker_options, timeout_option
from ._print import visible
from ._taking_back import THIS, taking_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..incoming.records import Given, Outgoing
    from ..incoming.sending import Sent
    from ..settings import Settings

SHOWN_FAILURES = 20
"""More of them scroll away what matters; the count says how many there are."""


@click.command(
    "publish",
    epilog="""
\b
Examples:
  dateline publish --published-at 2026-05-01 --source example.org story.txt
  dateline publish seeds/articles more.jsonl
  dateline publish --id a1 --source example.org --status canceled        withdraw; add --version if its versions have numbers
  dateline publish --id a1 --source example.org --erase                  or --erase ARTICLE_ID, which publish printed
  dateline tail raw --from 0:12 --limit 1 --bytes | dateline publish -
""",
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True), metavar="PATH…")
@article_options
@click.option("--erase", is_flag=False, flag_value=THIS, metavar="[ARTICLE_ID]", help="Take an article back for good: one of that id, or of --id and --source, or of --url.")  # fmt: skip
@broker_options
@timeout_option
def command(paths: tuple[str, ...], given: Given, erase: str | None, settings: Settings, timeout: float) -> None:
    """Send articles to the raw topic, and say how many the broker acknowledged.

    PATH is a file, a folder (searched to any depth) or - for standard input. Text (.txt), pages (.html), one article or an array of
    articles in JSON (.json), one article a line (.jsonl). JSON may also be ninjs (1 to 3) or JSON-LD (schema.org NewsArticle). What cannot
    be read is sent as it is, and becomes a dead letter that says why.
    No PATH is needed to withdraw (--status withheld or canceled) or to erase an article.
    """
    records = _records(paths, given, erase)
    topic = Topics(settings.prefix, settings.app).raw.name
    sent = run(_publish(settings, topic, records, timeout))
    for label, reason in sent.failed[:SHOWN_FAILURES]:
        say(f"not published: {visible(label)}: {visible(reason)}")
    if not sent.total:
        msg = "There was nothing to publish: no .txt, .html, .json or .jsonl file."
        raise Fault(msg)
    click.echo(f"{sent.acknowledged} of {sent.total} acknowledged on {topic}")
    if sent.total == sent.acknowledged == 1:
        click.echo(sent.last)
    if sent.failed:
        msg = f"{len(sent.failed)} of {sent.total} were not published."
        raise Fault(msg)


def _records(paths: tuple[str, ...], given: Given, erase: str | None) -> Iterator[Outgoing]:
    try:
        if paths and erase is None:
            return read_inputs(paths, given)
        if paths:
            msg = "--erase needs no PATH: nothing of the article is sent."
            raise click.UsageError(msg)
        if record := taking_back(given, erase):
            return iter([record])
    except InputError as error:
        raise click.UsageError(str(error)) from error
    msg = "Missing argument 'PATH…': a file, a folder or - for standard input."
    raise click.UsageError(msg)


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
