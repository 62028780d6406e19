"""What the audit reads of the published formats. A value that lacks it raises LookupError, TypeError, ValueError or AttributeError."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ..core.article import Place

if TYPE_CHECKING:
    from ..core.article import Record

Value = dict[str, Any]
WITHOUT_ROW = frozenset({"place"})
"""Entity types that have no row in the table: a place is where something happened."""
FORMS = ("named", "nominal", "pronoun")
Counts = tuple[int, int, int, int]
"""Mentions by form, and how many of them are a source."""
MOST = 0xFFFF_FFFF
"""A count beyond this is not one: states keep four bytes for each."""


class Said(NamedTuple):
    """What an article says of an actor; `month` is empty when the article is undated."""

    actor: str
    month: str
    counts: Counts


def value_of(record: Record) -> Value:
    value = orjson.loads(record.value or b"")
    if not isinstance(value, dict):
        raise TypeError
    return value


def headers_of(record: Record) -> dict[str, bytes]:
    return dict(record.headers)


def source_of(headers: dict[str, bytes]) -> Place:
    """`ce_source`: the record that this one was made from."""
    topic, partition, offset = headers["ce_source"].decode().removeprefix("/").rsplit("/", 2)
    return Place(topic, int(partition), int(offset))


def place_of(value: Value) -> Place:
    return Place(**value["place"])


def rank_of(value: Value) -> bytes:
    """The rank so that bytes are in the order of ranks, and no rank is the beginning of another."""
    version, changed_at, status, content = value["rank"]
    # the status is -1 where an embargo alone holds the article
    return b"".join(((version + 2**63).to_bytes(9), changed_at.encode(), b"\0", (status + 1).to_bytes(1), content.encode(), b"\0"))


def version_of(value: Value) -> bytes:
    """(rank, generation), in order."""
    generation: int = value["generation"]
    return rank_of(value) + generation.to_bytes(4)


def shown(version: bytes) -> str:
    """A version for a person."""
    changed_at, _, rest = version[9:].partition(b"\0")
    number = int.from_bytes(version[:9]) - 2**63
    return f"version {number} of {changed_at.decode() or 'no time'}, content {rest[1:9].decode()}"


def counts_of(counts: Value) -> Counts:
    """Records of before there were sources have none."""
    named, nominal, pronoun = (_count(counts[form]) for form in FORMS)
    as_source = _count(counts.get("as_source", 0))
    if as_source > named + nominal + pronoun:
        msg = f"{as_source} of {named + nominal + pronoun} mentions as source"
        raise ValueError(msg)
    return named, nominal, pronoun, as_source


def _count(number: Any) -> int:  # noqa: ANN401 - whatever the JSON holds
    if type(number) is not int or not 0 <= number <= MOST:
        msg = f"{number!r} is no count"
        raise ValueError(msg)
    return number


def month_of(day: str | None) -> str:
    return (day or "")[:7]


def said_in_feed(value: Value) -> list[Said]:
    """Whom a record of the feed names: nobody unless the article is usable."""
    if value["pub_status"] != "usable":
        return []
    month, named = month_of(value["anchor"]["day"]), {mention["entity"] for mention in value["mentions"]}
    entities = [e for e in value["entities"] if e["type"] not in WITHOUT_ROW and e["id"] in named]
    return [Said(e["id"], month, counts_of(e)) for e in entities]


Sums = tuple[int, int, int, int, int]
Months = dict[str, Sums]
"""Month (empty: undated) → articles, named, nominal, pronoun, as source."""


def months_of(row: Value) -> Months:
    """The months of a row of the table. Raises ValueError when they do not add up to the row's own totals."""
    months = {month: (_count(t["articles"]), *counts_of(t)) for month, t in row["months"].items()}
    months[""] = (_count(row["undated"]["articles"]), *counts_of(row["undated"]))
    return {month: counts for month, counts in months.items() if any(counts)}


def totals_of(row: Value) -> Sums:
    return (_count(row["articles"]), *counts_of(row["mentions"]))
