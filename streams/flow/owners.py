"""Who wrote a partition's state, and who may go on from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from ..core.article import Place

META = "~meta"
"""Key of the record that is written on taking a partition; its offset is the token that orders the owners."""
STATE_FORMAT = 4
UNFINISHED = "`dateline rekey` has not finished this state"


class FormatError(Exception):
    """The state is not one to go on from; the text names the cure."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What the newest owner of a partition wrote."""

    generation: int
    """Of the last owner whose first barrier was reached."""
    partitions: int
    """How many partitions there were: keys belong elsewhere when there are more."""
    takers: dict[int, str] = field(default_factory=dict)
    """Generation → registry of the owners since all that was published is known to be in the state."""
    token: int | None = None
    """None in the record whose offset it is."""
    unfinished: bool = False
    """Whoever writes this state has not said yet that it is whole (`dateline rekey`)."""
    source: int | None = None
    """When the marker at the head of the events' partition was written, in ms: a topic that was made anew has another one."""
    published: int | None = None
    """How many partitions the compacted topics had that are published from this state; the first versions did not write it."""
    prefix: str | None = None
    """Of the public topics that this state is of; the first versions did not write it, nor does `dateline rekey`."""
    rekeyed: str | None = None
    """What `dateline rekey` made this state of; None when a worker wrote it."""

    def encode(self) -> bytes:
        return orjson.dumps(
            {
                "format": STATE_FORMAT,
                "generation": self.generation,
                "partitions": self.partitions,
                "takers": {str(generation): registry for generation, registry in sorted(self.takers.items())},
                "token": self.token,
                "unfinished": self.unfinished,
            }
            | ({} if self.source is None else {"source": self.source})
            | ({} if self.published is None else {"published": self.published})
            | ({} if self.prefix is None else {"prefix": self.prefix})
            | ({} if self.rekeyed is None else {"rekeyed": self.rekeyed})
        )


def check_format(meta: bytes) -> None:
    """Raises FormatError when another version wrote it. What is no meta at all is left to others to find."""
    try:
        found = orjson.loads(meta)["format"]
    except (ValueError, TypeError, LookupError):
        return
    if found != STATE_FORMAT:
        raise FormatError(other_format(f"format {found}"))


def foreign(place: Place) -> str:
    """Of a record on a private topic between two stages that cannot be read."""
    return f"{place} is not what a worker of this version wrote: start with a new DATELINE_APP, which reads news.raw from its beginning"


def other_format(what: str) -> str:
    return (
        f"{what} of this state was written by another version of Dateline; this one reads format {STATE_FORMAT}:"
        " start with a new DATELINE_APP, which reads news.raw from its beginning"
    )


def decode_owner(data: bytes, offset: int) -> Owner:
    """The owner whose record lies at `offset` of the changelog, also of a later version that says more."""
    meta: dict[str, Any] = orjson.loads(data)
    # the first versions of this format wrote neither takers nor token
    takers = {int(generation): registry for generation, registry in meta.get("takers", {}).items()} or {meta["generation"]: ""}
    token = meta.get("token")
    return Owner(
        meta["generation"],
        meta["partitions"],
        takers,
        offset if token is None else token,
        meta.get("unfinished", False),
        meta.get("source"),
        meta.get("published"),
        meta.get("prefix"),
        meta.get("rekeyed"),
    )


def misfit(owner: Owner, partitions: int, published: int, prefix: str) -> str | None:
    """Why what `owner` left does not fit these topics; None when it does. `partitions` and `published` are how many there are now."""
    if owner.prefix is not None and owner.prefix != prefix:
        return (
            f"it is of the topics `{owner.prefix}*`, and this worker's are `{prefix}*`: what comes from the one would be published on the other. "
            f"Set DATELINE_PREFIX to `{owner.prefix}`, or give these topics a DATELINE_APP of their own"
        )
    if owner.unfinished:
        return f"{UNFINISHED} (it was of {owner.rekeyed}): run it again, with the same names, until it says that it is done"
    if owner.partitions != partitions:
        return (
            f"it was written for {owner.partitions} partitions, there are {partitions} now, and keys belong elsewhere: run `dateline rekey`, "
            f"which moves it to a new DATELINE_APP with as many partitions as you like"
        )
    if owner.published is not None and owner.published != published:
        return (
            f"what is published from it had {owner.published} partitions, there are {published} now: a compacted topic that grew has older "
            f"records of its keys where no newer ones come. Start with a new DATELINE_APP and DATELINE_PREFIX"
        )
    return None


def why_not(owner: Owner, *, clean: bool, generation: int, registry: str) -> str | None:
    """Why a worker of that generation and registry must not go on from what `owner` left; None when it may.

    What a newer generation published and did not record cannot be taken back by an older one: readers keep the newer.
    """
    newest = max(owner.takers)
    if newest > generation and not clean:
        return (
            f"a worker of generation {newest} ended here in the middle of its work, and this one is of generation {generation}: "
            f"start a worker of that generation; when it has been stopped in order, an older one may go on"
        )
    known = owner.takers.get(generation)
    if known and registry and known != registry:
        return (
            f"readings of generation {generation} were made here with another lexicon ({known}, now {registry}): raise "
            f"DATELINE_LEXICON_EDITION by one for all workers, start them, and run `dateline reenrich`"
        )
    return None
