"""Annotated text → drafts with gold spans by tokens, read through the same cleaning and tokens as any article."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from streams.core.article import Article, Place, RawArticle, Record
from streams.core.clean import clean
from streams.core.enrich.actors_draft import Draft, Match, draft
from streams.core.enrich.actors_known import matches
from streams.core.lexicon import Lexicon
from streams.core.offsets import raw_span
from streams.core.raw import read
from streams.core.score import class_of

Row = dict[str, Any]
HERE = Path(__file__).parent
UNSURE = "UNSURE"
"""The type of a span that may be a name or none: what stands around it is not learned from."""
_MARKED = re.compile(r"\[(PER|ORG|LOC) ([^\]]+)\]")
_CAPITALS = re.compile(r"[A-Z][\w.]*(?: [A-Z][\w.]*)*")


class Gold(NamedTuple):
    """Tokens `[first, last)` and their class."""

    first: int
    last: int
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text as reading sees it, and the names in it."""

    source: str
    draft: Draft
    aliases: list[Match]
    gold: list[Gold]
    unsure: list[tuple[int, int]]
    """Tokens of which the labels do not say whether they are a name."""


def documents(source: str, rows: Iterable[Row], lexicon: Lexicon) -> list[Document]:
    """Those that cleaning does not refuse."""
    return [found for row in rows if (found := _document(source, row, lexicon))]


def read_text(text: str, lexicon: Lexicon) -> tuple[Article, Draft] | None:
    """A text as an article, cleaned, with its tokens; nothing when cleaning refuses it."""
    raw = read(Record(Place("file", 0, 0), None, json.dumps({"text": text}).encode(), 0), max_text_bytes=10_000_000)
    article = clean(raw, whole=True) if isinstance(raw, RawArticle) else raw
    return (article, draft(article, lexicon)) if isinstance(article, Article) else None


def _document(source: str, row: Row, lexicon: Lexicon) -> Document | None:
    seen = read_text(row["text"], lexicon)
    if seen is None:
        return None
    article, found = seen
    places = [raw_span(article.raw_map, a, b) for a, b in zip(found.tokens.starts, found.tokens.ends, strict=True)]
    starts, ends = [a for a, _ in places], [b for _, b in places]
    unsure = [_tokens(e, starts, ends) for e in row["entities"] if e["type"] == UNSURE]
    return Document(source, found, matches(found), list(_gold(row["entities"], starts, ends)), unsure)


def _tokens(entity: Row, starts: list[int], ends: list[int]) -> tuple[int, int]:
    return bisect_left(starts, entity["start"]), bisect_left(ends, entity["end"] + 1)


def _gold(entities: Iterable[Row], starts: list[int], ends: list[int]) -> Iterator[Gold]:
    """The longest of nested ones only."""
    taken = -1
    for entity in sorted(entities, key=lambda e: (e["start"], -e["end"])):
        kind = class_of(entity["type"])
        first, last = _tokens(entity, starts, ends)
        if kind and first < last and first >= taken:
            yield Gold(first, last, kind)
            taken = last


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled(path: Path) -> Iterator[Row]:
    """Our labels on the sentences of the Groningen Meaning Bank; its text (public domain) is given, the labels say whose they are."""
    texts = {row["doc"]: row["text"] for row in rows_of(path)}
    for label in rows_of(HERE / "labels/gmb.jsonl"):
        text = texts[label["doc"]]
        if fingerprint(text) != label["sha256"]:
            message = f"{path}: {label['doc']} is not the sentence that was labelled"
            raise ValueError(message)
        yield {"doc": label["doc"], "text": text, "entities": [{"start": a, "end": b, "type": kind} for a, b, kind in label["spans"]]}


def marked(name: str) -> Iterator[Row]:
    """Our own sentences, names marked as `[PER Jane Doe]`; an empty line parts articles and is kept as a row without text."""
    for number, line in enumerate((HERE / "labels" / name).read_text(encoding="utf-8").splitlines()):
        text, entities, at = "", list[Row](), 0
        for found in _MARKED.finditer(line):
            text += line[at : found.start()]
            entities.append({"start": len(text), "end": len(text) + len(found[2]), "type": found[1]})
            text, at = text + found[2], found.end()
        yield {"doc": f"{name}-{number}", "text": text + line[at:], "entities": entities}


def crossner(path: Path, lexicon: Lexicon) -> Iterator[Row]:
    """CrossNER politics, train half: an election is no name by CoNLL's rules, but the country in it is a place."""
    countries = {alias for alias, senses in lexicon.senses.items() if any(s.id.startswith("cty:") and s.kind == "name" for s in senses)}
    for row in rows_of(path):
        entities = list[Row]()
        for entity in row["entities"]:
            if entity["type"] != "election":
                entities.append(entity)
                continue
            for found in _CAPITALS.finditer(row["text"], entity["start"], entity["end"]):
                words = found.group().split()
                ahead = (" ".join(words[:n]) for n in range(len(words), 0, -1))
                if country := next((name for name in ahead if name in countries), None):
                    entities.append({"start": found.start(), "end": found.start() + len(country), "type": "LOC"})
        yield {**row, "entities": entities}


def by_machine(path: Path) -> Iterator[Row]:
    """Texts of others as the engine `accurate` reads them (`training/machine_labels.py`); the text is given, the labels are ours."""
    labels = {label["sha256"]: label["spans"] for label in rows_of(HERE / "labels/machine.jsonl")}
    for row in rows_of(path):
        if (spans := labels.get(fingerprint(row["text"]))) is None:
            message = f"{path}: a text that has no labels; run training/machine_labels.py"
            raise ValueError(message)
        yield {"text": row["text"], "entities": [{"start": a, "end": b, "type": kind} for a, b, kind in spans]}


def fingerprint(text: str) -> str:
    """Says whether a text is the one that was labelled."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def grouped(rows: Iterable[Row], size: int) -> Iterator[Row]:
    """Sentences that stand together make a document of at most `size`, a paragraph each."""
    text, entities, number = "", list[Row](), 0
    for row in rows:
        if text and (number == size or not row["text"]):
            yield {"text": text, "entities": entities}
            text, entities, number = "", [], 0
        if row["text"]:
            entities += [{**e, "start": e["start"] + len(text), "end": e["end"] + len(text)} for e in row["entities"]]
            text, number = f"{text}{row['text']}\n\n", number + 1
    if text:
        yield {"text": text, "entities": entities}
