"""`POST /articles`: articles over HTTP. 202 is said when the broker has them all, never before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

import orjson
from aiohttp import web

from ..core.article import Place
from ..core.identity import sha256
from ..incoming.inlet import InletError
from ..incoming.receipts import Receipts
from ..incoming.records import Outgoing
from ..topics import Topics
from .articles_in import Judged, body_of, given_by, idempotency_key, judged, kind_of
from .marks import article_path
from .problems import ProblemError, problem
from .session import Keeper, TooManyError
from .status import Status

PATH: Final = "/articles"
MOST_AT_ONCE: Final = 8
"""Requests that are read or sent at a time: with a text parsed, each may take five times MOST_BYTES of memory."""


class Inlet(Protocol):
    """To the raw topic."""

    async def send(self, records: Sequence[Outgoing], partitions: int) -> list[Place]:
        """The places, when the broker has acknowledged all; raises InletError when it has not."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """What stands behind `POST /articles`: who may, where to, what was answered before."""

    keeper: Keeper
    inlet: Inlet
    receipts: Receipts
    max_text_bytes: int
    clock: Callable[[], float]
    waiting: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, MOST_AT_ONCE))
    keys: set[str] = field(default_factory=set)
    """Idempotency keys of requests that are under way."""


def add_routes(app: web.Application, intake: Intake, status: Status, topics: Topics) -> None:
    async def respond(request: web.Request) -> web.Response:
        try:
            _admit(intake, request)
            _check_room(intake)
            async with intake.waiting:
                return await _answer(intake, request, topics.raw.name, status)
        except ProblemError as error:
            return problem(error.status, error.detail, error.headers, **error.more)

    async def close(_: web.Application) -> None:
        await intake.inlet.close()
        intake.receipts.close()

    app.router.add_post(PATH, respond)
    app.on_cleanup.append(close)


def _check_room(intake: Intake) -> None:
    if intake.waiting.locked():
        raise ProblemError(503, f"{MOST_AT_ONCE} requests are under way. Wait a second and send it again.", headers={"Retry-After": "1"})


def _admit(intake: Intake, request: web.Request) -> None:
    """The right token always opens: whoever sends wrong ones cannot lock its owner out."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if scheme.lower() == "bearer" and intake.keeper.admits(token.strip(), request.remote or ""):
            return
    except TooManyError:
        raise ProblemError(429, "Too many wrong tokens. Wait a minute.", headers={"Retry-After": "60"}) from None
    raise ProblemError(
        401, "Send the token DATELINE_INTAKE_TOKEN of this view: `Authorization: Bearer …`.", headers={"WWW-Authenticate": "Bearer"}
    )


async def _answer(intake: Intake, request: web.Request, topic: str, status: Status) -> web.Response:
    kind, given, key = kind_of(request), given_by(request), idempotency_key(request)
    body = await body_of(request)
    print_ = sha256(b"\0".join((kind.encode(), request.query_string.encode("utf-8", "surrogatepass"), body)))
    async with _alone(intake, key):
        if key and (found := await asyncio.to_thread(intake.receipts.find, key)):
            if found[0] != print_:
                raise ProblemError(422, "This Idempotency-Key was used for another request within 24 hours. Take a new one.")
            return _accepted(found[1], replayed=True)
        articles = await asyncio.to_thread(judged, body, kind, given, intake.max_text_bytes, intake.clock())
        told = _told(articles, await _sent(intake, [article.record for article in articles], topic, status))
        if key:
            await asyncio.to_thread(intake.receipts.keep, key, print_, told)
    return _accepted(told, replayed=False)


@asynccontextmanager
async def _alone(intake: Intake, key: str | None) -> AsyncIterator[None]:
    if key is None:
        yield
        return
    if key in intake.keys:
        raise ProblemError(
            409, "A request with this Idempotency-Key is still under way. Send it again later.", headers={"Retry-After": "2"}
        )
    intake.keys.add(key)
    try:
        yield
    finally:
        intake.keys.discard(key)


async def _sent(intake: Intake, records: list[Outgoing], topic: str, status: Status) -> list[Place]:
    known = status.snapshot.topics if status.snapshot else {}
    if topic not in known:
        text = f"The broker or {topic} is not there: nothing was sent. Send it again later."
        raise ProblemError(503, text, headers={"Retry-After": "5"})
    try:
        return await intake.inlet.send(records, len(known[topic].partitions))
    except InletError as error:
        text = f"{error} Some of it may be there. Send all of it again: what is there already will be a repeat, which changes nothing."
        raise ProblemError(503, text, headers={"Retry-After": "5"}) from error


def _told(articles: Sequence[Judged], places: Sequence[Place]) -> bytes:
    told = [
        {
            "article_id": sent.record.key,
            "record": {"topic": at.topic, "partition": at.partition, "offset": at.offset},
            "fate": f"/fates/{at}.json",
            "article": f"{article_path(sent.record.key)}.json" if sent.record.key else None,
            "notices": [{"code": notice.code, "detail": notice.detail} for notice in sent.notices],
        }
        for sent, at in zip(articles, places, strict=True)
    ]
    return orjson.dumps({"accepted": len(told), "articles": told})


def _accepted(told: bytes, *, replayed: bool) -> web.Response:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    articles = orjson.loads(told)["articles"]
    if len(articles) == 1:
        headers["Location"] = articles[0]["fate"]
    return web.Response(body=told, status=202, content_type="application/json", headers=headers)
