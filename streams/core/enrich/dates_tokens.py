"""A text as words with classes: one letter for each word, so that a grammar can be a pattern over letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from operator import add

from ..kept import Kept
from .dates_words import FIXED_HOLIDAYS, MOVING_HOLIDAYS, SHORT, WORDS, Meaning

_KINDS = {
    "iso": r"\d{4}-\d\d-\d\d(?![\d-])(?:[T ]\d\d:\d\d)?",
    "slash": r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}(?:\.\d{1,2}\.|-\d{1,2}-)\d{4}(?!\d|[.-]\d)|\d{4}/\d{1,2}/\d{1,2}(?![\d/])",
    "clock": r"\d{1,2}:\d\d(?![\d:])|\d{1,2}\.\d\d(?= ?[ap]\.?m\b)",
    "ordinal": r"\d{1,2}(?:st|nd|rd|th)\b",
    "decade": r"(?:\d{3}0|['’]\d0)['’]?s\b",
    "shortyear": r"['’]\d\d\b",
    "mixed": r"\d{1,2}[ -]\d/\d\b",
    "number": r"\d[\d.,]*\d|\d",
    "possessive": r"['’]s\b",
}
"""What begins with a figure or an apostrophe."""
_KIND = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))
_PIECE = re.compile(rf"(?:[^\W\d_]+|{'|'.join(_KINDS.values())}|[^\s])[^\S\n]*|\n\s*")
"""A word, a mark or the end of a line, each with the blanks behind it, so that the pieces of a text are all of it. Words first:
they are most of a text."""
_MERIDIEM = re.compile(r"(?P<meridiem>[ap]\.m\.|[AP]\.M\.|o['’]clock\b)")
_HOLIDAYS = sorted((name for name in (*FIXED_HOLIDAYS, *MOVING_HOLIDAYS) if " " in name), key=lambda name: (-len(name), name))
_HOLIDAY = re.compile(rf"(?P<holiday>(?i:{'|'.join(map(re.escape, _HOLIDAYS))})(?!\w))".replace("'", "['’]"))
_LONGER = {
    **dict.fromkeys(("a", "p", "o"), _MERIDIEM),
    **dict.fromkeys(sorted({re.split(r"\W", name)[0] for name in _HOLIDAYS}), _HOLIDAY),
    "b": re.compile(r"(?P<before>B\.C\.(?:E\.)?)"),
    "q": re.compile(r"(?P<quarter>[Qq][1-4](?:\b|(?=FY\d)))"),
}
"""Words that can be the beginning of something longer."""
_FIXED = {
    "iso": "I", "slash": "/", "clock": ":", "meridiem": "m", "quarter": "u", "before": "B", "holiday": "h", "possessive": "p",
}  # fmt: skip
_MARKS = {mark: Meaning(letter) for mark, letter in {"\n": "|", ",": ",", "-": "-", "‐": "-", "‑": "-", "–": "-", "(": "("}.items()}
_OTHER = Meaning(".")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel columns; `letters[i]` is the class of word i."""

    body: str
    letters: str
    starts: list[int]
    ends: list[int]
    lows: list[str]
    figures: dict[int, float]
    """Begin of a word → its number, where that is not one of the dictionary."""

    def number(self, index: int) -> float:
        """What the word counts: `3`, `March` and `third` are 3; 0 for what is no number."""
        found = self.figures.get(self.starts[index])
        return _NUMBERS.get(self.lows[index], 0.0) if found is None else found

    def text(self, index: int) -> str:
        """The word as written; empty beyond either end."""
        return self.body[self.starts[index] : self.ends[index]] if 0 <= index < len(self.starts) else ""

    def low(self, index: int) -> str:
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def letter(self, index: int) -> str:
        return self.letters[index] if 0 <= index < len(self.letters) else "|"


_LETTERS = {word: meaning.letter for word, meaning in WORDS.items()} | {mark: meaning.letter for mark, meaning in _MARKS.items()}
_NUMBERS = {word: meaning.number for word, meaning in WORDS.items() if meaning.number}
_LATER = "\0"
_LETTERS |= dict.fromkeys((*_LONGER, *SHORT), _LATER)
"""Words that need a second look have no letter of their own here."""


