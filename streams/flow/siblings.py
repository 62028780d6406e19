"""Topics whose partitions belong together: how many a new one gets, and where the numbers do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..topics import Topic, Topics

REKEY = "run `dateline rekey`, which moves the state to a new DATELINE_APP with as many partitions as you like"


def partitions_for(topic: Topic, topics: Topics, have: dict[str, int], default: int) -> int:
    """As many as its siblings have, where there are some; else what the setting says."""
    private, public, by_actor = equal_groups(topics)
    for group in ((*private, *public), by_actor):
        if topic.name in group:
            return next((have[name] for name in group if name in have), default)
    return default


def equal_groups(topics: Topics) -> tuple[tuple[str, ...], ...]:
    """Topics whose partitions belong together; the first is the measure. A private one with the changelog of what is made of it, and the
    public ones of one article. `dateline rekey` gives the private ones more; the state itself says how many it is for."""
    private, public = (topics.clean, topics.ledger), (topics.articles, topics.enriched, topics.mentions)
    by_actor = (topics.subtotals, topics.sums)
    return tuple(tuple(t.name for t in group) for group in (private, public, by_actor))


def uneven(topics: Topics, counts: dict[str, int]) -> list[str]:
    """Which of them have other numbers than their siblings, each with its cure."""
    return [
        f"{name} has {counts[name]} partitions, but {group[0]} has {counts[group[0]]}, and they must be equal: "
        + ("start with a new DATELINE_APP and DATELINE_PREFIX" if name.startswith(topics.prefix) else REKEY)
        for group in equal_groups(topics)
        for name in group[1:]
        if name in counts and group[0] in counts and counts[name] != counts[group[0]]
    ]
