"""What a program can ask of the view, for the OpenAPI document: of each address what it is for, what it takes and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from . import answered_actors as actors
from . import answered_records as records
from . import answered_texts as texts
from . import answers
from .articles_in import FIELDS as TAKEN
from .articles_in import KINDS

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` is a type of `answers`, or None where `media` is no JSON of ours. `takes` are fields of the address."""

    summary: str
    answer: type | None = None
    takes: tuple[str, ...] = ()
    media: str = JSON
    status: int = 200
    errors: tuple[int, ...] = ()
    body: tuple[str, ...] = ()
    """Content types of what is sent."""
    heads: tuple[str, ...] = ()
    """Headers that may be sent."""
    guarded: bool = False
    """Needs a token."""


FIELDS: Final[dict[str, str]] = {
    "q": "Words, all of them; the last may be the beginning of one.",
    "page": "Number of the page, from 1 on.",
    "sort": "`named`, `articles` or `name`.",
    "status": "`usable`, `withheld` or `canceled`.",
    "source": "Id of a source.",
    "actor": "Id of an actor that the article names; up to five, all of which must be named.",
    "tag": "Code of a Media Topic; what is narrower is among it.",
    "story": "Id of an article: those whose texts are nearly the same, itself among them.",
    "day": "A day like 2026-03-10, or `none`.",
    "date": "A day that the text names.",
    "since": "Received from that day or time on.",
    "until": "Received before that day or time.",
    "part": "`source`: in which it says something; `subject`: in which something is said of it.",
    "span": "Days of the chart: 30, 90 or 365.",
    "old": "Number of a version.",
    "new": "Number of a version.",
    "state": "Of a letter: `open`, `replayed` or `discarded`; of a source: `silent`, `active` or `new`.",
    "code": "Why it was refused.",
    "stage": "Where it was refused.",
    "severity": "`error` or `info`.",
    "article": "Id of an article.",
    "partition": "Number of a partition; with `key` the one that Kafka's clients choose.",
    "offset": "From this one on; without it and `at` the newest.",
    "at": "From this time on.",
    "key": "Only records with this key.",
    "kinds": "`article`, `actor`, or both with a comma.",
    "after": "Id of the last event that was seen; the header `Last-Event-ID` comes before it.",
    "id": "The publisher's id of the article.",
    "url": "Where it was published.",
    "headline": "Its headline.",
    "published_at": "When it was published.",
    "language": "Its language.",
    "version": "Number of this version: a greater one replaces the earlier.",
}
"""Fields of addresses. All are optional; one that says nothing sensible is shown as it was understood."""
_SEARCH: Final = ("q", "actor", "tag", "story", "date", "day", "since", "until", "status", "source", "page")
_FOLLOWED: Final = tuple(name for name in _SEARCH if name != "status")
_LETTERS: Final = ("q", "code", "stage", "severity", "state", "source", "article", "since", "until", "page")
_RECORDS: Final = ("partition", "offset", "at", "key")
_ACTING: Final = (400, 401, 415, 429, 503)

_PLACE: Final = "/{topic}/{partition}/{offset}"
HEADS: Final = {"Idempotency-Key": "The same request under the same key is sent once, and answered alike, for 24 hours."}
"""Headers, all optional."""
READING: Final[dict[str, Operation]] = {
    "/index.json": Operation("The first page: who is in the news, what comes, what is late.", actors.Overview),
    "/actors.json": Operation("The table of actors.", actors.Actors, ("q", "sort", "page")),
    "/actors/{id}.json": Operation("One actor with its sentences.", actors.Actor, ("day", "part", "span", "page"), errors=(404,)),
    "/articles.json": Operation("Articles by any mix of filters.", answers.Articles, _SEARCH),
    "/articles/{id}.json": Operation("One article: text, reading, versions, lineage.", answers.Article, errors=(404,)),
    "/articles/{id}/raw.json": Operation("The raw text beside the clean one.", texts.SideBySide, errors=(404, 503)),
    "/articles/{id}/versions.json": Operation("Two versions compared.", texts.Compared, ("old", "new"), errors=(404,)),
    "/tags.json": Operation("The tree of the Media Topics, with counts.", actors.Tree),
    "/tags/{code}.json": Operation("One topic with its latest articles.", actors.TopicPage, errors=(404,)),
    "/dates.json": Operation("What the news says of a day.", texts.Dates, ("day",)),
    "/sources.json": Operation("Who sends how much, and who has fallen silent.", texts.Sources, ("q", "state", "page")),
    "/deadletters.json": Operation("What could not go on, and why.", records.Letters, _LETTERS),
    f"/deadletters{_PLACE}.json": Operation("The dead letter about a raw record.", records.DeadLetter, errors=(404,)),
    f"/fates{_PLACE}.json": Operation("What became of a raw record.", records.Fate),
    "/topics.json": Operation("All topics, their offsets, and how far the pipeline is behind.", records.Topics),
    "/topics/{topic}.json": Operation("Records of a public topic.", records.Records, _RECORDS, errors=(404, 503)),
    f"/topics{_PLACE}.json": Operation("One record in full.", records.WholeRecord, errors=(404, 503)),
    "/topics/{topic}/tail": Operation(
        "Its records as they arrive: server-sent events `record`, `skipped`, `reset`, `dropped`.",
        None,
        ("partition", "key", "after"),
        "text/event-stream",
        errors=(404, 503),
    ),
    "/topics/{topic}/export.ndjson": Operation(
        "The same, all to the end, one a line.", None, _RECORDS, "application/x-ndjson", errors=(404, 503)
    ),
    "/topics/{topic}/export.csv": Operation("The same as a table.", None, _RECORDS, "text/csv", errors=(404, 503)),
    "/feed.atom": Operation("Articles by the same filters, the newest first, as an Atom feed.", None, _FOLLOWED, "application/atom+xml"),
    "/live": Operation(
        "Articles and actors as they arrive: server-sent events `article`, `actor`, `gone`, `skipped`, `reset`, `dropped`.",
        None,
        ("kinds", "after"),
        "text/event-stream",
        errors=(503,),
    ),
    "/healthz": Operation("Whether pages are served.", records.Health),
    "/readyz": Operation("Whether what is shown is whole and new; 503 when not.", records.Ready),
    "/metrics": Operation("Numbers for Prometheus.", None, (), "text/plain"),
    "/api.json": Operation("This document.", dict),
}
"""By the path, as the router names it."""
SENDING: Final[dict[str, Operation]] = {
    "/articles": Operation(
        "Send articles: one, or many as an array or as lines. 202 when the broker has them all.",
        records.Taken,
        tuple(TAKEN),
        status=202,
        errors=(400, 401, 409, 411, 413, 415, 422, 429, 503),
        body=tuple(KINDS),
        heads=("Idempotency-Key",),
        guarded=True,
    ),
    "/deadletters/replay.json": Operation("Send raw records again.", records.Acts, body=(JSON,), guarded=True, errors=_ACTING),
    "/deadletters/discard.json": Operation("Put dead letters aside.", records.Acts, body=(JSON,), guarded=True, errors=_ACTING),
}
