"""What an article is about, as IPTC Media Topics, with the words that say so.

A topic needs several different cues, weighed by how telling they are, how often and how early they come, against the length
of the article: an election mentioned once is background. Topics that explain the same words better win.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..article import Article, Entity, Tag
from ..vocabulary import STRENGTHS, Vocabulary, stem

_WORD = re.compile(r"[^\W_]+")

WEAK = STRENGTHS["weak"]
LEAD_WORDS = 60
"""About the first two paragraphs of a news story, which say what it is about."""
LEAD_FACTOR = 1.5
REPEAT_FACTOR, MOST_REPEATS = 0.4, 5
"""A cue said again adds 40 % of itself, five times at most: a name repeated thirty times is still one cue."""
ENOUGH = 7.0
"""Score that makes a tag in an article of `USUAL_WORDS`: three medium cues of which one is repeated or in the lead."""
USUAL_WORDS = 300
MANY_MEDIUM = 3
SHARE_OF_BEST = 0.22
"""Topics that score less than this share of the best are what the article touches, not what it is about."""
MOST_TAGS = 14
MOST_SPANS = 8
ENTITY_CUES: dict[str, tuple[tuple[str, float], ...]] = {
    "weapon": (("medtop:20000602", 2.0),),
    "party": (("medtop:20001384", 1.0),),
    "armed_forces": (("medtop:20000599", 1.0), ("medtop:20000598", 1.0)),
    "igo": (("medtop:20000644", 1.0), ("medtop:20000638", 1.0)),
    "treaty": (("medtop:20000639", 1.0),),
}
"""What the type of a named entity says of the topic. Countries count for international relations from the third on."""


@dataclass(slots=True)
class _Evidence:
    """What speaks for one topic: phrase → how often, how strong, how early."""

    weights: dict[tuple[str, ...], float] = field(default_factory=dict)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    leads: set[tuple[str, ...]] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)
    bonus: float = 0.0
    masked_to: int = 0

    def convinces(self, needs: int) -> bool:
        """Enough different cues, and one strong or `MANY_MEDIUM` of them medium: words like `team` and `game` are everywhere."""
        strong = sum(weight >= STRENGTHS["strong"] for weight in self.weights.values())
        medium = sum(weight == STRENGTHS["medium"] for weight in self.weights.values())
        return len(self.weights) >= needs and (strong > 0 or medium >= MANY_MEDIUM)

    def score(self) -> float:
        """Weak cues only support: they never weigh more than the telling ones."""
        telling = weak = 0.0
        for phrase, weight in self.weights.items():
            again = min(self.counts[phrase] - 1, MOST_REPEATS)
            share = weight * (1 + REPEAT_FACTOR * again) * (LEAD_FACTOR if phrase in self.leads else 1.0)
            if weight > WEAK:
                telling += share
            else:
                weak += share
        return telling + min(weak, telling) + (self.bonus if telling else 0.0)


def find_tags(article: Article, entities: Sequence[Entity], vocabulary: Vocabulary) -> tuple[Tag, ...]:
    """Tags by falling relevance, each with its ancestors; ancestors are tags themselves, as relevant as their best child.

    `spans` lie in the body; an ancestor has its children's. Nothing for articles without text or in another language
    than English: the cues are English words.
    """
    if article.language.code.lower().split("-")[0] not in ("en", "und", "") or not article.body:
        return ()
    evidence, words = _collect(article, vocabulary)
    _add_entities(evidence, entities, vocabulary)
    needed = ENOUGH * min(2.0, max(0.5, (words / USUAL_WORDS) ** 0.5))
    scores = _select(evidence, vocabulary, needed)
    return _tags(scores, evidence, vocabulary, needed)


def _collect(article: Article, vocabulary: Vocabulary) -> tuple[dict[int, _Evidence], int]:
    body = article.body
    spans = [match.span() for match in _WORD.finditer(body)]
    spans = [(a, b) for a, b in spans if not (b - a == 1 and body[a] in "sS" and body[a - 1 : a] in ("'", "’"))]
    words = [stem(body[a:b]) for a, b in spans]
    headline = {stem(match[0]) for match in _WORD.finditer(article.headline.text or "")}
    evidence: dict[int, _Evidence] = {}
    for index, word in enumerate(words):
        for cue in vocabulary.cues.get(word, ()):
            size = len(cue.rest) + 1
            if cue.rest and tuple(words[index + 1 : index + size]) != cue.rest:
                continue
            found = evidence.setdefault(cue.rule, _Evidence())
            if index < found.masked_to:
                continue
            found.masked_to = index + size
            if cue.weight:
                phrase = (word, *cue.rest)
                found.weights[phrase] = cue.weight
                found.counts[phrase] = found.counts.get(phrase, 0) + 1
                if index < LEAD_WORDS or headline.issuperset(phrase):
                    found.leads.add(phrase)
                found.spans.append((spans[index][0], spans[index + size - 1][1]))
    return evidence, len(words)


def _add_entities(evidence: dict[int, _Evidence], entities: Sequence[Entity], vocabulary: Vocabulary) -> None:
    places = {rule.code: index for index, rule in enumerate(vocabulary.rules)}
    bonuses = [cue for entity in entities for cue in ENTITY_CUES.get(entity.type, ())]
    if len({entity.id for entity in entities if entity.type == "country"}) > 2:
        bonuses.append(("medtop:20000638", 2.0))
    for code, bonus in bonuses:
        found = evidence.get(places.get(code, -1))
        if found is not None:
            found.bonus = min(found.bonus + bonus, 4.0)


def _select(evidence: dict[int, _Evidence], vocabulary: Vocabulary, needed: float) -> dict[str, float]:
    scores: dict[str, float] = {}
    for index, found in evidence.items():
        rule = vocabulary.rules[index]
        if found.convinces(rule.needs) and (score := found.score()) >= needed:
            scores[rule.code] = score
    best = max(scores.values(), default=0.0)
    unless = {rule.code: rule.unless for rule in vocabulary.rules}
    kept = {
        code: score
        for code, score in scores.items()
        if score >= SHARE_OF_BEST * best and not any(scores.get(other, 0.0) >= score for other in unless[code])
    }
    ordered = sorted(kept.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered[:MOST_TAGS])


def _tags(scores: dict[str, float], evidence: dict[int, _Evidence], vocabulary: Vocabulary, needed: float) -> tuple[Tag, ...]:
    places = {rule.code: index for index, rule in enumerate(vocabulary.rules)}
    relevance: dict[str, int] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for code, score in scores.items():
        for member in (code, *vocabulary.topic(code).broader):
            relevance[member] = max(relevance.get(member, 0), _relevance(score, needed))
            spans.setdefault(member, []).extend(evidence[places[code]].spans)
    ordered = sorted(relevance, key=lambda code: (-relevance[code], len(vocabulary.topic(code).broader), code))
    return tuple(
        Tag(
            code=code,
            name=vocabulary.topic(code).name,
            broader=vocabulary.topic(code).broader,
            relevance=relevance[code],
            rule="cues" if code in scores else "broader",
            spans=tuple(sorted(set(spans[code]))[:MOST_SPANS]),
        )
        for code in ordered
    )


def _relevance(score: float, needed: float) -> int:
    """50 at twice the score that is needed, 75 at four times; 100 is never reached by doubt."""
    return min(100, round(100 * (1 - 2 ** (-score / (2 * needed)))))
