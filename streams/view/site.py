"""What all pages share: the database, the reader's status, the templates."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..core.mentions import ACTOR_TYPES
from ..topics import Topics
from . import present
from .acting import Acting
from .browse import Browsing
from .database import Database
from .intake import Intake
from .lists import Data
from .live import Live
from .marks import actor_path, article_path, letter_path, tag_path
from .session import Keeper
from .shared import Shared
from .status import Status
from .tails import Tails
from .visible import visible

_FUNCTIONS = (actor_path, article_path, letter_path, tag_path, present.date_title, present.date_days, present.date_how, present.reasons)


@dataclass(frozen=True, slots=True)
class Page:
    """`data` is the JSON twin as it is; `extra` is only for the template."""

    template: str
    title: str
    data: Data
    extra: Mapping[str, Any] = field(default_factory=dict)
    nav: str = ""
    """Path of the entry in the navigation that this page belongs to."""
    status: int = 200
    feed: Sequence[tuple[str, str]] = ()
    """Fields by which `/feed.atom` chooses the articles that this page is about; none: all."""


@dataclass(frozen=True, slots=True)
class Site:
    database: Database
    status: Status
    topics: Topics
    templates: Environment
    clock: Callable[[], float] = time.time
    keeper: Keeper | None = None
    """None: this view only shows."""
    acting: Acting | None = None
    live: Live | None = None
    """None: nobody may follow."""
    intake: Intake | None = None
    """None: no articles are taken."""
    browsing: Browsing | None = None
    """None: this view shows no records of topics."""
    shared: Shared[web.Response] | None = None
    """None: each answer is made anew."""
    tails: Tails | None = None
    """None: nobody may follow a topic."""

    def render(self, page: Page) -> str:
        state = state_of(self.status)
        return self.templates.get_template(page.template).render(
            {"state": state} | page.data | dict(page.extra) | {"page": page, "feed": page.feed}
        )


def templates() -> Environment:
    """Autoescape for every template, and a last step for every value: hiding characters made visible. None is shown as nothing."""
    environment = Environment(
        loader=PackageLoader("streams.view"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "when": present.when,
        "web_link": present.web_link,
        "sentence": present.sentence,
        "number": number,
        "lasting": present.lasting,
        "rejectpair": without,
        "merged": merged,
        "pretty": pretty,
    }
    environment.globals |= {f.__name__: f for f in _FUNCTIONS}
    environment.globals |= {"ANCHORS": present.ANCHORS, "SHADES": present.SHADES, "ACTOR_TYPES": ACTOR_TYPES}
    return environment


def shown(value: object) -> object:
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def without(pairs: list[tuple[str, str]], name: str, value: str | None = None) -> list[tuple[str, str]]:
    """Fields of an address without one of them; with `value` only where it has that."""
    return [pair for pair in pairs if pair[0] != name or (value is not None and pair[1] != value)]


def merged(some: dict[str, object], more: dict[str, object]) -> dict[str, object]:
    return some | more


def pretty(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")  # narrow no-break space, in every locale


def state_of(status: Status) -> Data:
    """For the banner and `/healthz`."""
    return {
        "connected": status.connected,
        "since": status.since,
        "bootstrap": status.bootstrap,
        "problem": status.problem,
        "missing": list(status.missing),
        "behind": status.behind,
        "unreadable": status.unreadable,
        "rebuilt": status.rebuilt,
        "as_of": status.seen,
    }


def followed(live: Live | None) -> Data:
    """How many follow, and how many were dropped since the start because they were too slow."""
    return {"followers": live.followers if live else 0, "dropped": live.dropped if live else 0}
