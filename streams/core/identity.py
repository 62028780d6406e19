"""Identity of articles and of bytes. Frozen: a change here would orphan every article ever published.

The golden vectors in `tests/core/test_identity.py` hold it. Nothing here sees cleaned text.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from .article import IdOrigin

ARTICLE_ID = re.compile(r"[0-9a-f]{32}")

# Query parameters that say how a reader came to the page, not which page it is.
_TRACKING = re.compile(r"(?:utm_[a-z_]+|fbclid|gclid|mc_cid|mc_eid|igshid|cmpid|ocid)\Z", re.IGNORECASE)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def article_id(source: str | None, given: str | None, url: str | None, text: str) -> tuple[str, IdOrigin]:
    """32 hex digits of sha256, and what they were made of.

    A given id counts together with its source, for two feeds may both have an article "123"; else the canonical URL; else the
    raw text, and then a later version cannot be recognised as one.
    """
    if given is not None:
        return sha256(f"{source or ''}\0{given}".encode("utf-8", "surrogatepass"))[:32], "given"
    if url is not None:
        return sha256(canonical_url(url).encode("utf-8", "surrogatepass"))[:32], "url"
    return sha256(text.encode("utf-8", "surrogatepass"))[:32], "text"


def canonical_url(url: str) -> str:
    """The URL without what does not tell one page from another: case of scheme and host, `www.`, default port, fragment,
    tracking parameters, order of parameters, trailing slash. A URL that cannot be parsed is returned as it is."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return url.strip()
    host = parts.hostname.removeprefix("www.")
    if port and port not in {80, 443}:
        host = f"{host}:{port}"
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)))
    return urlunsplit(("https", host, parts.path.rstrip("/") or "/", query, ""))


@lru_cache(maxsize=8192)  # an article's id is asked for with each of its records, and most mentions are of few actors
def murmur2(data: bytes) -> int:
    """Kafka's default hash (murmur2, seed 0x9747b28c), as a non-negative 31-bit integer. Source: Kafka's `Utils.murmur2`."""
    length, m, mask = len(data), 0x5BD1E995, 0xFFFFFFFF
    h = (0x9747B28C ^ length) & mask
    for i in range(0, length - length % 4, 4):
        k = int.from_bytes(data[i : i + 4], "little") * m & mask
        h = (h * m & mask) ^ ((k ^ k >> 24) * m & mask)
    if tail := data[length - length % 4 :]:
        h = (h ^ int.from_bytes(tail, "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    return (h ^ h >> 15) & 0x7FFFFFFF


def partition_of(key: str, partitions: int) -> int:
    """The one partition function of Dateline: clients disagree on hashing, so every keyed send names its partition."""
    return murmur2(key.encode()) % partitions
