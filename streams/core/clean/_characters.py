"""Broken characters: HTML entities, text decoded with the wrong table, controls, invisible marks, odd spaces.

Each finder gives the fixes for one kind of damage. They are run in turns until none finds anything, because one repair can
lay bare the next: `&acirc;&#8364;&#8482;` becomes `â€™` becomes `’`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

import ftfy

from ..characters import BIDI, CONTROL, INVISIBLE, NEWLINES, SOFT_HYPHEN, SPACES
from ..offsets import Edit
from ._draft import Draft, Fix, fix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_TURNS = 8
"""Damage in more layers than this is an attack; what is left stays as it is."""

# Only what tells wrongly decoded text from right: quotes, ligatures, width and line ends are left to us or left alone, and
# lengths change only where a fix is told. Entities and controls have finders of their own.
_FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    fix_c1_controls=False,
    normalization=None,
)
_AMP = r"(?:amp|AMP|#0{0,5}38|#[xX]0{0,4}26);"
_ENTITY = re.compile(rf"&(?:{_AMP})*+(?:#\d{{1,7}};|#[xX][0-9A-Fa-f]{{1,6}};|[A-Za-z][A-Za-z0-9]{{1,31}};)?")
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,200}")
_COMBINED = re.compile(r"[^\u0300-\u036f\n][\u0300-\u036f]{1,30}")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_UNSEEN = re.compile(
    f"(?P<soft_hyphen>[{SOFT_HYPHEN}]+)|(?P<bidi>[{BIDI}]+)|(?P<invisible>[{INVISIBLE}]+)|(?P<whitespace>[{SPACES}](?:[ \t]*+[{SPACES}])*+)"
    f"|(?P<control>[{CONTROL}\ud800-\udfff])"
)
# Joiners carry meaning in Persian, Indic scripts and emoji; beside ASCII they are only dirt.
_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_CP1252 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}}
_BREAKS = re.compile(f"\r\n|[{NEWLINES}]")
_BLANKS = re.compile(r"[ \t]{2,}|\t|[ \t]+(?=\n|\Z)|(?:(?<=\n)|(?<=\A))[ \t]+")


def repair_characters(draft: Draft) -> Draft:
    """The text with readable characters, one line feed at each line end and single spaces inside lines."""
    for _ in range(MAX_TURNS):
        before = draft.mapped
        if not _printable(draft.text):
            draft = draft.edit([Edit(*m.span(), "\n") for m in _BREAKS.finditer(draft.text)])
        for find in (_entities, _mojibake, _unseen, _joiners, _combined):
            draft = draft.repair([*_safely(find, draft.text)])
        if draft.mapped is before:
            break
    if not _blanks(draft.text):
        return draft
    return draft.edit([Edit(*m.span(), new) for m in _BLANKS.finditer(draft.text) if (new := _blank(draft.text, m)) != m[0]])


def _printable(text: str) -> bool:
    """No character that `_unseen`, `_joiners` or `_BREAKS` look for: none of those is printable. Most texts pass, at C's speed."""
    return text.replace("\n", "").isprintable()


def _blanks(text: str) -> bool:
    """Whether there may be blanks to take off: all that `_BLANKS` finds has one of these marks."""
    return "  " in text or "\t" in text or " \n" in text or "\n " in text or text[:1] == " " or text[-1:] == " "


def _safely(find: Callable[[str], Iterator[Fix]], text: str) -> Iterator[Fix]:
    return (one for one in find(text) if text[one.start : one.end] != one.new)


def _blank(text: str, found: re.Match[str]) -> str:
    at_edge = found.start() == 0 or found.end() == len(text) or text[found.start() - 1] == "\n" or text[found.end()] == "\n"
    return "" if at_edge else " "


def _entities(text: str) -> Iterator[Fix]:
    for found in _ENTITY.finditer(text) if "&" in text else ():
        new = found[0]
        while (fewer := html.unescape(new)) != new and len(fewer) < len(new):
            new = fewer
        yield fix(*found.span(), new, "html_entity")


def _mojibake(text: str) -> Iterator[Fix]:
    """Runs of non-ASCII that ftfy takes for UTF-8 read as something else. Run by run, so that the rest keeps its place."""
    for found in () if text.isascii() else _FOREIGN.finditer(text):
        new = ftfy.fix_encoding(found[0], _FTFY)
        if len(new) < len(found[0]):
            yield fix(*found.span(), new, "mojibake", 0.95)


def _unseen(text: str) -> Iterator[Fix]:
    for found in () if _printable(text) else _UNSEEN.finditer(text):
        first = found[0][0]
        kind = found.lastgroup or "control"
        lost = "\ufffd" if "\ud800" <= first <= "\udfff" else ""
        new = " " if kind == "whitespace" else _CP1252.get(ord(first), lost) if kind == "control" else ""
        yield fix(*found.span(), new, kind)


def _joiners(text: str) -> Iterator[Fix]:
    return (fix(*found.span(), "", "invisible") for found in (() if _printable(text) else _JOINER.finditer(text)))


def _combined(text: str) -> Iterator[Fix]:
    """Letters written as base and accent become one: lexicon and readers write them so."""
    for found in () if text.isascii() or not _ACCENT.search(text) else _COMBINED.finditer(text):
        yield fix(*found.span(), unicodedata.normalize("NFC", found[0]), "normalization")
