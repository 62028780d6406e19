"""A view over a small database, served in the test's own process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request, Response

from streams.topics import Topics
from streams.view.acting import Acting
from streams.view.app import build_app
from streams.view.database import Database
from streams.view.intake import Intake
from streams.view.live import Live
from streams.view.observer import PartitionState, Snapshot, TopicState
from streams.view.session import Keeper
from streams.view.shared import Shared
from streams.view.site import Site, templates
from streams.view.status import Status
from streams.view.tails import Tails

from .builders import Feed, a_store

NOW = 1_773_133_300.0  # 2026-03-10 09:01:40 UTC


@dataclass(frozen=True, slots=True)
class Served:
    feed: Feed
    site: Site
    client: TestClient[Request, Application]

    async def get(self, path: str, **options: object) -> tuple[int, str]:
        async with self.client.get(path, **options) as response:  # type: ignore[arg-type]
            return response.status, await response.text()


@asynccontextmanager
async def served(
    folder: Path,
    *,
    allowed: str = "",
    token: str = "",
    acting: Acting | None = None,
    most: int = 50,
    intake: Intake | None = None,
    sharing: bool = False,
    tails: Tails | None = None,
) -> AsyncIterator[Served]:
    """`most`: followers of its live feed. `sharing`: answers of a moment ago are given again."""
    feed = Feed(a_store(folder))
    keeper = Keeper(token, lambda: NOW) if token else None
    database = Database(feed.store.path)
    live = Live(database, most=most, look=0.01)
    shared = Shared[Response](lambda: feed.store.withdrawn) if sharing else None
    site = Site(database, a_status(), Topics(), templates(), lambda: NOW, keeper, acting, live, intake, feed, shared, tails or Tails())
    app = build_app(site, host="127.0.0.1", allowed_hosts=allowed)
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        yield Served(feed, site, client)
    site.database.close()
    feed.store.close()


def a_status() -> Status:
    """Connected, all topics there, the pipeline three records behind on the raw topic."""
    status = Status("127.0.0.1:9092", NOW)
    topics = Topics()
    states = {t.name: TopicState(t.name, "id", (PartitionState(0, 0, 10, 7 if t is topics.raw else None),)) for t in topics.all}
    states[topics.raw.name] = TopicState(topics.raw.name, "id", (PartitionState(0, 2, 10, 7),))
    status.found(Snapshot("cluster", states), (), NOW)
    status.positions = {(topics.articles.name, 0): 10}
    return status
