"""Each topic's name, key, policy and schema, as plain data. The six public ones are the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Policy = Literal["delete", "compact"]
DAY_MS = 24 * 3600 * 1000
MAX_RAW_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. `schema` is `name/major` of its value in `schemas/`; None: private, or whatever a publisher sends."""

    name: str
    policy: Policy
    retention_ms: int | None
    schema: str | None
    keyed_by: str
    public: bool = True

    @property
    def configs(self) -> dict[str, str]:
        """Broker settings. Deleting topics use the broker's clock: with the publisher's, a backfill would expire unread."""
        # an actor's state grows with months and partitions, and without room for it nothing goes on
        size = {"max.message.bytes": str(MAX_RAW_BYTES)} if self.keyed_by in {"any", "actor id"} else {}
        if self.policy == "compact":
            return size | {"cleanup.policy": "compact"}
        # raw records may be larger than any other: what is too large becomes a dead letter instead of an error at the publisher. The
        # broker unpacks them, and so measures what is in them: 100 kB of zeros, compressed, may be 100 MB in a worker's memory
        size |= {"compression.type": "uncompressed"} if self.keyed_by == "any" else {}
        return size | {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "message.timestamp.type": "LogAppendTime",
        }


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one deployment: `prefix` names the public ones, `app` the private ones and the consumer group."""

    prefix: str = "news."
    app: str = "dateline"

    @property
    def raw(self) -> Topic:
        return Topic(f"{self.prefix}raw", "delete", 7 * DAY_MS, "news.raw/1", "any")

    @property
    def articles(self) -> Topic:
        return Topic(f"{self.prefix}articles", "compact", None, "news.articles/1", "article id")

    @property
    def enriched(self) -> Topic:
        return Topic(f"{self.prefix}enriched", "delete", 30 * DAY_MS, "news.enriched/1", "article id")

    @property
    def mentions(self) -> Topic:
        return Topic(f"{self.prefix}mentions", "compact", None, "news.mentions/1", "article id|actor id")

    @property
    def actors(self) -> Topic:
        return Topic(f"{self.prefix}actors", "compact", None, "news.actors/1", "actor id")

    @property
    def deadletter(self) -> Topic:
        return Topic(f"{self.prefix}deadletter", "delete", 30 * DAY_MS, "news.deadletter/1", "original key")

    @property
    def clean(self) -> Topic:
        return Topic(f"{self.app}-clean", "delete", 7 * DAY_MS, None, "article id", public=False)

    @property
    def subtotals(self) -> Topic:
        return Topic(f"{self.app}-subtotals", "delete", 7 * DAY_MS, None, "actor id", public=False)

    @property
    def ledger(self) -> Topic:
        """Changelog of the ledger; partition = partition of `clean`."""
        return Topic(f"{self.app}-ledger", "compact", None, None, "article id", public=False)

    @property
    def sums(self) -> Topic:
        """Changelog of the actors' subtotals; partition = partition of `subtotals`."""
        return Topic(f"{self.app}-sums", "compact", None, None, "actor id", public=False)

    @property
    def public(self) -> tuple[Topic, ...]:
        return (self.raw, self.articles, self.enriched, self.mentions, self.actors, self.deadletter)

    @property
    def all(self) -> tuple[Topic, ...]:
        return (*self.public, self.clean, self.subtotals, self.ledger, self.sums)
