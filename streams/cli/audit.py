"""`dateline audit`: whether anything was lost or counted twice, on any cluster, at any time."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ..audit.oracle import Oracle
from ..audit.reading import read_topic, take_snapshot
from ..audit.recomputed import Recompute
from ..flow.cluster import reach, topic_partitions
from ..kafka import consumer
from ..topics import Topics
from . import EXIT_FAILED, Fault
from ._audit_explain import explain
from ._audit_print import Progress, print_report, print_report_json
from ._clients import run, say
from ._options import broker_options, timeout_option
from ._times import SinceType

if TYPE_CHECKING:
    from ..audit.report import Report
    from ..core.article import Record
    from ..core.enrich import Tools
    from ..settings import Settings


@click.command(
    "audit",
    epilog="""
\b
Examples:
  dateline audit
  dateline audit --since 2h --json | jq .counts
  dateline audit --explain Kenya
\b
It keeps no messages: about 1 kB an article, whatever its length, beside some 250 MB for the program and its fetches. Measured with
100,000 synthetic articles (920,000 records) on two cores that were shared: 39 s, 357 MB at most. By that a million take some
7 minutes and 1.3 GB.
""",
)
@click.option(
    "--explain", "actor", metavar="ACTOR", help="Instead: from the row of one actor (id or name) to articles, sentences and raw records."
)
@click.option("--since", "since_ms", type=SinceType(), metavar="WHEN", help="Check the ends of raw records from then on: a time, or 90s, 30m, 2h, 7d ago. The table is always checked whole.")  # fmt: skip
@click.option("--recompute", is_flag=True, help="Also enrich every raw record here and compare the bytes. Slow: as slow as a worker.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="List the first N findings of each promise; all are counted.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@broker_options
@timeout_option
def command(  # noqa: PLR0913 - one for each option
    *, actor: str | None, since_ms: int | None, recompute: bool, limit: int, as_json: bool, settings: Settings, timeout: float
) -> None:
    """Check that nothing was lost, doubled or invented, and that the table adds up. Exit 1, with a list, if not.

    It reads all public topics without a consumer group, up to where they ended when it began, and works out by its own means what they
    should say. What the workers had not finished by then is "in flight" and breaks nothing; run it again when they are at rest.
    Raw records that retention has deleted cannot be checked; it says how many outputs are left of them.
    """
    if actor is not None:
        if since_ms is not None or recompute:
            msg = "--explain goes with neither --since nor --recompute."
            raise click.UsageError(msg)
        explain(settings, timeout, actor, as_json=as_json)
        return
    oracle_options: dict[str, Any] = {"limit": limit, "recompute": _recompute(settings) if recompute else None}
    began = time.monotonic()
    report = run(_audit(settings, timeout, since_ms, oracle_options))
    seconds = time.monotonic() - began
    if as_json:
        print_report_json(report, seconds)
    else:
        print_report(report, seconds)
    if not report.holds:
        raise SystemExit(EXIT_FAILED)


async def _audit(settings: Settings, timeout: float, since_ms: int | None, options: dict[str, Any]) -> Report:  # noqa: ASYNC109 - handed on
    topics = Topics(settings.prefix, settings.app)
    await reach(settings, timeout, say)
    partitions = await topic_partitions(settings, [t.name for t in topics.all])
    if missing := [t.name for t in topics.public if t.name not in partitions]:
        msg = f"There is no topic {', '.join(missing)} at {settings.bootstrap}. Make the topics with `dateline topics`, or check DATELINE_PREFIX (--prefix)."
        raise Fault(msg)
    async with consumer(settings) as client:
        snapshot = await take_snapshot(client, settings, partitions, since_ms)
        oracle = Oracle(snapshot, **options)
        with Progress() as progress:
            for name in snapshot.order:
                spans = snapshot.to_read(name)
                progress.begin(name, sum(max(0, span.end - span.start) for span in spans.values()))
                async for batch in read_topic(client, name, spans):
                    for record in batch:
                        oracle.take(record)
                    progress.advance(len(batch))
    return oracle.report()


def _recompute(settings: Settings) -> Recompute:
    # imported here: the registry takes a second to read, which an audit without it need not wait for
    from ..tools import load_tools  # noqa: PLC0415

    tools = load_tools(settings.lexicon, settings.lexicon_edition, engine=settings.engine, key=settings.engine_secret)
    return Recompute(partial(_made, tools=tools, settings=settings), tools.generation, tools.registry)


def _made(record: Record, tools: Tools, settings: Settings) -> bytes | None:
    """What is on the feed of that record if it is read as the only one; None when it is refused."""
    from ..core.article import EnrichedArticle  # noqa: PLC0415
    from ..core.process import process  # noqa: PLC0415
    from ..flow.codec import encode_enriched  # noqa: PLC0415

    try:
        made = process(record, tools, max_text_bytes=settings.max_text_bytes, max_mentions=settings.max_mentions)
    except Exception:  # noqa: BLE001 - a worker makes a dead letter of any exception, too
        return None
    return encode_enriched(made) if isinstance(made, EnrichedArticle) else None
