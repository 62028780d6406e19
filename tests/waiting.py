"""Wait for a condition, not for a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


def until(condition: Callable[[], Value], what: str, seconds: float = 60) -> Value:
    """The first true value of `condition`. After `seconds`, which only a broken program needs: a failure that says `what` did not happen."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            msg = f"not within {seconds} s: {what} (last: {value!r})"
            raise AssertionError(msg)
        time.sleep(0.05)
    return value
