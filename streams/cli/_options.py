"""Options that several commands share, and how they become settings and values."""

from __future__ import annotations

import functools
import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from ..core.moments import moment
from ..incoming.records import Given
from ..settings import load

if TYPE_CHECKING:
    from collections.abc import Callable


def broker_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--bootstrap`, `--prefix`, `--app`; the command gets `settings`. Raises SettingsError when it is called, with all faults."""

    @click.option("--bootstrap", metavar="HOST:PORT[,…]", help="Broker addresses. [DATELINE_BOOTSTRAP; default 127.0.0.1:9092]")
    @click.option("--prefix", metavar="TEXT", help="Prefix of the public topics. [DATELINE_PREFIX; default news.]")
    @click.option("--app", metavar="NAME", help="Consumer group and prefix of the private topics. [DATELINE_APP; default dateline]")
    @functools.wraps(function)
    def with_settings(*args: Any, bootstrap: str | None, prefix: str | None, app: str | None, **rest: Any) -> Any:  # noqa: ANN401 - any command
        return function(*args, settings=load(os.environ, bootstrap=bootstrap, prefix=prefix, app=app), **rest)

    return with_settings


def timeout_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--timeout`: how long to wait for a broker that does not answer, and for an acknowledgement."""
    option = click.option(
        "--timeout", type=click.FloatRange(min=0), default=30, show_default="30", metavar="SECONDS", help="Seconds to wait for the broker."
    )
    return option(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(function)


def engine_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--engine`: what finds names; the command gets it as `engine`, None for the setting's."""
    text = "What finds names: default, accurate, spacy:MODEL, gliner:FOLDER, corenlp:URL or chat:URL#MODEL. [DATELINE_ENGINE]"
    return click.option("--engine", metavar="NAME", help=text)(function)


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """As given. What the reader of the topic would have to leave out with a notice can be put right here."""
    if value is not None and moment(value) is None:
        msg = f"{value!r} is no date: say it like 2026-05-01 or 2026-05-01T09:30:00Z."
        raise click.BadParameter(msg, ctx, param)
    return value


def article_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said of the articles; the command gets it as `given`. It wins over what a JSON article says itself."""

    @click.option("--id", "article_id", metavar="ID", help="The publisher's id of the article (one article only).")
    @click.option("--url", metavar="URL", help="Where the article was published (one article only).")
    @click.option("--headline", metavar="TEXT", help="The headline (one article only).")
    @click.option("--published-at", metavar="DATE", callback=_date, help="When it was published: 2026-05-01 or 2026-05-01T09:30:00Z. Without a date, relative dates stay open.")  # fmt: skip
    @click.option("--source", metavar="ID", help="Who published it.")
    @click.option("--language", metavar="CODE", help="Its language, e.g. en.")
    @click.option("--version", type=click.IntRange(min=0), metavar="N", help="Number of this version: a greater one replaces the earlier.")
    @click.option("--status", "pub_status", type=click.Choice(["usable", "withheld", "canceled"]), help="canceled withdraws the article.")
    @functools.wraps(function)
    def with_given(*args: Any, **rest: Any) -> Any:  # noqa: ANN401 - any command
        given = Given(**{f.name: rest.pop(f.name) for f in fields(Given)})
        return function(*args, given=given, **rest)

    return with_given
