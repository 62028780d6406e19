"""Tokens for brokers that want SASL/OAUTHBEARER: asked for at a token endpoint (OAuth 2.0, client credentials), or read from a file that
somebody else renews.

One token serves all clients of a process. It is renewed when four fifths of its life are over, as librdkafka does it. What a token says is
looked at for its end alone: whether it is good is the broker's to say.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import re
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from aiokafka import conn
from aiokafka.abc import AbstractTokenProvider
from aiokafka.errors import KafkaConnectionError, SaslAuthenticationFailed

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 10.0
"""Longest silence of a token endpoint."""
MAX_BYTES: Final = 65_536
"""Of an answer, and of a token file. Brokers take 512 kB (`sasl.server.max.receive.size`); real tokens have some kilobytes."""
RENEWED_AFTER: Final = 0.8
"""Share of a token's life after which the next one is fetched."""
PAUSE_SECONDS: Final = 2.0
"""After a failure. Clients that reconnect try ten times a second, and the endpoint has others to serve."""
UNTOLD_SECONDS: Final = 300.0
"""Life of a token that does not tell when it ends."""
# what RFC 6750 allows in a token; anything else could end the field of the SASL message that carries it
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


class TokenError(Exception):
    """There is no token to be had; the text says why and what to check, and holds no secret."""


