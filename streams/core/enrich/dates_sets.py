"""Readers of sets: how often."""

from __future__ import annotations

from .dates_hit import Found, Hit
from .dates_holidays import holiday_day
from .dates_units import period
from .dates_words import DAY_PARTS, FIXED_HOLIDAYS, SEASONS, SETS, unit_of, word_set

_SPEED_OF = word_set("km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters m mi feet foot knots")
_SPEED_PER = word_set("second minute hour")
_TIMES = {"once": 1, "twice": 2}


def is_speed(hit: Hit, unit: str) -> bool:
    """`260 km per hour`, `100 miles an hour`: how fast, neither when nor how long."""
    return unit in _SPEED_PER and hit.before() in _SPEED_OF


def every(hit: Hit) -> Found | None:
    """`every Monday`, `each year`, `every two weeks`, `every other day`, `every few years`, `every spring`."""
    quant = "EACH" if hit.tokens.low(hit.first) == "each" else "EVERY"
    if hit.has("unit"):
        return _every_unit(hit, quant)
    value = None if hit.has("other") else _each(hit)
    return Found("SET", value, quant=quant, confidence=0.9) if value else None


def _each(hit: Hit) -> str | None:
    """What comes again each week, day or year."""
    part = hit.low("part") or hit.low("part2")
    time = f"T{DAY_PARTS[part]}" if part else ""
    if hit.has("wd"):
        return f"XXXX-WXX-{int(hit.number('wd'))}{time}"
    if hit.has("mo"):
        return f"XXXX-{int(hit.number('mo')):02d}"
    if hit.has("sea"):
        return f"XXXX-{SEASONS[hit.low('sea')]}"
    return f"XXXX-XX-XX{time}" if part else _every_holiday(hit.low("hol").replace("’", "'"))


def _every_unit(hit: Hit, quant: str) -> Found | None:
    unit, number = unit_of(hit.low("unit")), hit.number("num") if hit.has("num") else 1
    if unit in ("second", "quarter", "season") and not hit.has("num"):
        return None
    if hit.has("other"):
        return Found("SET", period(unit, 2), quant=quant) if hit.low("other") == "other" and not hit.has("num") else None
    return Found("SET", period(unit, None if hit.low("num") and hit.tokens.letters[hit.at("num")] == "v" else number), quant=quant)


def _every_holiday(name: str) -> str | None:
    if name in FIXED_HOLIDAYS:
        return "XXXX-{:02d}-{:02d}".format(*FIXED_HOLIDAYS[name])
    return "P1Y" if holiday_day(name, 2000) else None


def weekdays(hit: Hit) -> Found | None:
    """`Mondays`."""
    return Found("SET", f"XXXX-WXX-{int(hit.number('wd'))}", confidence=0.9)


def habit(hit: Hit) -> Found | None:
    """`daily`, `annual`; not in a name (`Daily Mail`)."""
    index = hit.first
    text, following = hit.tokens.text(index), hit.tokens.text(index + 1)
    if text[0].isupper() and (following[:1].isupper() or hit.tokens.text(index - 1)[:1].isupper()):
        return None
    return Found("SET", SETS[hit.tokens.low(index)], confidence=0.85)


def often(hit: Hit) -> Found | None:
    """`twice daily`, `twice-weekly`."""
    return Found("SET", SETS[hit.low("set")], freq=f"{_TIMES[hit.low('often')]}X", confidence=0.85)


def rate(hit: Hit) -> Found | None:
    """`per day`, `twice a week`, `three times a month`; not a speed."""
    unit = unit_of(hit.low("unit"))
    if is_speed(hit, unit):
        return None
    return Found("SET", period(unit, 1), confidence=0.85, freq=_freq(hit))


def _freq(hit: Hit) -> str | None:
    if not hit.has("often"):
        return None
    times = _TIMES.get(hit.low("often"), int(hit.number("often")))
    return f"{times}X" if times else None
