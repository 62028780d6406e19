"""Readers of expressions that count from the anchor or from what was told before."""

from __future__ import annotations

from .dates_fiscal_near import of_fiscal
from .dates_hit import Found, Hit, Told
from .dates_lengths import amount_of, led
from .dates_units import LETTERS, UNKNOWN, ago, period, shifted
from .dates_words import REFERENCES, unit_of, word_set


def rel_unit(hit: Hit) -> Found | None:
    """`last week`, `this year`, `the last quarter`, `later this month`, `the following day`."""
    unit, word = unit_of(hit.low("unit")), hit.low("rel")
    if unit == "quarter" and of_fiscal(hit):
        return None
    if unit in ("second", "season", "hour", "minute") or _lasts(hit, unit, word):
        return Found("DURATION", period(unit, 1), hit.mod, confidence=0.8) if _lasts(hit, unit, word) else None
    if word in ("previous", "preceding", "following", "ensuing") or (word == "next" and hit.tokens.low(hit.at("rel") - 1) == "the"):
        return _from_story(hit, unit, -1 if hit.match["rel"] == "L" else 1)
    if unit == "day" and hit.match["rel"] == "T":
        return Found("DATE", shifted(hit.anchor, "day", 0), hit.mod, relative=hit.anchor is not None, confidence=0.8)
    the_decade = unit == "decade" and hit.tokens.low(hit.at("rel") - 1) == "the" and word != "this"
    if the_decade or (word == "past" and not hit.has("this")):
        return Found("DURATION", period(unit, 1), hit.mod)
    value = (
        shifted(hit.anchor, unit, -1)
        if hit.has("this") and word == "past"
        else shifted(hit.anchor, unit, {"L": -1, "T": 0, "X": 1}[hit.match["rel"]])
    )
    return Found("DATE", value, hit.mod, relative=hit.anchor is not None)


def _lasts(hit: Hit, unit: str, word: str) -> bool:
    """`over the last year`, `in the past hour`, `within the next week`: how long, and not which one."""
    if hit.tokens.low(hit.at("rel") - 1) != "the" or hit.mod or word not in ("last", "past", "next"):
        return False
    before = hit.tokens.low(hit.at("rel") - 2)
    if unit in ("hour", "minute"):
        return True
    return (
        unit in ("day", "week", "month", "year")
        and before in ("over", "during", "within", "for", "in")
        and (word != "next" or (before != "in" and unit != "day"))
    )


def _from_story(hit: Hit, unit: str, step: int) -> Found:
    base = hit.told(unit) or (Told(hit.anchor, relative=True) if hit.anchor else None)
    return Found(
        "DATE", shifted(base.day if base else None, unit, step), hit.mod, relative=base is not None and base.relative, confidence=0.7
    )


_OF_TIMES = word_set("last past previous preceding next coming following upcoming ensuing recent future")


def rel_plural(hit: Hit) -> Found | None:
    """`recent years`, `the coming weeks`, `past decades`."""
    way = {"L": "PAST_REF", "F": "PAST_REF", "X": "FUTURE_REF"}.get(hit.tokens.letters[hit.at("rel")], "")
    return Found("DATE", way, confidence=0.8) if way and hit.low("rel") in _OF_TIMES else None


def distance(hit: Hit) -> Found | None:
    """`three weeks ago`, `two days later`, `a year earlier`."""
    unit, word, amount = unit_of(hit.low("unit")), hit.low("way"), amount_of(hit)
    if word in ("ago", "back"):
        return _ago(hit, unit, amount)
    if word in ("before", "after") and hit.after() not in (".", ",", ";", "\n", "", ")"):
        return None
    sign = 1 if word in ("later", "after") else -1
    if LETTERS[unit][0]:
        return Found("TIME", "XXXX-XX-XXTXX:XX", hit.mod, confidence=0.6)
    return (_year_of_period(hit, unit, amount) if sign < 0 else None) or _from_told(hit, unit, amount, sign)


def _ago(hit: Hit, unit: str, amount: float | None) -> Found | None:
    if hit.low("way") == "back" and hit.tokens.text(hit.last)[:1].isalpha():
        return None
    if amount is None:
        return Found("DATE", "PAST_REF", hit.mod, confidence=0.85)
    found = Found("DATE", ago(hit.anchor, unit, -amount), hit.mod, relative=hit.anchor is not None, confidence=0.9)
    return _year_of_period(hit, unit, amount) or _point_mod(led(hit, found))


def _from_told(hit: Hit, unit: str, amount: float | None, sign: int) -> Found:
    told = hit.told(unit)
    if told is None and sign < 0 and unit == "year" and _is_compared(hit) and hit.anchor:
        told = Told(hit.anchor, relative=True)
    if amount is None or told is None:
        return Found("DATE", UNKNOWN[unit] if amount is not None else "FUTURE_REF" if sign > 0 else "PAST_REF", hit.mod, confidence=0.6)
    return Found("DATE", ago(told.day, unit, sign * amount), hit.mod, relative=told.relative, confidence=0.7)


