"""`dateline watch`: feeds and folders, looked at again and again; what is new goes onto the raw topic."""

from __future__ import annotations

import asyncio
import importlib.metadata
import signal
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..incoming.fetching import Fetcher
from ..incoming.full_text import Pages
from ..incoming.inlet import InletError, KafkaInlet
from ..incoming.seen import Seen, SeenError
from ..incoming.watching import Watcher
from ..topics import Topics
from . import Fault
from ._clients import partitions_of, run, say, tell
from ._options import broker_options, timeout_option
from ._print import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..incoming.watching import Looked
    from ..settings import Settings

FOLDER_SECONDS = 2.0
"""Between two looks at a folder."""
BROKER_SECONDS = 10.0
"""Until the next try when the broker did not take it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the options say."""

    every: float
    source: str | None
    full_text: bool
    allow_private: bool
    move_to: Path | None
    state: Path | None
    once: bool


@click.command(
    "watch",
    epilog="""
\b
Examples:
  dateline watch https://example.org/news.rss
  dateline watch --full-text --every 5 https://example.org/world.atom https://example.org/local.rss
  dateline watch --source courier --move-to done/ inbox/
  dateline watch --once https://example.org/news.rss         one look, for cron; exit code 1 if a source failed
""",
)
@click.argument("sources", nargs=-1, required=True, metavar="FEED|FOLDER…")
@click.option(
    "--every",
    type=click.FloatRange(min=1, max=1440),
    default=15,
    show_default="15",
    metavar="MINUTES",
    help="Minutes between two looks at a feed.",
)
@click.option("--source", metavar="ID", help="Who published all of it. [default: each feed's host; a file's own]")
@click.option("--full-text", is_flag=True, help="Where a feed has only a summary, read the page it links to, as its robots.txt allows.")
@click.option("--allow-private", is_flag=True, help="Also fetch from this machine and its network.")
@click.option("--move-to", type=click.Path(file_okay=False, path_type=Path), help="Where files go that were sent. [default: they stay]")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="What is remembered. [default: watch.sqlite in DATELINE_DATA_DIR]")  # fmt: skip
@click.option("--once", is_flag=True, help="One look at each, also at feeds that are not due, then end.")
@broker_options
@timeout_option
def command(sources: tuple[str, ...], settings: Settings, timeout: float, **options: object) -> None:
    """Watch feeds (RSS, Atom) and folders, and send what is new to the raw topic.

    A feed is asked only for what has changed (ETag, Last-Modified), every --every minutes or less often where its server wants that; one
    that fails is left alone for longer and longer. Of a folder each file is sent once it is whole, and again when it has changed.

    An entry counts as sent when the broker has acknowledged it. After a crash some may come twice, which changes nothing. Only public
    http(s) addresses are fetched, wherever a redirect leads. Ctrl-C ends it.
    """
    for source in sources:
        if not _is_feed(source) and not Path(source).is_dir():
            msg = f"{source!r} is neither an http(s) address nor a folder."
            raise click.UsageError(msg)
    watched = Watched(**options)  # type: ignore[arg-type] # click's own types
    try:
        failed = run(_watch(sources, watched, settings, timeout))
    except SeenError as error:
        raise Fault(str(error)) from error
    if failed:
        msg = f"{failed} of {len(sources)} could not be read."
        raise Fault(msg)


def _is_feed(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


async def _watch(sources: tuple[str, ...], watched: Watched, settings: Settings, timeout: float) -> int:  # noqa: ASYNC109 - the broker's
    topic = Topics(settings.prefix, settings.app).raw.name
    partitions = await partitions_of(settings, topic, timeout)
    agent = f"dateline/{_version()}"
    async with AsyncExitStack() as ends:
        seen = Seen(watched.state or settings.data_dir / "watch.sqlite")
        ends.callback(seen.close)
        inlet = KafkaInlet(settings, topic, timeout)
        ends.push_async_callback(inlet.close)
        fetcher = await ends.enter_async_context(Fetcher(agent, allow_private=watched.allow_private))
        pages = Pages(fetcher, agent) if watched.full_text else None
        watcher = Watcher(seen, inlet, partitions, time.time, watched.every * 60, watched.source, pages, watched.move_to)

        def look(source: str) -> Awaitable[Looked]:
            return watcher.feed(source, fetcher) if _is_feed(source) else watcher.folder(Path(source))

        if watched.once:
            return sum([not await _looked(source, look) for source in sources])
        await _for_ever(sources, watcher, look)
    return 0


async def _for_ever(sources: tuple[str, ...], watcher: Watcher, look: Callable[[str], Awaitable[Looked]]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_again_and_again(source, watcher, look)) for source in sources]
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for task in (stopping, *tasks):
        task.cancel()
    await asyncio.gather(stopping, *tasks, return_exceptions=True)
    for task in done - {stopping}:
        task.result()  # a bug of ours ends it with its traceback: a watch that silently stands still is worse


async def _again_and_again(source: str, watcher: Watcher, look: Callable[[str], Awaitable[Looked]]) -> None:
    while True:
        wait = min(watcher.due(source) - time.time(), 3600.0) if _is_feed(source) else 0.0
        if wait > 0:
            await asyncio.sleep(wait)
            continue
        fine = await _looked(source, look, quiet=not _is_feed(source))
        if not _is_feed(source) or not fine:
            await asyncio.sleep(FOLDER_SECONDS if fine else BROKER_SECONDS)


async def _looked(source: str, look: Callable[[str], Awaitable[Looked]], *, quiet: bool = False) -> bool:
    """One look, and a line about it; `quiet`: none when there was nothing. False when it failed."""
    try:
        found = await look(source)
    except InletError as error:
        say(f"{visible(source)}: {error} It will be sent again.")
        return False
    problem = visible(found.problem).removeprefix(f"{visible(source)}: ")
    if not quiet or found.sent or problem:
        parts = [f"{found.sent - found.again} new", f"{found.again} changed"] if found.sent else ["nothing new"]
        parts += [f"{found.without_text} without a text (--full-text reads their pages)"] if found.without_text else []
        parts += [f"{found.moved} moved"] if found.moved else []
        tell(f"{visible(source)}: {problem if problem and not found.sent else ', '.join(parts)}")
    if problem and found.sent:
        say(f"{visible(source)}: {problem}")
    return not problem


def _version() -> str:
    try:
        return importlib.metadata.version("dateline")
    except importlib.metadata.PackageNotFoundError:
        return "0"
