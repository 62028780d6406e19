"""Fiscal years: whose it is says which days it has. Where the text does not say whose, a year keeps its mark and covers no days."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from .dates_calendar import Days, month_days
from .dates_hit import Found, Hit

REACH = 60
"""Characters before the expression in which its owner is looked for."""
_ROWS = (
    # first month, which year a single number means, names; the government's own year (CIA World Factbook, field "fiscal year"; for the
    # number: 31 U.S.C. 1102; Ministry of Finance, Japan; Union Budget, India; Budget Paper No. 1, Australia)
    (10, "end", "U.S.|US|United States|America|American|Pentagon|Thailand|Thai"),
    (4, "begin", "Japan|Japanese|Singapore|Singaporean"),
    (4, "end", "India|Indian"),
    (7, "end", "Australia|Australian|New Zealand|Pakistan|Pakistani|Bangladesh|Bangladeshi"),
    (4, "", "Britain|British|UK|U.K.|United Kingdom|Canada|Canadian|Hong Kong|South Africa|South African"),
    (7, "", "Egypt|Egyptian|Kenya|Kenyan|Uganda|Ugandan|Tanzania|Tanzanian"),
    (1, "begin", "China|Chinese|Russia|Russian|Germany|German|France|French|Italy|Italian|Spain|Spanish|South Korea|South Korean|Brazil|Brazilian|Mexico|Mexican|Indonesia|Indonesian|Saudi"),
)  # fmt: skip
_NAMES = {name: (first, numbered) for first, numbered, names in _ROWS for name in names.split("|")}
_OWNER = re.compile(
    rf"(?<![\w.-])(?P<name>{'|'.join(map(re.escape, sorted(_NAMES, key=lambda name: (-len(name), name))))})"
    r"(?:['’]s?)?(?: (?:federal|national|central))?(?: (?:government|budget)(?:['’]s)?)? $"
)
"""`Japan's `, `the U.S. government's `, right before a fiscal year. A company's own year is another: `the American firm's` is none."""


class Year(NamedTuple):
    """A kind of fiscal year: the month that it begins in, and whether its number is that of the year it begins or ends in."""

    first: int
    numbered: str

    def begins(self, number: int) -> int | None:
        """The calendar year in which the one with this number begins; None where both are usual."""
        return {"begin": number, "end": number - (self.first > 1)}.get(self.numbered)

    def named(self, day: date) -> int | None:
        """The number of the one that `day` lies in."""
        begins = day.year - (day.month < self.first)
        return {"begin": begins, "end": begins + (self.first > 1)}.get(self.numbered)

    def days(self, begins: int | None, part: str = "") -> Days | None:
        """Its days, or those of a quarter (`Q3`) or half (`H1`) of it."""
        if begins is None:
            return None
        months = {"Q": 3, "H": 6}.get(part[:1], 12)
        index = self.first - 1 + months * (int(part[1]) - 1 if part else 0)
        year, month = begins + index // 12, index % 12 + 1
        return month_days(year, month, (month + months - 2) % 12 + 1) if 1 <= year < date.max.year - 1 else None


def owner(hit: Hit) -> Year | None:
    """Whose fiscal year it is, if a government stands right before it."""
    start = hit.tokens.starts[hit.first]
    found = _OWNER.search(hit.tokens.body[max(0, start - REACH) : start])
    return Year(*_NAMES[found["name"]]) if found else None


def fiscal(hit: Hit, number: int, part: str = "") -> Found:
    """`fiscal 2019`, `FY19`, `the third quarter of fiscal 2019`."""
    whose = owner(hit)
    days = whose.days(whose.begins(number), part) if whose else None
    return _found(f"FY{number:04d}" + (f"-{part}" if part else ""), days, hit.mod)


def fiscal_year(hit: Hit) -> Found | None:
    """`fiscal 2019`, `FY2019`, `FY19`; `calendar 2019` is the plain year."""
    word = hit.low("fiscal")
    if word == "calendar":
        return Found("DATE", f"{int(hit.number('yr')):04d}", hit.mod) if hit.has("yr") else None
    if hit.has("yr"):
        return fiscal(hit, int(hit.number("yr")))
    two = hit.tokens.text(hit.at("short"))
    return fiscal(hit, 2000 + int(two)) if word == "fy" and len(two) == 2 else None


def two_years(hit: Hit) -> Found | None:
    """`fiscal year 2019-20`, `the 2019/20 financial year`: the one that begins in the first year and ends in the second."""
    first, second = int(hit.number("yr")), hit.tokens.text(hit.at("yr2"))
    if hit.low("fiscal") == "calendar" or second not in (f"{(first + 1) % 100:02d}", str(first + 1)) or hit.low("mark") not in "-–/":
        return None
    whose = owner(hit)
    return _found(f"FY{first:04d}-{(first + 1) % 100:02d}", whose.days(first) if whose and whose.first > 1 else None, hit.mod)


def relative_year(hit: Hit) -> Found | None:
    """`this fiscal year`, `Japan's next fiscal year`: which it is, is known where it is known whose."""
    steps = {"L": -1, "T": 0, "X": 1}[hit.match["rel"]]
    if hit.low("fiscal") == "calendar":
        return Found("DATE", f"{hit.anchor.year + steps:04d}" if hit.anchor else "XXXX", relative=True, confidence=0.9)
    whose = owner(hit)
    if whose is None or hit.anchor is None or (number := whose.named(hit.anchor)) is None:
        return _found("FYXXXX", None, None, 0.8, relative=True)
    return _found(f"FY{number + steps:04d}", whose.days(whose.begins(number + steps)), None, 0.9, relative=True)


def _found(value: str, days: Days | None, mod: str | None = None, confidence: float = 0.95, *, relative: bool = False) -> Found:
    edtf = f"{days[0].isoformat()}/{days[1].isoformat()}" if days else None
    return Found("DATE", value, mod, relative=relative, confidence=confidence, edtf=edtf, days=days)
