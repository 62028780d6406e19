"""The words of an article that speak for topics: which, how telling, how often, how early."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Seen(NamedTuple):
    """One cue: how telling it is, how often it stands there, whether the lead has it."""

    weight: float
    times: int
    lead: bool


@dataclass(slots=True)
class Evidence:
    """What speaks for one topic."""

    cues: dict[Phrase, Seen] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    bonus: float = 0.0
    """From the types of the entities: it supports, and counts for nothing alone."""

    def add(self, phrase: Phrase, weight: float, *, lead: bool) -> None:
        seen = self.cues.get(phrase)
        self.cues[phrase] = Seen(weight, seen.times + 1, lead or seen.lead) if seen else Seen(weight, 1, lead)

    def convinces(self, needs: int) -> bool:
        """Enough different cues, one of them strong or `MANY_MEDIUM` medium: words like `team` and `game` are everywhere."""
        if len(self.cues) < needs or not self.spans:
            return False
        weights = [seen.weight for seen in self.cues.values()]
        return STRONG in weights or weights.count(MEDIUM) >= MANY_MEDIUM

    def score(self) -> float:
        """Weak cues only support: they never weigh more than the telling ones."""
        telling = weak = 0.0
        for weight, times, lead in self.cues.values():
            share = weight * (1 + REPEAT_FACTOR * min(times - 1, MOST_REPEATS)) * (LEAD_FACTOR if lead else 1.0)
            if weight >= MEDIUM:
                telling += share
            else:
                weak += share
        return telling + min(weak, telling) + (self.bonus if telling else 0.0)


class _Word(NamedTuple):
    stem: str
    start: int
    end: int


def collect(article: Article, vocabulary: Vocabulary) -> tuple[dict[str, Evidence], int]:
    """Evidence by topic, and the number of words of the body. The headline speaks as part of the lead, but gives no spans."""
    evidence: dict[str, Evidence] = {}
    headline = _words(article.headline.text or "")
    for _, cue, phrase in _matches(headline, vocabulary):
        evidence.setdefault(vocabulary.rules[cue.rule].code, Evidence()).add(phrase, cue.weight, lead=True)
    words = _words(article.body)
    for index, cue, phrase in _matches(words, vocabulary):
        code = vocabulary.rules[cue.rule].code
        if (found := evidence.get(code)) is None:  # setdefault would make an Evidence for each word
            found = evidence[code] = Evidence()
        found.add(phrase, cue.weight, lead=index < LEAD_WORDS)
        found.spans.append((words[index].start, words[index + len(phrase) - 1].end))
    return evidence, len(words)


def _words(text: str) -> list[_Word]:
    found = [match.span() for match in _WORD.finditer(text)]
    return [
        _Word(stem(text[start:end]), start, end)
        for start, end in found
        if not (end - start == 1 and text[start] in "sS" and text[start - 1 : start] in ("'", "’"))
    ]


def _matches(words: list[_Word], vocabulary: Vocabulary) -> Iterable[tuple[int, Cue, Phrase]]:
    """Where a cue of a topic stands; a longer one of the same topic covers the shorter, and weight 0 only covers."""
    stems = tuple(word.stem for word in words)
    covered: dict[int, int] = {}
    for index, word in enumerate(stems):
        for cue in vocabulary.cues.get(word, ()):
            end = index + len(cue.rest) + 1
            if index < covered.get(cue.rule, 0) or (cue.rest and stems[index + 1 : end] != cue.rest):
                continue
            covered[cue.rule] = end
            if cue.weight:
                yield index, cue, (word, *cue.rest)


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
        pool.spans.extend(found.spans)
    return pools