_COMPARED = word_set("from than with against over versus compared")
_COMPARED_WITHIN = 8
"""Words between `from`, `compared with` and the year that something is compared with: `up from $40 million, or 12 cents a share, a year ago`."""
_SAME_SENTENCE = 30
"""Words between a period and what is compared with it, at most: most sentences are shorter."""
_POINT_MODS = {"MORE_THAN": "BEFORE", "LESS_THAN": "AFTER", "EQUAL_OR_MORE": "ON_OR_BEFORE", "EQUAL_OR_LESS": "ON_OR_AFTER"}


def _point_mod(found: Found) -> Found:
    """`more than a year ago` lies before the point that lies a year ago."""
    return found._replace(mod=_POINT_MODS.get(found.mod or "", found.mod))


def _is_compared(hit: Hit) -> bool:
    return bool(_COMPARED.intersection(hit.tokens.lows[max(0, hit.first - _COMPARED_WITHIN) : hit.first]))


def _year_of_period(hit: Hit, unit: str, amount: float | None) -> Found | None:
    """`Third-quarter profit rose from a year ago`: the third quarter of the year before."""
    told = hit.scene.period
    if unit != "year" or amount != 1 or told is None or not _is_compared(hit) or hit.first - told.at > _SAME_SENTENCE:
        return None
    if "\n" in hit.tokens.lows[told.at : hit.first]:
        return None
    return Found("DATE", f"{int(told.value[:4]) - 1:04d}{told.value[4:]}", hit.mod, relative=told.relative, confidence=0.7)


def edge_unit(hit: Hit) -> Found | None:
    """`the end of the year`, `earlier in the week`, `late in the day`."""
    unit = unit_of(hit.low("unit"))
    if unit not in ("year", "month", "week", "decade", "century", "quarter") and not (unit == "day" and hit.has("when")):
        return None
    narrated = hit.told(unit) if hit.scene.narrative else None
    base = narrated or (Told(hit.anchor, relative=True) if hit.anchor else None)
    return Found("DATE", shifted(base.day if base else None, unit, 0), hit.mod, relative=base is not None and base.relative, confidence=0.8)


def same_unit(hit: Hit) -> Found | None:
    """`that year`, `the same day`: the one the text spoke of last."""
    unit = unit_of(hit.low("unit"))
    if unit in ("second", "minute", "hour", "season", "quarter"):
        return None
    told = hit.told(unit)
    return Found("DATE", shifted(told.day if told else None, unit, 0), hit.mod, relative=told is not None and told.relative, confidence=0.7)


def definite(hit: Hit) -> Found | None:
    """`the day before`, `the week after` at the end of a clause."""
    if hit.after() not in (".", ",", ";", "\n", "", ")"):
        return None
    return _from_story(hit, unit_of(hit.low("unit")), -1 if hit.low("way") == "before" else 1)


def reference(hit: Hit) -> Found | None:
    """`now`, `more recently`; `the future` and `the past` only after `in`."""
    word = hit.tokens.low(hit.last - 1)
    article = hit.tokens.low(hit.first) == "the"
    near = hit.last - hit.first > 1 and hit.tokens.letters[hit.last - 2] == "J"
    if word == "recent" or (near and (word != "future" or not article)) or (word == "present" and hit.before() != "at"):
        return None
    if word == "future" and not article:
        return Found("DATE", "FUTURE_REF", confidence=0.8) if hit.before() == "in" and not hit.tokens.text(hit.last)[:1].isalpha() else None
    if article and (word != "future" or (hit.before() not in ("in", "for", "into", "about") and not near)):
        return None
    if hit.tokens.low(hit.first) == "less" or (word == "now" and (hit.after() in ("that", "and") or hit.tokens.letter(hit.last) == "-")):
        return None
    return Found("DATE", REFERENCES[word], confidence=0.85)


def in_the_past(hit: Hit) -> Found | None:
    """`in the past`, and not `the past president`."""
    if hit.tokens.low(hit.last - 1) != "past" or hit.before() not in ("in", "of", "from") or hit.tokens.text(hit.last).isalpha():
        return None
    return Found("DATE", "PAST_REF", confidence=0.8)


def edge_of_unit(hit: Hit) -> Found | None:
    """`year-end`, `the month's end`."""
    unit = unit_of(hit.low("unit"))
    if unit not in ("year", "month", "week", "decade", "century", "quarter") or hit.low("edge") != "end":
        return None
    return Found("DATE", shifted(hit.anchor, unit, 0), "END", relative=hit.anchor is not None, confidence=0.8)
