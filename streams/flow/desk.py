"""What every stage works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from .meters import Meters

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..core.article import Record
    from ..topics import Topics
    from .delivery import Delivery, Sender, Stateful
    from .reader import Reader
    from .state import StateLoader


class Tracing(Protocol):
    """What wraps stages and sends for traces (`flow/traces.py`, whose library is an extra)."""

    def stage(self, name: str, handle: Callable[[Record], Awaitable[None]]) -> Callable[[Record], Awaitable[None]]: ...

    def sender(self, sender: Sender) -> Sender: ...

    def publishing(self, stage: Stateful) -> Stateful: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """`generation` is that of lexicon and code; see `core/enrich`."""

    topics: Topics
    delivery: Delivery
    reader: Reader
    loader: StateLoader
    generation: int
    meters: Meters = field(default_factory=Meters)
    traces: Tracing | None = None
