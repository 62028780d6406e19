"""When an article without a date was published, as far as its own words prove it: clues → days → an anchor, or nothing.

`_words` reads clues from its time expressions, `_knowledge` from the offices and elections it names, `_solve` joins them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...moments import received_day
from ..dates import reads
from ._knowledge import known_clues
from ._solve import solve
from ._words import Reading

if TYPE_CHECKING:
    from ...article import Anchor, Article, Mention
    from ...lexicon import Lexicon

__all__ = ["infer_anchor"]

_YEAR = re.compile(r"[12]\d\d\d|['’]\d\d")


def infer_anchor(article: Article, mentions: tuple[Mention, ...], lexicon: Lexicon) -> Anchor | None:
    """An anchor of source `inferred`, or None: then the text decides no year. Never for an article that has a day.

    The time of receipt is the latest that it can be, and nothing else. English only. Precision comes first: clues count only
    where tense and cue are beyond doubt, and where two contradict each other nothing is said.
    """
    if article.anchor.day is not None or not reads(article) or not (_YEAR.search(article.body) or any(m.role for m in mentions)):
        return None
    reading, received = Reading.of(article), received_day(article.received_at)
    bounds = [*reading.bounds(), *known_clues(reading, mentions, lexicon)]
    if not any(clue.after for clue in bounds) or not (received or any(clue.before for clue in bounds)):
        return None  # without both ends nothing else can decide a year
    return solve(article, [*bounds, *reading.tests()], received)
