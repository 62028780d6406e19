"""Quotation marks and dashes that a cheap conversion turned into straight ones: `“` and `—` became `'`, `”` became `"`.

Told apart by their neighbours alone: `'` after a letter is an apostrophe; `'` before a word and after a blank opens; a `"` that
nothing opened needs a partner, and an opening `'` before it is the one. Balanced quotes of either kind stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._draft import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._draft import Draft

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"['\"]")
_WORD_AFTER = re.compile(r"\S{0,30}")
_ELISION = re.compile(r"'(?:\d0s|em\b|til\b|tis\b|twas\b|cause\b|n\b|round\b|bout\b)", re.IGNORECASE)
# A lone mark is a dash before words that begin an aside; after an s it may be a possessive that was set apart (`workers ' pay`),
# and a pair with other words inside is a quotation that was set apart.
_LONE = re.compile(r"(?<=[\w,.)\"]) ' (?=[\w\"(])")
_ASIDE = re.compile(
    r"(?:the|a|an|its|his|her|their|our|it|he|she|they|which|who|and|but|or|with|in|at|as|for|from|by|not|one|all|both|most|some|many"
    r"|now|then|once|including|especially|even|only|just|almost|nearly|about|after|before|despite)\b"
)
_POSSESSIVE = re.compile(r"s\b")


def repair_quotes(draft: Draft) -> Draft:
    text = draft.text
    if "'" not in text or not ('"' in text or " ' " in text):
        return draft
    fixes = [one for line in _LINE.finditer(text) if _mixed(line[0]) for one in _in_line(text, *line.span())]
    return draft.repair(sorted(fixes))


def _mixed(line: str) -> bool:
    """Only a line with both kinds of marks, or with a lone one, can need a repair."""
    return "'" in line and ('"' in line or " ' " in line)


def _in_line(text: str, start: int, end: int) -> Iterator[Fix]:
    yield from _dashes(text, start, end)
    opened: int | None = None
    singles: list[tuple[int, bool]] = []
    for found in _MARK.finditer(text, start, end):
        at = found.start()
        opens, closes = _opens(text, at, start, end), _closes(text, at, start, end)
        if found[0] == "'":
            if (opens and not _ELISION.match(text, at)) or (closes and not opens):
                singles.append((at, opens))
        elif opens and opened is None:
            opened, singles = at, []
        elif closes:
            if opened is None and (partner := _lonely(text, singles)) is not None:
                yield _opening(text, partner)
            opened, singles = None, []
    if opened is not None:
        yield from _closing(text, singles)


def _dashes(text: str, start: int, end: int) -> Iterator[Fix]:
    """Lone marks that are dashes; one that opened an aside may be closed by the next, whatever follows that."""
    inside: str | None = None
    for found in _LONE.finditer(text, start, end):
        apart = text[found.start() - 1] in "sSzZxX" or _POSSESSIVE.match(text, found.end()) is not None
        if inside == "aside" or (inside is None and not apart and _ASIDE.match(text, found.end())):
            yield Fix(*found.span(), " — ", "dash", 0.9, found.span())
            inside = None if inside else "aside"
        elif inside == "quotation" or not apart:
            inside = None if inside else "quotation"


def _opens(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return (before.isspace() or before in "([—–-") and not after.isspace() and after not in ".,;:!?)"


def _closes(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return not before.isspace() and (after.isspace() or after in ".,;:!?)]—–-")


def _lonely(text: str, singles: list[tuple[int, bool]]) -> int | None:
    """The last opening `'` that nothing closes. A closing one after an s may be a possessive (`Workers' Party`) and then closes
    nothing, unless it stands around one word (`'events'`)."""
    open_at: int | None = None
    for at, opens in singles:
        if opens:
            open_at = at
        elif open_at is not None and (text[at - 1] not in "sS" or " " not in text[open_at:at]):
            open_at = None
    return open_at


def _opening(text: str, at: int) -> Fix:
    word = _WORD_AFTER.match(text, at)
    return Fix(at, at + 1, '"', "quote_open", 0.97, word.span() if word else (at, at + 1))


def _closing(text: str, singles: list[tuple[int, bool]]) -> Iterator[Fix]:
    """An opened `"` whose partner became `'`: only where a comma or a stop stands before it, else it may be a possessive."""
    for at, opens in singles:
        if not opens and text[at - 1] in ",.!?":
            space = text.rfind(" ", max(0, at - 30), at) + 1
            yield Fix(at, at + 1, '"', "quote_close", 0.9, (max(space, at - 30), at + 1))
            return
