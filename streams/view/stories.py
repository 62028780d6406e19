"""Which of the shown articles are one story (`core/sketch.py`): connected by texts that are nearly the same, whatever the order they came in.

A story is called after the least id of its articles. When one of them leaves, or its text changes, what it connected may fall apart again.
"""

from __future__ import annotations

import sqlite3
import struct
from collections import Counter
from typing import Final

from ..core.sketch import Sketch, same_story, sketch

_MOST_ALIKE: Final = 100
"""Articles that are looked up by one hash. More have it in common when a story is told more often, and then one of them is enough, or when
all texts of a source end with the same words, and then they are not alike."""
_MOST_COMPARED: Final = 32
"""Of all that were looked up those with the most hashes in common, which are compared."""
_MOST_PARTED: Final = 1_000
"""Articles up to which a story is looked at anew when one of them leaves: that takes a quarter of a second. A larger one stays whole."""


def take(db: sqlite3.Connection, article_id: str, text: str) -> None:
    """An article has this text now."""
    new = sketch(text)
    known = db.execute("SELECT sketch FROM stories WHERE article_id = ?", (article_id,)).fetchone()
    if known is not None:
        if known[0] == _packed(new):
            return
        drop(db, article_id)
    near = set[str]()
    for other in _found(db, new):
        story, there = _told(db, other)
        if story not in near and same_story(new, there):
            near.add(story)
    name = min({article_id, *near})
    insert = "INSERT INTO stories (article_id, story, sketch) VALUES (?, ?, ?)"
    id_ = db.execute(insert, (article_id, name, _packed(new))).lastrowid
    db.executemany("INSERT INTO story_leads (hash, id) VALUES (?, ?)", [(hash_, id_) for hash_ in new.leads])
    db.executemany("UPDATE stories SET story = ? WHERE story = ?", [(name, story) for story in near if story != name])


def drop(db: sqlite3.Connection, article_id: str) -> None:
    """An article has no text any more that may be shown."""
    row = db.execute("SELECT id, story, sketch FROM stories WHERE article_id = ?", (article_id,)).fetchone()
    if row is None:
        return
    id_, story, packed = row
    db.executemany("DELETE FROM story_leads WHERE hash = ? AND id = ?", [(hash_, id_) for hash_ in _unpacked(packed).leads])
    db.execute("DELETE FROM stories WHERE id = ?", (id_,))
    left = {
        a: (name, _unpacked(data)) for a, name, data in db.execute("SELECT id, article_id, sketch FROM stories WHERE story = ?", (story,))
    }
    parted = _connected(db, {a: of for a, (_, of) in left.items()}) if len(left) <= _MOST_PARTED else [set(left)]
    for group in parted:
        name = min(left[member][0] for member in group)
        db.executemany("UPDATE stories SET story = ? WHERE id = ? AND story <> ?1", [(name, member) for member in group])


def _connected(db: sqlite3.Connection, left: dict[int, Sketch]) -> list[set[int]]:
    """Articles by id → those of them that hang together. Each is asked, for of many alike the later ones find the first, and not the reverse."""
    groups = {id_: {id_} for id_ in left}
    for id_, looking in left.items():
        for other in _found(db, looking):
            if other in left and other not in groups[id_] and same_story(looking, left[other]):
                larger, smaller = sorted((groups[id_], groups[other]), key=len, reverse=True)
                larger |= smaller
                groups |= dict.fromkeys(smaller, larger)
    return list({id(group): group for group in groups.values()}.values())


def _found(db: sqlite3.Connection, of: Sketch) -> list[int]:
    """Ids of articles that have leading hashes in common with this one, those with the most first."""
    select = "SELECT id FROM story_leads WHERE hash = ? ORDER BY id LIMIT ?"
    found = Counter(row[0] for hash_ in of.leads for row in db.execute(select, (hash_, _MOST_ALIKE)))
    return [id_ for id_, _ in found.most_common(_MOST_COMPARED)]


def _told(db: sqlite3.Connection, id_: int) -> tuple[str, Sketch]:
    story, data = db.execute("SELECT story, sketch FROM stories WHERE id = ?", (id_,)).fetchone()
    return story, _unpacked(data)


def _packed(of: Sketch) -> bytes:
    return struct.pack(f"<I{len(of.least)}Q", of.runs, *of.least)


def _unpacked(data: bytes) -> Sketch:
    runs, *least = struct.unpack(f"<I{(len(data) - 4) // 8}Q", data)
    return Sketch(runs, tuple(least))
