"""Characters that hide or reorder text, made visible; and text folded for search."""

from __future__ import annotations

import unicodedata
from typing import Final

# Kept as they are: newline and tab, and the joiners U+200C/U+200D, which Persian and emoji need.
_HIDING: Final = (
    (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)),  # C0, DEL and C1 controls
    (0xAD, 0x61C, 0x180E),  # soft hyphen, Arabic letter mark, Mongolian separator
    (0x200B, 0x200E, 0x200F),  # zero-width space, left-to-right and right-to-left marks
    range(0x2028, 0x202F),  # line separators, bidirectional embeddings and overrides
    range(0x2060, 0x2070),  # word joiner, invisible operators, bidirectional isolates
    range(0xD800, 0xE000),  # lone surrogates: no encoding carries them
    (0xFEFF, *range(0xFFF9, 0xFFFC)),  # byte order mark, interlinear annotation
    (0xFFFE, 0xFFFF),  # no characters: no XML may hold them
    range(0xE0000, 0xE0080),  # tags: letters that nobody sees
)
# the number and not a picture such as U+241B: few fonts have those
_TABLE: Final = {point: f"⟦U+{point:04X}⟧" for group in _HIDING for point in group}


def visible(text: str) -> str:
    """`text` with each control, bidirectional or invisible character replaced by a sign for it. Longer than `text`, so offsets are
    applied before. It does not escape HTML: the templates do."""
    return text.translate(_TABLE)


def fold(text: str) -> str:
    """Without case and accents: what two people who look for the same name both type."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
