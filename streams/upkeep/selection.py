"""Which articles are to be read again: asked of the ledger, article by article. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.ledger import decode_entry, newer

if TYPE_CHECKING:
    from ..core.article import Article
    from ..core.ledger import Entry

SHORTEST = 8
"""Digits of an article id that are enough to name it, as `dateline tail` prints them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None: any. Times are RFC 3339 in UTC, of the receipt of the raw record; `until` is not included."""

    since: str | None = None
    until: str | None = None
    source: str | None = None
    article_id: str | None = None
    """Whole, or its first eight digits or more."""
    actor: str | None = None
    """An actor that the article's last reading names."""
    raw: tuple[int, int, int] | None = None
    """Raw partition, first and last offset."""

    def fits(self, article: Article, entry: Entry) -> bool:
        place = article.place
        return (
            (self.since is None or article.received_at >= self.since)
            and (self.until is None or article.received_at < self.until)
            and (self.source is None or article.source.id == self.source)
            and (self.article_id is None or _names(self.article_id, article.article_id))
            and (self.actor is None or self.actor in entry.credits)
            and (self.raw is None or (place.partition == self.raw[0] and self.raw[1] <= place.offset <= self.raw[2]))
        )


def _names(given: str, article_id: str) -> bool:
    return given == article_id or (len(given) >= SHORTEST and article_id.startswith(given))


@dataclass(slots=True)
class Todo:
    """The articles of one ledger partition whose reading is older than `generation`: about 0.3 to 0.5 kB each.

    First all entries of the ledger, then `close`, then the articles in any order. What is done is in the ledger: so what was stopped
    goes on by beginning again.
    """

    wanted: Wanted
    generation: int
    _entries: dict[str, bytes] = field(default_factory=dict)

    def entry(self, article_id: str, data: bytes) -> None:
        known = self._entries.get(article_id)
        self._entries[article_id] = data if known is None else newer(known, data)

    def close(self) -> None:
        """No more entries: forget those that are erased, hold no text, or are up to date."""
        self._entries = {article_id: data for article_id, data in self._entries.items() if self._due(decode_entry(data))}

    def _due(self, entry: Entry) -> bool:
        return entry.rank is not None and entry.rank.status == 0 and entry.generation < self.generation

    def take(self, article: Article) -> Entry | None:
        """The entry of an article that is to be read again, once; None when it is not, or is not what counts now."""
        data = self._entries.get(article.article_id)
        if data is None:
            return None
        entry = decode_entry(data)
        if entry.rank is None or entry.rank.content_hash != article.rank.content_hash or not self.wanted.fits(article, entry):
            return None
        del self._entries[article.article_id]
        return entry
