"""Readers of expressions that count from the anchor, of durations and of sets."""

from __future__ import annotations

from datetime import date

from .dates_calendar import add_days
from .dates_hit import Found, Hit
from .dates_units import UNKNOWN, ago, period, shifted
from .dates_words import DAY_PARTS, MODS, REFERENCES, SETS, unit_of, word_set

_SPAN_BEFORE = word_set("for in within after over during through throughout under than about every")
_VERB_BEFORE = word_set("to will would could can may might should must not n't")
"""Before `last` they make it a verb."""
_RATE_BEFORE = word_set("times once twice percent cent % pounds dollars euros")
_NOT_A_UNIT = word_set("second seconds quarter quarters season seasons")


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
    base = hit.story if rel == "S" else add_days(hit.anchor, -1 if rel == "L" else 0) if hit.anchor else None
    if rel == "X":
        base = add_days(hit.story, 1) if hit.story else None
    relative = hit.story_relative if rel in "SX" else True
    return Found("TIME", f"{base or 'XXXX-XX-XX'}{_part_of_day(word)}", relative=base is not None and relative, confidence=0.85)


def clock(hit: Hit) -> Found | None:
    """`6:40 p.m.`, `18:00 UTC`, `10am Thursday`; the day is that of a weekday beside it, else it stays open."""
    text = hit.tokens.text(hit.at("clk")).replace(".", ":")
    hour, minute = (int(part) for part in text.split(":")) if ":" in text else (int(text), 0)
    if hit.has("ap"):
        half = hit.low("ap")[0]
        if half in "ap" and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    elif not hit.has("tz") and hit.before() not in (
        "at",
        "by",
        "around",
        "about",
        "until",
        "till",
        "from",
        "before",
        "after",
        "(",
        "to",
        "and",
    ):
        return None
    if hour > 24 or minute > 59:
        return None
    day = _clock_day(hit)
    zone = "Z" if hit.low("tz") in ("gmt", "utc") else ""
    return Found("TIME", f"{day or 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}{zone}", relative=day is not None, confidence=0.8)


def _clock_day(hit: Hit) -> date | None:
    if hit.has("wd") and hit.anchor:
        return add_days(hit.anchor, -((hit.anchor.isoweekday() - int(hit.number("wd"))) % 7))
    return hit.story if hit.story and hit.story_relative else None


def rel_unit(hit: Hit) -> Found | None:
    """`last week`, `this year`, `the last quarter`, `later this month`, `the following day`."""
    unit, word = unit_of(hit.low("unit")), hit.low("rel")
    if unit in ("second", "season", "hour", "minute"):
        return None
    mod = MODS.get(hit.low("edge")) if hit.has("edge") else None
    if word in ("previous", "preceding", "following", "ensuing") or (word == "next" and hit.tokens.low(hit.at("rel") - 1) == "the"):
        return _from_story(hit, unit, -1 if hit.match["rel"] == "L" else 1, mod)
    if unit == "day" and hit.match["rel"] == "T":
        return Found("DATE", shifted(hit.anchor, "day", 0), mod, relative=hit.anchor is not None, confidence=0.8)
    if word == "past" and not hit.has("this"):
        return Found("DURATION", period(unit, 1), mod)
    if unit == "decade" and hit.tokens.low(hit.at("rel") - 1) == "the" and word != "this":
        return Found("DURATION", period(unit, 1), mod)
    value = (
        shifted(hit.anchor, unit, -1)
        if hit.has("this") and word == "past"
        else shifted(hit.anchor, unit, {"L": -1, "T": 0, "X": 1}[hit.match["rel"]])
    )
    return Found("DATE", value, mod, relative=hit.anchor is not None)


def _from_story(hit: Hit, unit: str, step: int, mod: str | None) -> Found:
    base = hit.story or hit.anchor
    relative = hit.story_relative if hit.story else hit.anchor is not None
    return Found("DATE", shifted(base, unit, step), mod, relative=relative, confidence=0.7)


def _amount(hit: Hit) -> float | None:
    """The number of units, None for `several` and the like."""
    if hit.has("demi"):
        return 0.5
    if hit.has("num"):
        number = hit.number("num") + (hit.number("num2") if hit.has("num2") else 0)
        return number + (0.5 if hit.has("half") else 0)
    if hit.has("vague"):
        return 2 if "couple" in hit.tokens.lows[hit.first : hit.last] else None
    return 1 if hit.has("one") else None


def rel_amount(hit: Hit) -> Found | None:
    """`the next six months`, `the past few days`: a DURATION that touches the anchor. Not `to last several days`."""
    if hit.low("rel") == "last" and hit.before() in _VERB_BEFORE:
        return None
    unit = unit_of(hit.low("unit"))
    return None if unit == "second" else Found("DURATION", period(unit, _amount(hit)), confidence=0.9)


def rel_plural(hit: Hit) -> Found | None:
    """`recent years`, `the coming weeks`, `past decades`."""
    way = {"L": "PAST_REF", "F": "PAST_REF", "X": "FUTURE_REF"}.get(hit.tokens.letters[hit.at("rel")], "")
    return Found("DATE", way, confidence=0.8) if way and hit.low("rel") not in ("now", "soon", "currently") else None


