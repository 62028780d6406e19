"""Who wrote it: lines such as `By Ada Quist and Jo Marr`, `Reporting by …; editing by …`, `(With inputs from …)`."""

from __future__ import annotations

import re

from ._dateline import AGENCIES

_BY = re.compile(r"(?:By|BY|Von|Por|Par|Di|Door|Written by|Story by)[:]?\s(?P<names>\S.{0,118})\Z")
_TAIL = re.compile(
    r"\(?(?:(?:additional |with )?(?:reporting|writing) by\b.{0,250}|(?:editing|compiled) by\b.{0,200}|\(?with (?:inputs|input|additional reporting|reporting) from\b.{0,120})\Z",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\(?(?:.{3,160}\bcontributed (?:to this (?:report|story|article)|reporting)(?: from [\w ,]{2,60})?[.)]{0,2})\Z",
    re.IGNORECASE,
)
_SMALL = frozenset("and of the for in de da del la le van von der den al bin y e und et en to with at s".split())
_NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)
_OFFICE = re.compile(r"\b(?:staff|writers?|reporters?|correspondents?|editors?|agency|desk|bureau)\b|\A(?-i:[A-Z]{2,6})\Z", re.IGNORECASE)
_SPLIT = re.compile(r",| and | & | und | et | y ")


def byline(text: str) -> tuple[float, tuple[str, ...]] | None:
    """(confidence, names) when the line is a byline or a credit of reporters. Credits at the foot give no names."""
    if len(text) > 300:
        return None
    if (found := _BY.match(text)) and text[-1] not in ".!?:;" and _names(found["names"]):
        parts = (part.strip() for part in _SPLIT.split(found["names"]))
        return 0.95, tuple(part for part in parts if part and not _OFFICE.search(part) and part.casefold() not in AGENCIES)[:20]
    return (0.9, ()) if _TAIL.match(text) or ("contributed" in text.casefold() and _CONTRIBUTED.match(text)) else None


def _names(text: str) -> bool:
    """Capitalised words and small joining ones only, and no day or month in front: `By Friday` is no byline."""
    found = text.replace(",", " ").replace("|", " ").replace("/", " ").split()
    capitals = [word for word in found if word[:1].isupper() or not word[:1].isalpha()]
    return (
        0 < len(found) <= 14
        and found[0][:1].isupper()
        and found[0].casefold() not in _NOT_NAMES
        and all(word in capitals or word.strip(".&'’").casefold() in _SMALL for word in found)
    )