class Token(NamedTuple):
    text: str
    ends: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where tokens are given out, and to whom. `cafile`: its authority, where the machine does not know it."""

    url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = ""
    cafile: Path | None = None

    def fetch(self, now: float) -> Token:
        form = {"grant_type": "client_credentials"} | ({"scope": self.scope} if self.scope else {})
        # RFC 6749, 2.3.1: both are encoded as in a form before they are joined
        known = base64.b64encode(f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}".encode()).decode()
        headers = {"Authorization": f"Basic {known}", "Accept": "application/json"}
        try:
            with self._opener().open(Request(self.url, urlencode(form).encode(), headers), timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - the settings let https through, and http to this machine
                said = _object(answer.read(MAX_BYTES + 1))
        except HTTPError as error:
            with error:
                self._refused(error.code, _object(error.read(MAX_BYTES)))
        except (OSError, HTTPException) as error:
            msg = f"the token endpoint {self.url} cannot be asked ({getattr(error, 'reason', error)}): check DATELINE_OAUTH_URL"
            raise TokenError(msg) from error
        return self._token(said, now)

    def _opener(self) -> Any:  # noqa: ANN401 - urllib gives it no better type
        context = ssl.create_default_context(cafile=self.cafile)
        # in the open the secret goes to this machine alone, by no proxy; nowhere does it follow a redirect to another host
        proxies = [] if self.url.startswith("https:") else [ProxyHandler({})]
        return build_opener(_NoRedirects(), HTTPSHandler(context=context), *proxies)

    def _refused(self, status: int, said: dict[str, Any]) -> NoReturn:
        why = ": ".join(str(said[name]) for name in ("error", "error_description") if said.get(name))
        why = re.sub(r"[^\x20-\x7e]", "?", why).replace(self.secret, "********")[:300]
        msg = f"the token endpoint {self.url} gave no token (HTTP {status}{f', {why}' if why else ''}): check DATELINE_OAUTH_CLIENT_ID, _CLIENT_SECRET and _SCOPE"
        raise TokenError(msg)

    def _token(self, said: dict[str, Any], now: float) -> Token:
        text, kind, life = said.get("access_token"), said.get("token_type", "bearer"), _number(said.get("expires_in"))
        if not isinstance(text, str) or not _TOKEN.fullmatch(text) or str(kind).lower() != "bearer":
            msg = f"the token endpoint {self.url} answered without a bearer token: check DATELINE_OAUTH_URL"
            raise TokenError(msg)
        return Token(text, now + life if life else _end(text) or now + UNTOLD_SECONDS)


@dataclass(frozen=True, slots=True)
class TokenFile:
    """A file whose whole content is a token. Whoever writes it renews it in time; a rename is seen whole."""

    path: Path

    def fetch(self, now: float) -> Token:
        try:
            with self.path.open("rb") as file:
                text = file.read(MAX_BYTES).decode("ascii", "replace").strip()
        except OSError as error:
            msg = f"the token file {self.path} cannot be read ({error.strerror}): check DATELINE_OAUTH_TOKEN_FILE"
            raise TokenError(msg) from error
        if not _TOKEN.fullmatch(text):
            msg = f"the token file {self.path} does not hold one token and nothing else: check DATELINE_OAUTH_TOKEN_FILE"
            raise TokenError(msg)
        ends = _end(text)
        if ends is not None and ends <= now:
            msg = f"the token in {self.path} ended {now - ends:.0f} s ago: whoever writes DATELINE_OAUTH_TOKEN_FILE has to renew it"
            raise TokenError(msg)
        # looked at again soon whatever it says of itself: a file may be replaced at any time
        return Token(text, min(ends or now + UNTOLD_SECONDS, now + UNTOLD_SECONDS))


class Tokens(AbstractTokenProvider):  # type: ignore[misc]  # aiokafka has no types
    """The token of now, for aiokafka (`token`) and librdkafka (`for_librdkafka`), from any thread."""

    def __init__(self, source: Endpoint | TokenFile, clock: Callable[[], float] = time.time) -> None:
        self._source, self._clock = source, clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._renew = self._again = 0.0
        self._failed: TokenError | None = None

    def current(self) -> Token:
        """Raises TokenError when there is none; one that still holds is used on when the next cannot be had. May take some seconds."""
        with self._lock:
            now = self._clock()
            if now >= max(self._renew, self._again):
                self._fetch(now)
            if self._token is not None and now < self._token.ends:
                return self._token
            raise TokenError(str(self._failed or "there is no token")) from self._failed

    def _fetch(self, now: float) -> None:
        try:
            self._token, self._failed = self._source.fetch(now), None
        except TokenError as error:
            if self._failed is None:
                log.warning("%s", error)
            self._failed, self._again = error, now + PAUSE_SECONDS
        else:
            # of a file always: it is read anew, and costs nothing
            self._renew = now if isinstance(self._source, TokenFile) else now + RENEWED_AFTER * (self._token.ends - now)

    async def token(self) -> str:
        try:
            return (await asyncio.to_thread(self.current)).text
        except TokenError as error:  # to aiokafka a connection that failed: it says so, and tries again
            raise KafkaConnectionError(str(error)) from error

    def for_librdkafka(self, _: str) -> tuple[str, float]:
        return self.current()


def install() -> None:
    """Let aiokafka hear of refused tokens. A broker says so in a last challenge, which aiokafka 0.14 (pinned) takes for a yes: what would
    be seen is a connection that closes for no reason."""
    conn.OAuthAuthenticator = HearingAuthenticator


class HearingAuthenticator(conn.OAuthAuthenticator):  # type: ignore[misc]  # aiokafka has no types
    async def step(self, payload: bytes | None) -> tuple[bytes, bool] | None:
        if payload:
            status = re.sub(r"[^\x20-\x7e]", "?", str(_object(payload).get("status", "no reason given")))[:100]
            msg = f"the broker refuses the token ({status}): check its issuer, audience, scope and end, and this machine's clock"
            raise SaslAuthenticationFailed(msg)
        found: tuple[bytes, bool] | None = await super().step(payload)
        return found


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - as the library calls it
        """None: the answer is what it is, and no token."""


def _object(data: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are, or an empty one."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _end(token: str) -> float | None:
    """When a JSON Web Token says that it ends; None of any other."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        said = _object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    return _number(said.get("exp"))


def _number(value: object) -> float | None:
    """A sensible number of seconds. Some endpoints write it as text."""
    try:
        found = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < 1e12 else None
