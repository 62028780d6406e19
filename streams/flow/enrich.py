"""The enrich stage: clean articles → articles, feed, mentions and subtotals, with the ledger between. Rules 0 to 5."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import MsgspecError

from ..core.article import Article, EnrichedArticle, Erasure, Notice, Reading, Record, Rejection
from ..core.clean import as_cleaned
from ..core.ledger import Entry, accepted, due, erased, judge, newer, outgoing, passed_over
from ..core.mentions import actor_mentions
from ..kafka import is_head
from ..logs import concerning
from .codec import Clean, Subtotals, decode_clean, encode_subtotals, small_enough
from .delivery import Output, fits
from .guard import check_own
from .ledger import Ledger, open_ledger
from .leftovers import find_leftovers
from .owners import FormatError, foreign
from .records import ArticleRecords
from .state import Taking, state_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.tally import Totals
    from .desk import Desk

log = logging.getLogger(__name__)


class Change(NamedTuple):
    """What a record comes to: what is to be sent, and the entry in the place of the old one; None when that stays."""

    outputs: list[Output]
    entry: Entry | None = None
    published: bool = False
    """Whether the outputs speak for the entry, and not only say that nothing moves."""


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
        self._count = partial(desk.meters.record, "enrich")

    async def handle(self, record: Record) -> None:
        """Deal with one record of the clean topic. Outputs are queued first, then the state is written without an await."""
        ledger = await self._ledger(record.place.partition)
        shelf, at = ledger.shelf, record.place.offset
        await check_own(shelf, record.place, self._desk.reader)
        if shelf.is_done(at):
            self._count("redelivered")
            return
        if is_head(record):
            ledger.passed(at)
            return
        value, again = _decoded(record)
        if not again and shelf.is_redelivered(value.place, value.received_at):
            self._count("redelivered")
            ledger.passed(at)
            return
        old = ledger.entry(value.article_id)
        if isinstance(value, Erasure):
            self._count("erased")
            outputs = self._records.erasure(value, ledger.before(value.article_id, old))
            change = Change(outputs, erased(at, self._generation), published=True)
        else:
            change = self._again(at, value, old, ledger) if again else await self._article(at, value, old, ledger)
        await self._desk.delivery.send(change.outputs)
        if change.entry is not None:
            ledger.replace(value.article_id, old, change.entry)
            if change.published:
                ledger.resolve(value.article_id, change.entry)
        ledger.passed(at)
        if not again:
            shelf.see(value.place, value.received_at)

    def _again(self, at: int, article: Article, old: Entry | None, ledger: Ledger) -> Change:
        """An article that was accepted before. What cannot be read now keeps its older reading: its raw record has had its end."""
        if (asked := due(old, at, as_cleaned(article), self._generation)) is None:
            self._count("moot")
            return Change([])
        made = self._read(at, asked, old, ledger)
        if isinstance(made, Rejection):
            self._count("kept")
            about = concerning(article.place, article.article_id)
            log.warning("article %s keeps its older reading: %s (%s)", article.article_id, made.code, made.detail, extra=about)
            return Change([])
        self._count("again")
        return made

    async def _article(self, at: int, article: Article, old: Entry | None, ledger: Ledger) -> Change:
        """The first end of a raw record stays, also when an owner of another generation decided otherwise and could not record it."""
        verdict, there = judge(old, at, article), ledger.left.on(article)
        if verdict == "replay" or (verdict == "new" and self._topics.deadletter.name in there):
            self._count("redelivered")
            return Change([])
        if verdict != "new":
            assert old is not None  # noqa: S101 - without an entry every version is new
            ended = bool(there & {self._topics.deadletter.name, self._topics.enriched.name})
            self._count("redelivered" if ended else "repeat" if verdict == "repeat" else "stale")
            return Change([] if ended else [self._records.info(article, verdict)], passed_over(old, at, article))
        made = self._read(at, article, old, ledger)
        if not isinstance(made, Rejection):
            self._count("enriched")
            return made
        self._count("dead")
        return Change([self._records.refused(article, await self._desk.reader.one(article.place), made)])

    def _read(self, at: int, article: Article, old: Entry | None, ledger: Ledger) -> Change | Rejection:
        """What is published of an article, or why nothing is. When something of it was published before, by other rules, a refusal takes
        that back by a reading that says nothing but why."""
        read, before = self._enrich(article), ledger.before(article.article_id, old)
        made = read if isinstance(read, Rejection) else self._accepted(at, read, before)
        if isinstance(made, Rejection) and ledger.left.on(article):
            unread = Reading(self._generation, "none", "", notices=(Notice(made.code, made.detail),))
            made = self._accepted(at, EnrichedArticle(article, unread), before)
        return made

    def _accepted(self, at: int, read: EnrichedArticle, before: set[str]) -> Change | Rejection:
        article = read.article
        said = actor_mentions(read) if article.pub_status == "usable" else {}
        outputs = self._records.accepted(read, outgoing(before, article, self._generation, said))
        if not all(fits(o) for o in outputs):
            return Rejection("enrich", "too_large", "what is said of this article is larger than a record may be")
        return Change(outputs, accepted(at, read.article, self._generation, said), published=True)

    def publications(self) -> list[Output]:
        out: list[Output] = []
        for partition, ledger in self._ledgers.items():
            groups: dict[int, dict[str, Totals]] = {}
            for actor in sorted(ledger.dirty):
                totals = ledger.sums.get(actor) or {}
                if not totals:
                    ledger.sums.pop(actor, None)
                to = self._desk.delivery.partition_for(self._topics.subtotals.name, actor.encode())
                groups.setdefault(to, {})[actor] = totals
            for to, group in groups.items():
                out += [self._subtotals(to, Subtotals(partition, ledger.by, some)) for some in small_enough(group)]
            ledger.dirty.clear()
        return out

    def _subtotals(self, to: int, subtotals: Subtotals) -> Output:
        return Output(self._topics.subtotals.name, to, None, encode_subtotals(subtotals), [])

    def state_cut(self) -> list[Output]:
        topic = self._topics.ledger.name
        return [state_output(topic, p, k, v) for p, ledger in self._ledgers.items() for k, v in ledger.shelf.cut()]

    def state_written(self) -> None:
        for ledger in self._ledgers.values():
            ledger.shelf.written()

    def farewell(self) -> list[Output]:
        """For each partition of which everything published is in the state: that it is."""
        topic = self._topics.ledger.name
        settled = [(p, ledger.shelf.farewell()) for p, ledger in self._ledgers.items() if ledger.settled]
        return [state_output(topic, p, key, value) for p, (key, value) in settled]

    def forget(self) -> None:
        self._ledgers.clear()

    async def _ledger(self, partition: int) -> Ledger:
        if partition not in self._ledgers:
            count, source, published = self._desk.delivery.partitions, self._topics.clean.name, self._topics.articles.name
            taking = Taking(source, self._topics.ledger.name, partition, count(source), count(published), self._topics.prefix, fenced=True)
            ledger = open_ledger(await self._desk.loader.load(taking, newer), self._generation)
            if ledger.shelf.others:
                await self._take_leftovers(ledger)
            self._ledgers[partition] = ledger
        return self._ledgers[partition]

    async def _take_leftovers(self, ledger: Ledger) -> None:
        ledger.left = await find_leftovers(self._desk, ledger.shelf, ledger.entry)
        ledger.dirty.update(*ledger.left.actors.values())
        ledger.alone = False
        ledger.shelf.declare(alone=False)


def _decoded(record: Record) -> Clean:
    try:
        return decode_clean(record.value or b"")
    except KeyError as unknown:
        msg = f"{record.place} is of a kind that this version does not know ({unknown}): run the newer version that wrote it"
        raise FormatError(msg) from unknown
    except (ValueError, TypeError, MsgspecError) as error:
        raise FormatError(foreign(record.place)) from error
