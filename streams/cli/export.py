"""`dateline export`: the enriched articles that a filter chooses, in the formats of other tools."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.moments import as_time, moment
from ..kafka import librdkafka_options
from ..topics import Topics
from ..view.export import ChoiceError, Wanted, actor_id, chosen, tag_code, undated
from ..view.observer import Observer, ObserverError
from ..view.whole import StandstillError, read_all
from . import Fault
from ._clients import run, say
from ._export_parquet import parquet
from ._export_write import LINES
from ._options import broker_options, timeout_option

if TYPE_CHECKING:
    from ..settings import Settings

FRESH_SECONDS = 60.0
"""A view that runs says every two seconds in its file that it is kept up."""


@click.command(
    "export",
    epilog="""
\b
Examples:
  dateline export --since 2026-05-01 --until 2026-05-07 > week.ndjson
  dateline export --format csv --actor Kenya --source courier -o kenya.csv
  dateline export --format ninjs --tag medtop:11000000 --since 7d
  dateline export --format parquet -o all.parquet          needs dateline[parquet]
""",
)
@click.option("--format", "form", type=click.Choice([*LINES, "parquet"]), default="ndjson", show_default=True, help="ndjson is news.enriched/1; ninjs is 3.1; jsonld is schema.org NewsArticle; all three one a line.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write. [default: standard output]")
@click.option("--since", metavar="DAY|TIME|7d", help="First day, or a time, or how many days ago.")
@click.option("--until", metavar="DAY|TIME", help="Last day (it is among them), or a time (it is not).")
@click.option("--by", type=click.Choice(["published", "received"]), default="published", show_default=True, help="Which time is meant.")
@click.option("--actor", metavar="ID|NAME", help="Only articles that mention that actor.")
@click.option("--tag", metavar="CODE", help="Only articles with that Media Topic or a narrower one, e.g. medtop:11000000.")
@click.option("--source", metavar="ID", help="Only articles of that source.")
@click.option("--database", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A view's file, taken as it is.")
@broker_options
@timeout_option
def command(form: str, output: Path | None, database: Path | None, settings: Settings, timeout: float, **filters: str | None) -> None:
    """Write the newest version of each article that is chosen, with what was read in it. Withdrawn and erased articles are left out.

    Where a web view runs here, its file is read; else the topics are, first. Everything is of one moment, and written as it is read. Of
    articles older than the feed keeps its readings (30 days) the tags, dates and keywords are missing.
    """
    if form == "parquet" and output is None:
        msg = "Parquet is no text: name a file with -o."
        raise click.UsageError(msg)
    try:
        asked = _wanted(filters)  # what cannot be meant is told before anything is read
        with _database(database, settings, timeout) as path, _opened(path) as db:
            wanted = asked if asked.actor is None else replace(asked, actor=actor_id(db, asked.actor))
            count = _write(db, wanted, form, output)
            left = undated(db, wanted)
    except ChoiceError as error:
        raise Fault(str(error)) from error
    if left:
        say(f"{left} without a day of publication left out; --by received counts by the time of receipt")
    say(f"{count} article{'' if count == 1 else 's'}{f' in {output}' if output else ''}")


def _write(db: sqlite3.Connection, wanted: Wanted, form: str, output: Path | None) -> int:
    if output is None:
        count = LINES[form](chosen(db, wanted), sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return count
    part = output.with_name(f"{output.name}.part")  # nobody finds half a file under its name
    try:
        if form == "parquet":
            count = parquet(chosen(db, wanted), part)
        else:
            with part.open("wb") as out:
                count = LINES[form](chosen(db, wanted), out)
        part.replace(output)
    except OSError as error:
        msg = f"{output} cannot be written: {error.strerror or error}."
        raise Fault(msg) from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _wanted(given: dict[str, str | None]) -> Wanted:
    """The actor as it was given: who is meant is only known with a database."""
    by, actor, tag = given["by"] or "published", given["actor"], given["tag"]
    return Wanted(
        _time("--since", given["since"], by, 0),
        _time("--until", given["until"], by, 1),
        by,
        actor,
        None if tag is None else tag_code(tag),
        given["source"],
    )


def _time(option: str, given: str | None, by: str, later: int) -> str | None:
    """A day for the day of publication, a time for that of receipt. `later`: 1 makes a day the one after it, to be compared with `<`."""
    if given is None:
        return None
    if given[:-1].isdecimal() and given.endswith("d") and len(given) < 6:
        given = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400 * int(given[:-1])))
    found = moment(given)
    if found is None:
        msg = f"{option}: {given!r} is no day like 2026-05-01, no time like 2026-05-01T09:00:00Z and no length like 7d."
        raise click.UsageError(msg)
    if len(found.at) > 10 and by == "received":
        return found.at
    if len(found.at) > 10:
        msg = f"{option}: articles are published on a day; give a day, or --by received."
        raise click.UsageError(msg)
    day = (date.fromisoformat(found.day) + timedelta(days=later)).isoformat()
    return day if by == "published" else as_time(found._replace(at=day, day=day))


@contextmanager
def _database(given: Path | None, settings: Settings, timeout: float) -> Iterator[Path]:
    if given:
        yield given
        return
    if _kept_up(settings):
        say(f"from the view's file, {settings.view_database}")
        yield settings.view_database
        return
    with tempfile.TemporaryDirectory(prefix="dateline-export-") as folder:
        path = Path(folder) / "view.sqlite"
        say(f"reading the topics at {settings.bootstrap} …")
        try:
            run(read_all(settings, path, timeout))
        except StandstillError as error:
            raise Fault(str(error), 69) from error
        yield path


def _kept_up(settings: Settings) -> bool:
    """Whether a view is running on its file, with the topics of this very cluster. One that cannot be read is none."""
    path = settings.view_database
    if not path.is_file() or not os.access(path, os.R_OK):
        return False
    try:
        with _opened(path) as db:
            identity = dict(db.execute("SELECT name, value FROM identity"))
        if time.time() - float(identity.get("read_at", 0)) > FRESH_SECONDS:
            return False
        topics = Topics(settings.prefix, settings.app)
        seen = Observer(librdkafka_options(settings), topics).look()
    except (Fault, sqlite3.Error, ValueError, ObserverError):
        return False
    now = seen.topics.get(topics.articles.name)
    return now is not None and (identity.get("cluster"), identity.get(f"topic {now.name}")) == (seen.cluster, now.topic_id)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Read-only, all of it on one state of the file."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10)) as db:
        try:
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM identity").fetchone()
        except sqlite3.DatabaseError as error:
            msg = f"{path} is no file of a view ({error})."
            raise Fault(msg) from error
        yield db
