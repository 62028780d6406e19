"""The ledger: what the newest accepted version of each article gave to each actor. Rules 1 to 4 of the delivery core, pure.

`at` is the offset of a record in the private clean topic. Positions only grow, so a record at or below an entry's `at` has
been dealt with: outputs are on the broker before an entry is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import orjson

from .article import Article, Rank
from .mentions import ActorMention, Counts, gone
from .tally import Totals

if TYPE_CHECKING:
    from collections.abc import Iterable

Verdict = Literal["replay", "erased", "stale", "repeat", "new"]
Credits = dict[str, Counts]
"""Actor id → what is counted of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one article. `rank` is None once it is erased, and then it stays erased."""

    at: int
    rank: Rank | None
    generation: int
    month: str
    """`YYYY-MM` of the anchor day, or empty: the article counts as undated."""
    credits: Credits

    def encode(self) -> bytes:
        # copied: what orjson returns keeps a buffer of about 4 kB, an entry needs 0.2 to 0.5
        return bytes(bytearray(orjson.dumps([self.at, self.rank, self.generation, self.month, self.credits], default=tuple)))


def decode_entry(data: bytes) -> Entry:
    """The inverse of `Entry.encode`, also of a later version that says more. Raises ValueError or TypeError on anything else."""
    at, rank, generation, month, credit, *_ = orjson.loads(data)
    return Entry(
        at, None if rank is None else Rank(*rank), generation, month, {a: Counts(*c[: len(Counts._fields)]) for a, c in credit.items()}
    )


def credited(data: bytes) -> tuple[str, dict[str, list[int]]]:
    """Month and credits of an encoded entry, and nothing else of it: for reading a million of them."""
    fields = orjson.loads(data)
    return fields[3], fields[4]


def newer(known: bytes, late: bytes) -> bytes:
    """Of two encoded entries of one article the one of the later position. At the same one the newer generation's, which is what readers
    keep of the mentions: the other was written late, by an owner that had lost the partition."""
    if (before := _at(known)) != (after := _at(late)):
        return late if after > before else known
    return late if decode_entry(late).generation >= decode_entry(known).generation else known


def _at(data: bytes) -> int:
    """The first field alone: a changelog holds many entries of an article before it is compacted."""
    return int(data[1 : data.index(b",")])


def judge(entry: Entry | None, at: int, article: Article) -> Verdict:
    """What is to be done with a version, given what the ledger knows.

    A repeat is the same content, whatever its version number says. The generation has no say: a record that comes again after a crash
    must come to the same end, whoever reads it then. What a newer one would read otherwise is asked for (`due`).
    """
    if entry is None:
        return "new"
    if entry.at >= at:
        return "replay"
    if entry.rank is None:
        return "erased"
    if article.rank.content_hash == entry.rank.content_hash:
        return "repeat"
    if article.rank < entry.rank:
        return "stale"
    return "new"


def due(entry: Entry | None, at: int, article: Article, generation: int) -> Article | None:
    """What is to be read again of an article that is asked for again; None when there is nothing to do.

    Only the content that counts now is read again, and only by a newer generation. It is published under the rank that the entry
    has: a repeat may have raised that since.
    """
    if entry is None or entry.at >= at or entry.rank is None or entry.generation >= generation:
        return None
    if article.rank.content_hash != entry.rank.content_hash:
        return None
    return replace(article, rank=max(entry.rank, article.rank))


def passed_over(entry: Entry, at: int, article: Article) -> Entry:
    """The entry after a stale version or a repeat: nothing counted moves, a repeat may raise the rank."""
    if entry.rank is not None and article.rank.content_hash == entry.rank.content_hash:
        return replace(entry, at=at, rank=max(entry.rank, article.rank))
    return replace(entry, at=at)


def accepted(at: int, article: Article, generation: int, said: dict[str, ActorMention]) -> Entry:
    """The entry after an accepted version that says `said`."""
    month = (article.anchor.day or "")[:7]
    return Entry(at, article.rank, generation, month, {actor: m.counts for actor, m in said.items()})


def erased(at: int, generation: int) -> Entry:
    return Entry(at, None, generation, "", {})


def outgoing(before: Iterable[str], article: Article, generation: int, said: dict[str, ActorMention]) -> tuple[ActorMention, ...]:
    """The records of `news.mentions`: what the version says, and `gone` for each actor of `before` that it says nothing of any more."""
    return tuple(said[actor] if actor in said else gone(article, actor, generation) for actor in sorted({*before, *said}))


def share(entry: Entry | None, actor: str) -> Totals:
    """What `entry` adds to the sums of `actor`."""
    if entry is None or actor not in entry.credits:
        return {}
    return {entry.month: (1, *entry.credits[actor])}
