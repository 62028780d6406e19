"""Rejections on their way to the dead letters."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..core.deadletter import MAX_KEY_BYTES, dead_letter
from ..core.moments import rfc3339
from ..kafka import headers
from ..logs import concerning
from .codec import encode_dead_letter
from .delivery import Output

if TYPE_CHECKING:
    from ..core.article import Record, Rejection
    from .desk import Desk

log = logging.getLogger(__name__)


def letter(desk: Desk, record: Record, why: Rejection) -> Output:
    """The dead letter of a raw `record`, keyed as the record was (a key beyond 8 kB is left out)."""
    topic, delivery = desk.topics.deadletter, desk.delivery
    if why.severity == "error":
        desk.meters.dead_letter(why.stage, why.code)
    log.debug("%s: %s (%s)", record.place, why.code, why.detail, extra=concerning(record.place, why.article_id))
    key = record.key if record.key is not None and len(record.key) <= MAX_KEY_BYTES else None
    partition = delivery.partition_for(topic.name, key) if key is not None else record.place.partition % delivery.partitions(topic.name)
    event = headers(topic.schema or "", f"{record.place}:{why.code}", record.place, rfc3339(record.timestamp_ms))
    return Output(topic.name, partition, key, encode_dead_letter(dead_letter(record, why)), event)
