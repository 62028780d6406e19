"""`dateline rekey`: more partitions, and so room for more workers, without reading everything again."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
import orjson

from ..flow.cluster import reach
from ..flow.reader import Reader
from ..kafka import aiokafka_options, consumer
from ..topics import Topics
from ..upkeep.rekey import Rekey
from ._clients import run, say
from ._options import broker_options, json_option, timeout_option
from ._print import print_json

if TYPE_CHECKING:
    from ..settings import Settings
    from ..upkeep.rekey import Moved


@click.command(
    "rekey",
    epilog="""
\b
Examples:
  dateline rekey --to dateline-8 --partitions 8 --dry-run
  dateline rekey --to dateline-8 --partitions 8
  DATELINE_APP=dateline-8 dateline worker
\b
Where it ends before it says "done", the old app is what it was, workers refuse the new one, and the same command does the rest.
""",
)
@click.option("--to", "name", required=True, metavar="NAME", help="The new DATELINE_APP. Nothing may have that name yet.")
@click.option("--partitions", type=click.IntRange(2, 1000), required=True, metavar="N", help="Partitions of its private topics: a multiple of what there is.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Read and check everything, and write nothing.")
@json_option
@broker_options
@timeout_option
def command(  # noqa: PLR0913 - one for each option
    *, settings: Settings, timeout: float, name: str, partitions: int, dry_run: bool, as_json: bool
) -> None:
    """Move the state of DATELINE_APP to a new app with more partitions.

    First stop all workers with SIGTERM. The ledger and the sums of the actors are copied to where their keys belong; the topics of the old
    app are only read, and the public ones stay as they are. Then start workers with the new DATELINE_APP: they go on where the old ones
    stopped. Never start the old ones again.
    """
    if re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name) is None or name == settings.app:
        msg = "--to is another name than the present one: letters, digits, dot, underscore and hyphen."
        raise click.UsageError(msg)
    new = settings.model_copy(update={"app": name, "partitions": partitions})
    moved = run(_move(settings, new, timeout, dry_run=dry_run))
    if as_json:
        print_json(orjson.dumps(asdict(moved) | {"to": name, "dry_run": dry_run}))
        return
    _print(moved, settings, new, dry_run=dry_run)


async def _move(old: Settings, new: Settings, timeout: float, *, dry_run: bool) -> Moved:  # noqa: ASYNC109 - handed to `reach`
    await reach(old, timeout, say)
    reader = Reader(aiokafka_options(old))
    try:
        async with consumer(old) as client:
            work = Rekey(old, new, client, reader, say)
            if dry_run:
                return await work.plan()
            from ..flow.agents import make_producer  # noqa: PLC0415 - with it comes faust, which takes a second

            producer = make_producer(old)
            await producer.start()
            try:
                return await work.move(producer)
            finally:
                await producer.stop()
    finally:
        await reader.close()


def _print(moved: Moved, old: Settings, new: Settings, *, dry_run: bool) -> None:
    before, after = moved.partitions
    click.echo(
        f"{'Would move' if dry_run else 'Moved'} {moved.articles:,} articles and {moved.actors:,} actors from {before} partitions to {after}."
    )
    if moved.waiting:
        click.echo(f"{moved.waiting:,} records that the old workers had not finished are read again from the raw topic.")
    if moved.asked:
        click.echo(f"{moved.asked:,} requests of `dateline reenrich` were still waiting: run it again with the new app.")
    if not dry_run:
        private = ", ".join(t.name for t in Topics(old.prefix, old.app).all if not t.public)
        click.echo(f"Now start workers with DATELINE_APP={new.app}, and set it for every command and the view.")
        click.echo(f"Never start a worker of {old.app} again: both would publish. When `dateline audit` holds, delete {private}.")
