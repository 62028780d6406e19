"""`dateline web`: the web view, in a process of its own."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path

import click
from aiohttp import web

from .. import kafka, logs
from ..incoming.inlet import KafkaInlet
from ..incoming.receipts import Receipts, ReceiptsError
from ..settings import Settings, load
from ..topics import Topics
from ..view.acting import KafkaActing
from ..view.app import build_app
from ..view.browse import KafkaBrowsing
from ..view.database import Database
from ..view.intake import Intake
from ..view.live import Live
from ..view.observer import Observer
from ..view.reader import Reader
from ..view.session import Keeper
from ..view.shared import Shared
from ..view.site import Site, templates
from ..view.status import Status
from ..view.store import Store, StoreError
from ..view.tails import Tails
from . import Fault
from ._clients import tell

FILES = 8_192
"""Open files that it asks for: four times its followers and their pages."""
NICE = 10
"""By how much it gives way (nice(2)): with 10 a tenth of the time of a worker that wants all of it."""


@click.command(
    "web",
    epilog="\b\nExamples:\n  dateline web\n  dateline web --port 8099 --bootstrap kafka.example.org:9092\n  curl -H \"Authorization: Bearer $DATELINE_INTAKE_TOKEN\" -H 'Content-Type: text/plain' --data-binary @story.txt 'http://127.0.0.1:8080/articles?source=me&id=a1'",
)
@click.option("--host", metavar="ADDRESS", help="Address to bind to. [DATELINE_WEB_HOST; default 127.0.0.1]")
@click.option("--port", type=int, metavar="PORT", help="Port; 0 takes a free one. [DATELINE_WEB_PORT; default 8080]")
@click.option("--bootstrap", metavar="HOST:PORT[,…]", help="Broker addresses. [DATELINE_BOOTSTRAP; default 127.0.0.1:9092]")
@click.option("--prefix", metavar="TEXT", help="Prefix of the public topics. [DATELINE_PREFIX; default news.]")
@click.option("--app", metavar="NAME", help="Consumer group whose lag is shown. [DATELINE_APP; default dateline]")
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), help="The view's SQLite file. [DATELINE_DATABASE]")
def command(port: int | None, database: Path | None, host: str | None, **broker: str | None) -> None:
    """Serve pages and JSON of articles, actors, dead letters and topics.

    It reads the public topics into an SQLite file, which may be deleted at any time. It writes to no topic unless told to: with
    DATELINE_WEB_TOKEN whoever signs in with that token may replay and discard dead letters; with DATELINE_INTAKE_TOKEN programs that send
    that token may POST /articles.
    """
    settings = load(os.environ, web_host=host, web_port=port, database=database, **broker)
    _settle_in()
    try:
        asyncio.run(serve(settings))
    except (StoreError, ReceiptsError) as error:
        raise Fault(str(error)) from error


def _settle_in() -> None:
    """A crowd before the view shall not slow a worker on the same machine, nor run out of files, of which each follower is one."""
    with suppress(ImportError, OSError, ValueError):  # no Windows; and what the system does not allow is left as it is
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < FILES:
            resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard), hard))
    with suppress(AttributeError, OSError):
        os.nice(NICE)


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    logs.set_up(settings.log_level, settings.log_format, logs.VIEW_LINE, settings.secrets)
    # a broker that is down is said once, by the reader; the client would say it every second
    logging.getLogger("aiokafka").setLevel(logging.DEBUG if settings.log_level == "DEBUG" else logging.CRITICAL)
    stop = _stop_on_signals()
    topics, status = Topics(settings.prefix, settings.app), Status(settings.bootstrap, time.time())
    async with AsyncExitStack() as ends:
        store = Store(settings.view_database)
        ends.callback(store.close)
        # followers are told of what is new however many pages wait for their turn
        database, following = Database(store.path), Database(store.path, threads=1)
        ends.callback(database.close)
        ends.callback(following.close)
        site = _site(settings, topics, status, store, database, Live(following))
        app = build_app(site, host=settings.web_host, allowed_hosts=settings.web_allowed_hosts)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        ends.push_async_callback(runner.cleanup)
        observer = Observer(kafka.librdkafka_options(settings), topics)
        reader = Reader(store=store, topics=topics, kafka=kafka.aiokafka_options(settings), observer=observer, status=status)
        tell(f"web view on {await _listen(runner, settings.web_host, settings.web_port)}")
        await _run_until(stop, reader)


def _site(settings: Settings, topics: Topics, status: Status, store: Store, database: Database, live: Live) -> Site:  # noqa: PLR0913, PLR0917 - what it is made of
    return Site(
        database,
        status,
        topics,
        templates(),
        keeper=_keeper(settings),
        acting=KafkaActing(settings, topics),
        live=live,
        browsing=KafkaBrowsing(partial(kafka.aiokafka_options, settings)),
        intake=_intake(settings, topics),
        shared=Shared[web.Response](lambda: store.withdrawn),
        tails=Tails(),
    )


def _keeper(settings: Settings) -> Keeper | None:
    return Keeper(settings.web_token.get_secret_value(), time.time) if settings.web_token else None


def _intake(settings: Settings, topics: Topics) -> Intake | None:
    if settings.intake_token is None:
        return None
    keeper, inlet = Keeper(settings.intake_token.get_secret_value(), time.time), KafkaInlet(settings, topics.raw.name)
    receipts = Receipts(settings.data_dir / "intake.sqlite", time.time)
    return Intake(keeper, inlet, receipts, settings.max_text_bytes, time.time)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt, and asyncio.run ends the tasks
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    """Bind, and return the address."""
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be bound ({error.strerror})"
        msg = f"{host}:{port} {why}. Choose another one with --port or DATELINE_WEB_PORT (0 takes a free one)."
        raise Fault(msg) from error
    bound, number = runner.addresses[0][:2]
    return f"http://[{bound}]:{number}" if ":" in bound else f"http://{bound}:{number}"


async def _run_until(stop: asyncio.Event, reader: Reader) -> None:
    """The reader beside the pages. A bug in it ends the process with its traceback: a view that silently stands still is worse."""
    reading, stopping = asyncio.create_task(reader.run()), asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
    for task in (reading, stopping):
        task.cancel()
    await asyncio.gather(reading, stopping, return_exceptions=True)
    if reading in done:
        reading.result()
