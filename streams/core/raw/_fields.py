"""Typed access to the fields as given. A field of the wrong type is refused by name; a bad date is only a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..article import Notice
from ..characters import one_line
from ..moments import Moment, moment
from ._payload import Refused

if TYPE_CHECKING:
    from ._payload import Payload

ALIASES: dict[str, tuple[str, ...]] = {
    "article_id": ("article_id", "id", "guid"),
    "url": ("canonical_url", "url", "link"),
    "text": ("text", "body", "content", "articleBody"),
    "html": ("html", "content_html"),
    "headline": ("headline", "title"),
    "byline": ("byline", "author", "authors"),
    "source": ("source", "publisher"),
    "language": ("language", "lang", "inLanguage"),
    "published_at": ("published_at", "datePublished", "pubDate", "published"),
    "updated_at": ("updated_at", "dateModified", "updated"),
    "embargoed_until": ("embargoed_until", "embargoed", "embargoedUntil"),
    "pub_status": ("pub_status", "pubstatus", "pubStatus"),
    "ed_note": ("ed_note", "edNote"),
}
"""Names under which feeds (schema.org, ninjs, RSS to JSON) carry a field; the first that is there and not null counts."""

LIMITS = {"headline": 1_000, "dateline": 200, "section": 200, "ed_note": 2_000}
"""Code points of short fields; what is longer is cut with a notice. No headline of a real feed comes near."""

BUT = {"embargoed_until": ", so nobody can tell when it is over"}
"""What follows from a date that cannot be read, where it is not that it is treated as absent."""


class Fields:
    """Typed access to what was given; collects notices on the way."""

    def __init__(self, given: Payload) -> None:
        self._given = given.fields
        self.notices = [Notice(code, detail) for code, detail in given.notices.items()]

    def note(self, code: str, detail: str) -> None:
        if (notice := Notice(code, detail)) not in self.notices:  # a field may be looked at twice
            self.notices.append(notice)

    def value(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """The first alias that is neither null nor blank."""
        for alias in ALIASES.get(name, (name,)):
            found = self._given.get(alias)
            if found is not None and not (isinstance(found, str) and not found.strip()):
                return found
        return None

    def string(self, name: str) -> str | None:
        found = self.value(name)
        if found is not None and not isinstance(found, str):
            raise wrong(name, "a string", found)
        return found

    def line(self, name: str) -> str | None:
        """A short field on one line, cut at its limit."""
        text = one_line(self.string(name) or "")
        limit = LIMITS[name]
        if len(text) > limit:
            self.note("field_cut", f"`{name}` had {len(text)} characters and was cut at {limit}.")
        return text[:limit] or None

    def time(self, name: str) -> Moment | None:
        text = self.string(name)
        found = moment(text) if text else None
        if text and found is None:
            self.note(
                f"bad_{name}", f"`{name}` is {one_line(text)[:60]!r}, which is no date of a calendar{BUT.get(name, '; treated as absent')}."
            )
        return found


def wrong(name: str, wanted: str, found: object) -> Refused:
    kinds = {dict: "an object", list: "an array", bool: "a boolean", int: "a number", float: "a number", str: "a string"}
    return Refused(
        "wrong_type", f"`{name}` must be {wanted}, but is {kinds.get(type(found), 'something else')}. Send {wanted} or leave it out."
    )
