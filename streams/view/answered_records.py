"""Types of answers about records: dead letters, topics, what became of them, what was sent. As in `answers`, of which these are made."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from .answers import ArticleId, Letter, Paged, Place, State, Time


class LetterGroup(TypedDict):
    """Letters of one reason."""

    severity: Literal["error", "info"]
    stage: str
    code: str
    n: int


class Letters(Paged):
    """Dead letters that all filters fit, the newest first; `fate` is the filter `state`."""

    q: str
    code: str
    stage: str
    severity: str
    fate: str
    source: str
    article: str
    since: str
    until: str
    groups: list[LetterGroup]
    fates: Annotated[dict[str, int], Meta(description="How many letters are open, replayed, discarded.")]
    more: bool
    rows: list[Letter]


class End(TypedDict):
    """What a raw record came to: `enriched`, the code of a dead letter, or `unknown`."""

    end: str
    article_id: ArticleId | None


class DeadLetter(TypedDict):
    """One dead letter with its bytes, its cure and what became of it."""

    stage: str
    code: str
    severity: Literal["error", "info"]
    detail: str
    article_id: ArticleId | None
    received_at: Time
    value_sha256: str | None
    value_bytes: int
    replay: Annotated[str, Meta(description="The command that sends the record again.")]
    source_id: str | None
    place: Place
    at: Place
    headers: dict[str, str]
    truncated: bool
    key: str | None
    text: Annotated[str | None, Meta(description="The bytes as text; what is not UTF-8 is escaped. Null: none are kept.")]
    hex: str | None
    hex_more: int
    value_b64: str | None
    cure: str | None
    attempt: int
    fate: Literal["open", "replayed", "discarded"]
    resolution: Annotated[
        dict[str, Any] | None, Meta(description="The last word about it, as in `news.deadletter`: who did what when, and why.")
    ]
    replay_of: Place | None
    replay_end: End | None


class Health(State):
    """200 while pages are served."""

    status: Literal["ok", "disconnected"]


class NotReady(TypedDict):
    """Why what is shown may be old or not whole."""

    code: Literal["broker_unreachable", "topic_missing", "recovering"]
    detail: str


class Ready(TypedDict):
    """200 when what is shown is whole and new, else 503."""

    status: Literal["ready", "not ready"]
    reasons: list[NotReady]


class Fate(TypedDict):
    """What became of a raw record. `info`: a repeat, or older than what is there; `pending`: on its way, or no longer kept."""

    record: Place
    end: Literal["enriched", "deadletter", "info", "pending"]
    article_id: ArticleId | None
    pub_status: str | None
    code: str | None
    detail: str | None
    cure: str | None
    see: Annotated[str | None, Meta(description="Path of the article or the dead letter, as JSON.")]


class Partition(TypedDict):
    """A partition, as of the last look at the broker."""

    partition: int
    first: int
    last: int | None
    committed: Annotated[int | None, Meta(description="The next offset that the pipeline reads.")]
    lag: Annotated[int | None, Meta(description="Records that it has not committed.")]
    read: Annotated[int | None, Meta(description="The next offset that this view reads.")]
    behind: int | None


class Waited(TypedDict):
    """How long records have waited; `at_least`: its history does not go back far enough to say more."""

    records: int
    seconds: float
    at_least: bool


class OneTopic(TypedDict):
    """A topic of the deployment."""

    name: str
    policy: Literal["delete", "compact"]
    key: str
    public: bool
    exists: bool | None
    group: Annotated[str | None, Meta(description="The consumer group that reads it.")]
    waited: Waited | None
    lag_history: Annotated[list[tuple[float, int]], Meta(description="Seconds since 1970, and records that waited.")]
    partitions: list[Partition]


class Unreadable(Place):
    """A record that the view could not read."""

    reason: str


class Topics(TypedDict):
    """All topics of the deployment, offsets and lag."""

    state: State
    topics: list[OneTopic]
    unreadable: list[Unreadable]


class BriefRecord(Place):
    """A record in a list. `hidden` says why it is not shown: what was withdrawn or erased is shown nowhere."""

    time: Time
    bytes: int | None
    key_bytes: int | None
    tombstone: bool
    hidden: str
    key: str | None
    headers: list[tuple[str, str]]
    preview: str


class Records(TypedDict):
    """Records of one partition as they lie there, from `offset` on; `next` is where to go on."""

    topic: str
    partition: int
    partitions: list[int]
    key: str
    at: str
    offset: int
    first: int
    end: int
    next: int
    rows: list[BriefRecord]


class WholeRecord(BriefRecord):
    """One record in full. `value` is JSON, text where it is none, base 64 where it is neither: `kind` says which."""

    value: Any
    kind: Literal["json", "text", "base64", ""]
    hex: str
    first: int
    end: int


class Acted(TypedDict):
    """What was done about a letter, or why not (`refused`)."""

    place: Place
    code: str
    refused: str | None
    attempt: int
    replay: Annotated[Place | None, Meta(description="The new raw record.")]
    notice: str | None


class Acts(TypedDict):
    """What was done about each letter; `dry`: what would be."""

    verb: Literal["replay", "discard"]
    dry: bool
    done: list[Acted]


class NoticeTold(TypedDict):
    """What was not understood as it was given, or was left out."""

    code: str
    detail: str


class TakenArticle(TypedDict):
    """An article that the broker has; `fate` is the path that tells what became of it."""

    article_id: ArticleId | None
    record: Place
    fate: str
    article: str | None
    notices: list[NoticeTold]


class Taken(TypedDict):
    """The articles of a request, in their order."""

    accepted: int
    articles: list[TakenArticle]
