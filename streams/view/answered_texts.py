"""Types of answers about sources, days and texts beside each other. As in `answers`, of which these are made."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from .answers import ArticleId, Day, Headed, Paged, Place, Seconds, Time


class SourceRow(TypedDict):
    """A source, how often it is heard, and whether that has ended."""

    source_id: str
    source_name: str | None
    first: Time
    last: Time
    records: int
    letters: int
    state: Literal["silent", "active", "new"]
    per_hour: float | None
    allowed: Annotated[float, Meta(description="Seconds of silence that are usual.")]
    quiet: Annotated[float, Meta(description="Seconds since it was heard last.")]
    silent_since: Annotated[Time | None, Meta(description="When it was heard last, if it has fallen silent.")]


class Sources(Paged):
    """Sources, the silent ones first; `wanted` is the filter `state`."""

    now: Seconds
    q: str
    wanted: str
    counts: Annotated[dict[str, int], Meta(description="By state.")]
    window_days: int
    rows: list[SourceRow]


class DayNamed(Headed):
    """A sentence that names a day."""

    first_day: Day
    last_day: Day
    surface: str
    anchor: Annotated[str | None, Meta(description="What the date was resolved by.")]
    sentences: list[int]
    source_name: str | None
    day: Day | None
    anchor_source: str
    text: Annotated[str | None, Meta(description="The sentence; null where only an older version was read.")]
    opening: str


class DayCount(TypedDict):
    """A day, and how many articles name it."""

    day: Day
    articles: int


class CalendarDay(DayCount):
    """A day of the calendar; `within` the month that is shown."""

    number: int
    within: bool


class Dates(TypedDict):
    """What the news says of a day, and the calendar of its month."""

    day: Day
    today: Day
    total: int
    rows: list[DayNamed]
    spans: Annotated[list[DayNamed], Meta(description="Longer times with this day in them.")]
    busiest: list[DayCount]
    month: str
    before: Day
    after: Day
    weeks: list[list[CalendarDay]]


class Text(TypedDict):
    """A version of the text."""

    version: int
    changed_at: Time
    headline: str | None
    body: str


class Piece(TypedDict):
    """Words that stayed, went or came."""

    kind: Literal["same", "out", "in"]
    text: str


class Compared(TypedDict):
    """Two versions of an article, word by word."""

    article_id: ArticleId
    numbers: list[int]
    old: Text
    new: Text
    headline: list[Piece]
    paragraphs: list[list[Piece]]


class Line(TypedDict):
    """A line as it was given, and what became of it."""

    line: int
    given: str
    clean: list[str]
    dropped: Annotated[dict[str, Any] | None, Meta(description="Why it was left out, as in `news.articles`.")]


class SideBySide(TypedDict):
    """The raw text beside the clean one; of HTML the source as one row."""

    article_id: ArticleId
    place: Place
    html: bool
    rows: list[Line]
    more: bool
