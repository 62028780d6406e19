"""Readers of expressions that name a longer part of the calendar, and of holidays."""

from __future__ import annotations

from datetime import date

from .dates_cues import FUTURE, OPEN, PAST
from .dates_fiscal_near import fiscal_before, of_fiscal
from .dates_hit import Found, Hit
from .dates_holidays import holiday_day
from .dates_named import month, said_year
from .dates_words import FIXED_HOLIDAYS, SEASONS, unit_of, word_set

_COUNTED = word_set(
    "people men women troops children soldiers police years days months miles km metres meters feet pounds tonnes tons hours"
)
_AMOUNT = word_set(
    "room flight page route highway article section chapter bus number about over nearly almost than some least roughly approximately only just another up additional extra further"
)
_BEFORE_SEASON = word_set("in during by until since through throughout over")
_RESULTS = word_set("profit profits earnings results sales revenue revenues loss losses net income output growth turnover figures")
_FIRST_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_PART_MODS = {"first": "START", "last": "END", "second": "MID"}
_AFTER_YEAR = word_set(
    "and or to when where the by as but in on with was were is are an a had has have at for until till after before who which that while from "
    "through he she it they would will could did of following during despite because if then there his her its their alone onwards onward"
)
_YEAR_CONTEXT = word_set("in of since by from until till before after during between for early late mid the")


def year(hit: Hit) -> Found | None:
    """`2008`, `early 2008`, `the end of 2008`, `431 BC`: a number only where it can be no amount."""
    number = int(hit.number("yr"))
    if hit.has("bc"):
        return Found("DATE", f"BC{number:04d}", hit.mod, confidence=0.9)
    if fiscal_before(hit.tokens, hit.at("yr")) is not None or (hit.mod is None and not _is_year(hit, number)):
        return None
    return Found("DATE", f"{number:04d}", hit.mod, confidence=0.95)


def _is_year(hit: Hit, number: int) -> bool:
    """Nothing that is counted or measured follows, and for numbers before 1900 something speaks for a year."""
    tokens, before, following, after = hit.tokens, hit.before(), hit.tokens.text(hit.last), hit.after()
    if (
        following in ("%", "°")
        or after in _COUNTED
        or tokens.letter(hit.last) in "UVmz"
        or before in _AMOUNT
        or before in ("$", "no", "no.")
    ):
        return False
    if tokens.letter(hit.last) == "-" and tokens.letter(hit.last + 1) in "UVH":
        return False
    strong = before in _YEAR_CONTEXT
    counted = following.islower() and following.isalpha() and after not in _AFTER_YEAR
    if tokens.text(hit.first)[0] in "'’":
        return strong and not counted
    if not strong and counted and len(after) > 3 and after.endswith("s") and not after.endswith("ss"):
        return False
    if number >= 1900:
        return True
    return not counted and ((strong and number >= 1500) or before in ("in", "since", "until") or _in_range(hit))


def _in_range(hit: Hit) -> bool:
    """`(1789)`, `1861-1865`, a line of its own."""
    tokens = hit.tokens
    around = tokens.letter(hit.first - 1) + tokens.letter(hit.last)
    beyond = tokens.letter(hit.first - 2) + tokens.letter(hit.last + 1)
    return around in ("||", "(.") or (around[0] == "-" and beyond[0] == "Y") or (around[1] == "-" and beyond[1] == "Y")


def range_end(hit: Hit) -> Found | None:
    """The `08` of `2007-08`: at most twenty years on."""
    first, last = int(hit.tokens.number(hit.first - 2)), int(hit.number("yr"))
    if len(hit.low("yr")) != 2 or not first % 100 < last <= first % 100 + 20 or hit.tokens.letter(hit.last) in "-VM":
        return None
    if fiscal_before(hit.tokens, hit.first) is not None:
        return None
    return Found("DATE", f"{first // 100}{last:02d}", confidence=0.8)


def decade(hit: Hit) -> Found | None:
    """`the 1990s`, `the late nineties`."""
    number = int(hit.number("dec"))
    if hit.tokens.letters[hit.at("dec")] == "j":
        if hit.tokens.low(hit.at("dec") - 1) not in ("the", "early", "late", "mid", "-"):
            return None
        number += 1900
    return Found("DATE", str(number)[:3], hit.mod, confidence=0.9)


def century(hit: Hit) -> Found | None:
    """`the 19th century`, `the late 20th century`: named by its first two digits."""
    if hit.low("unit") != "century" or not 2 <= hit.number("ord") <= 30:
        return None
    number = int(hit.number("ord"))
    return Found("DATE", f"BC{number - 1:02d}" if hit.has("bc") else f"{number - 1:02d}", hit.mod, confidence=0.9)


