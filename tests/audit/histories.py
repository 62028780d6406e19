"""What lies on the topics after a small history, written out by hand: nothing of the pipeline has a part in it.

Two articles and a third that was erased; a correction that no longer names an actor; a repeat, a stale version, a dead letter. The
lists may be changed by a test before the audit reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from streams.audit.oracle import Oracle
from streams.audit.snapshot import Snapshot, Span
from streams.core.article import Place, Record
from streams.kafka import MARKER_TYPE, MARKER_VALUE
from streams.topics import Topics

if TYPE_CHECKING:
    from streams.audit.recomputed import Recompute
    from streams.audit.report import Report

TOPICS = Topics()
RAW = TOPICS.raw.name
A, B, C = ("a" * 32, "b" * 32, "c" * 32)
KEN, NOR, PER = "cty:KEN", "cty:NOR", "per:~Lena_Orlova"


def rank(version: int, content: str = "0" * 64) -> list[Any]:
    return [version, "2024-05-30T09:12:00.000Z", 0, content]


def counts(named: int) -> dict[str, int]:
    return {"named": named, "nominal": 0, "pronoun": 0, "as_source": 0}


def row(actor: str, months: dict[str, tuple[int, int]], undated: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """(articles, named) by month."""
    parts = [*months.values(), undated]
    return {
        "actor_id": actor,
        "articles": sum(p[0] for p in parts),
        "mentions": counts(sum(p[1] for p in parts)),
        "months": {month: {"articles": a} | counts(n) for month, (a, n) in months.items()},
        "undated": {"articles": undated[0]} | counts(undated[1]),
    }


@dataclass
class History:
    """Records by topic in partition 0, each at the offset of its place in the list; offset 0 is a marker."""

    logs: dict[str, list[Record]] = field(default_factory=dict)
    committed: dict[tuple[str, int], int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    """Topic → first offset that retention has left."""

    def __post_init__(self) -> None:
        for topic in (*TOPICS.public, TOPICS.clean, TOPICS.subtotals):
            self.logs[topic.name] = [Record(Place(topic.name, 0, 0), b"", MARKER_VALUE, 0, (("ce_type", MARKER_TYPE),))]

    def put(self, topic: str, key: str, value: Any, source: Place | None = None, event: str = "") -> Record:
        """Append a record as its stage writes it; `value` None is a null."""
        data = None if value is None else orjson.dumps(value)
        headers = [] if source is None else [("ce_source", f"/{source.topic}/{source.partition}/{source.offset}".encode())]
        headers += [("ce_id", event.encode())] if event else []
        record = Record(Place(topic, 0, len(self.logs[topic])), key.encode(), data, 0, tuple(headers))
        self.logs[topic].append(record)
        return record

    def raw(self, value: bytes = b"{}") -> Place:
        record = self.put(RAW, "", None)
        self.logs[RAW][-1] = replace(record, value=value)
        return record.place

    def accepted(self, at: Place, article: str, version: int, says: dict[str, int], *, gone: tuple[str, ...] = (), day: str | None = "2024-05-30") -> None:  # fmt: skip
        head = {"article_id": article, "rank": rank(version), "generation": 1, "place": {"topic": at.topic, "partition": 0, "offset": at.offset}}  # fmt: skip
        entities = [{"id": actor, "type": "person"} | counts(n) for actor, n in says.items()] + [
            {"id": "loc:X", "type": "place"} | counts(1)
        ]
        named = [{"entity": e["id"]} for e in entities]
        feed = head | {"pub_status": "usable", "anchor": {"day": day}, "entities": entities, "mentions": named, "registry": "r"}
        self.put(TOPICS.articles.name, article, head, at, f"{at}:1:{article}")
        self.put(TOPICS.enriched.name, article, feed, at, f"{at}:1:{article}")
        for actor in sorted({*says, *gone}):
            said = {"actor_id": actor, "gone": actor in gone, "day": day, "counts": counts(says.get(actor, 0))}
            self.put(TOPICS.mentions.name, f"{article}|{actor}", head | said, at, f"{at}:1:{article}|{actor}")

    def erased(self, at: Place, article: str, actors: tuple[str, ...]) -> None:
        for topic in (TOPICS.articles.name, TOPICS.enriched.name):
            self.put(topic, article, None, at, f"{at}:1:{article}")
        for actor in actors:
            self.put(TOPICS.mentions.name, f"{article}|{actor}", None, at, f"{at}:1:{article}|{actor}")

    def letter(self, at: Place, code: str) -> None:
        value = {"code": code, "place": {"topic": at.topic, "partition": 0, "offset": at.offset}}
        self.put(TOPICS.deadletter.name, "", value, at, f"{at}:{code}")

    def resolve(self, at: Place, code: str, letter: int, replay: Place | None, **more: Any) -> Record:
        """What a person did about the letter at that offset: a record that repeats it, without its bytes."""
        place = {"topic": at.topic, "partition": 0, "offset": at.offset}
        said = {
            "status": "discarded" if replay is None else "replayed",
            "letter": {"topic": TOPICS.deadletter.name, "partition": 0, "offset": letter},
            "replay": None if replay is None else {"topic": replay.topic, "partition": replay.partition, "offset": replay.offset},
        }
        value = {"code": code, "place": place, "resolution": said | more}
        return self.put(TOPICS.deadletter.name, "", value, at, f"{at}:{code}:{said | more}")

    def actor(self, actor: str, value: dict[str, Any] | None) -> None:
        self.put(TOPICS.actors.name, actor, value, Place(TOPICS.subtotals.name, 0, 1), f"{actor}:{hash(str(value))}")

    def again(self, topic: str, at: int, **changes: Any) -> None:
        """The record at `at` once more, at the end."""
        log = self.logs[topic]
        log.append(replace(log[at], place=Place(topic, 0, len(log)), **changes))

    def lose(self, topic: str, at: int) -> None:
        """The record at `at` was never written: there is a gap, as compaction leaves one."""
        self.logs[topic][at] = replace(self.logs[topic][at], value=MARKER_VALUE, headers=(("ce_type", MARKER_TYPE),))

    def snapshot(self, since: int = 0) -> Snapshot:
        spans = {name: {0: Span(self.first.get(name, 0), len(log))} for name, log in self.logs.items()}
        done = {(t.name, 0): len(self.logs[t.name]) for t in (TOPICS.raw, TOPICS.clean, TOPICS.subtotals)}
        return Snapshot(TOPICS, spans, done | self.committed, {0: since} if since else {})

    def audit(
        self, *, limit: int = 20, since: int = 0, recompute: Recompute | None = None, committed: dict[tuple[str, int], int] | None = None
    ) -> Report:
        """`committed`, where it is given, is all that the group has committed."""
        snapshot = self.snapshot(since)
        if committed is not None:
            snapshot = replace(snapshot, committed=committed)
        oracle = Oracle(snapshot, limit=limit, recompute=recompute)
        for name in snapshot.order:
            for span in snapshot.to_read(name).values():
                for record in self.logs[name][span.start : span.end]:
                    oracle.take(record)
        return oracle.report()


def history() -> History:
    """In which everything holds: KEN is in A and B, NOR in A's first version only, PER was in C."""
    on = History()
    one, two, three, four, five, six, seven = (on.raw() for _ in range(7))
    on.accepted(one, A, 1, {KEN: 2, NOR: 1})
    on.accepted(two, B, 1, {KEN: 1}, day=None)
    on.letter(three, "bad_json")
    on.accepted(four, A, 2, {KEN: 3}, gone=(NOR,))
    on.letter(five, "stale")
    on.accepted(six, C, 1, {PER: 4})
    on.erased(seven, C, (PER,))
    on.letter(on.raw(), "repeat")
    for months in ({"2024-05": (1, 2)}, {"2024-05": (1, 3)}):
        on.actor(KEN, row(KEN, months, undated=(1, 1)))
    on.actor(NOR, row(NOR, {"2024-05": (1, 1)}))
    on.actor(NOR, None)
    on.actor(PER, row(PER, {"2024-05": (1, 4)}))
    on.actor(PER, None)
    return on
