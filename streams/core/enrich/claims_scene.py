"""What is known while an article is searched for who says what: its tokens, who is mentioned where, what stands in quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..article import Article, Cue, Entity, Mention, Voice
from ..tokens import Tokens
from .quotes_marks import Marked, marked

SPEAKING = frozenset(
    {
        "person",
        "country",
        "party",
        "government",
        "agency",
        "armed_forces",
        "armed_group",
        "igo",
        "organisation",
        "media_agency",
        "company",
        "place",
    }
)
"""Entity types that can say something. A place does by metonymy where nobody saw it: "the Elysee said"."""


_BEYOND = 16
"""How far below the first token finders look at most; the longest reach is `claims_verbs`' 12."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Read by all finders, changed by none."""

    article: Article
    tokens: Tokens
    lower: list[str]
    """The words in lower case, with empty ones behind the end: an index a little below 0 or beyond the end is no word."""
    begins: dict[int, Mention]
    """First code point → the mention there that can speak."""
    ends: dict[int, Mention]
    """One past the last code point → the mention there that can speak."""
    mentions: tuple[Mention, ...]
    """Those that can speak, by place."""
    places: list[int]
    types: dict[str, str]
    marks: tuple[Marked, ...]
    starts: list[int]
    """Of `marks`, for searching."""

    def before(self, i: int) -> Mention | None:
        """The mention whose last token is `i`."""
        return self.ends.get(self.tokens.ends[i]) if i >= 0 else None

    def first_token(self, start: int) -> int:
        """The first token that begins at or behind a code point."""
        return bisect_left(self.tokens.starts, start)

    def word(self, i: int) -> str:
        """In lower case; empty beyond the ends."""
        try:
            return self.lower[i]
        except IndexError:
            return ""

    def floor(self, i: int) -> int:
        """The first token of the sentence of `i`."""
        return self.tokens.opens[self.tokens.sentence[i]]

    def ceiling(self, i: int) -> int:
        """One past the last token of the sentence of `i`."""
        return self.tokens.opens[self.tokens.sentence[i] + 1]

    def region(self, at: int) -> int:
        """Index of the innermost quotation around a code point, -1 for none."""
        n = bisect_right(self.starts, at) - 1
        while n >= 0 and self.marks[n].end <= at:
            n = self.marks[n].parent
        return n

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        """Mentions that begin in `[start, end)` of the body."""
        return self.mentions[bisect_left(self.places, start) : bisect_left(self.places, end)]

    def named(self, mention: Mention) -> Voice:
        return Voice(mention.entity, mention.surface, mention.start, mention.end)

    def words(self, first: int, last: int, entity: str | None = None) -> Voice:
        """Tokens `[first, last)` as a voice."""
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        return Voice(entity, self.article.body[start:end], start, end)

    def cue(self, first: int, last: int) -> Cue:
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        return Cue(self.article.body[start:end], start, end)


def scene(article: Article, tokens: Tokens, mentions: Sequence[Mention], entities: Sequence[Entity]) -> Scene:
    types = {entity.id: entity.type for entity in entities}
    able = tuple(m for m in mentions if types[m.entity] in SPEAKING and m.form != "demonym")
    marks = marked(article.body, article.paragraphs)
    lower = list(map(str.lower, tokens.words))
    for m in able:
        if m.form == "acronym":
            lower[bisect_left(tokens.starts, m.start)] = m.surface  # WHO is no relative pronoun
    lower += [""] * _BEYOND
    return Scene(
        article,
        tokens,
        lower,
        {m.start: m for m in reversed(able)},
        {m.end: m for m in able},
        able,
        [m.start for m in able],
        types,
        marks,
        [m.start for m in marks],
    )
