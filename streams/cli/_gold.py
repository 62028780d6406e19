"""Texts that people annotated, one JSON object a line: what `dateline evaluate` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ..core.article import Place, Record
from ..core.score import Gold, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Parsed = dict[str, Any]

KEYS = {"dates": "timexes", "entities": "entities", "tags": "tags"}
"""Kind → the field that holds what people marked."""
DAYS = ("published_at", "anchor", "dct")
"""Names of the day that a text speaks from; annotated sets call it document creation time."""


class GoldError(ValueError):
    """A line that is no annotated text; says which, and what it lacks."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """One text with what people marked in it."""

    doc: str
    text: str
    record: Record
    gold: Gold
    codes: tuple[str, ...] = ()
    """Tags, where these are what was marked."""
    optional_codes: tuple[str, ...] = ()


def read_gold(lines: Iterable[bytes], kind: str) -> Iterator[Annotated]:
    """The texts of a file, in order. Raises GoldError at the first line that is none: half a set would give wrong numbers."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _annotated(orjson.loads(line), kind, number)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            needs = f'{{"doc", "text", "{KEYS[kind]}", "published_at"?, "scored_to"?}}'
            what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            msg = f"line {number} is no annotated text ({what}). A line is {needs}."
            raise GoldError(msg) from error


def _annotated(row: Parsed, kind: str, number: int) -> Annotated:
    text, marked = row["text"], row[KEYS[kind]]
    if not isinstance(text, str) or not isinstance(marked, list):
        msg = f"text is to be a string, {KEYS[kind]} a list"
        raise TypeError(msg)
    # only what an annotator was given: a title or an address beside the text would tell more
    day = next((row[name] for name in DAYS if row.get(name)), None)
    given = {"text": text, "published_at": day} if day else {"text": text}
    record = Record(Place("file", 0, number), None, orjson.dumps(given), 0, (("content-type", b"application/json"),))
    doc, limit = str(row["doc"]), int(row.get("scored_to") or len(text))
    if kind == "tags":
        return Annotated(doc, text, record, Gold(limit, ()), tuple(map(str, marked)), tuple(map(str, row.get("tags_optional", ()))))
    return Annotated(doc, text, record, _gold(marked, limit))


def _gold(marked: list[Parsed], limit: int) -> Gold:
    spans = spans_of([one for one in marked if not one.get("optional")])
    return Gold(limit, tuple(spans), frozenset((one["start"], one["end"]) for one in marked if one.get("optional")))


def spans_of(marked: Iterable[Parsed]) -> list[Span]:
    """`{"start", "end", "type", "value"?}` as a gold file and `dateline enrich --jsonl` write it."""
    return [Span(int(one["start"]), int(one["end"]), str(one["type"]), one.get("value")) for one in marked]
