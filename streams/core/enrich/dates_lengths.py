"""Readers of durations: how long."""

from __future__ import annotations

from .dates_hit import Found, Hit
from .dates_sets import is_speed
from .dates_units import ago, period
from .dates_words import LONG_WORDS, unit_of, word_set

_SPAN_BEFORE = word_set("for in within after over during through throughout under than about every")
_VERB_BEFORE = word_set("to will would could can may might should must not n't")
"""Before `last` they make it a verb."""
_DISTANCE_AFTER = word_set("before after")
_MANY = word_set("dozen hundred thousand million billion")
_RATE_BEFORE = word_set("times once twice percent cent % pounds dollars euros")
_NOT_A_UNIT = word_set("second seconds quarter quarters season seasons")


def amount_of(hit: Hit) -> float | None:
    """The number of units, None for `several` and the like."""
    if hit.has("demi"):
        return 0.5
    if hit.has("num"):
        number = _together(hit) if hit.has("num2") else hit.number("num")
        return number + 0.5 if number and hit.has("half") else number
    if hit.has("vague"):
        return 2 if "couple" in hit.tokens.lows[hit.at("vague") : hit.last] and "N" not in hit.match["vague"] else None
    return 1 if hit.has("one") else None


def _together(hit: Hit) -> float | None:
    """`twenty-five`, `two hundred`; None for a range (`10-12 days`)."""
    first, second = hit.number("num"), hit.number("num2")
    if second in (100, 1000, 1e6, 1e9):
        return first * second
    tens = not hit.low("num").isdecimal() and first >= 20 and first % 10 == 0
    return first + second if tens and second < 10 else None


def rel_amount(hit: Hit) -> Found | None:
    """`the next six months`, `the past few days`: a DURATION that touches the anchor. Not `to last several days`."""
    if hit.low("rel") == "last" and hit.before() in _VERB_BEFORE:
        return None
    unit = unit_of(hit.low("unit"))
    return None if unit == "second" else Found("DURATION", period(unit, amount_of(hit)), confidence=0.9)


_LEADS = {
    ("at", "least"): "EQUAL_OR_MORE", ("at", "most"): "EQUAL_OR_LESS", ("up", "to"): "EQUAL_OR_LESS", ("no", "more"): "EQUAL_OR_LESS",
    ("not", "more"): "EQUAL_OR_LESS", ("no", "less"): "EQUAL_OR_MORE", ("no", "fewer"): "EQUAL_OR_MORE", ("not", "less"): "EQUAL_OR_MORE",
}  # fmt: skip


def led(hit: Hit, found: Found) -> Found:
    """The same with `at least`, `up to` or the `no` of `no more than` before it: these words belong to the expression."""
    if hit.has("than"):
        mod = _LEADS.get((hit.before(), hit.low("than")))
        return found._replace(mod=mod, lead=1) if mod else found
    mod = _LEADS.get((hit.before(2), hit.before()))
    return found._replace(mod=mod, lead=2) if mod and found.mod is None else found


def duration(hit: Hit) -> Found | None:
    """`three weeks`, `27-year`, `several days`, `half a century`, `a year` that is not a rate."""
    word = hit.low("unit")
    unit, amount = unit_of(word), amount_of(hit)
    if word in _NOT_A_UNIT and not (unit == "second" and hit.has("num")):
        return None
    if hit.has("one") and not hit.has("num"):
        return _one(hit, unit)
    return led(hit, Found("DURATION", period(unit, amount), hit.mod))


def _one(hit: Hit, unit: str) -> Found | None:
    """`a year`: a rate (`15 a year`, `twice a week`) is a SET."""
    tokens, first = hit.tokens, hit.at("one")
    if tokens.letter(hit.at("unit")) == "V" or tokens.letter(hit.last - 1) == "H" or tokens.low(hit.last) == "long":
        return None
    if is_speed(hit, unit):
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
    if word == "weekends":
        return Found("SET", "XXXX-WXX-WE", confidence=0.85)
    if word in _NOT_A_UNIT or not (
        hit.has("long") or hit.before() in ("for", "within", "over", "after", "in") or hit.after() in _DISTANCE_AFTER
    ):
        return None
    return Found("DURATION", period(unit_of(word), None), confidence=0.85)


def long_unit(hit: Hit) -> Found | None:
    """`year-long`, `month-old`."""
    unit = unit_of(hit.low("unit"))
    return None if unit in ("second", "quarter", "season") else Found("DURATION", period(unit, 1), confidence=0.85)


def the_amount(hit: Hit) -> Found | None:
    """`the two days`, `these three weeks`, `a dozen years`, `all five years`."""
    unit = unit_of(hit.low("unit"))
    if hit.tokens.text(hit.at("unit"))[0].isupper() or hit.tokens.low(hit.first) == "full":  # the name of a war or a book
        return None
    if unit in ("second", "quarter", "season") or (hit.tokens.letters[hit.first] == "a" and hit.low("num") not in _MANY):
        return None
    return Found("DURATION", period(unit, hit.number("num")), confidence=0.9)


def first_amount(hit: Hit) -> Found | None:
    """`the first nine months`, `the first two weeks`."""
    unit = unit_of(hit.low("unit"))
    if hit.low("ord") != "first" or unit in ("second", "quarter", "season"):
        return None
    return Found("DURATION", period(unit, hit.number("num")), confidence=0.85)


def all_unit(hit: Hit) -> Found | None:
    """`all day`, `the whole year`, `the entire month`."""
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "quarter", "season", "minute"):
        return None
    return Found("DURATION", period(unit, 1), confidence=0.8)


def long_word(hit: Hit) -> Found | None:
    """`yearlong`, `weeklong`."""
    return Found("DURATION", LONG_WORDS[hit.tokens.low(hit.first)], confidence=0.9)


def half_unit(hit: Hit) -> Found | None:
    """`half-century`, `a half hour`."""
    unit = unit_of(hit.low("unit"))
    return Found("DURATION", period(unit, 0.5), confidence=0.85) if unit in ("year", "hour", "day", "century", "decade", "month") else None


def quarter_century(hit: Hit) -> Found | None:
    """`a quarter of a century`, `a quarter-century`."""
    if hit.low("part") != "quarter" or hit.low("unit") not in ("century", "hour"):
        return None
    return Found("DURATION", "P25Y" if hit.low("unit") == "century" else "PT15M", confidence=0.85)


def unit_and_half(hit: Hit) -> Found | None:
    """`a year and a half`, `a week and a half ago`."""
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "quarter", "season"):
        return None
    if hit.low("way") in ("ago", "back"):
        return Found("DATE", ago(hit.anchor, unit, -1.5), relative=hit.anchor is not None, confidence=0.8)
    return None if hit.has("way") else Found("DURATION", period(unit, 1.5), confidence=0.9)


def aged(hit: Hit) -> Found | None:
    """`20 years old`, `26 years of age`."""
    word, last = hit.tokens.low(hit.last - 1), hit.tokens.low(hit.last - 2)
    if word not in ("old", "age") or (word == "age" and last != "of"):
        return None
    unit = unit_of(hit.tokens.low(hit.last - (2 if word == "old" else 3)))
    if unit not in ("year", "month", "week", "day"):
        return None
    return led(hit, Found("DURATION", period(unit, amount_of(hit)), hit.mod, confidence=0.9))
