"""Articles and the records that the pipeline would write of them, through its real encoders."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from streams.core.article import (
    Anchor,
    Article,
    Dropped,
    EnrichedArticle,
    Entity,
    Headline,
    Language,
    Mention,
    Notice,
    Paragraph,
    Place,
    Rank,
    Reading,
    Record,
    Rejection,
    Repair,
    Sentence,
    Source,
    Tag,
    Timex,
)
from streams.core.deadletter import dead_letter
from streams.core.identity import article_id, sha256
from streams.core.mentions import ActorMention, actor_mentions, count_forms
from streams.core.tally import ActorRow
from streams.flow import codec
from streams.view.browse import AT_ONCE, Seen, Stretch
from streams.view.records import Incoming
from streams.view.store import Batch, Store

Named = tuple[str, str, str, str]
"""surface, entity id, type, form"""

PEOPLE: tuple[Named, ...] = (
    ("Lena Orlova", "per:~Lena_Orlova", "person", "name"),
    ("Orlova", "per:~Lena_Orlova", "person", "short_name"),
    ("She", "per:~Lena_Orlova", "person", "pronoun"),
    ("the minister", "per:~Lena_Orlova", "person", "nominal"),
    ("Estonia", "cty:EST", "country", "name"),
    ("Estonian", "cty:EST", "country", "demonym"),
    ("Tallinn", "plc:Tallinn", "place", "name"),
    ("Baltic Grid", "org:~Baltic_Grid", "company", "name"),
)
TEXT = (
    "Estonian energy minister Lena Orlova said on Tuesday that the sea cable to Tallinn would be mended by 14 March.\n\n"
    "Orlova spoke after talks with Baltic Grid. She asked Estonia to be patient 🙂, and the minister left."
)


def an_article(given: str = "1", body: str = TEXT, **changes: Any) -> Article:
    """A usable article of which nothing is missing; `changes` are fields of Article."""
    id_, origin = article_id("baltic-wire", given, None, "")
    article = Article(
        article_id=id_,
        id_origin=origin,
        rank=Rank(1, "2026-03-10T09:00:00.000Z", 0, sha256(body.encode())),
        pub_status="usable",
        place=Place("news.raw", 0, 17),
        received_at="2026-03-10T09:00:05.000Z",
        value_sha256=sha256(given.encode()),
        source=Source("baltic-wire", "Baltic Wire", "EST", "wire"),
        url="https://example.org/cable",
        headline=Headline("Cable to be mended in March", "given", 1.0),
        byline=("A. Writer",),
        language=Language("en", 0.99, "given"),
        anchor=Anchor("2026-03-10", "given", "day", 1.0),
        published_at="2026-03-10T09:00:00.000Z",
        body=body,
        text_sha256=sha256(body.encode()),
        paragraphs=_paragraphs(body),
        sentences=_sentences(body),
        dropped=(Dropped(2, "ADVERTISEMENT", "advertisement", 0.99),),
        repairs=(Repair("quote", "'(", '"(', 40, 0.8),),
        notices=(Notice("mixed_quotes", "The text mixes two kinds of quotation marks."),),
    )
    return replace(article, **changes)


def withdrawn(article: Article, version: int = 2) -> Article:
    rank = Rank(version, "2026-03-11T09:00:00.000Z", 2, article.rank.content_hash)
    return replace(
        article,
        rank=rank,
        pub_status="canceled",
        signal="kill",
        headline=Headline(),
        body="",
        text_sha256=None,
        paragraphs=(),
        sentences=(),
        dropped=(),
        repairs=(),
    )


def newer(article: Article, body: str, version: int = 2) -> Article:
    fresh = an_article("ignored", body)
    rank = Rank(version, "2026-03-11T09:00:00.000Z", 0, sha256(body.encode()))
    return replace(fresh, article_id=article.article_id, rank=rank, signal="correction")


def a_reading(article: Article, named: tuple[Named, ...] = PEOPLE, generation: int = 1) -> EnrichedArticle:
    mentions = tuple(sorted(_mentions(article, named), key=lambda m: (m.start, -m.end)))
    entities = []
    for id_ in dict.fromkeys(m.entity for m in mentions):
        own = [m for m in mentions if m.entity == id_]
        kind = next(n[2] for n in named if n[1] == id_)
        name = next(n[0] for n in named if n[1] == id_)
        entities.append(Entity(id_, name, kind, None, None, "~" in id_, *count_forms(own)[:3], own[0].start, count_forms(own).as_source))
    reading = Reading(generation, "test-1", "0" * 64, tuple(entities), mentions, _dates(article), _tags(article))
    return EnrichedArticle(article, reading)


def _mentions(article: Article, named: tuple[Named, ...]) -> list[Mention]:
    found: list[Mention] = []
    for surface, id_, _, form in named:
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", article.body):
            start, end = match.span()
            if any(m.start <= start < end <= m.end and m.entity == id_ for m in found):
                continue
            sentence = next((n for n, s in enumerate(article.sentences) if s.start <= start < s.end), 0)
            found.append(Mention(id_, surface, form, start, end, start, end, sentence, 0.9, "alias"))  # type: ignore[arg-type]
    return found


def _dates(article: Article) -> tuple[Timex, ...]:
    start = article.body.find("Tuesday")
    if start < 0:
        return ()
    end = start + len("Tuesday")
    day = "2026-03-10"
    return (Timex("Tuesday", "DATE", day, start, end, start, end, 0, "weekday", 0.9, "given", None, day, day, day),)


def _tags(article: Article) -> tuple[Tag, ...]:
    start = article.body.find("sea cable")
    spans = ((start, start + len("sea cable")),) if start >= 0 else ()
    return (Tag("medtop:20000256", "energy", ("medtop:04000000",), 80, "words", spans),) if spans else ()


def _paragraphs(body: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(m.start(), m.end(), n + 1) for n, m in enumerate(re.finditer(r"[^\n]+", body)))


def _sentences(body: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(paragraph.start + match.start(), paragraph.start + match.end(), number)
        for number, paragraph in enumerate(_paragraphs(body))
        for match in re.finditer(r"\S[^.\n]*\.?", body[paragraph.start : paragraph.end])
    )


def a_row(actor_id: str, name: str = "Somebody", named: int = 1, kind: str = "person") -> ActorRow:
    month = {"articles": 1, "named": named, "nominal": 0, "pronoun": 0, "as_source": 0}
    nothing = dict.fromkeys(month, 0)
    mentions = {"named": named, "nominal": 0, "pronoun": 0, "as_source": 0}
    return ActorRow(actor_id, name, kind, None, None, "~" in actor_id, 1, mentions, {"2026-03": month}, nothing)


class Feed:
    """Records with growing offsets, as they would lie on the topics, applied to a store. It can be read as the topics can (`Browsing`)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sent: list[Incoming] = []
        self.next = 1
        self.unreadable = 0
        self.followed = 0
        """Consumers that are open."""

    def send(self, role: str, key: str, value: bytes | None, headers: tuple[tuple[str, bytes], ...] = ()) -> None:
        topic = f"news.{role}"
        record = Incoming(topic, 0, self.next, key.encode(), value, headers)
        self.sent.append(record)
        self.next += 1
        self.unreadable += self.store.apply(Batch(((role, record),), {(topic, 0): self.next}))

    async def read(self, stretch: Stretch) -> AsyncIterator[tuple[list[Seen], int]]:
        """Five records a piece, so that a page of many is made of several."""
        found = [r for r in self.sent if r.at[:2] == (stretch.topic, stretch.partition) and stretch.start <= r.offset < stretch.stop]
        for n in range(0, len(found), 5):
            piece = found[n : n + 5]
            yield [Seen(r, 1_773_133_205_000 + r.offset) for r in piece], piece[-1].offset + 1

    @asynccontextmanager
    async def following(self, topic: str, partitions: Sequence[int]) -> AsyncIterator[FeedFollowing]:
        self.followed += 1
        try:
            yield FeedFollowing(self, topic, tuple(partitions))
        finally:
            self.followed -= 1

    async def at_time(self, topic: str, partition: int, timestamp_ms: int) -> int | None:
        later = (r.offset for r in self.sent if r.at[:2] == (topic, partition) and 1_773_133_205_000 + r.offset >= timestamp_ms)
        return next(later, None)

    def article(self, article: Article) -> None:
        self.send("articles", article.article_id, codec.encode_article(article))

    def version(self, enriched: EnrichedArticle) -> None:
        self.send("enriched", enriched.article.article_id, codec.encode_enriched(enriched))

    def mention(self, mention: ActorMention) -> None:
        self.send("mentions", f"{mention.article_id}|{mention.actor_id}", codec.encode_mention(mention))

    def actor(self, row: ActorRow) -> None:
        self.send("actors", row.actor_id, codec.encode_actor(row))

    def letter(self, why: Rejection, value: bytes | None, offset: int = 5, key: bytes | None = None) -> None:
        record = Record(Place("news.raw", 1, offset), key, value, 1_773_133_205_000, (("x", b"\xff<b>"),))
        self.send("deadletter", "", codec.encode_dead_letter(dead_letter(record, why)))

    def whole(self, enriched: EnrichedArticle) -> None:
        """All that the pipeline writes of one accepted version, but the rows of actors: these are sums of all articles."""
        self.article(enriched.article)
        self.version(enriched)
        for mention in actor_mentions(enriched).values():
            self.mention(mention)

    def erase(self, article_id: str) -> None:
        self.send("articles", article_id, None)


