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
    mod = hit.mod if hit.has("edge") else None
    return Found("TIME" if part else "DATE", value + part, mod, relative=day is not None)


def day_part(hit: Hit) -> Found | None:
    """`this morning`, `last night`, `that afternoon`; `noon` and `midnight` alone."""
    word, rel = hit.low("part"), hit.match["rel"]
    if not rel:
        return _bare_part(hit, word)
    base = hit.told("day") if rel in "SX" else Told(hit.anchor, relative=True) if hit.anchor else None
    day = add_days(base.day, {"L": -1, "X": 1}.get(rel, 0)) if base else None
    relative = base is not None and base.relative
    return Found("TIME", f"{day or 'XXXX-XX-XX'}{_part_of_day(word)}", relative=relative, confidence=0.85)


def _bare_part(hit: Hit, word: str) -> Found | None:
    """`noon`, `at dawn`, `Overnight, police ...`: of the day told of last."""
    adverb = not hit.tokens.text(hit.last)[:1].isalpha() or hit.after() in _AFTER_OVERNIGHT
    if word not in _NOONS and not (word in _DAWNS and hit.before() in _BEFORE_TIME) and not (word == "overnight" and adverb):
        return None
    if hit.tokens.low(hit.first) == "the" or hit.tokens.letter(hit.last) == "-":
        return None
    told = _clock_day(hit)
    return Found(
        "TIME", f"{told.day if told else 'XXXX-XX-XX'}{_part_of_day(word)}", relative=told is not None and told.relative, confidence=0.6
    )


_NOONS = word_set("noon midnight midday")
_DAWNS = word_set("dawn dusk sunrise sunset nightfall lunchtime")
_AFTER_OVERNIGHT = word_set("in on at by and as from to after when with into while but")


def the_part(hit: Hit) -> Found | None:
    """`in the morning`, `in the early afternoon`: of the day told of last, else it stays open."""
    if hit.before() not in ("in", "during", "throughout", "until", "by", "since"):
        return None
    if hit.tokens.low(hit.first) != "the" and not (hit.has("edge") and hit.low("part") != "morning"):
        return None
    if hit.low("part") not in ("morning", "afternoon", "evening") or (
        hit.tokens.text(hit.last)[:1].isalpha() and hit.after() not in _AFTER_OVERNIGHT
    ):
        return None
    told = _clock_day(hit) if hit.after() == "on" else hit.told("day")
    value = f"{told.day if told else 'XXXX-XX-XX'}{_part_of_day(hit.low('part'))}"
    return Found("TIME", value, hit.mod, relative=told is not None and told.relative, confidence=0.65)


def noon(hit: Hit) -> Found | None:
    """`noon Monday`, `midnight Saturday`."""
    day = weekday_day(hit, int(hit.number("wd"))) if hit.low("part") in _NOONS else None
    if hit.low("part") not in _NOONS:
        return None
    return Found(
        "TIME",
        f"{day or 'XXXX-WXX-' + str(int(hit.number('wd')))}{_part_of_day(hit.low('part'))}",
        relative=day is not None,
        confidence=0.8,
    )


def military(hit: Hit) -> Found | None:
    """`at 1800 hours`."""
    text = hit.low("clk")
    if hit.low("unit") != "hours" or len(text) != 4 or hit.before() not in _BEFORE_TIME or int(text) >= 2400 or int(text[2:]) > 59:
        return None
    return _at(hit, int(text[:2]), int(text[2:]))


def clock(hit: Hit) -> Found | None:
    """`6:40 p.m.`, `18:00 UTC`, `10am Thursday`; the day is that of a weekday beside it, else it stays open."""
    text = hit.tokens.text(hit.at("clk")).replace(".", ":")
    if ":" not in text and not (text.isdecimal() and len(text) in (1, 2, 4)):
        if not text.isalpha() or hit.number("clk") > 12:
            return None
        text = str(int(hit.number("clk")))
    if len(text) == 4 and ":" not in text:
        text = f"{text[:2]}:{text[2:]}"
    hour, minute = (int(part) for part in text.split(":")) if ":" in text else (int(text), 0)
    if hit.has("part"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (0 if DAY_PARTS[hit.low("part")] == "MO" else 12)
    elif hit.has("ap"):
        half = hit.low("ap")[0]
        if half in "ap" and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    elif not hit.has("tz") and hit.before() not in _BEFORE_TIME:
        return None
    if hour > 24 or minute > 59:
        return None
    return _at(hit, hour, minute)


def _at(hit: Hit, hour: int, minute: int) -> Found:
    told = _clock_day(hit)
    zone = "Z" if hit.low("tz") in ("gmt", "utc", "greenwich") else ""
    value = f"{told.day if told else 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}{zone}"
    return Found("TIME", value, relative=told is not None and told.relative, confidence=0.7)


def _clock_day(hit: Hit) -> Told | None:
    """The weekday beside it (`10am Thursday`, `10am on Thursday`), else the day the text spoke of last: a time does not say its day."""
    tokens, at = hit.tokens, hit.at("wd") if hit.has("wd") else -1
    if at < 0 and tokens.low(hit.last) == "on" and tokens.letter(hit.last + 1) == "D":
        at = hit.last + 1
    if at >= 0 and hit.anchor:
        day = weekday_day(hit, int(tokens.number(at)))
        return Told(day, relative=True) if day else None
    if at >= 0:
        return None
    return hit.told("day") or (Told(hit.anchor, relative=True) if hit.anchor else None)
