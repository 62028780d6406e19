"""Who may write: whoever knows the token. A browser signs in and gets a cookie; a program sends the token with each request.

Nothing is kept on the server: the cookie is signed with the token, so a new token ends all sessions.
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from typing import Final

COOKIE: Final = "dateline"
LIFETIME: Final = 12 * 3600
"""Seconds until a browser has to sign in again."""
MOST_FAILURES: Final = 10
"""Wrong tokens in a minute from one address; what else is wrong from there is told to wait. The right token is never: behind a proxy all have
one address, and whoever guesses must not lock out who knows. Of 16 characters at least, it is not found by guessing, however fast."""
MOST_ADDRESSES: Final = 1_000
"""That are remembered; beyond, the one that was wrong first is forgotten."""
_MINUTE: Final = 60.0


class TooManyError(Exception):
    """Too many wrong tokens from one address."""


class Keeper:
    """Compares in constant time, whatever it is given. `clock` is in seconds since 1970."""

    def __init__(self, token: str, clock: Callable[[], float]) -> None:
        self._key = sha256(token.encode()).digest()
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def admits(self, given: str, address: str) -> bool:
        """Whether this is the token. Raises TooManyError when it is wrong, and too many were from that address within a minute."""
        # both are hashed first: `compare_digest` tells the length of what it compares
        fine = hmac.compare_digest(sha256(given.encode("utf-8", "surrogatepass")).digest(), self._key)
        if not fine:
            self._failed(address)
        return fine

    def _failed(self, address: str) -> None:
        times, now = self._failures.setdefault(address, deque(maxlen=MOST_FAILURES)), self._clock()
        if len(times) == MOST_FAILURES and now - times[0] < _MINUTE:
            raise TooManyError
        times.append(now)
        if len(self._failures) > MOST_ADDRESSES:
            del self._failures[next(iter(self._failures))]

    def cookie(self) -> str:
        """Of somebody who has just shown the token."""
        name = f"{int(self._clock())}.{secrets.token_urlsafe(16)}"
        return f"{name}.{self._sign('session', name)}"

    def valid(self, cookie: str) -> bool:
        name, _, signature = cookie.rpartition(".")
        issued = name.partition(".")[0]
        if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), self._sign("session", name).encode()):
            return False
        return 0 <= self._clock() - int(issued) <= LIFETIME

    def csrf(self, cookie: str) -> str:
        """What a form of ours holds for that session, and no page elsewhere can know."""
        return self._sign("csrf", cookie)

    def from_our_form(self, cookie: str, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self.csrf(cookie).encode())

    def _sign(self, what: str, text: str) -> str:
        return hmac.new(self._key, f"{what}:{text}".encode("utf-8", "surrogatepass"), sha256).hexdigest()