class FeedFollowing:
    """What comes on a feed's topic; `first` is the first offset that it still holds."""

    def __init__(self, feed: Feed, topic: str, partitions: tuple[int, ...]) -> None:
        self.feed, self.topic, self.partitions = feed, topic, partitions
        self.first = 0
        self.places = dict[int, int]()

    def _records(self, partition: int) -> list[Incoming]:
        return [r for r in self.feed.sent if r.at[:2] == (self.topic, partition)]

    def _end(self, partition: int) -> int:
        return max((r.offset + 1 for r in self._records(partition)), default=self.first)

    async def bounds(self) -> dict[int, tuple[int, int]]:
        return {partition: (self.first, self._end(partition)) for partition in self.partitions}

    def go_to(self, places: Mapping[int, int]) -> None:
        self.places |= places

    async def ahead(self) -> dict[int, tuple[int, int]]:
        return {partition: (place, max(place, self._end(partition))) for partition, place in self.places.items()}

    async def take(self) -> list[Seen]:
        await asyncio.sleep(0.001)  # as a consumer waits for a moment; whoever follows in the same loop has to let others in
        self.places = {partition: self.first if place > self._end(partition) else place for partition, place in self.places.items()}
        new = [r for partition, place in self.places.items() for r in self._records(partition) if r.offset >= place]
        piece = sorted(new, key=lambda r: r.offset)[:AT_ONCE]
        for record in piece:
            self.places[record.partition] = record.offset + 1
        return [Seen(r, 1_773_133_205_000 + r.offset) for r in piece]


def a_store(folder: Path) -> Store:
    return Store(folder / "view.sqlite")