def distance(hit: Hit) -> Found | None:
    """`three weeks ago`, `two days later`, `a year earlier`."""
    unit, word, amount = unit_of(hit.low("unit")), hit.low("way"), _amount(hit)
    mod = MODS.get(hit.low("mod")) if hit.has("mod") else None
    if word == "ago":
        if amount is None:
            return Found("DATE", "PAST_REF", mod, confidence=0.85)
        return Found("DATE", ago(hit.anchor, unit, -amount), mod, relative=hit.anchor is not None, confidence=0.9)
    if word in ("before", "after") and hit.after() not in (".", ",", ";", "\n", "", ")"):
        return None
    sign = 1 if word in ("later", "after") else -1
    if amount is None or hit.story is None:
        return Found("DATE", UNKNOWN[unit] if amount is not None else "FUTURE_REF" if sign > 0 else "PAST_REF", mod, confidence=0.6)
    return Found("DATE", ago(hit.story, unit, sign * amount), mod, relative=hit.story_relative, confidence=0.7)


def duration(hit: Hit) -> Found | None:
    """`three weeks`, `27-year`, `several days`, `half a century`, `a year` that is not a rate."""
    word = hit.low("unit")
    unit, amount = unit_of(word), _amount(hit)
    if word in _NOT_A_UNIT and not (unit == "second" and hit.has("num")):
        return None
    if hit.has("one") and not hit.has("num"):
        return _one(hit, unit)
    mod = MODS.get(hit.low("mod")) if hit.has("mod") else None
    return Found("DURATION", period(unit, amount), mod)


def _one(hit: Hit, unit: str) -> Found | None:
    """`a year`: a rate (`15 a year`, `twice a week`) is a SET."""
    tokens, first = hit.tokens, hit.first
    if (
        hit.before() in _RATE_BEFORE
        or tokens.letter(first - 1) in "nN"
        or (tokens.letter(first - 2) in "nNY" and hit.before() not in _SPAN_BEFORE)
    ):
        return Found("SET", period(unit, 1), confidence=0.8)
    if unit in ("second", "minute", "day", "hour", "weekend") and hit.before() not in _SPAN_BEFORE:
        return None
    return Found("DURATION", period(unit, 1), MODS.get(hit.low("mod")) if hit.has("mod") else None, confidence=0.85)


def bare_plural(hit: Hit) -> Found | None:
    """`for years`, `within days`, `decades-long`."""
    word = hit.low("unit")
    if word in _NOT_A_UNIT or not (hit.has("long") or hit.before() in ("for", "within", "over", "after", "in")):
        return None
    return Found("DURATION", period(unit_of(word), None), confidence=0.85)


def every(hit: Hit) -> Found | None:
    """`every Monday`, `each year`, `every two weeks`."""
    if hit.has("wd"):
        return Found("SET", f"XXXX-WXX-{int(hit.number('wd'))}")
    if hit.has("mo"):
        return Found("SET", f"XXXX-{int(hit.number('mo')):02d}")
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "quarter", "season") and not hit.has("num"):
        return None
    return Found("SET", period(unit, hit.number("num") if hit.has("num") else 1))


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


def rate(hit: Hit) -> Found | None:
    """`per day`, `twice a week`."""
    return Found("SET", period(unit_of(hit.low("unit")), 1), confidence=0.85)


def edge_unit(hit: Hit) -> Found | None:
    """`the end of the year`, `the beginning of the month`."""
    unit = unit_of(hit.low("unit"))
    if unit not in ("year", "month", "week", "decade", "century", "quarter"):
        return None
    base, relative = (hit.story, hit.story_relative) if hit.narrative and hit.story else (hit.anchor, True)
    return Found("DATE", shifted(base, unit, 0), MODS.get(hit.low("edge")), relative=base is not None and relative, confidence=0.8)


def same_unit(hit: Hit) -> Found | None:
    """`that year`, `the same day`: the one the text spoke of last."""
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "minute", "hour", "season", "quarter"):
        return None
    return Found("DATE", shifted(hit.story, unit, 0), relative=hit.story_relative, confidence=0.7)


def definite(hit: Hit) -> Found | None:
    """`the day before`, `the week after` at the end of a clause."""
    if hit.after() not in (".", ",", ";", "\n", "", ")"):
        return None
    return _from_story(hit, unit_of(hit.low("unit")), -1 if hit.low("way") == "before" else 1, None)


def reference(hit: Hit) -> Found | None:
    """`now`, `recently`; `the future` and `the past` only as such."""
    word = hit.tokens.low(hit.last - 1)
    if word == "recent" or (word == "future" and (hit.tokens.low(hit.first) != "the" or hit.before() != "in")):
        return None
    if word == "now" and (hit.after() == "that" or hit.after() == "-"):
        return None
    return Found("DATE", REFERENCES[word], confidence=0.85)
