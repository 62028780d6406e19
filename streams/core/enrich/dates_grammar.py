"""The rules: a name, a pattern over the classes of words (see `dates_words`), and what reads the match.

The longest match at a place wins; among equals the rule that stands first. A reader may decline, then the next is asked.
Patterns have no nested repetition, and the longest is about twelve words: work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import dates_clock as clock
from . import dates_idioms as idioms
from . import dates_lengths as lengths
from . import dates_named as named
from . import dates_periods as periods
from . import dates_relative as relative
from . import dates_week as week
from .dates_hit import Found, Hit

Reader = Callable[[Hit], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    first: str
    """The classes a match can begin with, so that a place asks only the rules that can apply."""
    pattern: re.Pattern[str]
    read: Reader


_EDGE = "(?:t?(?P<edge>[El][-i]?O?|K[O-])t?)"
_YEAR = "(?P<yr>Y)"
_THAT_YEAR = "(?P<ry>[SLXT])(?P<ru>U)"
_AMOUNT = "(?:(?P<vague>a?vO?)|(?P<num>[nNY])(?:-?(?P<num2>[nN]))?(?P<half>&aw)?|(?P<demi>wa))"
_ABOUT = "(?:(?P<mod>~)|(?P<than>r)C)?"
_NIGHT_OF = "(?:t(?P<part>P)O)?"
_TABLE: tuple[tuple[str, str, str, Reader], ...] = (
    ("iso", "I", "I", named.iso),
    ("slashed", "/", "/", named.slashed),
    ("month_day", "tDM", f"{_NIGHT_OF}(?:(?P<wd>D),?)?(?P<mo>M)t?(?P<day>[no])(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", named.month_day),
    ("day_month", "Dtno", f"{_NIGHT_OF}(?:(?P<wd>D),?t?)?t?(?P<day>[no])O?(?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", named.month_day),
    ("month", "tEKlLXTM", f"(?:{_EDGE}|t?(?P<rel>[LXT]))?(?P<mo>M)(?:,?O?(?P<bc>[nNY])B|,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", named.month),
    ("weekday", "tLXTED", "(?:t?(?P<rel>[LXT])|(?P<edge>E))?(?P<wd>D)(?P<part>P)?(?:O?(?P<rw>[LXT])U)?", week.weekday),
    ("weekday_of_month", "tLqco", f"t?(?P<ord>[Lqco])(?P<wd>D)[Oi](?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", week.weekday_of_month),
    ("weekend", "t", "t(?P<unit>U)", week.weekend),
    ("day_range", "nto", f"t?(?P<day>[no])(?=[->&]t?[no]O?(?P<mo>M)(?:,?O?{_YEAR})?)", named.month_day),
    ("day_range_end", "no", "(?<=M[no][->])(?P<day>[no])", named.same_month_day),
    ("clock", ":n", "(?P<clk>:|n(?=m))(?P<ap>m)?(?P<tz>z)?(?:,?(?P<wd>D))?", clock.clock),
    ("day_part", "tLTSXP", "t?(?P<rel>[LTSX])?(?P<part>P)", clock.day_part),
    ("deictic", "Ely", "(?P<edge>[El])?(?P<dei>y)(?P<part>P)?", clock.deictic),
    ("rel_unit", "tEKlTLXT", f"{_EDGE}?t?(?:(?P<this>T)(?=L))?(?P<rel>[LXT])(?P<unit>U)", relative.rel_unit),
    ("rel_amount", "tLXT", f"t?(?P<rel>[LXT]){_AMOUNT}-?(?P<unit>[UV])", lengths.rel_amount),
    ("rel_plural", "tLXF", "t?(?P<rel>[LXF])(?P<unit>V)", relative.rel_plural),
    ("distance", "~ravnNYwUV", f"{_ABOUT}(?:{_AMOUNT}|(?P<one>a))?(?P<unit>[UVc])(?P<way>[glb])", relative.distance),
    ("twice", "x", "x[aR](?P<unit>U)", lengths.rate),
    ("per", "R", "R(?P<unit>U)", lengths.rate),
    ("duration", "~ravnNYw", f"{_ABOUT}(?:{_AMOUNT}|(?P<one>a))-?(?P<unit>[UVc])(?:-H)?", lengths.duration),
    ("bare_plural", "V", "(?P<unit>V)(?P<long>-H)?", lengths.bare_plural),
    ("every", "e", "e(?:(?P<num>[nNoqc])?(?P<unit>[UV])|(?P<wd>D)|(?P<mo>M))", lengths.every),
    ("weekdays", "d", "(?P<wd>d)", lengths.weekdays),
    ("habit", "s", "s", lengths.habit),
    ("season", "tEKlLXTQ", f"{_EDGE}?t?(?P<rel>[LXT])?(?P<sea>Q)(?:O?{_YEAR})?", periods.season),
    ("year_season", "Y", f"{_YEAR}(?P<sea>Q)", periods.season),
    ("quarter", "toqcu", f"t?(?P<ord>[oqcu])-?(?P<unit>[Uw])?(?:O?t?f?(?:{_YEAR}|{_THAT_YEAR}|(?P<ru2>U)))?", periods.quarter),
    ("century", "tEKloqc", f"{_EDGE}?t?(?P<ord>[oqc])-?(?P<unit>U)(?P<bc>B)?", periods.century),
    ("decade", "tEKlkj", f"{_EDGE}?t?(?P<dec>[kj])", periods.decade),
    ("year", "tEKlfYnN", f"{_EDGE}?(?P<fiscal>fU?)?(?P<yr>[nN](?=B)|Y)(?P<bc>B)?", periods.year),
    ("range_end", "nN", "(?<=Y-)(?P<yr>[nN])", periods.range_end),
    ("part_of_month", "tLqc", f"t?(?P<ord>[Lqc])(?P<unit>[Uw])Ot?(?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", periods.part_of_month),
    ("edge_unit", "tKEl", "(?:t?(?P<edge>K)O|(?P<when>[El])i)t(?P<unit>U)", relative.edge_unit),
    ("same_unit", "tSlE", "(?P<edge>[lE])?t?S{1,2}(?P<unit>U)", relative.same_unit),
    ("day_beyond", "tU", "t?(?P<unit>U)(?P<way>b)(?P<dei>y)", idioms.day_beyond),
    ("one_beyond", "t", "t(?:(?P<wd>D)|(?P<mo>M)|(?P<part>P)|(?P<unit>U))(?P<way>b)(?P<rel>[LX])(?![UVDMNnYhQPo])", idioms.one_beyond),
    ("from_weekday", "anN", "(?:a|(?P<num>[nN]))(?P<unit>[UV])[.](?:(?P<wd>D)|(?P<dei>y))", idioms.from_weekday),
    ("definite", "t", "t(?P<unit>U)(?P<way>b)", relative.definite),
    ("holiday", "h", f"(?P<hol>h),?{_YEAR}?", periods.holiday),
    ("reference", "trF", "[tr]?F", relative.reference),
    ("past_ref", "t", "tL(?![UVnNvaMDQP])", relative.in_the_past),
    ("edge_of_unit", "tU", "t?(?P<unit>U)[-p]?(?P<edge>K)", relative.edge_of_unit),
    ("long_unit", "U", "(?P<unit>U)-H", lengths.long_unit),
)


def _by_first_letter() -> dict[str, tuple[Rule, ...]]:
    rules = [Rule(name, first, re.compile(pattern), read) for name, first, pattern, read in _TABLE]
    return {letter: tuple(rule for rule in rules if letter in rule.first) for letter in "".join(rule.first for rule in rules)}


RULES: dict[str, tuple[Rule, ...]] = _by_first_letter()
START = re.compile(f"[{re.escape(''.join(sorted(set(RULES) - set('ta'))))}]|[ta](?![.,|])")
"""Where a match can begin: `the` and `a` are everywhere and never stand alone."""
