"""The options of `dateline deadletter`, and how they become places and a choice of letters."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import click

from ..core.article import Place, Stage
from ..core.moments import rfc3339
from ..replay.letters import State, Wanted
from ..topics import Topics
from ._options import broker_options, timeout_option
from ._times import SinceType

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..settings import Settings

_PLACE = re.compile(r"(?:(?P<topic>[A-Za-z0-9._-]{1,249})/(?P<p>\d{1,9})/(?P<o>\d{1,18})|(?P<sp>\d{1,9}):(?P<so>\d{1,18}))")


def reach_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Broker and patience: `settings` and `timeout`."""
    return broker_options(timeout_option(function))


def placed(settings: Settings, text: str) -> Place:
    """The raw record that a person names: `1:3`, or `news.raw/1/3` as everything else prints it."""
    found = _PLACE.fullmatch(text)
    if found is None:
        msg = f"{text!r} is no place: say PARTITION:OFFSET of the raw record, as `dateline deadletter list` prints it."
        raise click.UsageError(msg)
    raw = Topics(settings.prefix, settings.app).raw.name
    return Place(found["topic"] or raw, int(found["p"] or found["sp"]), int(found["o"] or found["so"]))


def find_options(*, states: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Filters; the command gets them as `wanted`. With `states` also --state, --place and --info, for looking only."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--code", "codes", multiple=True, metavar="CODE", help="Of this reason, e.g. bad_json; may be given again.")
        @click.option("--stage", "stages", multiple=True, type=click.Choice(get_args(Stage)), help="Refused by this stage.")
        @click.option("--since", type=SinceType(), metavar="WHEN", help="Received from then on: a time, or 90s, 30m, 2h, 7d ago.")
        @click.option("--until", type=SinceType(), metavar="WHEN", help="Received before then.")
        @click.option("--source", metavar="ID", help="Of this source, where the bytes still tell it.")
        @click.option("--article", "article_id", metavar="ID", help="About this article (8 digits of its id are enough).")
        @functools.wraps(function)
        def with_wanted(*args: Any, settings: Settings, **given: Any) -> Any:  # noqa: ANN401 - any command
            places = tuple(str(placed(settings, place)) for place in given.pop("places", ()))
            since, until = (None if (ms := given.pop(name)) is None else rfc3339(ms) for name in ("since", "until"))
            codes, stages = (tuple(given.pop(name)) for name in ("codes", "stages"))
            wanted = Wanted(codes, stages, since, until, given.pop("source"), given.pop("article_id"), places)
            if states:
                chosen, info = given.pop("state"), given.pop("info")
                some: tuple[State, ...] = get_args(State) if chosen == "all" or info else (chosen,)
                wanted = replace(wanted, states=some, severity="info" if info else "error")
            return function(*args, wanted=wanted, settings=settings, **given)

        return _looking(with_wanted) if states else with_wanted

    return decorate


def _looking(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--state", type=click.Choice([*get_args(State), "all"]), default="open", show_default=True, help="What became of them."
        ),
        click.option("--info", is_flag=True, help="Instead: ends that lost nothing, repeats and stale versions."),
        click.option(
            "--place", "places", multiple=True, metavar="PARTITION:OFFSET", help="The letter of this raw record; may be given again."
        ),
    ):
        function = option(function)
    return function
