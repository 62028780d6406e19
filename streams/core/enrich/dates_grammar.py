"""The rules: a name, a pattern over the classes of words (see `dates_words`), and what reads the match.

The longest match at a place wins; among equals the rule that stands first. A reader may decline, then the next is asked.
Patterns have no nested repetition, and the longest is about twelve words: work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import dates_clock as clock
from . import dates_fiscal as fiscal
from . import dates_idioms as idioms
from . import dates_lengths as lengths
from . import dates_named as named
from . import dates_periods as periods
from . import dates_relative as relative
from . import dates_sets as sets
from . import dates_spans as spans
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
_AMOUNT = "(?:(?P<vague>a?vO?N?)|(?P<num>[nNY])(?:-?(?P<num2>[nN]))?(?P<half>-?&-?a-?w)?|(?P<demi>wa))"
_ABOUT = "(?:(?P<mod>~)|(?P<than>r)C)?"
_ANY_YEAR = "(?P<yr>[YnN])"
_TWO_YEARS = f"{_ANY_YEAR}(?P<mark>[-.])(?P<yr2>[nNY])"
_WHOSE = "(?P<whose>[t.pZ]{1,8})"
_FISCAL_PART = f"t?(?P<fis>f)?(?P<ord>[oqcuL])-?(?P<fis2>f)?(?P<unit>[Uw])?(?:,?O?t?|O{_WHOSE})(?:[LTX](?=f))?(?P<fis3>f)?(?P<fu>[UV])?"
_NIGHT_OF = "(?:t(?P<part>P)O)?"
_TABLE: tuple[tuple[str, str, str, Reader], ...] = (
    ("iso", "I", "I", named.iso),
    ("slashed", "/", "/", named.slashed),
    ("month_day", "tDM", f"{_NIGHT_OF}(?:(?P<wd>D),?)?(?P<mo>M)t?(?P<day>[no])(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", named.month_day),
    (
        "day_month",
        "Dtnoqc",
        f"{_NIGHT_OF}(?:(?P<wd>D),?t?)?t?(?P<day>[no]O?|[qc]O)(?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?",
        named.month_day,
    ),
    ("month", "tEKlLXTM", f"(?:{_EDGE}|t?(?P<rel>[LXT]))?(?P<mo>M)(?:,?O?(?P<bc>[nNY])B|,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", named.month),
    ("weekday", "tLXTElD", "(?:t?(?P<rel>[LXT])|(?P<edge>[El]))?(?P<wd>D)(?P<part>P)?(?:O?(?P<rw>[LXT])U(?!-))?", week.weekday),
    ("weekday_of_month", "tLqco", f"t?(?P<ord>[Lqco])(?P<wd>D)[Oi](?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", week.weekday_of_month),
    ("weekend", "t", "t(?P<unit>U)", week.weekend),
    ("day_range", "nto", f"t?(?P<day>[no])(?=[->&]t?[no]O?(?P<mo>M)(?:,?O?{_YEAR})?)", named.month_day),
    ("day_range_end", "no", "(?<=M[no][->])(?P<day>[no])", named.same_month_day),
    (
        "clock",
        ":nNY",
        "(?P<clk>:|[nN](?=m|itP)|[NY](?=z|ZW|ZZW))(?P<ap>m)?(?P<tz>z|Z{1,2}W)?(?:it(?P<part>P))?(?:,?(?P<wd>D))?",
        clock.clock,
    ),
    ("military", "NY", "(?P<clk>[NY])(?P<unit>V)", clock.military),
    ("day_part", "tLTSXP", "t?(?P<rel>[LTSX])?(?P<part>P)", clock.day_part),
    ("noon", "P", "(?P<part>P)(?P<wd>D)", clock.noon),
    ("the_part", "tE", "t?(?P<edge>E)?(?P<part>P)", clock.the_part),
    ("deictic", "Ely", "(?P<edge>[El])?(?P<dei>y)(?P<part>P)?", clock.deictic),
    ("day_of_month", "t", "t(?P<day>o)", named.day_of_month),
    ("rel_unit", "tEKlTLXT", f"{_EDGE}?t?(?:(?P<this>T)(?=L))?(?P<rel>[LXT])(?P<unit>U)", relative.rel_unit),
    ("rel_amount", "tLXT", f"t?(?P<rel>[LXT]){_AMOUNT}-?(?P<unit>[UV])", lengths.rel_amount),
    ("rel_plural", "tLXF", "t?(?P<rel>[LXF])(?P<unit>V)", relative.rel_plural),
    ("distance", "~ravnNYwUV", f"{_ABOUT}(?:{_AMOUNT}|(?P<one>a))?(?P<unit>[UVc])(?P<way>[glb])", relative.distance),
    ("twice", "x", "(?P<often>x)[aRe](?P<unit>U)", sets.rate),
    ("times", "nNv", "(?P<often>[nNv])5[aRe](?P<unit>U)", sets.rate),
    ("per", "R", "R(?P<unit>U)", sets.rate),
    ("twice_daily", "x", "(?P<often>x)-?(?P<set>s)", sets.often),
    ("duration", "~ravnNYw", f"{_ABOUT}(?:{_AMOUNT}|(?P<one>a))-?(?P<unit>[UVc])(?:-H|(?<=U)H)?", lengths.duration),
    ("the_amount", "ta7A", "(?:t|a(?=N)|7|A7?)(?P<num>[nN])(?P<unit>V)", lengths.the_amount),
    ("first_amount", "tq", "t?(?P<ord>q)(?P<num>[nN])-?(?P<unit>V)", lengths.first_amount),
    ("all_unit", "tA", "t?A-?(?P<unit>U)", lengths.all_unit),
    ("long_word", "G", "G", lengths.long_word),
    ("half_unit", "aw", "a?w-?(?P<unit>U)", lengths.half_unit),
    ("quarter_century", "a", "a?(?P<part>U)-?O?a?(?P<unit>U)", lengths.quarter_century),
    ("unit_and_half", "a", "a(?P<unit>U)&aw(?P<way>[gl])?", lengths.unit_and_half),
    ("aged", "~rnNY", f"{_ABOUT}(?P<num>[nNY])(?:-?(?P<num2>[nN]))?[UV](?:H|O[.])", lengths.aged),
    ("bare_plural", "V", "(?P<unit>V)(?P<long>-H)?", lengths.bare_plural),
    (
        "every",
        "e",
        "e(?P<other>[.])?(?:(?P<num>[nNoqcv])?(?P<unit>[UV])|(?P<wd>D)(?P<part>P)?|(?P<mo>M)|(?P<sea>Q)|(?P<hol>h)|(?P<part2>P))",
        sets.every,
    ),
    ("weekdays", "d", "(?P<wd>d)", sets.weekdays),
    ("habit", "s", "s", sets.habit),
    ("season", "tEKlLXTQ", f"{_EDGE}?t?(?P<rel>[LXT])?(?P<sea>Q)(?:O?{_YEAR})?", periods.season),
    ("year_season", "Y", f"{_YEAR}(?P<sea>Q)", periods.season),
    ("fiscal_year_parts", "f", f"(?P<fiscal>f)(?P<fu>U)?{_TWO_YEARS},?-?(?P<ord>u)", fiscal.part_of_year),
    ("fiscal_year_part", "f", f"(?P<fiscal>f)(?P<fu>U)?{_ANY_YEAR},?-?(?P<ord>u)", fiscal.part_of_year),
    ("fiscal_parts", "tfoqcuL", _FISCAL_PART + _TWO_YEARS, fiscal.part_of_year),
    ("fiscal_part", "tfoqcuL", _FISCAL_PART + _ANY_YEAR, fiscal.part_of_year),
    (
        "fiscal_part_rel",
        "toqcuL",
        f"t?(?P<ord>[oqcuL])-?(?P<fis2>f)?(?P<unit>[Uw])?O(?:t?|{_WHOSE})(?P<rel>[LTX])?(?P<fiscal>f)(?P<fu>U)",
        fiscal.part_of_relative_year,
    ),
    ("year_quarter", "fY", f"(?P<fis>f)?{_YEAR}-?(?P<ord>u)", periods.quarter),
    (
        "quarter",
        "tfoqcu",
        f"t?(?P<fis>f)?(?P<ord>[oqcu])-?(?P<fis2>f)?(?P<unit>[Uw])?(?:,?O?t?(?P<fis3>f)?(?:{_YEAR}|{_THAT_YEAR}|(?P<ru2>U)))?",
        periods.quarter,
    ),
    ("century", "tEKloqc", f"{_EDGE}?t?(?P<ord>[oqc])-?(?P<unit>U)(?P<bc>B)?", periods.century),
    ("decade", "tEKlkj", f"{_EDGE}?t?(?P<dec>[kj])", periods.decade),
    ("fiscal_listed_pair", "Y", f"(?<=[-,&>.]){_TWO_YEARS}", fiscal.listed_year),
    ("fiscal_listed", "Y", f"(?<=[-,&>.]){_YEAR}", fiscal.listed_year),
    ("year", "tEKlYnN", f"{_EDGE}?(?P<yr>[nN](?=B)|Y)(?P<bc>B)?", periods.year),
    ("fiscal_year", "tEKlfLXT", f"{_EDGE}?(?:t?[LXT])?(?P<fiscal>f)(?P<fu>[UV])?{_ANY_YEAR}", fiscal.fiscal_year),
    ("fiscal_years", "tEKlfLXT", f"{_EDGE}?(?:t?[LXT])?(?P<fiscal>f)(?P<fu>[UV])?{_TWO_YEARS}", fiscal.fiscal_year),
    ("year_fiscal", "tY", f"t?{_YEAR}(?P<fiscal>f)(?P<fu>U)", fiscal.fiscal_year),
    ("years_fiscal", "tY", f"t?{_TWO_YEARS}(?P<fiscal>f)(?P<fu>U)", fiscal.fiscal_year),
    ("fiscal_rel", "tLXT", "t?(?P<rel>[LXT])(?P<fiscal>f)(?P<unit>U)", fiscal.relative_year),
    ("range_end", "nN", "(?<=Y-)(?P<yr>[nN])", periods.range_end),
    ("part_of_month", "tLqc", f"t?(?P<ord>[Lqc])(?P<unit>[Uw])Ot?(?P<mo>M)(?:,?O?{_YEAR}|,?O?t?{_THAT_YEAR})?", periods.part_of_month),
    ("edge_unit", "tKEl", "(?:t?(?P<edge>K)O|(?P<when>[El])i)t(?P<unit>U)", relative.edge_unit),
    ("same_unit", "tSlE", "(?P<edge>[lE])?t?S{1,2}(?P<unit>U)", relative.same_unit),
    ("day_beyond", "tU", "t?(?P<unit>U)(?P<way>b)(?P<dei>y)", idioms.day_beyond),
    ("one_beyond", "t", "t(?:(?P<wd>D)|(?P<mo>M)|(?P<part>P)|(?P<unit>U))(?P<way>b)(?P<rel>[LX])(?![UVDMNnYhQPo])", idioms.one_beyond),
    ("from_weekday", "anN", "(?:a|(?P<num>[nN]))(?P<unit>[UV])[.](?:(?P<wd>D)|(?P<dei>y))", idioms.from_weekday),
    ("nth_day", "qco", "(?<=Dp)(?P<ord>[qco])-(?P<unit>U)", week.nth_day),
    ("definite", "t", "t(?P<unit>U)(?P<way>b)", relative.definite),
    ("year_earlier", "tU", "t?(?P<unit>U)-(?P<way>[lg])-?(?P<kind>[U6])?", spans.year_earlier),
    ("same_last", "t", "tS{1,2}(?P<unit>[U6])(?:O?t?)(?P<rel>[LX])(?P<ru>U)", spans.same_last),
    ("the_unit", "t", "t(?P<unit>U)", spans.the_unit),
    ("the_week_of", "t", f"t(?P<unit>U)O(?P<mo>M)t?(?P<day>[no])(?:,?{_YEAR})?", spans.week_of),
    ("ahead", "tV", "t?(?P<unit>V)>?1", spans.ahead),
    ("the_units", "t", "t(?P<unit>V)", spans.the_units),
    ("these_days", "7", "7(?P<unit>V)", spans.these_days),
    ("the_moment", "t", "tW", spans.the_moment),
    ("holiday", "h", f"(?P<hol>h),?{_YEAR}?", periods.holiday),
    ("reference", "trF", "[tr]?J?F", relative.reference),
    ("past_ref", "t", "tJ?L(?![UVnNvaMDQP])", relative.in_the_past),
    ("edge_of_unit", "tU", "t?(?P<unit>U)[-p]?(?P<edge>K)", relative.edge_of_unit),
    ("long_unit", "U", "(?P<unit>U)-H", lengths.long_unit),
)


def _by_first_letter() -> dict[str, tuple[Rule, ...]]:
    rules = [Rule(name, first, re.compile(pattern), read) for name, first, pattern, read in _TABLE]
    return {letter: tuple(rule for rule in rules if letter in rule.first) for letter in "".join(rule.first for rule in rules)}


def _any_of(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """One pattern for all, without groups: most places match none, and so they cost one try."""
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", rule.pattern.pattern) for rule in rules))


RULES: dict[str, tuple[Rule, ...]] = _by_first_letter()
ANY: dict[str, re.Pattern[str]] = {letter: _any_of(rules) for letter, rules in RULES.items()}
"""Whether any rule matches at a place; whether its reader takes it is seen there."""
START = re.compile(f"[{re.escape(''.join(sorted(set(RULES) - set('ta'))))}]|[ta](?![.,|])")
"""Where a match can begin: `the` and `a` are everywhere and never stand alone."""
