"""The whole way of one record, pure: read → clean → enrich. The agents take the same steps one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .article import EnrichedArticle, Erasure, Record, Rejection
from .clean import clean
from .enrich import enrich
from .raw import read

if TYPE_CHECKING:
    from .enrich import Tools


def process(
    record: Record, tools: Tools, *, max_text_bytes: int, max_mentions: int, whole: bool = False
) -> EnrichedArticle | Erasure | Rejection:
    """What becomes of `record` as if it were the only one: repeats and stale versions are for the ledger to tell.

    `whole` reads what stands beside the story too (`clean`): for annotating a text, never for counting.
    """
    raw = read(record, max_text_bytes=max_text_bytes)
    if isinstance(raw, Erasure | Rejection):
        return raw
    article = clean(raw, whole=whole)
    if isinstance(article, Rejection):
        return article
    return enrich(article, tools, max_mentions=max_mentions)
