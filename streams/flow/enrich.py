"""The enrich stage: clean articles → articles, feed, mentions and subtotals, with the ledger between. Rules 0 to 5."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ..core.article import Article, EnrichedArticle, Erasure, Record, Rejection
from ..core.ledger import Entry, accepted, decode_entry, erased, judge, newer, outgoing, passed_over, share
from ..core.mentions import actor_mentions
from ..core.tally import By, Totals, add
from .codec import decode_clean, encode_subtotal
from .deadletters import letter
from .delivery import Output, fits
from .records import ArticleRecords
from .state import Taking, state_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .desk import Desk
    from .shelf import Shelf


@dataclass(slots=True)
class Ledger:
    """The ledger of one partition: its shelf, and the sums of its credits, which are never stored."""

    shelf: Shelf
    sums: dict[str, Totals] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)

    def entry(self, article_id: str) -> Entry | None:
        data = self.shelf.get(article_id)
        return None if data is None else decode_entry(data)

    def replace(self, article_id: str, old: Entry | None, new: Entry) -> None:
        """Put `new` in the place of `old` and move the sums by the difference."""
        for actor in {*(old.credits if old else {}), *new.credits}:
            self.sums[actor] = add(add(self.sums.get(actor, {}), share(old, actor), -1), share(new, actor))
            self.dirty.add(actor)
        self.shelf.put(article_id, new.encode())

    @property
    def by(self) -> By:
        return By(self.shelf.token, self.shelf.mark.next)


def open_ledger(shelf: Shelf, generation: int) -> Ledger:
    """The ledger over a restored shelf; after a change of generation every actor is published once."""
    ledger = Ledger(shelf)
    for data in shelf.values():
        entry = decode_entry(data)
        for actor in entry.credits:
            ledger.sums[actor] = add(ledger.sums.get(actor, {}), share(entry, actor))
    if shelf.generation is not None and shelf.generation != generation:
        ledger.dirty.update(ledger.sums)
    return ledger


class EnrichStage:
    """Enriches each accepted version once and says what changed."""

    def __init__(self, desk: Desk, enrich: Callable[[Article], EnrichedArticle | Rejection]) -> None:
        """`enrich` never raises: what it cannot do is a rejection."""
        self._desk = desk
        self._topics = desk.topics
        self._enrich = enrich
        self._generation = desk.generation
        self._records = ArticleRecords(desk)
        self._ledgers: dict[int, Ledger] = {}

    async def handle(self, record: Record) -> None:
        """Deal with one record of the clean topic. Outputs are queued first, then the state is written without an await."""
        ledger = await self._ledger(record.place.partition)
        shelf, at = ledger.shelf, record.place.offset
        shelf.guard(at)
        if shelf.is_done(at):
            self._desk.meters.record("enrich", "redelivered")
            return
        value = decode_clean(record.value or b"")
        if shelf.is_redelivered(value.place, value.received_at):
            self._desk.meters.record("enrich", "redelivered")
            shelf.advance(at)
            return
        old = ledger.entry(value.article_id)
        if isinstance(value, Erasure):
            self._desk.meters.record("enrich", "erased")
            outputs: Iterable[Output] = self._records.erasure(value, old)
            new: Entry | None = erased(at, self._generation)
        else:
            outputs, new = await self._article(at, value, old)
        await self._desk.delivery.send(outputs)
        if new is not None:
            ledger.replace(value.article_id, old, new)
        shelf.advance(at)
        shelf.see(value.place, value.received_at)

    async def _article(self, at: int, article: Article, old: Entry | None) -> tuple[list[Output], Entry | None]:
        verdict = judge(old, at, article, self._generation)
        count = partial(self._desk.meters.record, "enrich")
        if verdict == "replay":
            count("redelivered")
            return [], None
        if verdict != "new":
            count("repeat" if verdict == "repeat" else "stale")
            assert old is not None  # noqa: S101 - without an entry every version is new
            return [self._records.info(article, verdict)], passed_over(old, at, article)
        read = self._enrich(article)
        if isinstance(read, EnrichedArticle):
            said = actor_mentions(read) if article.pub_status == "usable" else {}
            outputs = self._records.accepted(read, outgoing(old, article, self._generation, said))
            if all(fits(o) for o in outputs):
                count("enriched")
                return outputs, accepted(at, read.article, self._generation, said)
            read = Rejection("enrich", "too_large", "what is said of this article is larger than a record may be")
        count("dead")
        raw = await self._desk.reader.one(article.place) or Record(article.place, article.article_id.encode(), None, 0)
        return [letter(self._desk, raw, read)], None

    def publications(self) -> list[Output]:
        out: list[Output] = []
        for partition, ledger in self._ledgers.items():
            for actor in sorted(ledger.dirty):
                totals = ledger.sums.get(actor) or {}
                if not totals:
                    ledger.sums.pop(actor, None)
                out.append(self._subtotal(partition, ledger, actor, totals))
            ledger.dirty.clear()
        return out

    def _subtotal(self, partition: int, ledger: Ledger, actor: str, totals: Totals) -> Output:
        topic = self._topics.subtotals.name
        key = actor.encode()
        return Output(topic, self._desk.delivery.partition_for(topic, key), key, encode_subtotal(partition, ledger.by, totals), [])

    def state_cut(self) -> list[Output]:
        topic = self._topics.ledger.name
        return [state_output(topic, p, k, v) for p, ledger in self._ledgers.items() for k, v in ledger.shelf.cut()]

    def state_written(self) -> None:
        for ledger in self._ledgers.values():
            ledger.shelf.written()

    def forget(self) -> None:
        self._ledgers.clear()

    async def _ledger(self, partition: int) -> Ledger:
        if partition not in self._ledgers:
            source = self._topics.clean.name
            taking = Taking(source, self._topics.ledger.name, partition, self._desk.delivery.partitions(source))
            shelf = await self._desk.loader.load(taking, newer)
            self._ledgers[partition] = open_ledger(shelf, self._generation)
        return self._ledgers[partition]
