"""Signing in, and replaying or discarding dead letters. Only where a token is set; everything else of the view only shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from ..core.article import Place
from ..core.moments import rfc3339
from ..replay.originals import Act
from ..replay.sending import How
from . import letters
from .acting import ActingError
from .session import COOKIE, LIFETIME, Keeper, TooManyError
from .site import Page, Site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..replay.letters import Entry
    from ..replay.sending import Done

WRITABLE: Final = frozenset(
    {"/login", "/logout", *(f"/deadletters/{verb}{kind}" for verb in ("replay", "discard") for kind in ("", ".json"))}
)
"""Where something may be sent to, when a token is set."""
MOST_BYTES: Final = 1_000_000
"""Of a request: an edited article fits."""
_PLACE: Final = re.compile(r"([A-Za-z0-9._-]{1,249})/(\d{1,9})/(\d{1,18})", re.ASCII)

FIELDS: Final = dict.fromkeys(("all", "dry", "force"), bool) | dict.fromkeys(("by", "place", "reason", "value", *letters.FIELDS), str)
"""Of a JSON request."""

Given = Mapping[str, Any]


def add_routes(router: web.UrlDispatcher, site: Site, show: Callable[[Page], web.Response], tell: Callable[[Any], web.Response]) -> None:
    """`show` makes a response of a page, `tell` of data. Without a token there is nothing to sign in to."""
    router.add_get("/login", _with(site, _login_page, show))
    router.add_post("/login", _with(site, _login, show))
    router.add_post("/logout", _with(site, _logout, show))
    for verb in ("replay", "discard"):
        router.add_post(f"/deadletters/{verb}", _with(site, partial(_act, verb=verb), show))
        router.add_post(f"/deadletters/{verb}.json", _with(site, partial(_act_json, verb=verb), tell))


def _with(site: Site, work: Callable[..., Awaitable[Any]], answer: Callable[[Any], web.Response]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:  # fmt: skip
    async def respond(request: web.Request) -> web.StreamResponse:
        if site.keeper is None:
            raise web.HTTPNotFound(text="This view only shows: it was started without DATELINE_WEB_TOKEN.")
        found = await work(site, site.keeper, request)
        return found if isinstance(found, web.StreamResponse) else answer(found)

    return respond


async def _login_page(site: Site, keeper: Keeper, request: web.Request) -> Page:
    del site
    signed_in = keeper.valid(request.cookies.get(COOKIE, ""))
    return Page("login.html", "Sign in", {"signed_in": signed_in}, {"next": _local(request.query.get("next", "")), "wrong": False})


async def _login(site: Site, keeper: Keeper, request: web.Request) -> web.StreamResponse | Page:
    del site
    given = await _form(request)
    if not _admits(keeper, request, str(given.get("token", ""))):
        extra = {"next": _local(str(given.get("next", ""))), "wrong": True}
        return Page("login.html", "Sign in", {"signed_in": False}, extra, status=403)
    response = _see(_local(str(given.get("next", ""))))
    # Strict: no page elsewhere makes the browser send it, whatever it links to
    response.set_cookie(COOKIE, keeper.cookie(), max_age=LIFETIME, httponly=True, samesite="Strict", path="/")
    return response


async def _logout(site: Site, keeper: Keeper, request: web.Request) -> web.StreamResponse:
    del site
    _check_session(keeper, request, await _form(request))
    response = _see("/deadletters")
    response.del_cookie(COOKIE, path="/")
    return response


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


async def _act(site: Site, keeper: Keeper, request: web.Request, verb: str) -> Page:
    given = await _form(request)
    _check_session(keeper, request, given)
    done = await _done(site, verb, given)
    title = {"replay": "Replayed", "discard": "Discarded"}[verb]
    data = {"verb": verb, "dry": bool(given.get("dry")), "done": [_told(one) for one in done]}
    return Page("acted.html", f"{title}: a trial" if data["dry"] else title, data, nav="/deadletters", status=200)


async def _act_json(site: Site, keeper: Keeper, request: web.Request, verb: str) -> Any:  # noqa: ANN401 - JSON
    """With the token in `Authorization`: a browser sends that for nobody, so no form of another page can."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _admits(keeper, request, token.strip()):
        text = "Send the token: Authorization: Bearer …"
        raise web.HTTPUnauthorized(text=text, headers={"WWW-Authenticate": "Bearer"})
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON, as application/json.")
    try:
        given = orjson.loads(await request.read())
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise web.HTTPBadRequest(text="Send one JSON object.")
    _check_fields(given)
    return {"verb": verb, "dry": bool(given.get("dry")), "done": [_told(one) for one in await _done(site, verb, given)]}


