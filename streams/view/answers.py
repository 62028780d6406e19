"""What the JSON of the pages holds, as types: the OpenAPI document is made of these, and the tests hold every answer to them.

Records of the topics stand in answers as they are; their schemas are those of `schemas/`. Here are articles and what all share.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

Time = Annotated[str, Meta(description="RFC 3339, in UTC.", extra_json_schema={"format": "date-time"})]
Day = Annotated[str, Meta(description="A day like 2026-03-10.")]
Seconds = Annotated[float, Meta(description="Seconds since 1970.")]
ArticleId = Annotated[str, Meta(description="32 hexadecimal digits.")]
ActorId = Annotated[str, Meta(description="For instance `cty:KEN`; a tilde in it: no entry of the registry is behind it.")]
Code = Annotated[str, Meta(description="Of the IPTC Media Topics, for instance `medtop:20000638`.")]
Status = Literal["usable", "withheld", "canceled"]
ArticleRecord = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.articles"})]


class ErrorAnswer(TypedDict):
    """What went wrong, in words."""

    status: int
    error: str


class Problem(TypedDict):
    """What went wrong, as RFC 9457 has it; some say more."""

    type: str
    title: str
    status: int
    detail: str


class Place(TypedDict):
    """Where a record lies."""

    topic: str
    partition: int
    offset: int


class State(TypedDict):
    """The reader of the topics."""

    connected: bool
    since: Annotated[float, Meta(description="Since when it is connected, or not; seconds since 1970.")]
    bootstrap: str
    problem: Annotated[str, Meta(description="Why it is not connected; empty when it is.")]
    missing: Annotated[list[str], Meta(description="Public topics that do not exist.")]
    behind: Annotated[int, Meta(description="Records that are on the topics and not read yet.")]
    unreadable: int
    rebuilt: Annotated[str, Meta(description="Why the file was made anew; empty: it was not.")]
    as_of: Seconds


class Paged(TypedDict):
    """One page of a list. `page` in the address asks for another; `total` is counted no further than 10,000, then `more` is true."""

    total: int
    page_number: int
    pages: int


class Counted(TypedDict):
    """Mentions by form."""

    named: int
    nominal: int
    pronoun: int
    as_source: Annotated[int, Meta(description="Mentions in which it says something.")]


class Tally(Counted):
    """Articles, and mentions by form."""

    articles: int


class ActorRow(Tally):
    """An actor in a list, with the sums of `news.actors`."""

    actor_id: ActorId
    name: str
    type: str
    wikidata: str | None
    country: str | None
    provisional: bool
    first_seen: Day | None
    last_seen: Day | None


class Headed(TypedDict):
    """An article, named."""

    article_id: ArticleId
    headline: str | None
    source_id: str | None


class Story(TypedDict):
    """Articles whose texts are nearly the same."""

    articles: Annotated[int, Meta(description="How many tell it, this one among them; 0 where it is withdrawn.")]
    others: Annotated[list[Headed], Meta(description="The first of the others, by their receipt.")]


class Listed(Headed):
    """An article in a list."""

    source_name: str | None
    day: Annotated[Day | None, Meta(description="Day of publication, if anything tells it.")]
    anchor_source: Annotated[str, Meta(description="What tells the day: `given`, `inferred`, … or `none`.")]
    received_at: Time
    pub_status: Status
    dropped: Annotated[int, Meta(description="Lines that cleaning left out.")]
    repairs: int
    opening: Annotated[str, Meta(description="The first 200 characters of the text.")]


class Found(Listed):
    """An article that was searched."""

    hits: Annotated[list[str] | None, Meta(description="An excerpt; every second piece is one of the words. Null: no words were searched.")]


class Tagged(Found):
    """An article of a topic."""

    relevance: Annotated[int, Meta(description="0 to 100; above 50 it is what the article is about.")]


class FilterNames(TypedDict):
    """What the codes of the filters are called."""

    tag: str
    story: str
    actors: list[str]


class Articles(Paged):
    """Articles that all filters fit, the newest first; each filter as it was understood, empty where there is none."""

    q: str
    status: str
    source: str
    actors: list[ActorId]
    tag: str
    story: str
    day: str
    date: str
    since: str
    until: str
    unclear: Annotated[list[str], Meta(description="Filters that nobody understands: no article fits them.")]
    names: FilterNames
    sources: Annotated[list[str], Meta(description="The first 200 sources by id.")]
    more: bool
    rows: list[Found]


class Reading(TypedDict):
    """What enrichment says of it; the fields are those of `news.enriched`."""

    generation: int
    engine: str
    registry: str
    entities: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/entities"})]
    mentions: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/mentions"})]
    timexes: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/timexes"})]
    tags: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/tags"})]
    keywords: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/keywords"})]
    quotes: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/quotes"})]
    claims: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/claims"})]
    notices: Annotated[list[Any], Meta(extra_json_schema={"$ref": "#/components/schemas/news.enriched/properties/notices"})]
    at: Place


class Version(TypedDict):
    """A version of an article as read by one generation of the rules."""

    version: int
    generation: int
    changed_at: Time
    pub_status: Status
    signal: str | None
    headline: str | None
    received_at: Time
    content_hash: str
    engine: str
    raw: Annotated[Place, Meta(description="The raw record.")]
    at: Annotated[Place, Meta(description="Its record in the feed.")]
    has_text: bool


class LetterAbout(Place):
    """A dead letter; the place is that of the raw record."""

    stage: str
    code: str
    severity: Literal["error", "info"]
    detail: str
    received_at: Time


class Traced(TypedDict):
    """What the article says of an actor, and the row in which it is counted. Of a withdrawn article nobody is named."""

    actor_id: ActorId
    name: str
    named: int
    nominal: int
    pronoun: int
    gone: Annotated[bool, Meta(description="Its newest version no longer names the actor.")]
    at: Place
    row: Place | None


class Lineage(TypedDict):
    """Everything that was made of an article, with its place."""

    article: Place
    mentions: list[Traced]


class Article(TypedDict):
    """The newest accepted version with its reading, and everything about it."""

    article: ArticleRecord
    at: Place
    reading: Annotated[Reading | None, Meta(description="Null until it arrives, and when the feed no longer holds it.")]
    versions: list[Version]
    letters: list[LetterAbout]
    lineage: Lineage
    same_text: Annotated[list[Headed], Meta(description="Articles of the very same text.")]
    story: Story


class Letter(LetterAbout):
    """A dead letter in a list; the place is that of the raw record."""

    article_id: ArticleId | None
    source_id: str | None
    value_bytes: int
    truncated: bool
    attempt: Annotated[int, Meta(description="How many replays led to it.")]
    state: Literal["open", "replayed", "discarded"]
