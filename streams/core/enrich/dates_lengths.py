"""Readers of durations and of sets: how long, how often."""

from __future__ import annotations

from .dates_hit import Found, Hit
from .dates_units import period
from .dates_words import SETS, unit_of, word_set

_SPAN_BEFORE = word_set("for in within after over during through throughout under than about every")
_VERB_BEFORE = word_set("to will would could can may might should must not n't")
"""Before `last` they make it a verb."""
_DISTANCE_AFTER = word_set("before after")
_RATE_BEFORE = word_set("times once twice percent cent % pounds dollars euros")
_SPEED_OF = word_set("km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters m mi feet foot knots")
_SPEED_PER = word_set("second minute hour")
_NOT_A_UNIT = word_set("second seconds quarter quarters season seasons")


def amount_of(hit: Hit) -> float | None:
    """The number of units, None for `several` and the like."""
    if hit.has("demi"):
        return 0.5
    if hit.has("num"):
        number = _together(hit) if hit.has("num2") else hit.number("num")
        return number + 0.5 if number and hit.has("half") else number
    if hit.has("vague"):
        return 2 if "couple" in hit.tokens.lows[hit.first : hit.last] else None
    return 1 if hit.has("one") else None


def _together(hit: Hit) -> float | None:
    """`twenty-five`, `two hundred`; None for a range (`10-12 days`)."""
    first, second = hit.number("num"), hit.number("num2")
    if hit.low("num2") == "hundred":
        return first * second
    tens = not hit.low("num").isdecimal() and first >= 20 and first % 10 == 0
    return first + second if tens and second < 10 else None


def rel_amount(hit: Hit) -> Found | None:
    """`the next six months`, `the past few days`: a DURATION that touches the anchor. Not `to last several days`."""
    if hit.low("rel") == "last" and hit.before() in _VERB_BEFORE:
        return None
    unit = unit_of(hit.low("unit"))
    return None if unit == "second" else Found("DURATION", period(unit, amount_of(hit)), confidence=0.9)


def duration(hit: Hit) -> Found | None:
    """`three weeks`, `27-year`, `several days`, `half a century`, `a year` that is not a rate."""
    word = hit.low("unit")
    unit, amount = unit_of(word), amount_of(hit)
    if word in _NOT_A_UNIT and not (unit == "second" and hit.has("num")):
        return None
    if hit.has("one") and not hit.has("num"):
        return _one(hit, unit)
    return Found("DURATION", period(unit, amount), hit.mod)


def _one(hit: Hit, unit: str) -> Found | None:
    """`a year`: a rate (`15 a year`, `twice a week`) is a SET."""
    tokens, first = hit.tokens, hit.at("one")
    if tokens.letter(hit.at("unit")) == "V" or tokens.letter(hit.last - 1) == "H" or tokens.low(hit.last) == "long":
        return None
    if _is_speed(hit, unit):
        return None
    if (
        hit.before() in _RATE_BEFORE
        or tokens.letter(first - 1) in "nN"
        or (tokens.letter(first - 2) in "nNY" and hit.before() not in _SPAN_BEFORE)
    ):
        return Found("SET", period(unit, 1), confidence=0.8)
    if unit in ("second", "minute", "day", "hour", "weekend") and hit.before() not in _SPAN_BEFORE and hit.after() not in _DISTANCE_AFTER:
        return None
    return Found("DURATION", period(unit, 1), hit.mod, confidence=0.85)


def bare_plural(hit: Hit) -> Found | None:
    """`for years`, `within days`, `decades-long`."""
    word = hit.low("unit")
    if word in _NOT_A_UNIT or not (
        hit.has("long") or hit.before() in ("for", "within", "over", "after", "in") or hit.after() in _DISTANCE_AFTER
    ):
        return None
    return Found("DURATION", period(unit_of(word), None), confidence=0.85)


def long_unit(hit: Hit) -> Found | None:
    """`year-long`, `month-old`."""
    unit = unit_of(hit.low("unit"))
    return None if unit in ("second", "quarter", "season") else Found("DURATION", period(unit, 1), confidence=0.85)


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


def _is_speed(hit: Hit, unit: str) -> bool:
    """`260 km per hour`, `100 miles an hour`: how fast, neither when nor how long."""
    return unit in _SPEED_PER and hit.before() in _SPEED_OF


def rate(hit: Hit) -> Found | None:
    """`per day`, `twice a week`; not a speed."""
    if _is_speed(hit, unit_of(hit.low("unit"))):
        return None
    return Found("SET", period(unit_of(hit.low("unit")), 1), confidence=0.85)
