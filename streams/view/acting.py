"""What the view does to dead letters on behalf of somebody who may: through a Protocol, so that pages know no broker."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from aiokafka.errors import KafkaError

from ..replay.reading import consumer
from ..replay.sending import Desk, producer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..replay.letters import Entry
    from ..replay.sending import Done, How
    from ..settings import Settings
    from ..topics import Topics

SECONDS = 30.0
"""Longest time a click may take."""


class ActingError(Exception):
    """It could not be done, or is not known to be; the text says what to check."""


class Acting(Protocol):
    async def act(self, entries: Sequence[Entry], how: How, partitions: Mapping[str, int], *, discarding: bool) -> list[Done]:
        """Replay or discard these letters, in this order; what is refused is said. `partitions`: of the raw and the dead letter topic.

        Raises ActingError.
        """


class KafkaActing:
    """Connects for each call: clicks are rare, and a view that only shows holds no producer."""

    def __init__(self, settings: Settings, topics: Topics) -> None:
        self._settings, self._topics = settings, topics

    async def act(self, entries: Sequence[Entry], how: How, partitions: Mapping[str, int], *, discarding: bool) -> list[Done]:
        try:
            async with asyncio.timeout(SECONDS), consumer(self._settings) as reading, producer(self._settings) as sending:
                desk = Desk(reading, sending, self._topics, partitions)
                return [done async for done in (desk.discard(entries, how) if discarding else desk.replay(entries, how))]
        except (KafkaError, OSError, TimeoutError) as error:
            msg = (
                f"The broker did not do it ({type(error).__name__}). Some of it may be done: what was is shown as replayed or discarded in a "
                "moment, and doing it again makes repeats, which change nothing."
            )
            raise ActingError(msg) from error
