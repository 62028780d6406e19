"""Data → what a template shows: marked paragraphs and sentences, readable times, addresses that may be linked."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from ..core.mentions import ACTOR_TYPES
from . import said
from .lists import Data
from .marks import Mark, actor_path, marked
from .visible import visible

SHADES: Final = {
    "person": "person",
    "country": "country",
    "place": "place",
    **dict.fromkeys(("weapon", "treaty", "event"), "thing"),
}
"""Entity type → class of the style sheet; every other type is an organisation of some kind."""
ANCHORS: Final = {
    "given": "given with the article",
    "meta": "from the page's metadata",
    "url": "from the article's address",
    "feed": "from the feed",
    "dateline": "from the dateline",
    "inferred": "inferred from the text",
    "none": "no date",
}
_LONGEST_URL: Final = 2_000


def paragraphs(article: Data, reading: Data | None) -> list[Data]:
    """`{"line", "html"}` of each paragraph: the line of the given text it began on (0: not known) and its marked text."""
    body = article["body"]
    pieces = _pieces(body, article["paragraphs"])
    placed: list[list[Mark]] = [[] for _ in pieces]
    ends = [end for _, end, _ in pieces]
    for mark in _marks(article, reading):
        # from the first paragraph that ends behind the mark's begin to the last that begins before its end
        for n in range(bisect_right(ends, mark.start), len(pieces)):
            if pieces[n][0] >= mark.end:
                break
            placed[n].append(mark)
    return [{"line": line, "html": marked(body, here, start, end)} for (start, end, line), here in zip(pieces, placed, strict=True)]


def _pieces(body: str, given: list[Data]) -> list[tuple[int, int, int]]:
    """The paragraphs as (start, end, line); all of the body as one when they would leave any of its text out."""
    pieces, place = [], 0
    for paragraph in given:
        start, end = paragraph["start"], paragraph["end"]
        if start < place or end < start or body[place:start].strip():
            return [(0, len(body), 0)]
        pieces.append((start, end, paragraph["raw_line"]))
        place = end
    return [(0, len(body), 0)] if body[place:].strip() else pieces


def _marks(article: Data, reading: Data | None) -> list[Mark]:
    titles = said.sentence_titles(reading) if reading else {}
    marks = [Mark(s["start"], s["end"], "sentence", titles.get(n, ""), anchor=f"s{n}") for n, s in enumerate(article["sentences"])]
    if reading is None:
        return marks
    marks += said.quote_marks(reading)
    entities = {e["id"]: e for e in reading["entities"]}
    marks += [_entity_mark(m, entities.get(m["entity"])) for m in reading["mentions"]]
    marks += [Mark(t["start"], t["end"], "date", date_title(t)) for t in reading["timexes"]]
    marks += [Mark(start, end, "tag", f"Tag: {tag['name']}") for tag in reading["tags"] for start, end in tag["spans"]]
    return marks


def _entity_mark(mention: Data, entity: Data | None) -> Mark:
    if entity is None:
        return Mark(mention["start"], mention["end"], "entity", mention["entity"])
    parts = [entity["name"], entity["type"].replace("_", " "), mention["form"].replace("_", " "), f"confidence {mention['confidence']:.2f}"]
    if mention["role"]:
        parts.insert(1, mention["role"])
    href = actor_path(entity["id"]) if entity["type"] in ACTOR_TYPES else ""
    shade = SHADES.get(entity["type"], "org") + (f" {mention['form']}" if mention["form"] in {"nominal", "pronoun"} else "")
    return Mark(mention["start"], mention["end"], "entity", " · ".join(parts), href, shade=shade)


def date_title(timex: Data) -> str:
    """A date's tooltip: `2023-12-28 · counted from the article's day`."""
    days = date_days(timex)
    return " · ".join(part for part in (days or f"{timex['type']} {timex['value']}", date_how(timex)) if part)


def date_days(timex: Data) -> str:
    """The day, or the first and last day, that a date covers; "" when it covers none that is known."""
    first, last = timex["begin"] or "", timex["end_day"] or ""
    return first if last in {"", first} else f"{first} to {last}"


def date_how(timex: Data) -> str:
    """What the days were counted from. A relative date without a day to count from is left open, and says so."""
    if timex["type"] in {"DURATION", "SET"} and not timex["begin"]:
        return "a length of time" if timex["type"] == "DURATION" else "again and again"
    if not timex["begin"]:
        return "left open: no day to count from" if timex["anchor"] == "none" else "left open"
    return "as written" if timex["anchor"] == "none" else f"from the article's day, {ANCHORS.get(timex['anchor'], timex['anchor'])}"


def reasons(body: str, spans: list[tuple[int, int]]) -> list[tuple[str, int]]:
    """The words that justify a tag and how often each occurs, in the order of the text."""
    return list(Counter(body[start:end].lower() for start, end in spans).items())


def sentence(data: Data) -> Markup:
    """A sentence with the places where the actor is mentioned."""
    marks = [Mark(s["start"], s["end"], "actor", s["form"].replace("_", " ")) for s in data["spans"]]
    return marked(data["text"], marks)


def web_link(url: str | None) -> str:
    """`url` when it is an absolute http(s) address without a password, else "": everything else is shown as text, never linked."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    fine = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and len(url or "") <= _LONGEST_URL
    return url or "" if fine else ""


def when(value: str | float | None) -> str:
    """Seconds since 1970, or RFC 3339, as `2026-11-22 22:05:14 UTC`; what is no time is returned as it is."""
    if not value:
        return "never"
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return str(value)
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if moment.tzinfo else str(value)


def editable(text: str | None, value_bytes: int) -> bool:
    """Whether a form can show these bytes and give the same ones back: whole, UTF-8, no hidden characters, no line ends but newlines."""
    return text is not None and len(text.encode()) == value_bytes and visible(text) == text and "\r" not in text


def lasting(seconds: float) -> str:
    """A length of time, in the largest unit that it has one of: `3 d`, `14 h`, `20 min`."""
    for name, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} s"


def bars(months: dict[str, Data], undated: Data) -> list[Data]:
    """One row per month, oldest first, then "no date": numbers with the width of a bar in percent of the largest."""
    found = [{"month": month, **counts} for month, counts in sorted(months.items())] + [{"month": "", **undated}]
    most = max((_all(row) for row in found), default=0)
    return [row | {"mentions": _all(row), "percent": round(100 * _all(row) / most) if most else 0} for row in found]


def _all(row: dict[str, Any]) -> int:
    return sum(int(row.get(form, 0)) for form in ("named", "nominal", "pronoun"))
