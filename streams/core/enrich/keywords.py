"""What a story is about in its own words: up to ten keywords, each with its places.

Names by their mentions, and phrases of small letters that look like noun phrases by their neighbours. Scored by how often, how early and
how long they are, and whether the tags lean on them; no frequencies of other texts are known or needed. English only. Who is only a
source is no keyword, nor is a part of a name, a date, or what every story has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from ..article import NAMED_FORMS, Article, Entity, Keyword, Mention, Tag, Timex
from ..kept import Kept
from ..tokens import Tokens
from .claims_words import DETERMINERS
from .keywords_words import ADJECTIVES, BEFORE_NOUN, NO_HEAD, STOP, VERBAL, VERBS

MOST = 10
MOST_SPANS = 8
_MOST_NAMES = 5
"""Names among the ten at most: a story is about what they do."""
_LONGEST = 3
"""Words of a phrase; longer ones are read by their last three."""
_LENGTHS = (0.0, 1.0, 1.8, 2.2)
"""Weight by words: two words say more than one, three little more than two (the idea of RAKE and YAKE, own numbers)."""
_TAGGED, _HEADLINE, _NAME, _INNER = 1.4, 1.3, 1.1, 0.6
"""Factors: tags lean on it, the headline has it, it is a name, it stands there as the end of a longer phrase."""
_SPELT = NAMED_FORMS - {"demonym", "metonym"}
_LEAST = 1.5
"""Score of what is said once, and not early: no keyword."""


_NO, _ADVERB, _PARTICIPLE, _WORD = range(4)
_HYPHENS = frozenset("-‐‑–")


@dataclass(slots=True)
class _Candidate:
    words: tuple[str, ...]
    entity: str | None = None
    score: float = 0.0
    noun: bool = False
    """At one place at least it stands where a noun phrase does."""
    spans: list[tuple[int, int]] = field(default_factory=list)


def find_keywords(
    article: Article, tokens: Tokens, entities: Sequence[Entity], mentions: Sequence[Mention], others: Sequence[Timex | Tag]
) -> tuple[Keyword, ...]:
    """Best first; spans lie in the body, in order. `others`: dates, which are no keywords, and tags, whose spans make one likelier."""
    found = _names(entities, mentions)
    phrases = _phrases(tokens, mentions, [t for t in others if isinstance(t, Timex)])
    tagged = {span[0] for tag in others if isinstance(tag, Tag) for span in tag.spans}
    headline = frozenset((article.headline.text or "").lower().split())
    for one in phrases.values():
        weight = _TAGGED if any(start in tagged for start, _ in one.spans) else 1.0
        one.score *= weight * (_HEADLINE if headline.issuperset(one.words) else 1.0)
    kept = [c for c in phrases.values() if len(c.spans) > 1 or (c.noun and len(c.words) > 1)]
    ranked = sorted((*found, *kept), key=lambda c: (-c.score, c.spans[0]))
    return tuple(_chosen(article.body, [c for c in ranked if c.score >= _LEAST]))


def _weight(sentence: int) -> float:
    """The first sentences tell what a story is about."""
    return 1.0 + 2.0 / (1.0 + sentence / 2)


def _names(entities: Sequence[Entity], mentions: Sequence[Mention]) -> list[_Candidate]:
    told = {e.id for e in entities if e.as_source < e.named + e.nominal + e.pronoun}
    found: dict[str, _Candidate] = {}
    for m in mentions:
        if m.entity in told and m.form in _SPELT:
            if m.entity not in found:
                found[m.entity] = _Candidate((), m.entity)
            one = found[m.entity]
            one.score += _NAME * _weight(m.sentence)
            one.spans.append((m.start, m.end))
    return list(found.values())


def _phrases(tokens: Tokens, mentions: Sequence[Mention], timexes: Sequence[Timex]) -> dict[tuple[str, ...], _Candidate]:
    words = tokens.words
    ties = set(filter(tokens.hyphen, compress(range(len(words)), map(_HYPHENS.__contains__, words))))
    spans = _runs(tokens, ties, _taken(tokens, mentions, timexes))
    runs = [(a, b, _SINGULAR[words[b - 1]]) for a, b in spans if _MAY_END[words[b - 1]]]
    often = Counter(head for _, _, head in runs)
    found: dict[tuple[str, ...], _Candidate] = {}
    for first, last, head in runs:
        if last - first == 1 and often[head] == 1:
            continue
        begins = _begins(ties, first, last)
        enough = len(begins) - (often[head] == 1)  # a single word has to come twice
        before = words[first - 1].lower() if first and enough else ""
        for n in range(enough):
            phrase = tuple([words[i] for i in begins[n:]])
            if begins[n] != first or not _verb(phrase, before):
                _count(found, tokens, phrase, head, (begins[n], last), led=n > 0 or before in BEFORE_NOUN, inner=n > 0)
    return found


def _count(  # noqa: PLR0913 - a step of `_phrases`
    found: dict[tuple[str, ...], _Candidate],
    tokens: Tokens,
    phrase: tuple[str, ...],
    head: str,
    span: tuple[int, int],
    *,
    led: bool,
    inner: bool,
) -> None:
    """One more place of a phrase. `led`: what stands before it may stand before a noun."""
    first, last = span
    noun = led and not (last < len(tokens.words) and tokens.words[last].lower() in VERBAL)
    key = (*phrase[:-1], head)
    if key not in found:
        found[key] = _Candidate(phrase)
    one = found[key]
    one.noun |= noun
    one.score += _weight(tokens.sentence[first]) * _LENGTHS[len(phrase)] * (1.0 if noun else 0.5) * (_INNER if inner else 1.0)
    one.spans.append((tokens.starts[first], tokens.ends[last - 1]))


def _runs(tokens: Tokens, ties: set[int], taken: bytearray) -> Iterator[tuple[int, int]]:
    """Stretches of tokens in small letters without stop words and what is taken. A word that a hyphen ties to one of these is none."""
    kinds = list(map(_KINDS.__getitem__, tokens.words))
    first = last = -1
    for i in [i for i in compress(range(len(kinds)), kinds) if not taken[i]]:
        tied = i - 1 in ties
        if first >= 0 and ((i == last and kinds[i] == _WORD) or (i == last + 1 and tied)):
            last = i + 1
            continue
        if first >= 0 and last not in ties:
            yield first, last
        first, last = (-1 if tied or kinds[i] == _ADVERB else i), i + 1
    if first >= 0 and last not in ties:
        yield first, last


def _taken(tokens: Tokens, mentions: Sequence[Mention], timexes: Sequence[Timex]) -> bytearray:
    """Per token whether it lies in a name or a date."""
    taken = bytearray(len(tokens.words))
    for start, end in (*((m.start, m.end) for m in mentions), *((t.start, t.end) for t in timexes)):
        first = bisect_left(tokens.starts, start)
        while first < len(taken) and tokens.starts[first] < end:
            taken[first] = 1
            first += 1
    return taken


def _kind_of(word: str) -> int:
    """What a word of a text can be in a phrase."""
    if word in STOP or not word.islower() or not word.isalpha() or len(word) <= 2 or word.endswith(VERBS):
        return _NO
    if word.endswith("ed"):
        return _PARTICIPLE
    return _ADVERB if word.endswith("ly") else _WORD


def _begins(ties: set[int], first: int, last: int) -> Sequence[int]:
    """Where the last words begin: "spy-plane pilot" has two."""
    if not ties or ties.isdisjoint(range(first, last)):
        return range(max(first, last - _LONGEST), last)
    return [i for i in range(first, last) if i not in ties and i - 1 not in ties][-_LONGEST:]


def _verb(words: tuple[str, ...], before: str) -> bool:
    """Is the first word one: "to develop weapons", "by developing weapons"?"""
    return len(words) > 1 and (before in {"to", "not"} or (words[0].endswith("ing") and before not in DETERMINERS))


def _ends(word: str) -> bool:
    return word.isalpha() and not word.endswith(ADJECTIVES) and word not in NO_HEAD


def _singular_of(word: str) -> str:
    """Enough to count "missile" and "missiles" together."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _chosen(body: str, ranked: Sequence[_Candidate]) -> Iterator[Keyword]:
    """The best, without those that say what a better one says."""
    best = ranked[0].score if ranked else 1.0
    covered: set[str] = set()
    names = phrases = 0
    for one in ranked:
        if names + phrases == MOST:
            return
        stems = {_SINGULAR[word] for word in one.words}
        if (one.entity and names == _MOST_NAMES) or (stems and stems & covered and len(stems - covered) < 2):
            continue
        covered |= stems
        names += one.entity is not None
        phrases += one.entity is None
        yield _keyword(body, one, best)


def _keyword(body: str, one: _Candidate, best: float) -> Keyword:
    surfaces = [body[a:b] for a, b in one.spans]
    text = max(surfaces, key=len) if one.entity else surfaces[0]
    return Keyword(text, one.entity, round(one.score / best, 2), tuple(one.spans[:MOST_SPANS]))


_KINDS, _MAY_END, _SINGULAR = Kept(_kind_of), Kept(_ends), Kept(_singular_of)
