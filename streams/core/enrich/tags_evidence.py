"""The words of an article that speak for topics: which, how telling, how often, how early."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter, not_

from ..article import Article
from ..tokens import Tokens, tokenise
from ..vocabulary import STEMS, STRENGTHS, Cue, TagRule, Vocabulary

Phrase = tuple[str, ...]
Span = tuple[int, int]
Said = tuple[Sequence[int], Cue]
"""A cue and where it stands, in order: numbers of its first word, negative in the headline. A tuple, for an article has 200 of them."""

LEAD_WORDS = 60
"""About the first two paragraphs of a news story, which say what it is about."""
LEAD_FACTOR = 1.5
REPEAT_FACTOR, MOST_REPEATS = 0.4, 5
"""A cue said again adds 40 % of itself, five times at most: a name repeated thirty times is still one cue."""
MANY_MEDIUM = 3
STRONG, MEDIUM = STRENGTHS["strong"], STRENGTHS["medium"]

_WORD = re.compile(r"[^\W_]+")
_text_of = itemgetter(2)
_POSSESSIVE = frozenset("sS")
_APOSTROPHES = frozenset("'’")
_END = ""
"""Between headline and body, and behind both: no cue has it."""


@dataclass(slots=True)
class Evidence:
    """What speaks for one topic: each cue once, and all places to show, which are more where topics were pooled."""

    said: Sequence[Said]
    shown: Sequence[Said]
    bonus: float = 0.0
    """From the types of the entities: it supports, and counts for nothing alone."""

    def places(self) -> list[tuple[int, int]]:
        """Of the body: number of the first word, count of words."""
        return [(i, len(cue.phrase)) for at, cue in self.shown for i in at if i >= 0]

    def convinces(self, needs: int) -> bool:
        """Enough different cues, one of them strong or `MANY_MEDIUM` medium: words like `team` and `game` are everywhere."""
        if len(self.said) < needs or all(at[-1] < 0 for at, _ in self.shown):
            return False
        weights = [cue.weight for _, cue in self.said]
        return STRONG in weights or weights.count(MEDIUM) >= MANY_MEDIUM

    def telling(self) -> bool:
        """A strong cue is among them."""
        return any(cue.weight >= STRONG for _, cue in self.said)

    def score(self) -> float:
        """Weak cues only support: they never weigh more than the telling ones."""
        telling = weak = 0.0
        for at, cue in self.said:
            share = cue.weight * (1 + REPEAT_FACTOR * min(len(at) - 1, MOST_REPEATS)) * (LEAD_FACTOR if at[0] < LEAD_WORDS else 1.0)
            if cue.weight >= MEDIUM:
                telling += share
            else:
                weak += share
        return telling + min(weak, telling) + (self.bonus if telling else 0.0)


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel: the stems of a text and where they stand."""

    stems: list[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, first: int, size: int) -> Span:
        return self.starts[first], self.ends[first + size - 1]


def collect(article: Article, vocabulary: Vocabulary, tokens: Tokens) -> tuple[dict[int, list[Said]], Words]:
    """What speaks for each rule's topic, and the words of the body. The headline speaks as part of the lead, but gives no places."""
    words, headline = _words(article.body, tokens), article.headline.text or ""
    head = _words(headline, tokenise(headline)).stems
    found: dict[int, list[Said]] = {}
    for said in _said([*head, _END, *words.stems, _END], -len(head) - 1, vocabulary):
        if said[1].rule in found:
            found[said[1].rule].append(said)
        else:
            found[said[1].rule] = [said]
    return found, words


def _words(text: str, tokens: Tokens) -> Words:
    """Letters and digits between all other characters, without the s of a possessive."""
    whole = list(map(str.isalnum, tokens.words))
    found = list(zip(*(compress(column, whole) for column in (tokens.starts, tokens.ends, tokens.words)), strict=True))
    found += [
        (start + part.start(), start + part.end(), part[0])
        for start, word in compress(zip(tokens.starts, tokens.words, strict=True), map(not_, whole))
        if len(word) > 1  # "U.S.", "don't", "'s"
        for part in _WORD.finditer(word)
    ]
    found.sort()
    if not _POSSESSIVE.isdisjoint(map(_text_of, found)):
        found = [one for one in found if not (one[2] in _POSSESSIVE and text[max(one[0] - 1, 0) : one[0]] in _APOSTROPHES)]
    starts, ends, words = zip(*found, strict=True) if found else ((), (), ())
    return Words(list(map(STEMS.__getitem__, words)), starts, ends)


def _said(stems: Sequence[str], shift: int, vocabulary: Vocabulary) -> list[Said]:
    """The cues among `stems` by the first place of each, a phrase before its first word. `shift` is added to their places."""
    longer = _longer(stems, vocabulary)
    words, places = vocabulary.words, dict[str, list[int]]()
    for i in compress(range(len(stems)), map(words.__contains__, stems)):
        if stems[i] in places:
            places[stems[i]].append(i + shift)
        else:
            places[stems[i]] = [i + shift]
    covered = {(j + shift, cue.rule) for i, cue in longer for j in range(i, i + len(cue.phrase))}
    beside = {stems[i - shift] for i, _ in covered}
    found = dict[Cue, list[int]]()
    for i, cue in longer:
        if cue.weight:
            found.setdefault(cue, []).append(i + shift)
    said: list[Said] = [(at, cue) for cue, at in found.items()]
    for word, at in places.items():
        for cue in words[word]:
            free = at if word not in beside else [i for i in at if (i, cue.rule) not in covered]
            if free:
                said.append((free, cue))
    return sorted(said, key=_first)


def _first(said: Said) -> int:
    return said[0][0]


def _longer(stems: Sequence[str], vocabulary: Vocabulary) -> list[tuple[int, Cue]]:
    """Where a cue of several words stands; a longer one of the same topic covers the shorter, and weight 0 only covers."""
    covered: dict[int, int] = {}
    phrases, found = vocabulary.phrases, list[tuple[int, Cue]]()
    for i in compress(range(len(stems)), map(phrases.__contains__, stems)):
        for cue in phrases[stems[i]].get(stems[i + 1], ()):
            size = len(cue.phrase)
            if i >= covered.get(cue.rule, 0) and (size == 2 or tuple(stems[i : i + size]) == cue.phrase):
                covered[cue.rule] = i + size
                found.append((i, cue))
    return found


def pooled(found: Mapping[int, Sequence[Said]], rules: Sequence[TagRule], without: Container[str]) -> dict[str, Evidence]:
    """What speaks for a top level through any of its topics: each phrase once, with its greatest weight."""
    best: dict[str, dict[Phrase, Said]] = {}
    shown: dict[str, list[Said]] = {}
    for rule, said in found.items():
        top = rules[rule].top
        if top in without:
            continue
        pool = best.setdefault(top, {})
        for one in said:
            phrase = one[1].phrase
            if phrase not in pool or pool[phrase][1].weight < one[1].weight:
                pool[phrase] = one
        shown.setdefault(top, []).extend(said)
    return {top: Evidence([*pool.values()], shown[top]) for top, pool in best.items()}
