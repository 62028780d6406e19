"""The public records of one article: its clean text, its place in the feed, its mentions, or why it changed nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from ..core.article import Record, Rejection
from ..core.moments import rfc3339
from ..kafka import headers
from ..logs import concerning
from .codec import encode_article, encode_enriched, encode_mention
from .deadletters import letter
from .delivery import Output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.article import Article, EnrichedArticle, Erasure
    from ..core.ledger import Verdict
    from ..core.mentions import ActorMention
    from ..topics import Topic
    from .desk import Desk

log = logging.getLogger(__name__)

_WHY = {
    "erased": ("stale", "this article was erased; an erased article stays erased"),
    "stale": ("stale", "a newer version of this article has been accepted"),
    "repeat": ("repeat", "the same content has been accepted before"),
}


class ArticleRecords:
    """Builds outputs; all records of an article go to the partition of its id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._topics = desk.topics

    def accepted(self, read: EnrichedArticle, mentions: Iterable[ActorMention]) -> list[Output]:
        article = read.article
        log.debug("%s: enriched", article.place, extra=concerning(article.place, article.article_id))
        return [
            self._output(self._topics.articles, article, article.article_id, encode_article(article)),
            self._output(self._topics.enriched, article, article.article_id, encode_enriched(read)),
            *(self._output(self._topics.mentions, article, _mention_key(article, m.actor_id), encode_mention(m)) for m in mentions),
        ]

    def erasure(self, erasure: Erasure, before: Iterable[str]) -> list[Output]:
        """Nulls: on the compacted topics they are tombstones, on the feed they tell subscribers to forget the article. `before`: actors
        whom it named."""
        keys = [(self._topics.articles, erasure.article_id), (self._topics.enriched, erasure.article_id)]
        keys += [(self._topics.mentions, _mention_key(erasure, actor)) for actor in sorted(before)]
        return [self._output(topic, erasure, key, None) for topic, key in keys]

    def refused(self, article: Article, raw: Record | None, why: Rejection) -> Output:
        """The letter of an article, with the bytes of its raw record when that is still there. At the place of one in a topic that was made
        anew lies another, which was received at another time."""
        if raw is None or rfc3339(raw.timestamp_ms) != article.received_at:
            raw = Record(article.place, article.article_id.encode(), None, _millis(article.received_at))
        return letter(self._desk, raw, why)

    def info(self, article: Article, verdict: Verdict) -> Output:
        code, detail = _WHY[verdict]
        why = Rejection("enrich", code, detail, severity="info", article_id=article.article_id)
        record = Record(article.place, article.article_id.encode(), None, _millis(article.received_at))
        return letter(self._desk, record, why)

    def _output(self, topic: Topic, of: Article | Erasure, key: str, value: bytes | None) -> Output:
        event_id = f"{of.place}:{self._desk.generation}:{key}"
        partition = self._desk.delivery.partition_for(topic.name, of.article_id.encode())
        return Output(topic.name, partition, key.encode(), value, headers(topic.schema or "", event_id, of.place, of.received_at))


def _mention_key(of: Article | Erasure, actor: str) -> str:
    return f"{of.article_id}|{actor}"


def _millis(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)
