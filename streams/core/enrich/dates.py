"""Time expressions of an article in the manner of TIMEX3, resolved against the day it was published."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from ..article import Anchor, Article, Timex
from ..offsets import raw_span
from .dates_calendar import days_of, edtf_of
from .dates_grammar import ANY, RULES, START, Rule
from .dates_hit import Found, Hit, Scene
from .dates_tokens import Tokens, scan

FAR_YEARS = 8
"""A report rarely names eight past years; where it does (an obituary) it has a weekday or two as well."""
_WEEKDAY = re.compile(r"(?<!M)D(?![,M]|t?[no]M)")
"""Weekdays without a date: a report has them, a history does not."""


class Match(NamedTuple):
    rule: Rule
    hit: Hit
    found: Found


def find_dates(article: Article) -> tuple[Timex, ...]:
    """DATE, TIME, DURATION and SET expressions of the body, sorted by start; none overlap.

    Relative ones are resolved against `article.anchor.day`; without it they stay open (`XXXX-WXX-4`) and cover no days. Against
    an inferred anchor only those are resolved that mean the same from every day of its interval.
    A weekday or a month points to the past unless tense or a cue says otherwise. Where the order of day and month
    cannot be known (`03/04/2023`) it stays open. English only: in other languages only ISO dates are read.
    """
    tokens = scan(article.body)
    if not reads(article):
        tokens = _only_iso(tokens)
    starts = [sentence.start for sentence in article.sentences]
    return tuple(_timex(article, match, starts) for match in _resolved(tokens, article.anchor))


def reads(article: Article) -> bool:
    """Whether the article's language is one whose dates are read."""
    return article.language.code.lower().split("-")[0] in ("en", "und", "")


def _resolved(tokens: Tokens, anchor: Anchor) -> list[Match]:
    if anchor.source != "inferred":
        return find_matches(tokens, _day(anchor.day))
    first, last = _day(anchor.begin), _day(anchor.end_day)
    if first == last:
        return find_matches(tokens, first)
    # what moves with the anchor moves one way only: equal at both ends is equal between
    ends = {(m.hit.first, m.hit.last): m.found for m in find_matches(tokens, last)}
    sure = {(m.hit.first, m.hit.last): m for m in find_matches(tokens, first) if ends.get((m.hit.first, m.hit.last)) == m.found}
    return [sure.get((m.hit.first, m.hit.last), m) for m in find_matches(tokens, None)]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _only_iso(tokens: Tokens) -> Tokens:
    letters = "".join(letter if letter == "I" else "." for letter in tokens.letters)
    return Tokens(tokens.body, letters, tokens.starts, tokens.ends, tokens.lows, tokens.figures)


def _tells_of_other_years(tokens: Tokens, anchor: date | None) -> bool:
    """Most years the text names are neither the anchor's nor beside it, and there are many: a history, not a report."""
    named = [int(tokens.number(found.start())) for found in re.finditer("Y", tokens.letters)]
    far = [year for year in named if anchor is None or abs(year - anchor.year) > 1]
    if len(far) < FAR_YEARS or len(far) * 5 < len(named) * 3:
        return False
    return len(_WEEKDAY.findall(tokens.letters)) * FAR_YEARS <= len(far)


def find_matches(tokens: Tokens, anchor: date | None) -> list[Match]:
    """From left to right, the longest expression at each word; what was read is the scene of what follows."""
    found: list[Match] = []
    scene = Scene(anchor, _tells_of_other_years(tokens, anchor))
    index = 0
    while start := START.search(tokens.letters, index):
        at = start.start()
        match = _longest(tokens, at, scene) if ANY[tokens.letters[at]].match(tokens.letters, at) else None
        index = match.hit.last if match else at + 1
        if match:
            found.append(match)
            scene = scene.after(match.found, match.hit.last)
    return found


def _longest(tokens: Tokens, index: int, scene: Scene) -> Match | None:
    matches = [(match, rule) for rule in RULES[tokens.letters[index]] if (match := rule.pattern.match(tokens.letters, index))]
    for match, rule in sorted(matches, key=lambda pair: -pair[0].end()):
        hit = Hit(tokens, match, scene)
        if (found := rule.read(hit)) is not None:
            return Match(rule, hit, found)
    return None


def _timex(article: Article, match: Match, sentence_starts: list[int]) -> Timex:
    rule, hit, found = match
    start, end = hit.tokens.starts[hit.first - found.lead], hit.tokens.ends[hit.last - 1]
    raw_start, raw_end = raw_span(article.raw_map, start, end)
    days = found.days or days_of(found.value) if found.type in ("DATE", "TIME") else None
    confidence = min(found.confidence, article.anchor.confidence or 1.0) if found.relative else found.confidence
    return Timex(
        surface=article.body[start:end],
        type=found.type,
        value=found.value,
        start=start,
        end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        sentence=max(0, bisect_right(sentence_starts, start) - 1),
        rule=rule.name,
        confidence=confidence,
        anchor=article.anchor.source if found.relative else "none",
        mod=found.mod,
        quant=found.quant,
        freq=found.freq,
        begin=days[0].isoformat() if days else None,
        end_day=days[1].isoformat() if days else None,
        edtf=found.edtf or edtf_of(found.value, found.mod) if found.type in ("DATE", "TIME") else None,
    )
