"""The web application: routes, JSON twins, errors in the style of the site."""

from __future__ import annotations

import logging
import re
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Final

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from . import atom, exporting, fates, intake, metrics, openapi, pages, side_by_side, streaming, subjects, tailing, topic_pages, writing
from .database import TooSlowError
from .problems import problem
from .security import add_headers, guard
from .session import COOKIE
from .site import Page, Site, followed, state_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp.typedefs import Handler, Middleware

    Respond = Callable[[web.Request], Awaitable[web.Response]]

log = logging.getLogger(__name__)

_STATIC: Final = {
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
    "keys.js": "text/javascript",
    "live.js": "text/javascript",
    "tail.js": "text/javascript",
}
_DIGITS: Final = r"{partition:[0-9]{1,9}}/{offset:[0-9]{1,18}}"
_PLAIN: Final[dict[str, pages.Handler]] = {
    "/actors": subjects.actors,
    "/api": openapi.page,
    "/articles": pages.articles,
    "/dates": subjects.dates,
    "/deadletters": pages.dead_letters,
    "/sources": pages.sources,
    "/tags": subjects.tree,
    "/topics": pages.topics,
    "/articles/{id:[^/]+?}/raw": side_by_side.side_by_side,
    "/articles/{id:[^/]+?}/versions": pages.compared,
    "/tags/{code:[^/]+?}": subjects.topic,
    "/topics/{topic:[^/]+?}": topic_pages.records,
    r"/topics/{topic:[^/]+}/" + _DIGITS: topic_pages.record,
    "/articles/{id:[^/]+?}": pages.article,
    r"/deadletters/{topic:[^/]+}/" + _DIGITS: pages.dead_letter,
}
_TITLES: Final = {
    400: "Not understood",
    401: "Sign in",
    403: "Not allowed",
    404: "Not here",
    405: "Only reading",
    413: "Too large",
    415: "Not understood",
    421: "Another name",
    429: "Not now",
    503: "Not now",
}


def build_app(site: Site, *, host: str, allowed_hosts: str) -> web.Application:
    """The application without the reader; who starts it closes the site's database afterwards."""
    writable, most = (writing.WRITABLE, writing.MOST_BYTES) if site.keeper else (frozenset[str](), 1024)
    writable |= {intake.PATH} if site.intake else frozenset()
    app = web.Application(middlewares=[_errors(site), guard(host, allowed_hosts, writable)], client_max_size=most)
    app.on_response_prepare.append(add_headers)
    router = app.router
    router.add_get("/", _shared(site, _html(site, pages.overview)))
    for path in ("/.json", "/index.json"):
        router.add_get(path, _shared(site, _json(site, pages.overview)))
    for path, page in _PLAIN.items():
        router.add_get(f"{path}.json", _shared(site, _json(site, page)))
        router.add_get(path, _shared(site, _html(site, page)))
    router.add_get("/actors/{id:.+}", _shared(site, _actor(site)))
    for form in ("ndjson", "csv"):
        router.add_get(f"/topics/{{topic:[^/]+}}/export.{form}", exporting.handler(site, form))
    router.add_get(atom.PATH, atom.handler(site))
    router.add_get("/healthz", _health(site))
    router.add_get("/readyz", _ready(site))
    router.add_get("/metrics", _metrics(site))
    router.add_get("/static/{name}", _static())
    router.add_get("/fates/{topic:[^/]+}/" + _DIGITS + ".json", _json(site, fates.fate))
    if site.intake:
        intake.add_routes(app, site.intake, site.status, site.topics)
    if site.live:
        streaming.add_routes(app, site.live)
    if site.tails:
        tailing.add_routes(app, site, site.tails)
    writing.add_routes(router, site, partial(_response, site), _json_response)
    return app


def _shared(site: Site, respond: Respond) -> Handler:
    """What nobody who has signed in asks for is the same for all."""
    if site.shared is None:
        return respond
    shared = site.shared

    async def give(request: web.Request) -> web.Response:
        if COOKIE in request.cookies:
            return await respond(request)
        made = await shared.give(request.path_qs, partial(respond, request))
        return web.Response(body=made.body, status=made.status, headers={"Content-Type": made.headers["Content-Type"]})

    return give