def _check_fields(given: Given) -> None:
    """What is not understood is not guessed at: "false" is no false, and a filter that is misspelt would choose other letters."""
    for name, value in given.items():
        if name not in FIELDS:
            raise web.HTTPBadRequest(text=f"There is no field `{name}`; there are {', '.join(sorted(FIELDS))}.")
        if value is not None and not isinstance(value, FIELDS[name]):
            raise web.HTTPBadRequest(text=f"`{name}` is {'true or false' if FIELDS[name] is bool else 'a text'}.")


def _admits(keeper: Keeper, request: web.Request, token: str) -> bool:
    try:
        return keeper.admits(token, request.remote or "")
    except TooManyError:
        raise web.HTTPTooManyRequests(text="Too many wrong tokens. Wait a minute.") from None


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a form of ours. No files: only what a plain form sends."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType(text="Send a plain form.")
    if not _same_site(request):
        raise web.HTTPForbidden(text="This form was sent from another site.")
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _same_site(request: web.Request) -> bool:
    """What the browser says of the page that the form was on; old ones say nothing. `null` is what our own Referrer-Policy makes of it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "null")
    try:
        return origin == "null" or urlsplit(origin).netloc == request.headers.get("Host", "")
    except ValueError:  # `http://[x`
        return False


def _check_session(keeper: Keeper, request: web.Request, given: Given) -> None:
    cookie = request.cookies.get(COOKIE, "")
    if not keeper.valid(cookie):
        raise web.HTTPForbidden(text="You are not signed in, or no longer. Sign in with the token, then do it again.")
    if not keeper.from_our_form(cookie, str(given.get("csrf", ""))):
        raise web.HTTPForbidden(text="This form is not one of this session's. Open the page again, and do it from there.")


async def _done(site: Site, verb: str, given: Given) -> list[Done]:
    """Find the letters that are meant and act on them."""
    discarding, how = verb == "discard", _how(verb, given, site.clock())
    entries = await site.database.run(partial(letters.entries, wanted=_wanted(given)))
    if how.edited is not None and len(entries) != 1:
        raise web.HTTPBadRequest(text="Edited content is for one letter.")
    seen = site.status.snapshot.topics if site.status.snapshot else {}
    needed = (site.topics.raw.name, site.topics.deadletter.name)
    if site.acting is None or not set(needed) <= set(seen):
        raise web.HTTPServiceUnavailable(text=f"The broker, {needed[0]} or {needed[1]} is not there; see the topics.")
    try:
        return await site.acting.act(entries, how, {name: len(seen[name].partitions) for name in needed}, discarding=discarding)
    except ActingError as error:
        raise web.HTTPServiceUnavailable(text=str(error)) from error


def _wanted(given: Given) -> letters.Filter | Place:
    if place := given.get("place"):
        found = _PLACE.fullmatch(str(place))
        if found is None:
            raise web.HTTPBadRequest(text="`place` is topic/partition/offset of the raw record.")
        return Place(found[1], int(found[2]), int(found[3]))
    wanted = letters.chosen({name: str(value) for name, value in given.items() if value is not None})
    if wanted.unclear:
        raise web.HTTPBadRequest(text=f"`{wanted.unclear[0]}` is a day or a time: 2026-05-01, or 2026-05-01T09:00:00Z.")
    if not wanted.query and not given.get("all"):
        raise web.HTTPBadRequest(text="Say which letters: a place, a filter, or all.")
    return wanted


def _how(verb: str, given: Given, now: float) -> How:
    reason = str(given.get("reason", "")).strip()
    if verb == "discard" and not reason:
        raise web.HTTPBadRequest(text="Say why: a discarded letter needs a reason.")
    edited = given.get("value")
    if isinstance(edited, str) and "csrf" in given:
        edited = edited.replace("\r\n", "\n")  # what browsers make of the newlines in a form
    value = edited.encode("utf-8", "surrogatepass") if isinstance(edited, str) else None
    by = str(given.get("by", "")).strip() or "web view"
    act = Act(by, reason, rfc3339(round(now * 1000)))
    return How(act, force=bool(given.get("force")), dry=bool(given.get("dry")), edited=value)


def _told(done: Done) -> dict[str, Any]:
    entry: Entry = done.entry
    what = {"place": asdict(entry.place), "code": entry.letter.code, "refused": done.refused or None, "attempt": done.attempt}
    return what | {"replay": None if done.replay is None else asdict(done.replay), "notice": done.notice or None}


def _local(path: str) -> str:
    """A path on this site, else the dead letters: nobody is sent elsewhere after signing in."""
    return path if re.fullmatch(r"/[A-Za-z0-9._~%:-][A-Za-z0-9._~%:/?&=+-]*", path) else "/deadletters"
