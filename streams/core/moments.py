"""Times as feeds write them → RFC 3339 in UTC, or a plain day. What no calendar holds is None, never a guess.

One form everywhere, so that comparing the text compares the times.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

SLACK_DAYS = 2
"""A date may lie this far after the time of receipt: zones, clocks and tomorrow's paper; beyond it is said to be in the future."""


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MAIL = re.compile(r"(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d:\d\d(?::\d\d)?)(?: ([A-Za-z]{1,3}|[+-]\d{4}))?")
_EPOCH = datetime.fromtimestamp(0, UTC)
_ZONES = {"gmt": "+0000", "utc": "+0000", "ut": "+0000", "z": "+0000", "est": "-0500", "edt": "-0400", "cst": "-0600", "cdt": "-0500"} | {
    "mst": "-0700",
    "mdt": "-0600",
    "pst": "-0800",
    "pdt": "-0700",
}
"""The zones that RFC 822 names; any other name leaves the time without a zone."""


class Moment(NamedTuple):
    """`at` is RFC 3339 in UTC with milliseconds, or `YYYY-MM-DD` when only the day is known; `day` as written, in its own zone."""

    at: str
    day: str
    zoned: bool


def moment(given: str) -> Moment | None:
    """ISO 8601 (also the compact form) or the form of mail and RSS. Years 1000 to 9998 only: zones must not leave the calendar.

    A time without a zone is taken as UTC, and `zoned` says so. Weeks and ordinal days are not understood.
    """
    text = given.strip()
    if not 8 <= len(text) <= 64:
        return None
    try:
        return _iso(text) if text[:4].isdigit() else _mail(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> Moment | None:
    if "W" in text.upper():
        return None
    if len(text) in {8, 10} and ":" not in text:
        day = date.fromisoformat(text).isoformat()
        return Moment(day, day, zoned=False) if 1000 <= int(day[:4]) <= 9998 else None
    return _zoned(datetime.fromisoformat(text))


def _mail(text: str) -> Moment | None:
    found = _MAIL.fullmatch(text)
    if not found or found[2].lower() not in _MONTHS:
        return None
    zone = (found[5] or "").lower()
    iso = f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02}-{int(found[1]):02}T{found[4]}{_ZONES.get(zone, zone if zone[:1] in '+-' else '')}"
    return _zoned(datetime.fromisoformat(iso))


def _zoned(when: datetime) -> Moment | None:
    if not 1000 <= when.year <= 9998:
        return None
    utc = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    stamp = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Moment(stamp, when.date().isoformat(), zoned=when.tzinfo is not None)


def rfc3339(timestamp_ms: int) -> str:
    """Milliseconds since 1970 as RFC 3339 in UTC; what no calendar holds, or the last year of ours, behind which nothing can be counted,
    becomes the epoch."""
    try:
        when = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        when = _EPOCH
    when = when if when.year < 9999 else _EPOCH
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_time(found: Moment) -> str:
    """Comparable with any other: a plain day counts as its first moment in UTC."""
    return found.at if len(found.at) > 10 else f"{found.at}T00:00:00.000Z"


def after(found: Moment, received_at: str, days: int) -> bool:
    """True when it lies more than `days` after the time of receipt. A receipt in the year 1970 knows nothing and is not asked."""
    if received_at.startswith("1970"):
        return False
    limit = datetime.fromisoformat(received_at) + timedelta(days=days)
    return datetime.fromisoformat(as_time(found)) > limit


def received_day(received_at: str) -> date | None:
    """The last day that an article received then can be of; None for a receipt in the year 1970, which knows nothing."""
    if received_at.startswith("1970") or len(received_at) < 10:
        return None
    return date.fromisoformat(received_at[:10]) + timedelta(days=SLACK_DAYS)
