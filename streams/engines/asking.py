"""One question to a server over HTTP, in time or not at all."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from ..core.enrich.names_engine import EngineError

TIMEOUT = 10.0
"""Seconds for one answer; well below the 30 s that one article may take (DATELINE_ENRICH_TIMEOUT)."""
MAX_ANSWER = 20_000_000
"""Bytes of an answer that are read."""


class _Stays(urllib.request.HTTPRedirectHandler):
    """No redirects: articles and the key go to the server that was named, and to no other."""

    def redirect_request(self, *asked: Any) -> None:  # noqa: ANN401 - urllib's own arguments
        """Nothing, by which urllib takes the answer for the error that it is here."""
        del asked


def checked(url: str) -> str:
    """The address, if it is one of a server. Raises EngineError."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    else:
        if parts.username or parts.password:  # it would stand in dead letters
            msg = "a server's address holds no user and password"
            raise EngineError(msg)
    if not good:
        msg = f"{url!r} is no address of a server: http://host:port"
        raise EngineError(msg)
    return url


def ask(url: str, body: bytes, headers: dict[str, str], timeout: float = TIMEOUT) -> Any:  # noqa: ANN401 - whatever JSON the server gives
    """The JSON that the server answers within `timeout` seconds. Raises EngineError when there is none, in words that name the server."""
    where = url.partition("?")[0]
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - `checked` allows http(s) only
    try:
        return json.loads(_answer(request, timeout))
    except urllib.error.HTTPError as error:
        msg = f"{where} answered {error.code} {error.reason!s:.100}"
        error.close()
        raise EngineError(msg) from error
    except (OSError, ValueError, HTTPException, RecursionError) as error:
        msg = f"{where} gave no answer that can be read: {error!s:.200}"
        raise EngineError(msg) from error


def _answer(request: urllib.request.Request, timeout: float) -> bytes:
    """The whole answer. The socket's own timeout begins anew with each byte, so that a server could drip for ever."""
    until = time.monotonic() + timeout
    got = bytearray()
    with urllib.request.build_opener(_Stays).open(request, timeout=timeout) as answer:
        while some := answer.read1(65_536):
            got += some
            if len(got) > MAX_ANSWER:
                msg = f"more than {MAX_ANSWER:,} bytes"
                raise ValueError(msg)
            if time.monotonic() > until:
                msg = f"not complete after {timeout:g} s"
                raise TimeoutError(msg)
        if answer.length:
            msg = f"{answer.length:,} bytes are missing"
            raise ValueError(msg)
    return bytes(got)
