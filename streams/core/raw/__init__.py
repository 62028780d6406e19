"""The bytes of a record of `news.raw` → a typed RawArticle, an Erasure, or a Rejection that says why not.

As lenient as can be done without guessing: a value is a JSON object, plain text or HTML. `read` never raises, whatever the
bytes are, and the cost of refusing a record does not depend on what it holds beyond its size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..article import Erasure, RawArticle, Rejection
from ..identity import ARTICLE_ID, sha256
from ..moments import rfc3339
from ._article import FIRST_RECEIVED, build, first_received
from ._payload import Refused, payload

if TYPE_CHECKING:
    from ..article import Record

__all__ = ["FIRST_RECEIVED", "first_received", "read"]


def read(record: Record, *, max_text_bytes: int) -> RawArticle | Erasure | Rejection:
    """What the record says. `max_text_bytes` limits the text as UTF-8; a page of HTML may be four times as long.

    A null value whose key is an article id takes that article back for good. `published_at` is kept as given, in UTC when
    its time is known; the time of receipt is never taken for it.
    """
    if record.value is None:
        return _erasure(record)
    try:
        given = payload(record, record.value, max_text_bytes)
        return build(record, given, sha256(record.value))
    except Refused as refused:
        return Rejection("read", refused.code, refused.detail)


def _erasure(record: Record) -> Erasure | Rejection:
    key = (record.key or b"").decode("ascii", "replace")
    if not ARTICLE_ID.fullmatch(key):
        return Rejection(
            "read",
            "null_value",
            "The record has no value. To erase an article send a null value with its article id (32 hex digits) as key; "
            'to withdraw it send it again with "pub_status": "canceled".',
        )
    return Erasure(record.place, rfc3339(record.timestamp_ms), key)
