"""A place where a rule of the grammar matched, and what was read there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..article import TimexType
from .dates_cues import direction
from .dates_tokens import Tokens


class Found(NamedTuple):
    """What a rule read. `relative`: the value leans on the anchor of the article."""

    type: TimexType
    value: str
    mod: str | None = None
    relative: bool = False
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Scene:
    """What an expression is read against. `anchor` is the day of publication or None; `story` the last day the text itself spoke of.

    `narrative`: the text tells of other years than the anchor's; there a month belongs to the year last named.
    """

    anchor: date | None
    narrative: bool = False
    story: date | None = None
    story_relative: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """The words that `match` covers, in their scene."""

    tokens: Tokens
    match: re.Match[str]
    scene: Scene

    @property
    def anchor(self) -> date | None:
        return self.scene.anchor

    @property
    def story(self) -> date | None:
        return self.scene.story

    @property
    def story_relative(self) -> bool:
        return self.scene.story_relative

    @property
    def narrative(self) -> bool:
        return self.scene.narrative

    def at(self, group: str) -> int:
        """Index of the word that a group caught, or -1."""
        return self.match.start(group)

    def has(self, group: str) -> bool:
        return group in self.match.re.groupindex and self.match[group] is not None

    def low(self, group: str) -> str:
        return self.tokens.lows[self.at(group)] if self.has(group) else ""

    def number(self, group: str) -> float:
        return self.tokens.numbers[self.at(group)]

    @property
    def first(self) -> int:
        return self.match.start()

    @property
    def last(self) -> int:
        """Index of the first word after it."""
        return self.match.end()

    def before(self, n: int = 1) -> str:
        return self.tokens.low(self.first - n)

    def after(self, n: int = 0) -> str:
        return self.tokens.low(self.last + n)

    def direction(self) -> int:
        return direction(self.tokens, self.first, self.last)
