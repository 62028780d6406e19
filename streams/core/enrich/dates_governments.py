"""Governments whose own fiscal year is known, and whether one of them stands before an expression."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from .dates_calendar import Days, month_days
from .dates_tokens import Tokens

REACH: Final = 100
"""Characters before the expression in which its owner and the word before the owner are looked for; the longest row needs 55."""


class Year(NamedTuple):
    """A government's fiscal year: the month that it begins in, and whether its number is that of the year it begins or ends in.

    Without `numbered` both are usual, and only two years (`2019-20`) say which one is meant. None that began before `since` has days.
    """

    first: int
    numbered: str
    since: int

    def begins(self, number: int) -> int | None:
        """The calendar year in which the one with this number begins; None where both are usual."""
        return {"begin": number, "end": number - (self.first > 1)}.get(self.numbered)

    def named(self, day: date) -> int | None:
        """The number of the one that `day` lies in; None where both are usual, or the rule was another then."""
        begins = day.year - (day.month < self.first)
        return {"begin": begins, "end": begins + (self.first > 1)}.get(self.numbered) if begins >= self.since else None

    def days(self, begins: int | None, part: str = "") -> Days | None:
        """Its days, or those of a quarter (`Q3`) or half (`H1`) of it."""
        if begins is None or begins < self.since:
            return None
        months = {"Q": 3, "H": 6}.get(part[:1], 12)
        index = self.first - 1 + months * (int(part[1]) - 1 if part else 0)
        year, month = begins + index // 12, index % 12 + 1
        return month_days(year, month, (month + months - 2) % 12 + 1) if year < date.max.year - 1 else None


# The months: laws where one is named below, else the list of the International Monetary Fund ("The Timing of the Government's Fiscal
# Year", Public Financial Management Blog, 20 October 2016). The year is the central government's; that of taxes can be another (in
# Britain it begins on 6 April). 1980 says only that we know of no change since then; many of these rules are older.
_ROWS: Final = (
    (Year(10, "end", 1976), "U.S.|US|United States|America|American|Pentagon"),  # 31 U.S.C. 1102; before, from July to June
    (Year(10, "end", 1980), "Thailand|Thai"),
    (Year(4, "begin", 1947), "Japan|Japanese"),  # Public Finance Act of 1947, article 11
    (Year(4, "begin", 1980), "Singapore|Singaporean"),
    (Year(4, "end", 1950), "India|Indian"),  # General Clauses Act, 1897, section 3 (21)
    (Year(7, "end", 1980), "Australia|Australian|Pakistan|Pakistani|Bangladesh|Bangladeshi"),
    (Year(7, "end", 1990), "New Zealand"),  # it ended on 31 March until 1989
    (Year(4, "", 1980), "Britain|British|UK|U.K.|United Kingdom|Canada|Canadian|Hong Kong|South Africa|South African"),
    (Year(7, "", 1981), "Egypt|Egyptian|Kenya|Kenyan|Uganda|Ugandan|Tanzania|Tanzanian"),  # Egypt's was the calendar year until 1980
    (Year(1, "begin", 1980), "Germany|German|France|French|Italy|Italian|Spain|Spanish|South Korea|South Korean|Brazil|Brazilian"),
    (Year(1, "begin", 1980), "Mexico|Mexican"),
    (Year(1, "begin", 1995), "China|Chinese"),  # Budget Law of 1994
    (Year(1, "begin", 2000), "Russia|Russian"),  # Budget Code, in force since 2000
    (Year(1, "begin", 2001), "Indonesia|Indonesian"),  # from April to March until March 2000, then nine months
    (Year(1, "begin", 2017), "Saudi Arabia|Saudi Arabian|Saudi"),  # before, numbered by the Hijri calendar and begun on 31 December
)
_YEARS: Final = {name: year for year, names in _ROWS for name in names.split("|")}
_OWNER: Final = re.compile(
    rf"(?<![\w./&-])(?P<name>{'|'.join(map(re.escape, sorted(_YEARS, key=lambda name: (-len(name), name))))})"
    r"(?P<own>['’]s?)?(?: (?:federal|national|central))?(?P<state> (?:government|budget)(?:['’]s)?)? $"
)
"""`Japan's `, `the U.S. government's `, right before a fiscal year. A company's own year is another: `the American firm's` is none."""
_BEFORE: Final = re.compile(r"(?:(?P<head>\S+)[^\S\n]+of[^\S\n]+|(?P<word>\S+)[^\S\n]+)?(?P<the>[Tt]he[^\S\n]+)?\Z")
_OPENING: Final = re.compile(
    r"[\"“‘'(\[—–-]*(?:In|The|For|During|As|And|But|Or|When|While|With|Since|By|After|Before|Because|If|On|At|From|Although|Though|Both|Until"
    r"|Through|Throughout|Despite|Under|Where|Whether|That|So|Of|To)"
)
"""Capitalised words that begin a sentence and no name."""
_STATE: Final = re.compile(r"(?:Government|Kingdom|Republic|Commonwealth|Q[1-4])|[^A-Z]*")
"""What can stand before `of` and a country that still means its government; `the Reserve Bank of India` is not."""
_ANOTHER: Final = re.compile(
    r"(?:its|their|his|her|our|my|your|(?:mid|north|south|east|west)\w*|rural|urban|.*['’]s?|.*[&/]|.*\b(?:Inc|Corp|Co|Cos|Ltd|Bros)\.)"
)
"""Words that make the country a part of it, or of a company: `its U.S. fiscal 2019`, `northern India's`."""


def owner(tokens: Tokens, index: int, *, own: bool = False) -> Year | None:
    """Whose fiscal year begins at word `index`, if a government stands right before it and nothing says that it is only part of a name.

    `own`: it must be in the possessive, for `sales in the U.S. this fiscal year` are a company's.
    """
    start = tokens.starts[index]
    begin = max(0, start - REACH)
    found = _OWNER.search(tokens.body[begin:start])
    if found is None or tokens.letter(index) == "t" or (own and not (found["own"] or found["state"])):
        return None
    return _YEARS[found["name"]] if _stands_alone(tokens.body[begin : begin + found.start()]) else None


def _stands_alone(before: str) -> bool:
    """Whether a country's name after this text is no part of a longer name: `Nestle India`, `New Mexico`, `Bank of America`."""
    found = _BEFORE.search(before)
    head, word, the = found.group("head", "word", "the") if found else (None, None, None)
    if head:
        return _STATE.fullmatch(head) is not None
    if not word:  # a text, a line, a bracket or a quotation begins with the name
        return True
    if _ANOTHER.fullmatch(word):
        return False
    return the is not None or not word[-1].isalnum() or word.lower() == word or _OPENING.fullmatch(word) is not None
