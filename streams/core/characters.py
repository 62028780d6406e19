"""Characters that nobody can see or that do harm in print: controls, bidi marks, odd spaces. One list for all who clean."""

from __future__ import annotations

import re

# Bidi marks, embeddings and isolates: they turn what a reader sees into something else than what is counted.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Zero width space, word joiner, byte order mark, Mongolian separator, invisible operators, annotation marks, non-characters.
INVISIBLE = "\u200b\u2060-\u2065\ufeff\u180e\u206a-\u206f\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
SOFT_HYPHEN = "\u00ad"
CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x9f"
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
NEWLINES = "\r\x0b\x0c\u2028\u2029"

_UNSEEN = re.compile(f"[{BIDI}{INVISIBLE}{SOFT_HYPHEN}{CONTROL}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def one_line(text: str) -> str:
    """A short field (headline, name, section) without controls, bidi marks and odd white space; half surrogates become U+FFFD."""
    return " ".join(_SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)).split())
