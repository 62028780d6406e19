"""Checked fields → RawArticle: who it is (identity), which version it is (rank), what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

import orjson

from ..article import STATUS_RANK, PubStatus, Rank, RawArticle, Signal, Source
from ..characters import one_line
from ..given import MAX_NAME, is_address, language_tag, names
from ..identity import ARTICLE_ID, article_id, sha256
from ..markup import is_html
from ..moments import SLACK_DAYS, Moment, after, as_time, moment, rfc3339
from ._fields import Fields, wrong
from ._payload import Payload, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..article import Record

MAX_VERSION = 2**53
"""The greatest integer that every JSON reader keeps exactly."""
FIRST_RECEIVED = "dateline-first-received-at"
"""Header of a record that is sent again: when its content was received first, which decides between versions where nothing else does."""
HELD_BY_EMBARGO = -1
"""Status in the rank of an article held only by its embargo: it gives way to the same version sent again when that is over."""


def build(record: Record, given: Payload, value_sha256: str) -> RawArticle:
    """The typed article. Raises Refused when it is usable and has no text, or cannot be told from any other."""
    fields = Fields(given)
    received_at = rfc3339(record.timestamp_ms)
    text, html = _content(fields)
    source, url, given_id = _source(fields), _url(fields), _given_id(fields)
    status, held = _status(fields, received_at)
    _require(fields, status=status, text=text or html, name=given_id or url)
    identity, origin = article_id(source.id, given_id, url, text or html or "")
    updated, first = fields.time("updated_at"), first_received(record.headers, received_at)
    usable = status == "usable"
    content: dict[str, Any] = {
        "text": text if usable else None,
        "html": html if usable else None,
        "pub_status": status,
        "source": source,
        "url": url,
    }
    content |= _said(fields, source, received_at)
    order = HELD_BY_EMBARGO if held else STATUS_RANK[status]
    return RawArticle(
        place=record.place,
        received_at=received_at,
        value_sha256=value_sha256,
        article_id=identity,
        id_origin=origin,
        rank=Rank(_version(fields), as_time(updated) if updated else first, order, content_hash(content)),
        updated_at=updated.at if updated else None,
        notices=tuple(fields.notices),
        **content,
    )


def first_received(headers: Iterable[tuple[str, bytes]], received_at: str) -> str:
    """The time of receipt, or the earlier one of the record that this one repeats: replayed old content must not win over what was
    sent in between. Any publisher may set the header: a later time, or none at all, says nothing."""
    for name, value in headers:
        if name.lower() == FIRST_RECEIVED and (first := moment(value.decode("ascii", "replace"))):
            return min(as_time(first), received_at)
    return received_at


def _require(fields: Fields, *, status: PubStatus, text: str | None, name: str | None) -> None:
    if status == "usable" and text is None:
        raise Refused("empty", "The article has no text. Send `text` or `html`, or `pub_status` withheld or canceled.")
    if name is None and text is None:
        raise Refused("no_id", "A withheld or canceled article needs the `article_id` or `url` under which it was sent before.")
    if name is None:
        fields.note("no_id", "No `article_id` and no `url`: this article cannot be corrected or withdrawn later.")


def content_hash(content: dict[str, Any]) -> str:
    """32 hex digits over what the article says: not over place, receipt, version or time of change, so that a repeat is seen as one."""
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))[:32]


def _said(fields: Fields, source: Source, received_at: str) -> dict[str, Any]:
    published, embargo = _published(fields, received_at), fields.time("embargoed_until")
    return {
        "signal": _signal(fields),
        "supersedes": _supersedes(fields, source),
        "headline": fields.line("headline"),
        "byline": _byline(fields),
        "dateline": fields.line("dateline"),
        "section": fields.line("section"),
        "language": _language(fields),
        "published_at": published.at if published else None,
        "published_day": published.day if published else None,
        "embargoed_until": embargo.at if embargo else None,
        "ed_note": fields.line("ed_note"),
    }


def _content(fields: Fields) -> tuple[str | None, str | None]:
    """(text, None) or (None, html); markup in `text` is read as a page."""
    text = fields.string("text")
    if text is None:
        return None, fields.string("html")
    return (None, text) if is_html(text) else (text, None)


def _source(fields: Fields) -> Source:
    match fields.value("source"):
        case None:
            return Source()
        case str(name):
            return Source(id=one_line(name)[:MAX_NAME])
        case dict(parts):
            given = {name: parts.get(name) for name in ("id", "name", "country", "kind")}
            if bad := [name for name, value in given.items() if value is not None and not isinstance(value, str)]:
                raise wrong(f"source.{bad[0]}", "a string", given[bad[0]])
            lines = {name: one_line(value)[:MAX_NAME] or None for name, value in given.items() if value is not None}
            return Source(lines.get("id") or lines.get("name"), lines.get("name"), lines.get("country"), lines.get("kind"))
        case other:
            raise wrong("source", "a string or an object", other)


def _url(fields: Fields) -> str | None:
    url = (fields.string("url") or "").strip()
    if not url:
        return None
    if not is_address(url):
        fields.note("bad_url", "`url` is not an http(s) address of at most 2,048 characters; treated as absent.")
        return None
    return url


def _given_id(fields: Fields) -> str | None:
    found = fields.value("article_id")
    if isinstance(found, str):
        return found.strip()
    if found is None or (isinstance(found, int) and not isinstance(found, bool)):
        return None if found is None else str(found)
    raise wrong("article_id", "a string", found)


def _version(fields: Fields) -> int:
    found = fields.value("version")
    if found is None:
        return 0
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MAX_VERSION:
        raise wrong("version", "a whole number from 0 to 2^53", found)
    return found


def _status(fields: Fields, received_at: str) -> tuple[PubStatus, bool]:
    """The status, and whether only an embargo holds the article. The measure is the time of receipt, for a clock would make
    the same log give different tables."""
    given = (fields.string("pub_status") or _other_status(fields) or "usable").strip().casefold().removeprefix("stat:")
    status = "canceled" if given == "cancelled" else given
    if status not in get_args(PubStatus):
        raise wrong("pub_status", "one of usable, withheld, canceled", given)
    embargo = fields.time("embargoed_until")
    if status == "usable" and embargo is None and fields.string("embargoed_until"):
        # whoever names an end that nobody can read ("tomorrow", the year 9999) still wants the text held
        fields.note("embargoed", "Held, for the end of its embargo cannot be read; send it again with a date, or without an embargo.")
        return "withheld", True
    if status == "usable" and embargo and after(embargo, received_at, days=0):
        fields.note("embargoed", f"Held until {embargo.at}, which is after its receipt; send it again when that is over.")
        return "withheld", True
    return cast("PubStatus", status), False


def _other_status(fields: Fields) -> str | None:
    """`status` is what the command line calls it. Many feeds say other things under that name, which mean nothing here."""
    found = fields.value("status")
    return found if isinstance(found, str) and found.strip().casefold() in {"withheld", "canceled", "cancelled"} else None


def _signal(fields: Fields) -> Signal | None:
    given = (fields.string("signal") or "").strip().casefold().removeprefix("sig:")
    if given and given not in get_args(Signal):
        fields.note("unknown_signal", f"`signal` {one_line(given)[:40]!r} is none of {', '.join(get_args(Signal))}; ignored.")
        return None
    return cast("Signal", given) if given else None


def _supersedes(fields: Fields, source: Source) -> str | None:
    """The article id of what it replaces; a publisher's own id is turned into one under the same source."""
    given = fields.string("supersedes")
    if given is None or ARTICLE_ID.fullmatch(given.strip()):
        return given.strip() if given else None
    return article_id(source.id, given.strip(), None, "")[0]


def _byline(fields: Fields) -> tuple[str, ...]:
    found = fields.value("byline")
    items = found if isinstance(found, list) else [] if found is None else [found]
    said: list[Any] = [item.get("name") if isinstance(item, dict) else item for item in items]
    if bad := [name for name in said if not isinstance(name, str)]:
        raise wrong("byline", "a string or an array of strings", bad[0])
    return names(said)


def _language(fields: Fields) -> str | None:
    given = (fields.string("language") or "").strip()
    tag = language_tag(given)
    if given and not tag:
        fields.note("bad_language", f"`language` {one_line(given)[:40]!r} is no BCP 47 tag; treated as absent.")
    return tag


def _published(fields: Fields, received_at: str) -> Moment | None:
    found = fields.time("published_at")
    if found is None:
        return None
    if len(found.at) > 10 and not found.zoned:
        fields.note("no_time_zone", "`published_at` has a time without a zone; it was taken as UTC.")
    if after(found, received_at, days=SLACK_DAYS):
        fields.note("published_in_future", f"`published_at` {found.at} is more than {SLACK_DAYS} days after the receipt, {received_at}.")
    return found
