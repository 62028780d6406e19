"""Annotated sets → words with labels, by the rules of CoNLL-2003; what cannot be converted plainly is masked, and nothing is learnt there."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from streams.core.tokens import Tokens, tokenise

Row = dict[str, Any]
COUNTRIES = Path("streams/data/countries.jsonl")
MASKED = -100
"""The label that torch's cross entropy leaves out."""
FIRST = {"PER": 1, "ORG": 3, "LOC": 5}
"""Class → its label at the beginning of a name; the next number is for inside."""
_CLASSES = {
    "PER": "politician person Person PER", "ORG": "politicalparty organisation organization Organisation ORG",
    "LOC": "location country place Location LOC",
}  # fmt: skip
_CLASS_OF = {theirs: ours for ours, some in _CLASSES.items() for theirs in some.split()}
_LINKS = set("of the and for de al el la le du des da do dos di del della van von der den bin ibn in on to & - 's ' . , y e /".split())
_TITLES = set(
    "President Prime Minister Mr Mrs Ms Dr Sir Lord Lady King Queen Prince Princess Pope Senator Sen Rep Representative Governor Gov Mayor "
    "Judge Justice General Gen Colonel Col Major Maj Captain Capt Lieutenant Lt Sergeant Sgt Secretary Chancellor Chairman Chief Director "
    "Professor Prof Ambassador Premier Vice Deputy Foreign Defense Defence First Former CEO Executive Officer Spokesman Spokeswoman "
    "Congressman Spc Pvt Cpl Commander Adm Admiral Sheikh Ayatollah Emperor US U.S. American British".split()
)
_NO_LAST = _TITLES | {"Administrator", "Commander", "Ally", "SNCOs", "Spokesperson"}
_NO_NAME = set("We They He She It I You Our Their His Her Its This These Those Us Coalition West Channel Who".split())
_MORE_COUNTRIES = set(
    "US,U.S.,USA,U.S,United States,UK,U.K.,Britain,England,Scotland,Wales,Iran,Syria,Russia,North Korea,South Korea,America".split(",")
)


class Labelled(NamedTuple):
    tokens: Tokens
    labels: list[int]


class Name(NamedTuple):
    """Characters `[start, end)` and PER, ORG or LOC."""

    start: int
    end: int
    kind: str


class Converter:
    """Knows which names are countries: some sets call those organisations, CoNLL calls them places."""

    def __init__(self, countries: Path) -> None:
        """`countries` is streams/data/countries.jsonl."""
        self._countries = {row.get("name") for row in rows(countries)} | _MORE_COUNTRIES

    def names(self, row: Row) -> Labelled:
        """Of a set whose spans are names already."""
        found = [Name(e["start"], e["end"], kind) for e in row["entities"] if (kind := _CLASS_OF.get(e["type"]))]
        return labelled(row["text"], [self._placed(row["text"], name) for name in found], _events(row))

    def mentions(self, row: Row) -> Labelled:
        """Of a set whose spans are mentions ("the Air Force", "Lee of the Labour Party"): each is trimmed to its name or masked."""
        text, names, masks = row["text"], set[Name](), _events(row)
        for e in row["entities"]:
            kind = _CLASS_OF.get(e["type"])
            if kind is None or (e.get("nested") and e.get("confidence") == 0):  # nested and sure of nothing: a machine's
                continue
            match self._trimmed(text, Name(e["start"], e["end"], kind)):
                case Name() as name:
                    names.add(name)
                case None:
                    masks.append((e["start"], e["end"]))
        kept: list[Name] = []
        for name in sorted(names, key=lambda n: (n.start, -n.end)):
            if not kept or name.start >= kept[-1].end:
                kept.append(name)
        return labelled(text, kept, [*masks, *_unclassed(row, kept)], row.get("scored_to"))

    def _placed(self, text: str, name: Name) -> Name:
        return name._replace(kind="LOC") if text[name.start : name.end] in self._countries else name

    def _trimmed(self, text: str, name: Name) -> Name | tuple[()] | None:
        """Without article, titles and possessive; nothing when it is no name, None when that is not plain."""
        tokens = tokenise(text[name.start : name.end])
        words = tokens.words
        first, last = 0, len(words)
        while first < last and (words[first].islower() or words[first] in {"The", "A", "An"}):
            first += 1
        while name.kind == "PER" and first < last - 1 and (words[first] in _TITLES or words[first] == "."):
            first += 1
        while last > first and words[last - 1] in {"'s", ",", "'"}:
            last -= 1
        some = words[first:last]
        if not some or (len(some) == 1 and some[0] in _NO_NAME):
            return ()
        if not _plain(some, name.kind):
            return None
        return self._placed(text, Name(name.start + tokens.starts[first], name.start + tokens.ends[last - 1], name.kind))


def _plain(words: list[str], kind: str) -> bool:
    inside = set(words)
    if not all(w[0].isupper() or w.isdigit() or w in _LINKS or not w.isalpha() for w in words):
        return False
    if inside & {"'s", "'", "(", ";"} or words[0] in _LINKS or words[-1] in _LINKS or (kind != "ORG" and "," in inside):
        return False
    match kind:
        case "PER":
            return not inside & {"of", "and", "the"} and words[-1] not in _NO_LAST and sum(w[0].isupper() for w in words) <= 4
        case "LOC":
            return not any(w.isdigit() for w in words) and not inside & {"in", "and"}
    return not ("and" in inside and len(words) == 3)


def _events(row: Row) -> list[tuple[int, int]]:
    """Elections and events have names of places inside: learnt as no names they would unlearn those places."""
    return [(e["start"], e["end"]) for e in row["entities"] if e["type"] in {"election", "event"}]


def _unclassed(row: Row, names: list[Name]) -> Iterator[tuple[int, int]]:
    """Capitalised words of mentions to which a set gave no class, but not at the start of a sentence."""
    text = row["text"]
    for mention in row.get("other_mentions", ()):
        for found in re.finditer(r"\b[A-Z]\w+", text[mention["start"] : mention["end"]]):
            start, end = (mention["start"] + place for place in found.span())
            opens = start == 0 or text[max(0, start - 2) : start] in {". ", "\n"}
            if not opens and not any(name.start < end and start < name.end for name in names):
                yield start, end


def labelled(text: str, names: Iterable[Name], masks: Iterable[tuple[int, int]] = (), limit: int | None = None) -> Labelled:
    """Names that do not fit the tokens are masked, and so is all from `limit` on."""
    tokens = tokenise(text)
    labels = [0] * len(tokens.words)
    for start, end in masks:
        first, last = _cover(tokens, start, end)
        labels[first:last] = [MASKED] * (last - first)
    for start, end, kind in names:
        first, last = _cover(tokens, start, end)
        if first < last:
            fits = tokens.starts[first] == start and tokens.ends[last - 1] == end
            inside = FIRST[kind] + 1 if fits else MASKED
            labels[first:last] = [FIRST[kind] if fits else MASKED] + [inside] * (last - first - 1)
    if limit:
        labels = [label if start < limit else MASKED for start, label in zip(tokens.starts, labels, strict=True)]
    return Labelled(tokens, labels)


def _cover(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    return bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)


def rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
