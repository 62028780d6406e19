"""Answers that all who ask for the same within a second are given: a crowd costs the view no more than one reader of each page does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

SECONDS: Final = 1.0
"""Longest age of an answer, from when it was begun. The reader of topics is behind by as much now and then."""
MOST: Final = 200
"""Answers that are kept; most have some 30 kB, the page of an actor up to 130, that of an article as much as its text."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    began: float
    withdrawn: int
    making: asyncio.Future[T]


class Shared(Generic[T]):
    """`withdrawn`: how often text was taken away so far. An answer from before the last time is never given again, however young."""

    def __init__(self, withdrawn: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self._withdrawn, self._clock = withdrawn, clock
        self._answers: dict[str, _Answer[T]] = {}

    async def give(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` returned or raised for this key a moment ago, or is about to. Who goes away before it is there takes it from nobody."""
        answer = self._answers.get(key)
        if answer is None or not self._may_be_given(answer):
            self._make_room()
            # with the number from before: what is withdrawn meanwhile may be in it
            answer = _Answer(self._clock(), self._withdrawn(), asyncio.ensure_future(make()))
            answer.making.add_done_callback(_looked_at)
            self._answers.pop(key, None)
            self._answers[key] = answer
        return await asyncio.shield(answer.making)

    def _may_be_given(self, answer: _Answer[T]) -> bool:
        young = not answer.making.done() or self._clock() - answer.began <= SECONDS
        return young and answer.withdrawn == self._withdrawn()

    def _make_room(self) -> None:
        """The oldest come first."""
        for key, answer in list(self._answers.items()):
            if len(self._answers) < MOST and self._may_be_given(answer):
                return
            del self._answers[key]


def _looked_at(making: asyncio.Future[Any]) -> None:
    """An error that nobody waited for any more is no news."""
    if not making.cancelled():
        making.exception()
