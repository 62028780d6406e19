"""What a predecessor of another generation published and did not record: it ended between its outputs and its state.

Whoever is of the same generation publishes the same again. Another one may find other actors, and has to take back those that it
does not find: for that they are looked up once, in the mentions, which lie in the log longer than any state is behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ..core.article import Rank
from ..core.identity import partition_of
from ..kafka import is_marker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.ledger import Entry
    from .delivery import Delivery
    from .reader import Reader

Leftovers = dict[str, dict[str, Rank]]
"""Article id → actors of whom its mentions say something that the ledger does not know, and the greatest rank under which they do."""


async def find_leftovers(
    reader: Reader, delivery: Delivery, topics: tuple[str, str], partition: int, entry: Callable[[str], Entry | None]
) -> Leftovers:
    """`topics` are mentions and clean; `partition` is one of the clean topic, and `entry` what its ledger says of an article."""
    mentions, clean = topics
    count = delivery.partitions(clean)
    # as many partitions as the clean topic has: then an article's number is the same in both; else it may be in any
    places = [partition] if delivery.partitions(mentions) == count else range(delivery.partitions(mentions))
    left: Leftovers = {}
    for place in places:
        async for record in reader.everything(mentions, place):
            delivery.still_alive()
            article, _, actor = (record.key or b"").decode().partition("|")
            if not is_marker(record.headers) and partition_of(article, count) == partition:
                rank = _unrecorded(entry(article), record.value)
                if rank is not None:
                    actors = left.setdefault(article, {})
                    actors[actor] = max(rank, actors.get(actor, rank))
    return left


def _unrecorded(entry: Entry | None, value: bytes | None) -> Rank | None:
    """The rank of a mention that is newer than what the entry knows. Also of one that counts nothing: its actor's row may not know it."""
    if value is None:
        return None
    said: dict[str, Any] = orjson.loads(value)
    version, changed_at, status, content = said["rank"]
    rank = Rank(version, changed_at, status, content)
    if entry is not None and (entry.rank is None or (rank, said["generation"]) <= (entry.rank, entry.generation)):
        return None
    return rank
