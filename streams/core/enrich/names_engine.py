"""What finds names: the trained recogniser (`names.py`), or another system in its place (`streams/engines/`)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Protocol

from .actors_draft import Draft, Match
from .names_model import SCALE
from .names_path import Span

__all__ = ["AskedOnce", "EngineError", "NameEngine", "Span", "margin_of"]

_SUREST = 0.999


class EngineError(Exception):
    """An engine that cannot be loaded, or gives no answer for an article: the text says why, and the cure where there is one."""


class NameEngine(Protocol):
    """Finds names of people, organisations and places; whose names they are, the registry and the finders of `actors.py` decide.

    The same draft gives the same spans, always; an engine that cannot promise that (a server's) says so where it is described.
    """

    @property
    def id(self) -> str:
        """Name, version or hash: what a reading says of the one who found its names, e.g. `accurate/0123abcd`."""
        ...

    @property
    def method(self) -> str:
        """What a mention says of how it was found, e.g. `crf`."""
        ...

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        """Names by tokens, in order, none inside another, none beyond its sentence. `aliases`: what the registry has there.

        Raises EngineError when it cannot say; the article is then a dead letter, never an article without names.
        """
        ...


class AskedOnce:
    """An engine while one article is read: it is asked once, however often that article's draft is made.

    An article that proves its own day is read a second time with it; its words, hence its names, are the same.
    """

    def __init__(self, engine: NameEngine) -> None:
        self._engine = engine
        self._said: list[Span] | None = None
        self.id, self.method = engine.id, engine.method

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        """What the engine said when it was first asked."""
        if self._said is None:
            self._said = self._engine.spans(draft, aliases)
        return self._said


def margin_of(probability: float) -> int:
    """How sure an engine is, from 0 to 1, in the recogniser's units: log odds, `SCALE` to the nat."""
    p = min(max(probability, 1 - _SUREST), _SUREST)
    return round(SCALE * log(p / (1 - p)))
