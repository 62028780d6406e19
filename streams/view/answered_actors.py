"""Types of answers about actors, Media Topics and the first page. As in `answers`, of which these are made."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from .answers import ActorId, ActorRow, ArticleId, Code, Counted, Day, Letter, Listed, Paged, Place, State, Tagged, Tally, Time

Texts = Annotated[int | None, Meta(description="Different texts among the articles; null where there are too many to count.")]
Stories = Annotated[int | None, Meta(description="Articles, those counted once whose texts are nearly the same; null as for `texts`.")]
Span = Annotated[dict[str, Any], Meta(description="A mention, by its place in the sentence, and how it was found.")]


class Actors(Paged):
    """The table."""

    q: str
    sort: Literal["named", "articles", "name"]
    more: bool
    rows: list[ActorRow]


class ActorRecord(Tally):
    """The row of `news.actors`, and where it lies."""

    actor_id: ActorId
    name: str
    type: str
    wikidata: str | None
    country: str | None
    provisional: bool
    months: Annotated[dict[str, Tally], Meta(description="By month of publication, such as 2026-03.")]
    undated: Tally
    at: Place


class ActorSums(Tally):
    """What the mentions add up to; the same as the row once all is read."""

    sourced: Annotated[int, Meta(description="Articles in which it says something.")]
    first_seen: Day | None
    last_seen: Day | None
    undated: Annotated[int, Meta(description="Articles without a day.")]
    texts: Texts
    stories: Stories


class ActorDay(Tally):
    """A day of the chart; `day` is empty for what has no date."""

    day: str
    sourced: int
    texts: Texts
    stories: Stories


class Said(TypedDict):
    """A sentence that mentions the actor; `start` and `end` are its place in the article."""

    index: int
    start: int
    end: int
    text: str
    spans: list[Span]


class Mentioning(Counted):
    """An article that mentions the actor, with the sentences."""

    article_id: ArticleId
    headline: str | None
    opening: str | None
    day: Day | None
    anchor_source: str
    source_id: str | None
    received_at: Time
    sentences: list[Said]
    more: Annotated[int, Meta(description="Sentences beyond those that are here.")]
    at: Place


class Company(TypedDict):
    """Another actor in the same articles."""

    actor_id: ActorId
    name: str
    type: str
    articles: int


class TopicCount(TypedDict):
    """A Media Topic with how many articles are about it."""

    code: Code
    name: str
    articles: int


class SourceCount(TypedDict):
    """A source with its articles."""

    source_id: str | None
    articles: int


class Surface(TypedDict):
    """Words by which the actor is named."""

    surface: str
    mentions: int


class NamedDay(TypedDict):
    """A day or span that a sentence with the actor names."""

    first_day: Day
    last_day: Day
    surface: str
    article_id: ArticleId
    sentence: int
    articles: int


class Actor(Paged):
    """Counts of an actor and the sentences behind them; company, tags, sources, surfaces and dates are of its `latest` articles."""

    actor_id: ActorId
    name: str
    type: str
    row: Annotated[ActorRecord | None, Meta(description="Null while the row has not been read.")]
    sums: ActorSums
    day: str
    part: Literal["", "source", "subject"]
    span: int
    days: list[ActorDay]
    articles: list[Mentioning]
    latest: int
    actors: list[Company]
    tags: list[TopicCount]
    sources: list[SourceCount]
    surfaces: list[Surface]
    dates: list[NamedDay]


class Named(TypedDict):
    """A code and what it is called."""

    code: Code
    name: str


class Branch(TopicCount):
    """A topic of the tree."""

    more: Annotated[bool, Meta(description="There are topics below it.")]


class TopBranch(Branch):
    """A topic of the top level with those right below it."""

    below: list[Branch]


class Tree(TypedDict):
    """The tree of the Media Topics, two levels of it."""

    branches: list[TopBranch]
    foreign: Annotated[list[TopicCount], Meta(description="Codes of another release.")]


class TopicPage(TypedDict):
    """A Media Topic: where it stands, what is below it, its latest articles."""

    code: Code
    name: str
    path: list[Named]
    retired: bool
    articles: int
    below: list[Branch]
    rows: list[Tagged]


class Rise(TypedDict):
    """Who is in the news more than usual: articles of the window against the average before."""

    actor_id: ActorId
    name: str
    type: str
    provisional: bool
    recent: int
    usual: float
    score: float
    times: float | None
    texts: int
    stories: int


class Hour(TypedDict):
    """What was received in an hour (UTC)."""

    hour: str
    articles: int
    letters: int


class Sender(SourceCount):
    """What came of a source in the last 24 hours."""

    letters: int


class Window(TypedDict):
    """First and last day that are compared."""

    first: Day
    last: Day


class Position(TypedDict):
    """The next offset to be read."""

    topic: str
    partition: int
    next: int


class Overview(TypedDict):
    """The first page: who rises, the latest articles, what comes from whom about what, what is late."""

    articles: Annotated[dict[str, int], Meta(description="By status.")]
    actors: int
    dead_letters: Annotated[dict[str, int], Meta(description="By severity.")]
    latest: list[Listed]
    top: list[ActorRow]
    letters: list[Letter]
    open_letters: int
    silent: int
    window: Window | None
    rising: list[Rise]
    topics: list[TopicCount]
    hours: list[Hour]
    senders: list[Sender]
    state: State
    as_of: list[Position]
    waiting: Annotated[int, Meta(description="Records that the pipeline has not committed.")]
