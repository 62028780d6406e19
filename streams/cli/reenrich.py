"""`dateline reenrich`: read articles again after the lexicon or the rules have changed."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ..core.moments import rfc3339
from ..flow.cluster import reach, topic_partitions
from ..kafka import consumer
from ..topics import Topics
from ..upkeep.again import POLL_SECONDS, Asking, Ledgers
from ..upkeep.difference import Difference
from ..upkeep.group import group_of
from ..upkeep.selection import SHORTEST, Wanted
from . import EXIT_FAILED, Fault
from ._audit_print import Progress
from ._clients import producer, run, say
from ._options import broker_options, json_option, timeout_option
from ._reenrich_print import Done, print_difference, print_done
from ._times import SinceType

if TYPE_CHECKING:
    from ..core.enrich import Tools
    from ..settings import Settings
    from ..upkeep.group import Group

NOBODY = "No worker is running, and only a worker can read articles again: start `dateline worker`, then run this again."
NOBODY_SECONDS = 60.0
TELL_SECONDS = 2.0
RANGE = re.compile(r"(\d+):(\d+)(?:-(\d+))?")


@click.command(
    "reenrich",
    epilog="""
\b
Examples:
  dateline reenrich --diff
  dateline reenrich
  dateline reenrich --source courier --since 2026-05-01 --until 2026-06-01
  dateline reenrich --actor cty:KEN --diff --json
  dateline reenrich --raw 0:1200-1800
\b
What was stopped goes on when it is run again. Memory: the ledger of one partition, 0.3 to 0.5 kB an article.
""",
)
@click.option("--diff", is_flag=True, help="Change nothing: say which actors' numbers would move, and by how much.")
@click.option("--since", type=SinceType(), metavar="WHEN", help="Received from then on: a time, or 90s, 30m, 2h, 7d ago.")
@click.option("--until", type=SinceType(), metavar="WHEN", help="Received before then.")
@click.option("--source", metavar="ID", help="Of this source.")
@click.option("--id", "article_id", metavar="ID", help="One article: its id, or eight digits of it.")
@click.option("--actor", metavar="ACTOR_ID", help="Articles whose reading so far names this actor.")
@click.option("--raw", metavar="P:FROM[-TO]", help="From these offsets of a partition of the raw topic.")
@click.option("--ahead", type=click.IntRange(1, 100_000), default=500, show_default=True, metavar="N", help="Requests in front of the workers, for each partition: fresh news waits behind them.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="With --diff: list the N actors that move most.")  # fmt: skip
@json_option
@broker_options
@timeout_option
def command(  # noqa: PLR0913 - one for each option
    *,
    settings: Settings,
    timeout: float,
    diff: bool,
    ahead: int,
    limit: int,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the selection
) -> None:
    """Let the workers read articles again whose reading was made by older rules or another lexicon.

    Without a selection that is every such article. Each actor's numbers move by the exact difference; nothing is counted twice, however
    often this is run or stopped. The workers must be of this version and have this lexicon (DATELINE_LEXICON, with
    DATELINE_LEXICON_EDITION raised). An article that cannot be read now keeps its older reading.
    """
    wanted = _wanted(given)
    from ..tools import load_tools  # noqa: PLC0415 - takes a second

    tools = load_tools(settings.lexicon, settings.lexicon_edition, engine=settings.engine, key=settings.engine_secret)
    work = Work(settings, timeout, wanted, tools)
    if diff:
        print_difference(run(work.difference()), tools, limit, as_json=as_json)
        return
    done = run(work.again(ahead))
    print_done(done, tools.generation, as_json=as_json)
    if done.kept:
        raise SystemExit(EXIT_FAILED)


def _wanted(given: dict[str, Any]) -> Wanted:
    since, until = (None if given[name] is None else rfc3339(given[name]) for name in ("since", "until"))
    if given["article_id"] is not None and len(given["article_id"]) < SHORTEST:
        msg = f"--id needs {SHORTEST} digits of the id at least."
        raise click.UsageError(msg)
    return Wanted(since, until, given["source"], given["article_id"], given["actor"], _range(given["raw"]))


def _range(text: str | None) -> tuple[int, int, int] | None:
    if text is None:
        return None
    if (found := RANGE.fullmatch(text)) is None:
        msg = f"{text!r} is no range of raw offsets: say it like 0:1200 or 0:1200-1800."
        raise click.UsageError(msg)
    return int(found[1]), int(found[2]), int(found[3] or found[2])


@dataclass(frozen=True, slots=True)
class Work:
    settings: Settings
    timeout: float
    wanted: Wanted
    tools: Tools

    async def difference(self) -> Difference:
        from ..core.enrich import enrich  # noqa: PLC0415 - as the tools

        made = Difference(partial(enrich, tools=self.tools, max_mentions=self.settings.max_mentions))
        counts = await self._counts()
        async with consumer(self.settings) as client:
            with Progress() as progress:
                ledgers = Ledgers(client, self._topics, counts, progress.advance)
                progress.begin("ledger and articles", await ledgers.size())
                async for _, entry, article in ledgers.due(self.wanted, self.tools.generation):
                    made.take(entry, article)
        return made

    async def again(self, ahead: int) -> Done:
        counts = await self._counts()
        clean = self._topics.clean.name
        async with group_of(self.settings) as group, consumer(self.settings) as client, producer(self.settings, self.timeout) as sender:
            ledgers = Ledgers(client, self._topics, counts, lambda _: None)
            asking = Asking(sender, group, clean, counts[clean], ahead, Teller())
            await Patience(group, self.timeout).until_somebody()
            async for partition, _, article in ledgers.due(self.wanted, self.tools.generation):
                await asking.ask(partition, article)
            await asking.finish(Patience(group, NOBODY_SECONDS))
            kept = [article.article_id async for _, _, article in ledgers.due(self.wanted, self.tools.generation)]
        return Done(asking.asked, kept)

    async def _counts(self) -> dict[str, int]:
        await reach(self.settings, self.timeout, say)
        names = [t.name for t in self._topics.all]
        counts = await topic_partitions(self.settings, names)
        if missing := [name for name in names if name not in counts]:
            msg = f"There is no topic {', '.join(missing)} at {self.settings.bootstrap}: check DATELINE_PREFIX and DATELINE_APP."
            raise Fault(msg)
        return counts

    @property
    def _topics(self) -> Topics:
        return Topics(self.settings.prefix, self.settings.app)


class Teller:
    """Says how far it is, not too often."""

    def __init__(self) -> None:
        self._said, self._at = -1, time.monotonic()

    def __call__(self, asked: int, done: int) -> None:
        if done != self._said and time.monotonic() - self._at >= TELL_SECONDS:
            self._said, self._at = done, time.monotonic()
            say(f"{done:,} of the {asked:,} asked for so far have been dealt with")


class Patience:
    """Gives up when there has been no worker for so many seconds: a restart is no reason to."""

    def __init__(self, group: Group, seconds: float) -> None:
        self._group = group
        self._seconds = seconds
        self._seen = time.monotonic()

    async def until_somebody(self) -> None:
        while not await self._group.members():
            await self()
            await asyncio.sleep(POLL_SECONDS)

    async def __call__(self) -> None:
        if await self._group.members():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._seconds:
            raise Fault(NOBODY)
