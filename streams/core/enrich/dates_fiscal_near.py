"""Whether a year or a quarter belongs to a fiscal year beside it: then it is no calendar year and no calendar quarter."""

from __future__ import annotations

import re
from typing import Final

from .dates_hit import Hit
from .dates_tokens import Tokens

_LISTED: Final = 8
"""Words between `fiscal` and the last year of a list: `fiscal years 2017, 2018, 2019 and 2020`."""
_REACH: Final = 80
"""Characters behind a quarter in which its year is looked for: `of the United Kingdom central government's current fiscal year`."""
_OF_FISCAL: Final = re.compile(
    r"\)?\s{0,2}(?:\([^()\n]{1,10}\)\s{0,2})?of\b[^\n;,]*?(?:\b[Ff]iscal\b|\bFY(?![A-Za-z])|\b[Ff]inancial year\b)"
)


def fiscal_before(tokens: Tokens, index: int) -> int | None:
    """Where `fiscal` stands, if the figure at `index` belongs to it: right behind it, or in a list of years that begins there."""
    at = index - 1
    while index - at <= _LISTED and (tokens.letter(at) in "nNY,&>-" or tokens.low(at) == "/"):
        at -= 1
    first = at + 1
    at -= tokens.letter(at) in "UV"
    bare = tokens.low(at) == "financial" and first == at + 1
    if tokens.letter(at) != "f" or tokens.low(at) == "calendar" or bare or tokens.letter(first) not in "nNY":
        return None
    return at


def of_fiscal(hit: Hit) -> bool:
    """`the third quarter` of `Japan's fiscal 2019`, `Q2` of `(Q2) of FY20`."""
    end = hit.tokens.ends[hit.last - 1]
    return _OF_FISCAL.match(hit.tokens.body[end : end + _REACH]) is not None
