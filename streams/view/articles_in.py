"""What a request to `POST /articles` says: its kind, its options, its articles. All of it is judged before anything is sent."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from ..core.article import Notice, Place, RawArticle, Record, Rejection
from ..core.raw import read
from ..incoming.records import LINES, Given, Outgoing, document
from ..incoming.sending import MAX_RECORD_BYTES
from .problems import ProblemError

MOST_BYTES: Final = 10_000_000
"""Of a request: the size of a large mail."""
MOST_ARTICLES: Final = 1_000
BODY_SECONDS: Final = 60.0
"""Longest time in which a request has to arrive."""
_MOST_FAULTS: Final = 20
KINDS: Final = {
    "application/x-ndjson": LINES,
    "application/ndjson": LINES,
    "application/jsonl": LINES,
    "application/json-lines": LINES,
    "application/json": "application/json",
    "text/plain": "text/plain",
    "text/html": "text/html",
}
_KEY: Final = re.compile(r'"?[\x21\x23-\x7e]{1,200}"?')
FIELDS: Final = {"id": "article_id", "status": "pub_status"} | dict.fromkeys(
    ("url", "headline", "source", "language", "published_at", "version"), ""
)
"""Of the address, and what they are called in a raw article where that is another word."""


def kind_of(request: web.Request) -> str:
    """The content type, as `incoming.records.document` calls it."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError(415, "Send it uncompressed: `Content-Encoding` is not taken.")
    if (request.charset or "utf-8").lower().replace("_", "-") not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        raise ProblemError(415, "Send UTF-8.")
    given = request.content_type.lower()
    if kind := KINDS.get(given) or ("application/json" if given.startswith("application/") and given.endswith("+json") else None):
        return kind
    raise ProblemError(415, "Send application/json, application/ld+json, application/x-ndjson, text/plain or text/html as Content-Type.")


def given_by(request: web.Request) -> Given:
    """What the address says of the article or articles; it wins over what they say themselves."""
    unknown = sorted(set(request.query) - set(FIELDS))
    if unknown:
        raise ProblemError(400, f"`{unknown[0][:40]}` is no option here. There are: {', '.join(sorted(FIELDS))}.")
    said = {FIELDS[name] or name: value for name, value in request.query.items()}
    version = said.pop("version", None)
    if version is not None and not re.fullmatch(r"[0-9]{1,15}", version):
        raise ProblemError(400, "`version` is a whole number.")
    return Given(**said, version=None if version is None else int(version))


def idempotency_key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key.strip()):
        raise ProblemError(400, "An Idempotency-Key has 1 to 200 printable ASCII characters and no space.")
    return None if key is None else key.strip().strip('"')


async def body_of(request: web.Request) -> bytes:
    too_large = ProblemError(413, f"More than {MOST_BYTES:,} bytes. Send less at a time.")
    if (request.content_length or 0) > MOST_BYTES:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(65_536):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise too_large
    except TimeoutError:
        raise ProblemError(400, f"The request did not arrive within {BODY_SECONDS:.0f} s.") from None
    return bytes(body)


@dataclass(frozen=True, slots=True)
class Judged:
    """A record that will be read, and what its reader will have to say of it."""

    record: Outgoing
    notices: tuple[Notice, ...]


def judged(body: bytes, kind: str, given: Given, max_text_bytes: int, now: float) -> list[Judged]:
    """All of the articles, each such that it will be read. Raises ProblemError that says what is wrong with which. `now`: in seconds."""
    found, faults = [], []
    for n, record in enumerate(document(body, kind, "", given)):
        if n == MOST_ARTICLES:
            raise ProblemError(413, f"More than {MOST_ARTICLES:,} articles. Send less at a time.")
        read_as = _read(record, max_text_bytes, now)
        if isinstance(read_as, Rejection):
            faults.append({"index": n, "code": read_as.code, "detail": read_as.detail})
        found.append(Judged(record, () if isinstance(read_as, Rejection) else read_as.notices))
    if not found:
        raise ProblemError(422, "There is no article in it.")
    if given.of_one and len(found) > 1:
        raise ProblemError(400, "`id`, `url` and `headline` can be true of one article only, but there are several.")
    if faults:
        text = f"{len(faults)} of {len(found)} cannot be taken; nothing was sent. `errors` says what is wrong with the first of them."
        raise ProblemError(422, text, errors=faults[:_MOST_FAULTS])
    return found


def _read(record: Outgoing, max_text_bytes: int, now: float) -> RawArticle | Rejection:
    """As the reader of the topic will read it."""
    if len(record.value) > MAX_RECORD_BYTES:
        return Rejection("read", "too_large", f"{len(record.value):,} bytes; a record holds at most {MAX_RECORD_BYTES:,}.")
    found = read(Record(Place("", 0, 0), None, record.value, int(now * 1000), tuple(record.headers)), max_text_bytes=max_text_bytes)
    return found if isinstance(found, RawArticle | Rejection) else Rejection("read", "no_article", "This is no article.")
