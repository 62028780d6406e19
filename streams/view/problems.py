"""Errors for programs: `application/problem+json` of RFC 9457, with what to do in `detail`."""

from __future__ import annotations

import orjson
from aiohttp import web

TITLES = {
    400: "Not understood",
    401: "No valid token",
    403: "Not allowed",
    405: "Not open",
    409: "Still under way",
    411: "No length",
    413: "Too large",
    415: "Unknown kind of content",
    421: "Another name",
    422: "Not usable",
    429: "Too many",
    500: "A fault of the view",
    503: "Not now",
}


class ProblemError(Exception):
    """`more` are further members of the problem, `headers` of the response."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: object) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more, self.headers = status, detail, more, headers or {}


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: object) -> web.Response:
    told = {"type": "about:blank", "title": TITLES.get(status, "An error"), "status": status, "detail": detail, **more}
    return web.Response(body=orjson.dumps(told), status=status, content_type="application/problem+json", headers=headers)
