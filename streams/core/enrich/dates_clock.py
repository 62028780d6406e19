"""Readers of times of day."""

from __future__ import annotations

from .dates_calendar import add_days
from .dates_hit import Found, Hit, Told
from .dates_week import weekday_day
from .dates_words import DAY_PARTS, word_set

_BEFORE_TIME = word_set("at by around about until till from before after ( to and")


def _part_of_day(word: str) -> str:
    return f"T{DAY_PARTS[word]}"


def deictic(hit: Hit) -> Found | None:
    """`yesterday`, `tomorrow night`, `tonight`."""
    word = hit.low("dei")
    day = add_days(hit.anchor, int(hit.number("dei"))) if hit.anchor else None
    value = str(day) if day else "XXXX-XX-XX"
    part = "TNI" if word == "tonight" else _part_of_day(hit.low("part")) if hit.has("part") else ""
    return Found("TIME" if part else "DATE", value + part, relative=day is not None)


def day_part(hit: Hit) -> Found | None:
    """`this morning`, `last night`, `that afternoon`; `noon` and `midnight` alone."""
    word, rel = hit.low("part"), hit.match["rel"]
    if not rel:
        return Found("TIME", f"XXXX-XX-XX{_part_of_day(word)}", confidence=0.7) if word in ("noon", "midnight", "midday") else None
    base = hit.told("day") if rel in "SX" else Told(hit.anchor, relative=True) if hit.anchor else None
    day = add_days(base.day, {"L": -1, "X": 1}.get(rel, 0)) if base else None
    relative = base is not None and base.relative
    return Found("TIME", f"{day or 'XXXX-XX-XX'}{_part_of_day(word)}", relative=relative, confidence=0.85)


def clock(hit: Hit) -> Found | None:
    """`6:40 p.m.`, `18:00 UTC`, `10am Thursday`; the day is that of a weekday beside it, else it stays open."""
    text = hit.tokens.text(hit.at("clk")).replace(".", ":")
    hour, minute = (int(part) for part in text.split(":")) if ":" in text else (int(text), 0)
    if hit.has("ap"):
        half = hit.low("ap")[0]
        if half in "ap" and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    elif not hit.has("tz") and hit.before() not in _BEFORE_TIME:
        return None
    if hour > 24 or minute > 59:
        return None
    told = _clock_day(hit)
    zone = "Z" if hit.low("tz") in ("gmt", "utc") else ""
    value = f"{told.day if told else 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}{zone}"
    return Found("TIME", value, relative=told is not None and told.relative, confidence=0.7)


def _clock_day(hit: Hit) -> Told | None:
    """The weekday beside it (`10am Thursday`, `10am on Thursday`), else the day the text spoke of last: a time does not say its day."""
    tokens, at = hit.tokens, hit.at("wd")
    if at < 0 and tokens.low(hit.last) == "on" and tokens.letter(hit.last + 1) == "D":
        at = hit.last + 1
    if at >= 0 and hit.anchor:
        day = weekday_day(hit, int(tokens.numbers[at]))
        return Told(day, relative=True) if day else None
    return hit.told("day") if at < 0 else None
