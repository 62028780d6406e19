"""`dateline topics`: make the topics, or only check them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..flow.admin import check_offsets, check_topics, ensure_topics, kept
from ..flow.cluster import reach, topic_partitions
from ..topics import Topics
from . import Fault
from ._clients import run, say
from ._options import broker_options, timeout_option
from ._print import print_table

if TYPE_CHECKING:
    from ..settings import Settings


@click.command(
    "topics",
    epilog="""
\b
Examples:
  dateline topics
  dateline topics --check --bootstrap kafka.example.org:9092
""",
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if anything is wrong.")
@broker_options
@timeout_option
def command(settings: Settings, timeout: float, *, only_check: bool) -> None:
    """Make the topics that are missing, and check all of them.

    Six public topics (--prefix) and four private ones (--app) get equal numbers of partitions where they need them, a marker record at
    the head of each partition, and a first offset for the workers. Run it as often as you like: what is there stays as it is, but for
    how long topics keep records, where DATELINE_KEEP names them.
    """
    faults, counts, keeps = run(_topics(settings, timeout, only_check=only_check))
    topics = Topics(settings.prefix, settings.app).all
    rows = [
        (t.name, str(counts.get(t.name, "missing")), t.policy, keeps.get(t.name, "–"), t.keyed_by, t.schema or "private") for t in topics
    ]
    print_table(("topic", "partitions", "cleanup", "keeps", "keyed by", "schema"), rows, {"partitions"})
    if faults:
        raise Fault("\n".join(["The topics are not as they must be:", *faults]))
    click.echo("All topics are as they must be.")


Found = tuple[list[str], dict[str, int], dict[str, str]]
"""What is wrong, topic → partitions, topic → how long it keeps records."""


async def _topics(settings: Settings, timeout: float, *, only_check: bool) -> Found:  # noqa: ASYNC109 - handed to `reach`
    await reach(settings, timeout, say)
    if not only_check:
        await ensure_topics(settings, say)
    keeps, differ = await kept(settings)
    faults = await check_topics(settings) + differ + await check_offsets(settings)
    return faults, await topic_partitions(settings, [t.name for t in Topics(settings.prefix, settings.app).all]), keeps
