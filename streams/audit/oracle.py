"""The audit itself: takes the records of all topics, in the order of `Snapshot.order`, and says whether the promises hold.

Kept in memory, per raw record 2 bytes (0.2 kB when recomputing), per output about 20, per article about 0.7 kB, per actor about 0.5 kB.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson

from ..kafka import MARKER_VALUE, is_marker
from .copies import Copies
from .ends import Ends
from .formats import Said, counts_of, headers_of, month_of, place_of, source_of, value_of, version_of
from .recomputed import Recomputed
from .report import PROMISES, Finding, Findings, Report
from .resolutions import Resolutions, resolved
from .stories import Stories
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.article import Place, Record
    from .formats import Value
    from .recomputed import Recompute
    from .snapshot import Snapshot

NOT_OURS = (LookupError, TypeError, ValueError, AttributeError, OverflowError)
"""What a record raises that is not in the published format."""


class Oracle:
    """Records in, one report out. A record that it cannot read is a finding, never an exception."""

    def __init__(self, snapshot: Snapshot, *, limit: int = 20, recompute: Recompute | None = None) -> None:
        self._snapshot = snapshot
        self._findings = Findings(limit)
        self._ends = Ends(snapshot, self._findings)
        self._resolutions = Resolutions(snapshot, self._findings)
        self._stories = Stories(self._findings)
        self._table = Table(self._stories, self._findings)
        self._recomputed = Recomputed(recompute, self._findings) if recompute else None
        self._copies: dict[tuple[str, int], Copies] = {}
        self._read: Counter[str] = Counter()
        self._asked: set[str] = set()
        """Articles that are to be read again, and no worker has dealt with the request."""
        t = snapshot.topics
        self._private: dict[str, Callable[[Record], None]] = {t.clean.name: self._clean, t.subtotals.name: self._subtotal}
        self._outputs: dict[str, Callable[[Record, Place, Value | None], None]] = {
            t.enriched.name: self._enriched,
            t.deadletter.name: self._dead_letter,
            t.articles.name: self._article,
            t.mentions.name: self._mention,
            t.actors.name: self._actor,
        }

    def take(self, record: Record) -> None:
        topic = record.place.topic
        # whoever publishes can set the header, too; what is not a marker's value is an article then, and has to have its end
        if is_marker(record.headers) and record.value == MARKER_VALUE:
            return
        self._read[topic] += 1
        if topic == self._snapshot.topics.raw.name:
            self._ends.seen(record.place)
            if self._recomputed:
                self._recomputed.raw(record)
            return
        try:
            if topic in self._private:
                self._private[topic](record)
            else:
                self._output(record)
        except NOT_OURS as error:
            text = f"not a record of Dateline's: {type(error).__name__} {error}".strip()[:200]
            self._findings.add(Finding("I3", "foreign", text, record.place))

    def _output(self, record: Record) -> None:
        headers = headers_of(record)
        place = record.place
        copies = self._copies.setdefault((place.topic, place.partition), Copies())
        if copies.differs(headers["ce_id"], record.value):
            text = f"has the id {headers['ce_id'].decode()[:200]} of an earlier record, and other bytes"
            self._findings.add(Finding("I2", "copies_differ", text, place))
        value = None if record.value is None else value_of(record)
        self._outputs[place.topic](record, source_of(headers), value)

    def _enriched(self, record: Record, source: Place, value: Value | None) -> None:
        article_id = _key(record)
        self._ends.end(source, "erased" if value is None else "enriched", record.place)
        if value is not None:
            _same(value["article_id"], article_id)
            _same(place_of(value), source)
            if self._recomputed:
                self._recomputed.enriched(record, source, value)
        self._stories.feed(article_id, value)
        self._moving(article_id, source)

    def _dead_letter(self, record: Record, source: Place, value: Value | None) -> None:
        if value is None:
            raise TypeError
        _same(place_of(value), source)
        if value.get("resolution") is None:
            self._ends.end(source, str(value["code"])[:60], record.place)
        else:
            self._resolutions.take(resolved(value, source, record.place))

    def _article(self, record: Record, source: Place, value: Value | None) -> None:
        article_id = _key(record)
        if value is not None:
            _same(value["article_id"], article_id)
        self._stories.keep(article_id, value)
        self._moving(article_id, source)

    def _mention(self, record: Record, source: Place, value: Value | None) -> None:
        article_id, _, actor = _key(record).partition("|")
        if value is None:
            self._stories.forget(article_id, actor)
        else:
            _same((value["article_id"], value["actor_id"]), (article_id, actor))
            said = None if value["gone"] else Said(actor, month_of(value["day"]), counts_of(value["counts"]))
            self._stories.mention(article_id, actor, version_of(value), said)
        if self._moving(article_id, source):
            self._table.on_its_way(actor)

    def _actor(self, record: Record, _source: Place, value: Value | None) -> None:
        actor = _key(record)
        if value is not None:
            _same(value["actor_id"], actor)
        self._table.row(actor, value)

    def _clean(self, record: Record) -> None:
        value = value_of(record)
        if value["kind"] == "again":  # its raw record has had its end, and may have been deleted long ago
            self._asked.add(str(value["value"]["article_id"]))
        else:
            self._ends.waits(place_of(value["value"]))

    def _subtotal(self, record: Record) -> None:
        # one without a key speaks of many actors, an earlier version's of the one that is its key
        for actor in [_key(record)] if record.key else orjson.loads(record.value or b"")[2]:
            self._table.on_its_way(actor)

    def _moving(self, article_id: str, source: Place) -> bool:
        moves = self._ends.in_flight(source) or article_id in self._asked
        if moves:
            self._stories.story(article_id).moving = True
        return moves

    def report(self) -> Report:
        """Call it once, after the last record."""
        self._commits()
        resolutions = self._resolutions.finish(self._ends)
        counts = self._ends.finish()
        feed = self._snapshot.spans.get(self._snapshot.topics.enriched.name, {})
        self._stories.finish(feed_is_whole=all(span.start == 0 for span in feed.values()))
        self._table.finish()
        found = self._findings
        return Report(
            holds=not found.broken.total(),
            at_rest=self._snapshot.at_rest,
            promises={promise: found.broken[promise] for promise in PROMISES},
            counts=counts,
            resolutions=resolutions,
            outputs={t.name: self._read[t.name] for t in self._snapshot.topics.public},
            articles=len(self._stories),
            actors=len(self._table),
            unchecked=dict(found.unchecked),
            findings=tuple(sorted(found.kept, key=lambda f: f.promise)),
        )

    def _commits(self) -> None:
        for topic in self._snapshot.followed:
            for partition, span in self._snapshot.spans.get(topic, {}).items():
                done = self._snapshot.committed.get((topic, partition))
                if done is None:
                    self._findings.unchecked["partitions of which the group has committed nothing"] += 1
                elif done > span.end:
                    text = f"{topic}/{partition} ends at {span.end}, and {done} is committed: was the topic made anew?"
                    self._findings.add(Finding("I6", "committed_beyond_end", text))


def _key(record: Record) -> str:
    return (record.key or b"").decode()


def _same(a: object, b: object) -> None:
    if a != b:
        msg = f"{a!s} where {b!s} should be"
        raise ValueError(msg)
