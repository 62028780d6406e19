"""IPTC Media Topics and the rules that assign them: plain rows in, checked once, then only looked up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from .kept import Kept

STRENGTHS = {"strong": 3.0, "medium": 2.0, "weak": 1.0}
"""Weight of a cue by how much it says on its own: `polling station`, `ballot`, `vote`."""

_WORD = re.compile(r"[^\W_]+")


class VocabularyError(ValueError):
    """The rule data and the vocabulary do not agree; the message names the row to change."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One concept. `broader` goes from the parent up to the top level."""

    code: str
    name: str
    broader: tuple[str, ...]
    retired: bool


@dataclass(frozen=True, slots=True)
class TagRule:
    """How one topic is recognised.

    `needs`: different cues that must be there. `unless`: topics that explain the same words better; where one of them scores
    at least as high this one is dropped.
    """

    code: str
    needs: int
    unless: frozenset[str]
    broader: tuple[str, ...]
    """As its topic's."""
    top: str
    """The last of them, or its own code."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for a topic; weight 0 says that its words do *not* (`world war` for war)."""

    phrase: tuple[str, ...]
    """Its stems."""
    rule: int
    weight: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The topics of one release with their rules. `hash` changes whenever a topic or a rule does."""

    release: str
    topics: Mapping[str, Topic]
    rules: tuple[TagRule, ...]
    by_code: Mapping[str, TagRule]
    words: Mapping[str, tuple[Cue, ...]]
    """Cues of one word, by its stem, in order of their rules. Those of weight 0 are left out: they cover nothing but themselves."""
    phrases: Mapping[str, Mapping[str, tuple[Cue, ...]]]
    """Cues of several words, by their first stem and then by their second, longest first."""
    hash: str

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]], rules: Iterable[Mapping[str, Any]]) -> Vocabulary:
        """Build and check. Raises `VocabularyError` for a rule on an unknown or retired code, twice the same code, no cues."""
        rows, rules = list(rows), list(rules)
        release = next((str(row["release"]) for row in rows if "release" in row), "")
        topics = _topics([row for row in rows if "code" in row])
        checked = tuple(_rule(row, topics) for row in rules)
        codes = [rule.code for rule in checked]
        if twice := {code for code in codes if codes.count(code) > 1}:
            message = f"tag rules: {sorted(twice)} stand twice; merge the rows"
            raise VocabularyError(message)
        canonical = json.dumps([rows, rules], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        cues = _cues(rules)
        by_code = {rule.code: rule for rule in checked}
        return cls(release, topics, checked, by_code, _words(cues), _phrases(cues), sha256(canonical.encode()).hexdigest()[:16])

    def topic(self, code: str) -> Topic:
        return self.topics[code]


def _topics(rows: list[Mapping[str, Any]]) -> dict[str, Topic]:
    parents = {str(row["code"]): [str(code) for code in row.get("broader", ())] for row in rows}
    return {
        code: Topic(code, str(row["name"]), _path(code, parents), bool(row.get("retired"))) for row in rows for code in (str(row["code"]),)
    }


def _path(code: str, parents: Mapping[str, list[str]]) -> tuple[str, ...]:
    path: list[str] = []
    while parents.get(code):
        code = parents[code][0]
        if code in path or code not in parents:
            message = f"media topics: {code} is its own ancestor or is missing"
            raise VocabularyError(message)
        path.append(code)
    return tuple(path)


def _rule(row: Mapping[str, Any], topics: Mapping[str, Topic]) -> TagRule:
    code, unless = str(row["code"]), frozenset(str(other) for other in row.get("unless", ()))
    for name in (code, *sorted(unless)):
        if name not in topics:
            message = f"tag rules: {name} is not in the vocabulary; look it up in mediatopics.jsonl"
            raise VocabularyError(message)
        if topics[name].retired or any(topics[parent].retired for parent in topics[name].broader):
            message = f"tag rules: {name} is retired; use the topic that replaced it"
            raise VocabularyError(message)
    if not any(row.get(strength) for strength in STRENGTHS):
        message = f"tag rules: {code} has no cues; give it `strong`, `medium` or `weak`"
        raise VocabularyError(message)
    broader = topics[code].broader
    return TagRule(code, int(row.get("needs", 2)), unless, broader, (code, *broader)[-1])


def _cues(rules: list[Mapping[str, Any]]) -> list[Cue]:
    """Longest phrase first, then in order of the rules."""
    cues: list[Cue] = []
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for index, row in enumerate(rules):
        weights = {phrase: weight for strength, weight in STRENGTHS.items() for phrase in row.get(strength, ())}
        weights |= dict.fromkeys(row.get("not", ()), 0.0)
        for phrase, weight in weights.items():
            stemmed = tuple(stems(phrase))
            if (index, stemmed) not in seen:  # "riot" and "riots" are one
                cues.append(Cue(stemmed, index, weight))
            seen.add((index, stemmed))
    return sorted(cues, key=lambda cue: (-len(cue.phrase), cue.rule, cue.phrase))


def _words(cues: Iterable[Cue]) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        if len(cue.phrase) == 1 and cue.weight:
            found.setdefault(cue.phrase[0], []).append(cue)
    return {word: tuple(some) for word, some in found.items()}


def _phrases(cues: Iterable[Cue]) -> dict[str, dict[str, tuple[Cue, ...]]]:
    found: dict[str, dict[str, list[Cue]]] = {}
    for cue in cues:
        if len(cue.phrase) > 1:
            found.setdefault(cue.phrase[0], {}).setdefault(cue.phrase[1], []).append(cue)
    return {first: {second: tuple(some) for second, some in seconds.items()} for first, seconds in found.items()}


def stems(text: str) -> list[str]:
    """The words of a phrase as they are compared: see `stem`."""
    return [stem(match[0]) for match in _WORD.finditer(text.replace("'s ", " "))]


def stem(word: str) -> str:
    """Lower case, plural taken off: `Ballots` → `ballot`. A name in capitals that is also a word (`WHO`) stays as it is."""
    if word in ("WHO", "AI", "UN", "EU"):
        return word
    low = word.lower()
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 4 and low.endswith(("sses", "xes", "ches", "shes")):
        return low[:-2]
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low


STEMS = Kept(stem)
