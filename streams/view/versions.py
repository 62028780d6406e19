"""Two versions of an article, paragraph by paragraph and word by word: what was taken out and what was put in."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

import orjson

from .lists import Data, rows

MOST_PARAGRAPHS: Final = 400
MOST_WORDS: Final = 600
"""Of two paragraphs together: what is longer is shown as changed whole."""
BUDGET: Final = 100_000
"""Pairs of words that are compared for one page. A comparison takes the product of both lengths at least; beyond, paragraphs are changed whole."""
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["same", "out", "in"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def compared(old: str, new: str, budget: int = BUDGET) -> list[list[Piece]]:
    """The paragraphs of both in order; joined without what is `in` they are `old`, without what is `out` they are `new`."""
    before, after = old.split("\n"), new.split("\n")
    out, left = list[list[Piece]](), budget
    for tag, a, b, c, d in _steps(before, after, MOST_PARAGRAPHS):
        if tag == "equal":
            out += [[Piece("same", text)] for text in before[a:b]]
        elif tag == "replace" and b - a == d - c:
            for x, y in zip(before[a:b], after[c:d], strict=True):
                words = _WORD.findall(x), _WORD.findall(y)
                left -= len(words[0]) * len(words[1])
                out.append(_words(*words) if left > 0 else [Piece("out", x), Piece("in", y)])
        else:
            out += [[Piece("out", text)] for text in before[a:b]] + [[Piece("in", text)] for text in after[c:d]]
    return out


def _words(before: list[str], after: list[str]) -> list[Piece]:
    out: list[Piece] = []
    for tag, a, b, c, d in _steps(before, after, MOST_WORDS):
        if tag == "equal":
            out.append(Piece("same", "".join(before[a:b])))
        else:
            out += [Piece(kind, "".join(words)) for kind, words in (("out", before[a:b]), ("in", after[c:d])) if words]  # type: ignore[arg-type]
    return out


def _steps(before: list[str], after: list[str], most: int) -> list[tuple[str, int, int, int, int]]:
    """As difflib gives them. What both begin and end with is set aside first, so a small change in a long text is a small comparison."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) + len(new) > most:
        middle = [("replace" if old and new else "delete" if old else "insert", 0, len(old), 0, len(new))]
    else:
        middle = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    steps = [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in middle]
    first = [("equal", 0, head, 0, head)] if head else []
    last = [("equal", len(before) - tail, len(before), len(after) - tail, len(after))] if tail else []
    return first + [step for step in steps if step[1:] != (head, head, head, head)] + last


def load(db: sqlite3.Connection, article_id: str, old: str, new: str) -> Data | None:
    """Two versions to compare, chosen by their numbers, else the last two. None: no such article, or not two texts of it."""
    select = (
        "SELECT version, changed_at, record, rank, max(generation) FROM versions"
        " WHERE article_id = ? AND record IS NOT NULL AND pub_status = 'usable' GROUP BY rank ORDER BY rank DESC LIMIT 100"
    )
    found = rows(db, select, (article_id,))
    if len(found) < 2:
        return None
    by_number = {str(row["version"]): row for row in reversed(found)}
    after = by_number.get(new, found[0])
    before = by_number.get(old) or next((row for row in found if row["rank"] < after["rank"]), found[-1])
    sides = {side: _side(row) for side, row in (("old", before), ("new", after))}
    return {"article_id": article_id, "numbers": [row["version"] for row in found]} | sides


def _side(row: Data) -> Data:
    record = orjson.loads(row["record"])
    return {
        "version": row["version"],
        "changed_at": row["changed_at"],
        "headline": record["headline"]["text"] or "",
        "body": record["body"],
    }


def shown(pair: Data) -> Data:
    """The comparison for a page: headline and paragraphs as pieces. Up to a second for texts that share next to nothing."""
    old, new = pair["old"], pair["new"]
    headline = compared(old["headline"].replace("\n", " "), new["headline"].replace("\n", " "))
    return pair | {
        "headline": [asdict(piece) for pieces in headline for piece in pieces],
        "paragraphs": [
            [asdict(piece) for piece in pieces] for pieces in compared(old["body"], new["body"]) if any(p.text.strip() for p in pieces)
        ],
    }
