"""Names by a trained model: a linear-chain conditional random field over the stretches of an article in which names can stand.

It proposes spans and classes (PER, ORG, LOC); whose name it is, the registry and the finders of `actors.py` decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..lexicon import Lexicon
from .actors_draft import Draft, Match
from .names_features import EDGE, Known, Look, article_keys, joint_keys, look, match_keys, run_keys, word_parts
from .names_model import Model, Words, unpacked
from .names_page import GAP, Page, flags, letter, page, place
from .names_path import Span, spans
from .names_votes import voted

MAX_WORDS_KEPT = 50_000
"""Different words whose sums are kept between articles: about 40 MB. Then it begins anew; what is found does not depend on it."""


_Sums = tuple[int, int, int, int, int]
"""Packed weights of a word, or of a part of it (`word_parts`), standing two behind the judged word … two before it."""
_PLACES = {str(at): n for n, at in enumerate((2, 1, 0, -1, -2))}


class _Word(NamedTuple):
    look: Look
    sums: _Sums


@dataclass(frozen=True, slots=True, eq=False)
class Recogniser:
    """A model with the registry it reads beside it."""

    model: Model
    known: Known
    parts: Mapping[str, _Sums]
    """Of the model's weights those of single words: the part of the word → its weights at each place."""
    kept: dict[str, _Word] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    in_lists: dict[tuple[str, int, int, bool], int] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model, lexicon: Lexicon) -> Recogniser:
        return cls(model, known_of(lexicon, model.words), _by_part(model.weights))

    @property
    def id(self) -> str:
        """Of the engine and its weights, for a reading's `engine`."""
        return f"{self.method}/{self.model.hash[:8]}"

    @property
    def method(self) -> str:
        return "crf"

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        return find_spans(draft, aliases, self)

    def word(self, word: str) -> _Word:
        kept = self.kept.get(word)
        if kept is None:
            if len(self.kept) >= MAX_WORDS_KEPT:
                self.kept.clear()
            kept = self.kept[word] = self._summed(word)
        return kept

    def _summed(self, word: str) -> _Word:
        seen, letters = look(word, self.known)
        rows = list(filter(None, map(self.parts.get, word_parts(seen, letters))))
        behind2, behind1, here, before1, before2 = map(sum, zip(*rows, strict=True)) if rows else (0,) * 5
        return _Word(seen, (behind2, behind1, here, before1, before2))

    def total(self, keys: Iterable[str]) -> int:
        return sum(filter(None, map(self.model.weights.get, keys)))

    def matched(self, letters: str, i: int, size: int, whole: bool) -> int:  # noqa: FBT001 - a part of what was looked up
        """The weights of a word in a name that the registry or a list has."""
        place = (letters, i, size, whole)
        total = self.in_lists.get(place)
        if total is None:
            total = self.in_lists[place] = self.total(match_keys(letters, i, size, whole=whole))
        return total

    def flagged(self, letters: str) -> int:
        total = self.shown.get(letters)
        if total is None:
            total = self.shown[letters] = self.total(article_keys(letters))
        return total


def _by_part(weights: Mapping[str, int]) -> dict[str, _Sums]:
    """One look for a word's part instead of one for each place it can stand at. A key of a single word begins with its place."""
    found: dict[str, list[int]] = {}
    for key, weight in weights.items():
        place = key[:2] if key[0] == "-" else key[0]
        if place in _PLACES:
            found.setdefault(key[len(place) :], [0] * len(_PLACES))[_PLACES[place]] = weight
    return {part: (some[0], some[1], some[2], some[3], some[4]) for part, some in found.items()}


def known_of(lexicon: Lexicon, words: Words) -> Known:
    """Single words of the registry by what they name there, and listed names by their first word."""
    registered: dict[str, str] = {}
    for alias, senses in lexicon.senses.items():
        if " " not in alias:
            registered[alias] = "".join(sorted({letter(lexicon.entries[s.id].type, s.kind) for s in senses}))
    sizes: dict[str, set[int]] = {}
    for name in words.listed:
        parts = name.split(" ")
        if len(parts) > 1:
            sizes.setdefault(parts[0], set()).add(len(parts))
    longest = {word: tuple(sorted(some, reverse=True)) for word, some in sizes.items()}
    return Known(lexicon.given_names, registered, words.ordinary, words.listed, longest, words.groups)


def find_spans(draft: Draft, aliases: Sequence[Match], recogniser: Recogniser) -> list[Span]:
    """Names by place, none over another. `aliases`: what the registry knows. Work is linear: a stretch has a greatest length."""
    found = page(draft, aliases, recogniser.known)
    shifts, sentence, loud = found.shift, draft.tokens.sentence, draft.loud
    looks, sums = _around(found, sentence, recogniser)
    runs = [[(a + shifts[sentence[a]], b + shifts[sentence[a]]) for a, b in some] for some in found.layout.runs]
    flagged = flags(looks, recogniser.known.given, (run for some in runs for run in some), draft.lower)
    shown, unseen = {word: recogniser.flagged(letters) for word, letters in flagged.items()}, recogniser.flagged("")
    names, weight_of = list[Span](), recogniser.model.weights.get
    for (first, last), some in zip(found.layout.stretches, runs, strict=True):
        shift, is_loud = shifts[sentence[first]], loud[sentence[first]]
        at = first + shift
        rows = [_score(weight_of, looks, sums, i, is_loud) + shown.get(looks[i].word, unseen) for i in range(at, last + shift)]
        for i in range(first, last):
            for match in found.matched.get(i, ()):
                rows[i - first] += recogniser.matched(*match)
        for a, b in some:
            if b - a > 1:
                for i, keys in enumerate(run_keys(looks, a, b), a - at):
                    rows[i] += recogniser.total(keys)
        names += spans([unpacked(row) for row in rows], recogniser.model.steps, first)
    return voted(names, draft.tokens, draft.lower, recogniser.known.ordinary)


def _around(found: Page, sentence: Sequence[int], recogniser: Recogniser) -> tuple[list[Look], list[_Sums]]:
    """Looks and sums of the words in stretches and of the two on either side of each: nobody asks for those of others, which are most."""
    kept, edge = recogniser.kept, recogniser.word(EDGE)
    words, looks, sums = found.words, [edge.look] * len(found.words), [edge.sums] * len(found.words)
    for first, last in found.layout.stretches:
        at, end = first + found.shift[sentence[first]] - GAP, last + found.shift[sentence[first]] + GAP
        some = [kept.get(word) or recogniser.word(word) for word in words[at:end]]
        looks[at:end] = [word.look for word in some]
        sums[at:end] = [word.sums for word in some]
    return looks, sums


def _score(weight_of: Callable[[str], int | None], looks: Sequence[Look], sums: Sequence[_Sums], at: int, loud: bool) -> int:  # noqa: FBT001 - a keyword costs time here
    """The packed weights of a word among its neighbours."""
    keys = joint_keys(looks[at - 2 : at + 3], place(looks, at, loud=loud))
    near = sums[at - 2][4] + sums[at - 1][3] + sums[at][2] + sums[at + 1][1] + sums[at + 2][0]
    return sum(filter(None, map(weight_of, keys)), near)
