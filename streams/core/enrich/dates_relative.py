"""Readers of expressions that count from the anchor or from what was told before."""

from __future__ import annotations

from .dates_hit import Found, Hit, Told
from .dates_lengths import amount_of
from .dates_units import LETTERS, UNKNOWN, ago, period, shifted
from .dates_words import REFERENCES, unit_of


def rel_unit(hit: Hit) -> Found | None:
    """`last week`, `this year`, `the last quarter`, `later this month`, `the following day`."""
    unit, word = unit_of(hit.low("unit")), hit.low("rel")
    if unit in ("second", "season", "hour", "minute"):
        return None
    if word in ("previous", "preceding", "following", "ensuing") or (word == "next" and hit.tokens.low(hit.at("rel") - 1) == "the"):
        return _from_story(hit, unit, -1 if hit.match["rel"] == "L" else 1)
    if unit == "day" and hit.match["rel"] == "T":
        return Found("DATE", shifted(hit.anchor, "day", 0), hit.mod, relative=hit.anchor is not None, confidence=0.8)
    if word == "past" and not hit.has("this"):
        return Found("DURATION", period(unit, 1), hit.mod)
    if unit == "decade" and hit.tokens.low(hit.at("rel") - 1) == "the" and word != "this":
        return Found("DURATION", period(unit, 1), hit.mod)
    value = (
        shifted(hit.anchor, unit, -1)
        if hit.has("this") and word == "past"
        else shifted(hit.anchor, unit, {"L": -1, "T": 0, "X": 1}[hit.match["rel"]])
    )
    return Found("DATE", value, hit.mod, relative=hit.anchor is not None)


def _from_story(hit: Hit, unit: str, step: int) -> Found:
    base = hit.told(unit) or (Told(hit.anchor, relative=True) if hit.anchor else None)
    return Found(
        "DATE", shifted(base.day if base else None, unit, step), hit.mod, relative=base is not None and base.relative, confidence=0.7
    )


def rel_plural(hit: Hit) -> Found | None:
    """`recent years`, `the coming weeks`, `past decades`."""
    way = {"L": "PAST_REF", "F": "PAST_REF", "X": "FUTURE_REF"}.get(hit.tokens.letters[hit.at("rel")], "")
    return Found("DATE", way, confidence=0.8) if way and hit.low("rel") not in ("now", "soon", "currently") else None


def distance(hit: Hit) -> Found | None:
    """`three weeks ago`, `two days later`, `a year earlier`."""
    unit, word, amount = unit_of(hit.low("unit")), hit.low("way"), amount_of(hit)
    if word == "ago":
        if amount is None:
            return Found("DATE", "PAST_REF", hit.mod, confidence=0.85)
        return Found("DATE", ago(hit.anchor, unit, -amount), hit.mod, relative=hit.anchor is not None, confidence=0.9)
    if word in ("before", "after") and hit.after() not in (".", ",", ";", "\n", "", ")"):
        return None
    sign = 1 if word in ("later", "after") else -1
    if LETTERS[unit][0]:
        return Found("TIME", "XXXX-XX-XXTXX:XX", hit.mod, confidence=0.6)
    told = hit.told(unit)
    if amount is None or told is None:
        return Found("DATE", UNKNOWN[unit] if amount is not None else "FUTURE_REF" if sign > 0 else "PAST_REF", hit.mod, confidence=0.6)
    return Found("DATE", ago(told.day, unit, sign * amount), hit.mod, relative=told.relative, confidence=0.7)


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
    if word == "recent" or (word == "future") != article or (article and hit.before() != "in"):
        return None
    if hit.tokens.low(hit.first) == "less" or (word == "now" and (hit.after() in ("that", "and") or hit.tokens.letter(hit.last) == "-")):
        return None
    return Found("DATE", REFERENCES[word], confidence=0.85)


def in_the_past(hit: Hit) -> Found | None:
    """`in the past`, and not `the past president`."""
    if hit.tokens.low(hit.last - 1) != "past" or hit.before() != "in" or hit.tokens.text(hit.last).isalpha():
        return None
    return Found("DATE", "PAST_REF", confidence=0.8)


def edge_of_unit(hit: Hit) -> Found | None:
    """`year-end`, `the month's end`."""
    unit = unit_of(hit.low("unit"))
    if unit not in ("year", "month", "week", "decade", "century", "quarter") or hit.low("edge") != "end":
        return None
    return Found("DATE", shifted(hit.anchor, unit, 0), "END", relative=hit.anchor is not None, confidence=0.8)
