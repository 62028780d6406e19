"""What every stage works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .meters import Meters

if TYPE_CHECKING:
    from ..topics import Topics
    from .delivery import Delivery
    from .reader import Reader
    from .state import StateLoader


@dataclass(frozen=True, slots=True)
class Desk:
    """`generation` is that of lexicon and code; see `core/enrich`."""

    topics: Topics
    delivery: Delivery
    reader: Reader
    loader: StateLoader
    generation: int
    meters: Meters = field(default_factory=Meters)