def _letter(low: str) -> str:
    """The class of a word in small letters. Figures, apostrophes and ends of lines are looked at again, whatever they are."""
    return _LATER if not low or low[0] in "'’" or low[0].isdecimal() else _LETTERS.get(low, ".")


_CLASSES = Kept(_letter)


def scan(body: str) -> Tokens:
    """Cut a text into words, numbers and marks and give each its class. Linear in the text."""
    # the only letter that grows when it is made small; columns are made by map and join, for a loop costs three times as much
    small = body.replace("İ", "I").lower()
    first = _PIECE.search(small)
    pieces = _PIECE.findall(small)
    lows = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=first.start() if first else 0))[:-1]
    ends = list(map(add, starts, map(len, lows)))
    letters = list(map(_CLASSES.__getitem__, lows))
    figures: dict[int, float] = {}
    kept = list(range(len(lows)))
    end = 0
    for n in [found.start() for found in re.finditer(_LATER, "".join(letters))]:
        if starts[n] < end:
            continue
        end, lows[n], (letters[n], number) = _look(body, starts[n], ends[n], lows[n])
        for swallowed in range(n + 1, bisect_left(starts, end, lo=n + 1)):
            kept[swallowed] = -1
        ends[n] = end
        if number:
            figures[starts[n]] = number
    if -1 in kept:
        kept = [n for n in kept if n >= 0]
        letters, lows = [letters[n] for n in kept], [lows[n] for n in kept]
        starts, ends = [starts[n] for n in kept], [ends[n] for n in kept]
    return Tokens(body, "".join(letters), starts, ends, lows, figures)


def _look(body: str, start: int, end: int, low: str) -> tuple[int, str, Meaning]:
    """Where what begins there ends, how it is compared, and what it means."""
    if not low:
        return start + 1, "\n", Meaning("|")
    if not low[0].isalpha():
        kind = _KIND.match(body, start)
        return end, low, _number(kind.lastgroup or "", low, body, start) if kind else _MARKS.get(low, _OTHER)
    if low in _LONGER and (longer := _LONGER[low].match(body, start)):
        return longer.end(), longer[0].lower(), _number(longer.lastgroup or "", longer[0].lower(), body, start)
    if low in SHORT and body[start].isupper():
        end += body[end : end + 1] == "."
        return end, low, _short(body, low, start, end)
    return end, low, WORDS.get(low, _OTHER)


def _short(body: str, low: str, start: int, end: int) -> Meaning:
    """`Dec. 28`, `28 Dec 2023`, `Thu, Dec 28`: an abbreviation counts with its full stop or right before a number or comma."""
    meaning, following, before = SHORT[low], body[end : end + 2], body[max(0, start - 2) : max(0, start - 1)]
    if body[end - 1] == "." or following[1:].isdigit() or (following[:1] == "," and meaning.letter == "D"):
        return meaning
    return meaning if meaning.letter == "M" and before.isdecimal() else _OTHER


def full_year(two: int) -> int:
    """The year that two figures mean: this side of 2040, for no newsroom writes '45 for 2045."""
    return two + (2000 if two < 40 else 1900)


def _number(kind: str, low: str, body: str, start: int) -> Meaning:
    if kind in _FIXED:
        return Meaning(_FIXED[kind], int(low[1]) if kind == "quarter" else 0)
    if kind == "mixed":
        return Meaning("N", int(low[:-4]) + int(low[-3]) / (int(low[-1]) or 1))
    digits = "".join(c for c in low if c.isdecimal() or c == ".").strip(".")
    if kind == "number":
        return _plain_number(low, digits, body[start - 1 : start])
    value = int(digits)
    if kind == "ordinal":
        return Meaning("o", value)
    if kind == "shortyear":
        return Meaning("Y", full_year(value))
    return Meaning("k", value if value > 100 else value + 1900 if value > 20 else value + 2000)


def _plain_number(low: str, digits: str, before: str) -> Meaning:
    if digits.count(".") > 1 or len(digits) > 12:
        return _OTHER
    value = float(digits)
    if low.isdecimal() and len(low) == 4 and 1000 <= value <= 2100 and before not in ("$", "£", "€", "¥", "#", "."):
        return Meaning("Y", value)
    if low.isdecimal() and len(low) < 3 and 1 <= value <= 31:
        return Meaning("n", value)
    return Meaning("N", value)
