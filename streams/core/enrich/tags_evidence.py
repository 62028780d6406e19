"""The words of an article that speak for topics: which, how telling, how often, how early."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from ..article import Article
from ..vocabulary import STRENGTHS, Cue, Vocabulary, stem

Phrase = tuple[str, ...]
Span = tuple[int, int]

LEAD_WORDS = 60
"""About the first two paragraphs of a news story, which say what it is about."""
LEAD_FACTOR = 1.5
REPEAT_FACTOR, MOST_REPEATS = 0.4, 5
"""A cue said again adds 40 % of itself, five times at most: a name repeated thirty times is still one cue."""
MANY_MEDIUM = 3
STRONG, MEDIUM = STRENGTHS["strong"], STRENGTHS["medium"]

_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Seen:
    """One cue: how telling it is, how often it stands there, whether the lead has it."""

    weight: float
    times: int
    lead: bool


@dataclass(slots=True)
class Evidence:
    """What speaks for one topic."""

    cues: dict[Phrase, Seen] = field(default_factory=dict)
    places: list[tuple[int, int]] = field(default_factory=list)
    """Of the body: number of the first word, count of words."""
    bonus: float = 0.0
    """From the types of the entities: it supports, and counts for nothing alone."""

    def add(self, cue: Cue, *, lead: bool) -> None:
        if seen := self.cues.get(cue.phrase):
            seen.times += 1
            seen.lead = seen.lead or lead
        else:
            self.cues[cue.phrase] = Seen(cue.weight, 1, lead)

    def convinces(self, needs: int) -> bool:
        """Enough different cues, one of them strong or `MANY_MEDIUM` medium: words like `team` and `game` are everywhere."""
        if len(self.cues) < needs or not self.places:
            return False
        weights = [seen.weight for seen in self.cues.values()]
        return STRONG in weights or weights.count(MEDIUM) >= MANY_MEDIUM

    def telling(self) -> bool:
        """A strong cue is among them."""
        return any(seen.weight >= STRONG for seen in self.cues.values())

    def score(self) -> float:
        """Weak cues only support: they never weigh more than the telling ones."""
        telling = weak = 0.0
        for seen in self.cues.values():
            share = seen.weight * (1 + REPEAT_FACTOR * min(seen.times - 1, MOST_REPEATS)) * (LEAD_FACTOR if seen.lead else 1.0)
            if seen.weight >= MEDIUM:
                telling += share
            else:
                weak += share
        return telling + min(weak, telling) + (self.bonus if telling else 0.0)


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel: the stems of a text and where they stand."""

    stems: tuple[str, ...]
    found: list[re.Match[str]]

    def span(self, first: int, size: int) -> Span:
        return self.found[first].start(), self.found[first + size - 1].end()


def collect(article: Article, vocabulary: Vocabulary) -> tuple[dict[str, Evidence], Words]:
    """Evidence by topic, and the words of the body. The headline speaks as part of the lead, but gives no places."""
    evidence: dict[int, Evidence] = {}
    words = _words(article.body)
    for _, cue in _matches(_words(article.headline.text or "").stems, vocabulary):
        evidence.setdefault(cue.rule, Evidence()).add(cue, lead=True)
    for index, cue in _matches(words.stems, vocabulary):
        if cue.rule not in evidence:  # setdefault would make an Evidence for each word
            evidence[cue.rule] = Evidence()
        found, phrase, lead = evidence[cue.rule], cue.phrase, index < LEAD_WORDS
        if phrase in found.cues:  # as `add` does; there are hundreds in an article, so no call for each
            seen = found.cues[phrase]
            seen.times += 1
            seen.lead = seen.lead or lead
        else:
            found.cues[phrase] = Seen(cue.weight, 1, lead)
        found.places.append((index, len(phrase)))
    return {vocabulary.rules[rule].code: found for rule, found in evidence.items()}, words


def _words(text: str) -> Words:
    """Without the s of a possessive."""
    found = list(_WORD.finditer(text))
    if "'" in text or "’" in text:
        found = [word for word in found if not (word[0] in "sS" and text[word.start() - 1 : word.start()] in ("'", "’"))]
    return Words(tuple(map(stem, map(itemgetter(0), found))), found)


def _matches(stems: tuple[str, ...], vocabulary: Vocabulary) -> Iterable[tuple[int, Cue]]:
    """Where a cue of a topic stands; a longer one of the same topic covers the shorter, and weight 0 only covers."""
    covered: dict[int, int] = {}
    cues, open_until = vocabulary.cues, 0
    found: list[tuple[int, Cue]] = []
    for index in [index for index, word in enumerate(stems) if word in cues]:
        for cue in cues[stems[index]]:
            size = len(cue.phrase)
            if size > 1 and stems[index : index + size] != cue.phrase:
                continue
            if index < open_until and index < covered.get(cue.rule, 0):
                continue
            if size > 1:  # a single word covers itself only, and no other single word of its rule begins there
                covered[cue.rule] = index + size
                open_until = max(open_until, index + size)
            if cue.weight:
                found.append((index, cue))
    return found


def pooled(evidence: dict[str, Evidence], vocabulary: Vocabulary, without: Container[str]) -> dict[str, Evidence]:
    """What speaks for a top level through any of its topics: each phrase once, with its greatest weight."""
    pools: dict[str, Evidence] = {}
    for code, found in evidence.items():
        top = (code, *vocabulary.topic(code).broader)[-1]
        if top in without:
            continue
        pool = pools.setdefault(top, Evidence())
        for phrase, seen in found.cues.items():
            if phrase not in pool.cues or pool.cues[phrase].weight < seen.weight:
                pool.cues[phrase] = seen
        pool.places.extend(found.places)
    return pools