def season(hit: Hit) -> Found | None:
    """`last summer`, `the spring of 2008`, `winter 2010`; a bare season only where it can be nothing else."""
    code = SEASONS[hit.low("sea")]
    if hit.has("yr"):
        named = hit.at("yr") == hit.first and hit.tokens.text(hit.at("sea"))[0].isupper() and hit.tokens.text(hit.last)[:1].isupper()
        return None if named else Found("DATE", f"{int(hit.number('yr')):04d}-{code}", hit.mod)
    if not (hit.match["rel"] or hit.mod or _is_season(hit)):
        return None
    if told := hit.narrated_year:
        return Found("DATE", f"{told.day.year}-{code}", hit.mod, relative=told.relative, confidence=0.6)
    if hit.anchor is None:
        return Found("DATE", f"XXXX-{code}", hit.mod, confidence=0.7)
    return Found("DATE", f"{_season_year(hit, code)}-{code}", hit.mod, relative=True, confidence=0.75)


def _is_season(hit: Hit) -> bool:
    """Not water or a tumble, not a name (`Spring Offensive`)."""
    name, written, following = hit.low("sea"), hit.tokens.text(hit.at("sea")), hit.tokens.text(hit.last)
    if (written[0].isupper() and following[:1].isupper()) or (hit.after() == "of" and name != "summer"):
        return False
    definite = hit.tokens.low(hit.first) == "the"
    return hit.before() in _BEFORE_SEASON or (definite and name not in ("fall", "spring"))


def _season_year(hit: Hit, code: str) -> int:
    """The season before, in or after the anchor, as a cue or tense says; without one the last that has begun."""
    day, first = hit.anchor or date.min, _FIRST_MONTH[code]
    rel = hit.match["rel"]
    if rel == "T":
        return day.year
    way = {"L": PAST, "X": FUTURE}.get(rel or "", hit.direction())
    if way == FUTURE:
        return day.year if first > day.month else day.year + 1
    return day.year if first <= day.month else day.year - 1


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
    part = f"{'Q' if unit == 'quarter' else 'H'}{number}"
    if any(hit.low(group) not in ("", "calendar") for group in ("fis", "fis2", "fis3")):
        # with a number it is read in `dates_fiscal`; which year is meant without one is a guess: no days are claimed then
        numbered = hit.has("yr") or (hit.tokens.letter(hit.last - 1) == "f" and hit.tokens.letter(hit.last) in "nNY")
        return None if numbered else Found("DATE", f"FY{base}-{part}", relative=True, confidence=0.9)
    if not hit.has("yr") and of_fiscal(hit):
        return None
    return Found(
        "DATE",
        f"{base}-{part}",
        relative=not base.endswith("XXXX") and not hit.has("yr"),
        confidence=0.9,
    )


def _year_phrase(hit: Hit) -> str | None:
    of_year = hit.low("ru") or hit.low("ru2")
    if of_year and of_year != "year":
        return None
    half = hit.low("unit") == "half" and not of_year and not _is_half(hit)
    if half or hit.anchor is None:
        return None if half else "XXXX"
    if hit.has("ry"):
        return str(said_year(hit)[0] or "XXXX")
    if hit.low("unit") == "half" and of_year:
        return str(hit.anchor.year)
    number = int(hit.number("ord"))
    current = (hit.anchor.month + 2) // 3 if hit.low("unit") != "half" else (hit.anchor.month + 5) // 6
    return str(hit.anchor.year - (1 if number > current and hit.direction() != FUTURE else 0))


def _is_half(hit: Hit) -> bool:
    """`first-half profit`; a first half without its year is one of a match."""
    return hit.tokens.letters[hit.last - 2] == "-" and hit.after() in _RESULTS


def holiday(hit: Hit) -> Found | None:
    """`Christmas`, `Easter Monday 2010`, `New Year's Eve`."""
    name = hit.low("hol").replace("’", "'")
    if not hit.tokens.text(hit.at("hol"))[0].isupper():
        return None
    if (
        hit.tokens.text(hit.first - 1)[:1].isupper()
        and hit.tokens.letter(hit.first - 1) == "."
        and hit.tokens.text(hit.first - 2)[:1].isalpha()
    ):
        return None
    fixed = FIXED_HOLIDAYS.get(name)
    if hit.has("yr"):
        years = [int(hit.number("yr"))]
    elif hit.anchor:
        years = [hit.anchor.year - 1, hit.anchor.year, hit.anchor.year + 1]
    else:
        return Found("DATE", f"XXXX-{fixed[0]:02d}-{fixed[1]:02d}" if fixed else "XXXX-XX-XX", confidence=0.7)
    days = [d for y in years if (d := holiday_day(name, y))]
    if not days:
        return None
    way, anchor = hit.direction(), hit.anchor or days[0]
    side = [d for d in days if way == OPEN or (d >= anchor) == (way == FUTURE)] or days
    return Found("DATE", str(min(side, key=lambda d: abs((d - anchor).days))), relative=not hit.has("yr"), confidence=0.85)


def part_of_month(hit: Hit) -> Found | None:
    """`the last week of October`, `the first half of May`: within the month."""
    if unit_of(hit.low("unit")) not in ("week", "weekend", "day", "half"):
        return None
    found = month(hit)
    return Found("DATE", found.value, _PART_MODS.get(hit.low("ord")), found.relative, 0.7) if found else None