def _html(site: Site, page: pages.Handler) -> Respond:
    async def respond(request: web.Request) -> web.Response:
        return _response(site, await page(site, request))

    return respond


def _json(site: Site, page: pages.Handler) -> Respond:
    async def respond(request: web.Request) -> web.Response:
        found = await page(site, request)
        return _json_response(found.data, found.status)

    return respond


def _actor(site: Site) -> Respond:
    """Ids of actors are any text, so the twin's `.json` cannot be told apart by a route: an actor of the whole name comes first."""

    async def respond(request: web.Request) -> web.Response:
        try:
            return _response(site, await subjects.actor(site, request))
        except web.HTTPNotFound:
            if not request.match_info["id"].endswith(".json"):
                raise
        request.match_info["id"] = request.match_info["id"].removesuffix(".json")
        return _json_response((await subjects.actor(site, request)).data)

    return respond


def _response(site: Site, page: Page) -> web.Response:
    return web.Response(text=site.render(page), content_type="text/html", charset="utf-8", status=page.status)


def _json_response(data: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(data, option=orjson.OPT_INDENT_2), content_type="application/json", status=status)


def _health(site: Site) -> Handler:
    """200 while pages can be served; whether the broker answers and how far the database is behind stand in it."""

    async def respond(request: web.Request) -> web.Response:
        del request
        await site.database.run(lambda db: db.execute("SELECT 1 FROM identity LIMIT 1").fetchall())
        state = state_of(site.status)
        return _json_response({"status": "ok" if state["connected"] else "disconnected"} | state)

    return respond


def _ready(site: Site) -> Handler:
    """200 when what is shown is whole and new; 503 with the reasons when not. The pages are served all the same."""

    async def respond(request: web.Request) -> web.Response:
        del request
        reasons = site.status.reasons()
        return _json_response({"status": "not ready" if reasons else "ready", "reasons": reasons}, 503 if reasons else 200)

    return respond


def _metrics(site: Site) -> Handler:
    async def respond(request: web.Request) -> web.Response:
        del request
        counted = await site.database.run(partial(metrics.numbers, now=site.clock()))
        body = metrics.text(state_of(site.status) | followed(site.live), metrics.lags(site), counted, ready=not site.status.reasons())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return respond


def _static() -> Handler:
    """A few files, read once; there is no path to traverse."""
    folder = resources.files(__package__).joinpath("static")
    files = {name: folder.joinpath(name).read_bytes() for name in _STATIC}

    async def respond(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in files:
            raise web.HTTPNotFound
        return web.Response(body=files[name], content_type=_STATIC[name], charset="utf-8")

    return respond


def _errors(site: Site) -> Middleware:
    @web.middleware
    async def show(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            default = f"{error.status}: {error.reason}"
            text = error.text if error.text and error.text != default else "There is no such page."
            response = _error(site, request, error.status, text)
            for name in {"Allow", "Retry-After", "WWW-Authenticate"} & set(error.headers):
                response.headers[name] = error.headers[name]
            return response
        except TooSlowError:
            return _error(site, request, 503, "This took too long and was stopped. Narrow the search.")
        except Exception:
            # a bug of ours: the log has the traceback, the reader a page without it
            log.exception("no page for %s", re.sub(r"[^\x20-\x7e]", "?", request.path)[:200])
            return _error(site, request, 500, "Something is wrong in the view itself; its log says more. The pipeline is not affected.")

    return show


def _error(site: Site, request: web.Request, status: int, text: str) -> web.Response:
    data = {"status": status, "error": text}
    if request.method == "POST" and request.path == intake.PATH:
        return problem(status, text if site.intake else "This view takes no articles: it was started without DATELINE_INTAKE_TOKEN.")
    if request.path.endswith(".json"):
        return _json_response(data, status)
    if (resource := request.match_info.route.resource) and resource.canonical == tailing.PATH:
        return problem(status, text)
    return _response(site, Page("error.html", _TITLES.get(status, "An error"), data, status=status))
