"""Fiscal years: whose it is says which days it has. Where the text does not say whose, a year keeps its mark and covers no days."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR
from typing import Final, NamedTuple

from .dates_calendar import Days
from .dates_fiscal_near import fiscal_before
from .dates_governments import Year, owner
from .dates_hit import Found, Hit
from .dates_relative import rel_unit
from .dates_tokens import Tokens, full_year
from .dates_units import shifted
from .dates_words import word_set

_MARKS: Final = ("fiscal", "fis3", "fis2", "fis")
"""Groups of the rules that can hold the word `fiscal`, those nearest to the year first."""
_MEASURED: Final = re.compile(r"[^\S\n]?(?:%|percent\b|per cent\b|°)")
_NO_SHORT: Final = re.compile(r"[^\S\n](?:\d[A-Za-z]{2}|\d{3})\b|[^\S\n]?m(?:illio)?n\b")
"""After two figures: the rest of a postcode (`FY10 5AB`) or of a number (`FY20 000`)."""
_DAY_OR_LENGTH: Final = re.compile("O?M|-?[UV]")
"""Classes of words after a figure that make it a day or a number of units: `FY 12 March`, `FY 12 months`."""
_YEARS: Final = ("year", "years")
_STEPS: Final = {"L": -1, "T": 0, "X": 1}
_FROM_STORY: Final = word_set("previous preceding following ensuing")
_CALENDAR_UNITS: Final = word_set("day week month quarter year")
_OF_WHOM: Final = re.compile(
    r"[^\S\n]+(?:the[^\S\n]+)?(?:(?:[\w&.’'-]+[^\S\n]+){0,4}[\w&.-]+['’]s?|its|their|his|her|our|U\.S\.|US|UK|U\.K\.|[A-Z]\w+(?:n|ese|ish))"
    r"(?:[^\S\n]+(?:federal|national|central))?(?:[^\S\n]+(?:government|budget)(?:['’]s)?)?[^\S\n]+"
)
"""Between `the third quarter of` and `fiscal 2019`: `Japan's`, `the U.S. government's`, `Indian`, `its`."""
_PAUSE: Final = re.compile(r"[a-z)]\.[^\S\n]")


class Named(NamedTuple):
    """The year that stands there. `pair`: as two years, and it begins in the first. `sure`: nothing hints at more years than that."""

    number: int
    pair: bool
    sure: bool = True

    @property
    def value(self) -> str:
        return f"FY{self.number:04d}" + (f"-{(self.number + 1) % 100:02d}" if self.pair else "")

    def days(self, whose: Year | None, part: str) -> Days | None:
        if whose is None or not self.sure or (self.pair and whose.first == 1):
            return None
        return whose.days(self.number if self.pair else whose.begins(self.number), part)


def fiscal_year(hit: Hit) -> Found | None:
    """`fiscal 2019`, `FY19`, `fiscal year 2019-20`, `the 2019/20 financial year`; `calendar 2019` is the plain year."""
    if hit.low("fiscal") == "calendar":
        plain = hit.has("yr") and not hit.has("yr2") and hit.low("fu") in ("", "year") and hit.at("yr") > hit.at("fiscal")
        return Found("DATE", f"{int(hit.number('yr')):04d}", hit.mod) if plain and hit.tokens.letters[hit.at("yr")] == "Y" else None
    return _numbered(hit)


def part_of_year(hit: Hit) -> Found | None:
    """`the third quarter of fiscal 2019`, `Q3 FY20`, `FY2019-20 Q3`, `the first half of Japan's fiscal 2019`."""
    if _mark(hit) is None or (part := _part(hit)) is None or not _is_whose(hit):
        return None
    return _numbered(hit, part)


def listed_year(hit: Hit) -> Found | None:
    """The second year of `fiscal 2019 and 2020`: as fiscal as the first."""
    mark = fiscal_before(hit.tokens, hit.first)
    if mark is None or (hit.tokens.letter(mark + 1) in "UV" and hit.tokens.low(mark + 1) not in _YEARS):
        return None
    if (named := _named(hit)) is None:
        return None
    named = named._replace(sure=named.sure and not named.pair and hit.before() in ("and", "or", ","))
    return _found(named.value, named.days(owner(hit.tokens, mark), ""), 0.9)


def relative_year(hit: Hit) -> Found | None:
    """`this fiscal year`, `Japan's next fiscal year`: which it is, is known where it is known whose. Also `last calendar month`."""
    unit, steps = hit.low("unit"), _STEPS[hit.match["rel"]]
    if hit.low("fiscal") == "calendar":
        found = rel_unit(hit) if unit in _CALENDAR_UNITS else None
        # `in the last calendar month` is one month, where `in the last month` is thirty days
        lasts = found is not None and found.type == "DURATION"
        return Found("DATE", shifted(hit.anchor, unit, steps), relative=hit.anchor is not None, confidence=0.9) if lasts else found
    return _relative(hit, "") if unit == "year" else None


def part_of_relative_year(hit: Hit) -> Found | None:
    """`the third quarter of this fiscal year`, `the first half of Japan's next fiscal year`; without `next`, which year is not known."""
    if hit.low("fiscal") == "calendar" or hit.low("fu") != "year" or not (hit.has("rel") or hit.has("whose")):
        return None
    part = _part(hit)
    if part is None or not _is_whose(hit):
        return None
    return _relative(hit, part)


def _numbered(hit: Hit, part: str = "") -> Found | None:
    named = _named(hit) if hit.low("fu") in ("", *_YEARS) else None
    if named is None:
        return None
    days = named.days(owner(hit.tokens, _behind_owner(hit)), part)
    return _found(named.value + (f"-{part}" if part else ""), days, 0.95, hit.mod)


def _relative(hit: Hit, part: str) -> Found:
    whose = owner(hit.tokens, _behind_owner(hit), own=True)
    told = hit.has("rel") and hit.low("rel") not in _FROM_STORY
    number = whose.named(hit.anchor) if whose and hit.anchor and told else None
    number = None if number is None else number + _STEPS[hit.match["rel"]]
    tail = f"-{part}" if part else ""
    if whose is None or number is None or not MINYEAR <= number <= MAXYEAR:
        return _found(f"FYXXXX{tail}", None, 0.8, relative=True)
    return _found(f"FY{number:04d}{tail}", whose.days(whose.begins(number), part), 0.9, relative=True)


def _mark(hit: Hit) -> int | None:
    """Where the word `fiscal` stands."""
    return next((hit.at(group) for group in _MARKS if hit.has(group) and hit.low(group) != "calendar"), None)


def _behind_owner(hit: Hit) -> int:
    """Where the expression begins that somebody owns: `current fiscal year` in `the third quarter of Japan's current fiscal year`."""
    return hit.match.end("whose") if hit.has("whose") else hit.first


def _part(hit: Hit) -> str | None:
    """`Q3`, `H1`; `the last quarter` is the fourth."""
    unit, letter = hit.low("unit") or ("quarter" if hit.match["ord"] == "u" else ""), hit.match["ord"]
    parts = {"quarter": 4, "half": 2}.get(unit, 0)
    number = (parts if hit.low("ord") == "last" else 0) if letter == "L" else int(hit.number("ord"))
    return f"{'Q' if unit == 'quarter' else 'H'}{number}" if 1 <= number <= parts else None


def _is_whose(hit: Hit) -> bool:
    """Between `of` and `fiscal` stands nothing, or somebody; and no sentence ends there."""
    if not hit.has("whose"):
        return True
    between = hit.tokens.body[hit.tokens.ends[hit.at("whose") - 1] : hit.tokens.starts[_behind_owner(hit)]]
    return _OF_WHOM.fullmatch(between) is not None and not _PAUSE.search(between)


def _named(hit: Hit) -> Named | None:
    """The year as written, if it is one: no day, no amount, no part of a postcode."""
    tokens, at = hit.tokens, hit.at("yr")
    end = hit.at("yr2") if hit.has("yr2") else at
    short = tokens.letters[at] != "Y"
    before = tokens.low(at - 1)
    if _MEASURED.match(tokens.body, tokens.ends[end]) or before == "financial":
        return None
    if short and not _is_short_year(tokens, at, end, before):
        return None
    number = full_year(int(tokens.low(at))) if short else int(tokens.number(at))
    if hit.has("yr2"):
        # `fiscal years 2019-20` can be one year or two
        return Named(number, pair=True, sure=hit.low("fu") != "years") if _is_pair(tokens, at, number) else None
    runs_on = (tokens.letter(at + 1) == "-" or tokens.low(at + 1) == "/") and _glued(tokens, at) and tokens.text(at + 2)[:1].isdigit()
    return None if short and runs_on else Named(number, pair=False, sure=not runs_on)


def _is_short_year(tokens: Tokens, at: int, end: int, before: str) -> bool:
    """Two figures right after `FY`, or two pairs of them after `fiscal year`."""
    text = tokens.low(at)
    if not (len(text) == 2 and text.isdecimal()) or (before != "fy" and (before != "year" or end == at)):
        return False
    apart = tokens.starts[at] > tokens.ends[at - 1]
    if apart and _DAY_OR_LENGTH.match(tokens.letters, end + 1):
        return False
    return tokens.letter(end + 1) != "V" and not _NO_SHORT.match(tokens.body, tokens.ends[end])


def _is_pair(tokens: Tokens, at: int, first: int) -> bool:
    """`2019-20`, `19-20`, `2019/2020`: without blanks, and the second follows the first."""
    second = tokens.text(at + 2).lstrip("'’")
    follows = second in (f"{(first + 1) % 100:02d}", str(first + 1))
    return follows and (tokens.letter(at + 1) == "-" or tokens.low(at + 1) == "/") and _glued(tokens, at)


def _glued(tokens: Tokens, at: int) -> bool:
    """No blanks around the mark after a year."""
    return at + 2 < len(tokens.starts) and tokens.ends[at] == tokens.starts[at + 1] and tokens.ends[at + 1] == tokens.starts[at + 2]


def _found(value: str, days: Days | None, confidence: float, mod: str | None = None, *, relative: bool = False) -> Found:
    edtf = f"{days[0].isoformat()}/{days[1].isoformat()}" if days else None
    return Found("DATE", value, mod, relative=relative, confidence=confidence, edtf=edtf, days=days)
