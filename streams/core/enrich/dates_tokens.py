"""A text as words with classes: one letter for each word, so that a grammar can be a pattern over letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates_words import FIXED_HOLIDAYS, MOVING_HOLIDAYS, SHORT, WORDS, Meaning

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+)"
    r"|(?P<line>\n)"
    r"|(?P<iso>\d{4}-\d\d-\d\d(?![\d-])(?:[T ]\d\d:\d\d)?)"
    r"|(?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}(?P<sign>[.-])\d{1,2}(?P=sign)\d{4}(?!\d|[.-]\d)|\d{4}/\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?P<clock>\d{1,2}:\d\d(?![\d:])|\d{1,2}\.\d\d(?= ?[ap]\.?m\b))"
    r"|(?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<decade>(?:\d{3}0|['’]\d0)['’]?s\b)"
    r"|(?P<shortyear>['’]\d\d\b)"
    r"|(?P<mixed>\d{1,2}[ -]\d/\d\b)"
    r"|(?P<number>\d[\d.,]*\d|\d)"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<mark>\S)"
)
"""Words first: they are most of a text."""
_MERIDIEM = re.compile(r"(?P<meridiem>[ap]\.m\.|[AP]\.M\.|o['’]clock\b)")
_HOLIDAYS = sorted((name for name in (*FIXED_HOLIDAYS, *MOVING_HOLIDAYS) if " " in name), key=lambda name: (-len(name), name))
_HOLIDAY = re.compile(rf"(?P<holiday>(?i:{'|'.join(map(re.escape, _HOLIDAYS))})(?!\w))".replace("'", "['’]"))
_LONGER = {
    **dict.fromkeys(("a", "p", "o"), _MERIDIEM),
    **dict.fromkeys(sorted({re.split(r"\W", name)[0] for name in _HOLIDAYS}), _HOLIDAY),
    "b": re.compile(r"(?P<before>B\.C\.(?:E\.)?)"),
    "q": re.compile(r"(?P<quarter>[Qq][1-4]\b)"),
}
"""Words that can be the beginning of something longer."""
_FIXED = {
    "line": "|", "iso": "I", "slash": "/", "clock": ":", "meridiem": "m", "quarter": "u", "before": "B", "holiday": "h", "possessive": "p",
}  # fmt: skip
_MARKS = {mark: Meaning(letter) for mark, letter in {",": ",", "-": "-", "‐": "-", "‑": "-", "–": "-", "(": "("}.items()}
_OTHER = Meaning(".")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel columns; `letters[i]` is the class of word i."""

    body: str
    letters: str
    starts: list[int]
    ends: list[int]
    lows: list[str]
    numbers: list[float]

    def text(self, index: int) -> str:
        """The word as written; empty beyond either end."""
        return self.body[self.starts[index] : self.ends[index]] if 0 <= index < len(self.starts) else ""

    def low(self, index: int) -> str:
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def letter(self, index: int) -> str:
        return self.letters[index] if 0 <= index < len(self.letters) else "|"


def scan(body: str) -> Tokens:
    """Cut a text into words, numbers and marks and give each its class. Linear in the text."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    lows: list[str] = []
    numbers: list[float] = []
    end = 0
    for match in _TOKEN.finditer(body):
        start = match.start()
        if start < end:
            continue
        end, low, meaning = _read(body, match)
        letters.append(meaning.letter)
        starts.append(start)
        ends.append(end)
        lows.append(low)
        numbers.append(meaning.number)
    return Tokens(body, "".join(letters), starts, ends, lows, numbers)


def _read(body: str, match: re.Match[str]) -> tuple[int, str, Meaning]:
    """Where the word ends, how it is compared, and what it means."""
    kind, (start, end), low = match.lastgroup, match.span(), match[0].lower()
    if kind == "mark":
        return end, low, _MARKS.get(low, _OTHER)
    if kind != "word":
        return end, low, _number(kind or "", low, body, start)
    if low in _LONGER and (longer := _LONGER[low].match(body, start)):
        return longer.end(), longer[0].lower(), _number(longer.lastgroup or "", longer[0].lower(), body, start)
    if low in SHORT and body[start].isupper():
        end += body[end : end + 1] == "."
        return end, low, _short(body, low, end)
    return end, low, WORDS.get(low, _OTHER)


def _short(body: str, low: str, end: int) -> Meaning:
    """`Dec. 28`, `28 Dec 2023`, `Thu, Dec 28`: an abbreviation counts with its full stop or right before a number or comma."""
    meaning, following = SHORT[low], body[end : end + 2]
    if body[end - 1] == "." or following[1:].isdigit() or (following[:1] == "," and meaning.letter == "D"):
        return meaning
    return _OTHER


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
        return Meaning("Y", value + (2000 if value < 40 else 1900))  # 'NN is this side of 2040: no newsroom writes '45 for 2045
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
