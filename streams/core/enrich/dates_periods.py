"""Readers of expressions that name a longer part of the calendar, and of holidays."""

from __future__ import annotations

from .dates_calendar import holiday_day, make_day
from .dates_cues import FUTURE, OPEN, PAST
from .dates_hit import Found, Hit
from .dates_named import said_year
from .dates_words import FIXED_HOLIDAYS, MODS, SEASONS, word_set

_COUNTED = word_set(
    "people men women troops children soldiers police years days months miles km metres meters feet pounds tonnes tons hours"
)
_AMOUNT = word_set("about over nearly almost than some least roughly approximately only just another up additional extra further")
_YEAR_CONTEXT = word_set("in of since by from until till before after during between for early late mid the")


def year(hit: Hit) -> Found | None:
    """`2008`, `early 2008`, `the end of 2008`, `fiscal 2009`, `431 BC`: a number only where it can be no amount."""
    number = int(hit.number("yr"))
    mod = MODS.get(hit.low("edge")) if hit.has("edge") else None
    if hit.has("bc"):
        return Found("DATE", f"BC{number:04d}", mod, confidence=0.9)
    if hit.match.groupdict().get("fiscal"):
        return Found("DATE", f"FY{number}", mod)
    if mod is None and not _is_year(hit, number):
        return None
    return Found("DATE", f"{number:04d}", mod, confidence=0.95)


def _is_year(hit: Hit, number: int) -> bool:
    before, following, after = hit.before(), hit.tokens.text(hit.last), hit.after()
    if (
        following in ("%", "°")
        or after in _COUNTED
        or hit.tokens.letter(hit.last) in "UVmz"
        or before in _AMOUNT
        or before in ("$", "no", "no.")
    ):
        return False
    if hit.tokens.letter(hit.last) == "-" and hit.tokens.letter(hit.last + 1) in "UVH":
        return False
    plural = (
        following.islower() and len(after) > 3 and after.endswith("s") and not after.endswith("ss") and after not in ("this", "was", "does")
    )
    strong = before in _YEAR_CONTEXT
    if plural and not strong:
        return False
    return strong or number >= 1900


def decade(hit: Hit) -> Found | None:
    """`the 1990s`, `the late nineties`."""
    mod = MODS.get(hit.low("edge")) if hit.has("edge") else None
    number = int(hit.number("dec"))
    if hit.tokens.letters[hit.at("dec")] == "j":
        if hit.tokens.low(hit.at("dec") - 1) not in ("the", "early", "late", "mid", "-"):
            return None
        number += 1900
    return Found("DATE", str(number)[:3], mod, confidence=0.9)


def century(hit: Hit) -> Found | None:
    """`the 19th century`, `the late 20th century`: named by its first two digits."""
    if hit.low("unit") != "century" or not 2 <= hit.number("ord") <= 30:
        return None
    mod = MODS.get(hit.low("edge")) if hit.has("edge") else None
    number = int(hit.number("ord"))
    return Found("DATE", f"BC{number - 1:02d}" if hit.has("bc") else f"{number - 1:02d}", mod, confidence=0.9)


def season(hit: Hit) -> Found | None:
    """`last summer`, `the spring of 2008`, `winter 2010`; a bare season only after `in`, `during`, `by`, `this` and the like."""
    name = hit.low("sea")
    mod = MODS.get(hit.low("edge")) if hit.has("edge") else None
    if hit.has("yr"):
        return Found("DATE", f"{int(hit.number('yr')):04d}-{SEASONS[name]}", mod)
    rel = hit.match["rel"]
    if (
        not rel
        and not mod
        and (
            (name in ("fall", "spring") and hit.tokens.low(hit.first) != "the")
            or hit.before() not in ("in", "during", "by", "until", "of", "since", "through")
        )
    ):
        return None
    if hit.narrative and hit.story:
        return Found("DATE", f"{hit.story.year}-{SEASONS[name]}", mod, relative=hit.story_relative, confidence=0.6)
    if hit.anchor is None:
        return Found("DATE", f"XXXX-{SEASONS[name]}", mod, confidence=0.7)
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[SEASONS[name]]
    way = {"L": PAST, "X": FUTURE}.get(rel or "", hit.direction())
    begin = (
        hit.anchor.year
        if (way == FUTURE and first > hit.anchor.month) or (way != FUTURE and first <= hit.anchor.month)
        else (hit.anchor.year + 1 if way == FUTURE else hit.anchor.year - 1)
    )
    if rel == "T":
        begin = hit.anchor.year
    return Found("DATE", f"{begin}-{SEASONS[name]}", mod, relative=True, confidence=0.75)


def quarter(hit: Hit) -> Found | None:
    """`the third quarter of 2008`, `Q3 2008`, `the first half of this year`."""
    if not hit.has("unit") and hit.match["ord"] != "u":
        return None
    unit, number = hit.low("unit") or "quarter", int(hit.number("ord"))
    if unit not in ("quarter", "half") or number > (4 if unit == "quarter" else 2):
        return None
    base = f"{int(hit.number('yr')):04d}" if hit.has("yr") else _year_phrase(hit)
    if base is None:
        return None
    return Found(
        "DATE", f"{base}-{'Q' if unit == 'quarter' else 'H'}{number}", relative=base != "XXXX" and not hit.has("yr"), confidence=0.9
    )


def _year_phrase(hit: Hit) -> str | None:
    if hit.has("ru") and hit.low("ru") != "year":
        return None
    if hit.anchor is None:
        return "XXXX" if hit.low("unit") != "half" or hit.has("ru") else None
    if hit.has("ry"):
        return str(said_year(hit)[0] or "XXXX")
    if hit.low("unit") == "half":
        return str(hit.anchor.year) if hit.has("ru") else None
    number = int(hit.number("ord"))
    current = (hit.anchor.month + 2) // 3
    return str(hit.anchor.year - (1 if number > current and hit.direction() != FUTURE else 0))


def holiday(hit: Hit) -> Found | None:
    """`Christmas`, `Easter Monday 2010`, `New Year's Eve`."""
    name = hit.low("hol").replace("’", "'")
    if not hit.tokens.text(hit.at("hol"))[0].isupper():
        return None
    fixed = FIXED_HOLIDAYS.get(name)
    if hit.has("yr"):
        years = [int(hit.number("yr"))]
    elif hit.anchor:
        years = [hit.anchor.year - 1, hit.anchor.year, hit.anchor.year + 1]
    else:
        return Found("DATE", f"XXXX-{fixed[0]:02d}-{fixed[1]:02d}" if fixed else "XXXX-XX-XX", confidence=0.7)
    days = [d for y in years if (d := make_day(y, *fixed) if fixed else holiday_day(name, y))]
    if not days:
        return None
    way, anchor = hit.direction(), hit.anchor or days[0]
    side = [d for d in days if way == OPEN or (d >= anchor) == (way == FUTURE)] or days
    return Found("DATE", str(min(side, key=lambda d: abs((d - anchor).days))), relative=not hit.has("yr"), confidence=0.85)
