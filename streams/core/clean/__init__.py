"""A typed raw article → a clean Article: its paragraphs and sentences, what was dropped or repaired and why, and its day.

    text ─► characters ─► layout ─► quotes, stops ─► blocks ─► story ─► body
            each step keeps the way back to the given text (`raw_map`)

`clean` never raises for a text, is linear in it, and cleaning a clean body changes nothing.
"""

from ._anchor import as_cleaned
from ._article import clean

__all__ = ["as_cleaned", "clean"]
