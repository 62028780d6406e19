"""What is known while one article is read: its tokens, what is taken, which countries are named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import NamedTuple

from ..article import Article, Form
from ..lexicon import Lexicon, Sense
from ..tokens import Tokens, tokenise
from .actors_words import (
    ABBREVIATED,
    ALSO_GIVEN_MONTHS,
    CALENDAR,
    COMMON,
    FUNCTION,
    LOC_HEADS,
    ORG_HEADS,
    ROLES,
    SAYING,
    THINGS,
    TITLES,
    WEEKDAYS,
)

_BEYOND = 16
"""How far below the first token, and beyond the last, finders look at most; the longest name has 12."""
_NO_SURNAME = CALENDAR | FUNCTION | TITLES | ORG_HEADS | LOC_HEADS | THINGS | {"Day"}


class Hit(NamedTuple):
    """A mention by tokens, `[first, last)`."""

    first: int
    last: int
    entity: str
    form: Form
    method: str
    confidence: float
    role: str | None = None
    candidates: tuple[str, ...] = ()


class Match(NamedTuple):
    """An alias at tokens `[first, last)` and what it can stand for."""

    first: int
    last: int
    senses: tuple[Sense, ...]


@dataclass(slots=True)
class Draft:
    """Mutable, and seen by nobody outside of `find_actors`: each finder adds hits and finds fewer tokens free."""

    body: str
    tokens: Tokens
    lexicon: Lexicon
    loud: list[bool]
    """Per sentence: capitals say nothing there (ALL CAPS, or A Headline's Title Case)."""
    lower: frozenset[str]
    """Words that the article also has in lower case."""
    taken: bytearray
    capitals: list[int] = field(default_factory=list)
    """Tokens that begin with a capital: all that can begin a name."""
    names: bytearray = field(default_factory=bytearray)
    """Per token whether it looks like a part of a name, see `name`; with zeros behind the end for what looks beyond it."""
    places_of: dict[str, list[int]] = field(default_factory=dict)
    """Word → its tokens."""
    padded: list[str] = field(default_factory=list)
    """The words, with empty ones behind the end: an index a little below 0 or beyond the end is no word."""
    hits: list[Hit] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    """ISO code → how often the country, or one who belongs to it, is named."""

    places: Counter[str] = field(default_factory=Counter)
    """The same for places in it only."""
    aliases: frozenset[int] = frozenset()
    """Tokens at which a name of the registry begins."""
    lone: tuple[tuple[int, str], ...] = ()
    """Tokens that are a famous surname alone, and whose."""
    surnames: frozenset[str] = frozenset()
    """Last words of runs that look like people's names: no places here, though the registry has a place of that name."""
    owners: dict[int, str] = field(default_factory=dict)
    """Where a country's name or demonym ends → its code."""

    def add(self, hit: Hit, *, nested: bool = False) -> None:
        """`nested`: other hits may share the tokens (the country inside an election's name)."""
        self.hits.append(hit)
        if not nested:
            self.taken[hit.first : hit.last] = b"\1" * (hit.last - hit.first)
        entry = self.lexicon.entries.get(hit.entity)
        if entry and entry.country:
            self.countries[entry.country] += 1
            self.places[entry.country] += entry.type == "place"
            if entry.type == "country":
                self.owners[hit.last] = entry.country

    def free(self, first: int, last: int) -> bool:
        return 1 not in self.taken[first:last]

    def at(self, words: Collection[str]) -> list[int]:
        """The tokens that are one of `words`, in order: one look a different word, of the text or of `words`, whichever has fewer."""
        places = self.places_of
        found = filter(words.__contains__, places) if len(places) < len(words) else filter(places.__contains__, words)
        return sorted(chain.from_iterable(map(places.__getitem__, found)))

    def word(self, i: int) -> str:
        """The word at `i`, empty beyond the ends."""
        try:
            return self.padded[i]
        except IndexError:
            return ""

    def same_sentence(self, i: int, j: int) -> bool:
        return 0 <= i < len(self.tokens.words) and 0 <= j < len(self.tokens.words) and self.tokens.sentence[i] == self.tokens.sentence[j]

    def opens(self, i: int) -> bool:
        """Is `i` the first word of its sentence, or the first after opening marks or a colon?"""
        first = self.tokens.opens[self.tokens.sentence[i]]
        if i > first and self.tokens.words[i - 1][0].isalnum():
            return False  # nearly always
        return (
            i == first
            or not any(w[0].isalnum() for w in self.tokens.words[max(first, i - 3) : i] if w)
            or self.word(i - 1) in {'"', "“", ":", "•"}
        )

    def name(self, i: int) -> bool:
        """Does the word at `i` look like a part of a name: a capital, no month or weekday, and not only a sentence's first word?"""
        try:
            return self.names[i] == 1
        except IndexError:
            return False

    def looks_like_name(self, i: int) -> bool:
        word = self.word(i)
        if word in FUNCTION:
            return False
        if word in CALENDAR and not (word in ABBREVIATED and self.word(i + 1)[:1] not in {".", ","} and not self.word(i + 1).isdigit()):
            return self.month_in_name(i)
        return not ((word.lower() in COMMON or word.lower() in self.lower) and self.opens(i))

    def month_in_name(self, i: int) -> bool:
        """Is the month at `i` a part of a person's name: "Omar May", "said June Carter"; not "in June Carter", "Omar May 5"?"""
        word, before, after = self.word(i), self.word(i - 1), self.word(i + 1)
        if word in WEEKDAYS:
            return self.day_in_name(i)
        if word not in ALSO_GIVEN_MONTHS or after[:1].isdigit() or not self.same_sentence(i, i):
            return False
        if before in self.lexicon.given_names and before not in CALENDAR and self.same_sentence(i - 1, i):
            return True
        introduced = self.opens(i) or before in TITLES or before in ROLES or before in SAYING
        surname = after[:1].isupper() and after[1:].islower() and after not in _NO_SURNAME and after.lower() not in COMMON
        country = any(sense.id.startswith("cty:") for sense in self.lexicon.senses.get(after, ()))
        return word != "March" and introduced and surname and not country and self.same_sentence(i, i + 1)

    def day_in_name(self, i: int) -> bool:
        """Is the weekday at `i` a part of a person's name? Only beside a title or a role: "Sgt. Joe Friday", "the student Wednesday Addams"."""
        before, after = self.word(i - 1), self.word(i + 1)
        if before in self.lexicon.given_names and before not in CALENDAR and not self.opens(i):
            title = self.word(i - 2) if self.word(i - 2) != "." else self.word(i - 3)
            return self.same_sentence(i - 2, i) and (title in TITLES or title in ROLES)
        surname = after[:1].isupper() and after[1:].islower() and after not in _NO_SURNAME and after.lower() not in COMMON
        return surname and (before in TITLES or before in ROLES) and self.same_sentence(i - 1, i + 1)

    def text(self, first: int, last: int) -> str:
        return self.body[self.tokens.starts[first] : self.tokens.ends[last - 1]]


def draft(article: Article, lexicon: Lexicon) -> Draft:
    """An article before anything is found in it."""
    tokens = tokenise(article.body, article.sentences)
    words = tokens.words
    loud = [
        not (b - a > 1 and words[b - 1] == "." and words[a][-1].islower()) and _loud(words[a:b])  # most sentences are seen at once
        for a, b in pairwise(tokens.opens)
    ]
    places_of = _places(words)
    lower = frozenset(filter(str.islower, places_of))
    capitals = sorted(chain.from_iterable([at for word, at in places_of.items() if word[0].isupper()]))
    size = len(tokens.words)
    found = Draft(
        article.body,
        tokens,
        lexicon,
        loud,
        lower,
        bytearray(size),
        capitals,
        bytearray(size + _BEYOND),
        places_of,
        [*tokens.words, *[""] * _BEYOND],
    )
    for i in capitals:
        found.names[i] = found.looks_like_name(i)
    return found


def _places(words: list[str]) -> dict[str, list[int]]:
    """Each different word with the tokens that it is."""
    places = defaultdict[str, list[int]](list)
    for i, word in enumerate(words):
        places[word].append(i)
    return dict(places)


def _loud(words: list[str]) -> bool:
    """All in capitals (two words and more), or a line without a full stop and a capital on nearly every long word."""
    letters = [w for w in words if w[0].isalpha()]
    if len(letters) >= 2 and all(w.isupper() for w in letters):
        return sum(len(w) for w in letters) > 8
    if words[-1:] == ["."]:
        return False
    long = [w for w in letters if len(w) > 3]
    return len(long) >= 4 and sum(w[0].isupper() for w in long) > 0.8 * len(long)


def provisional(prefix: str, draft: Draft, first: int, last: int) -> str:
    """The id of a name without an entry: the exact name, so that it can be read back from the id."""
    return f"{prefix}:~{'_'.join(draft.text(first, last).split())}"
