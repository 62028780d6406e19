"""The noun phrase before a place, if it can say something: a name, "a spokesman for the ministry", "he"."""

from __future__ import annotations

from typing import NamedTuple

from ..article import Mention, Voice
from .actors_words import COMMON, PARTICLES
from .claims_scene import Scene
from .claims_words import AUXILIARIES, BREAKS, CUES, DETERMINERS, PREPOSITIONS, PRONOUNS, SOURCES, SPOKES

LONGEST = 16
"""Tokens of a phrase for a source: "two people with knowledge of the talks who asked not to be named" has 13."""
NAMED, UNNAMED, UNKNOWN, APART, AT_HEAD = 0.95, 0.9, 0.7, 0.85, 0.7
"""How sure a voice is: a mention, a noun that speaks, any other phrase, a name apart from its verb, the head of the sentence."""


class Found(NamedTuple):
    """A voice, the tokens it covers, how sure it is and by which rule."""

    voice: Voice
    first: int
    last: int
    confidence: float
    method: str


def pronoun(scene: Scene, at: int) -> Found:
    mention = scene.before(at)
    voice = scene.named(mention) if mention and mention.start == scene.tokens.starts[at] else scene.words(at, at + 1)
    return Found(voice, at, at + 1, 0.9 if voice.entity else 0.5, "pronoun")


def phrase(scene: Scene, at: int, floor: int) -> Found | None:
    """The noun phrase whose last token is `at`, if it can say something."""
    if (scene.word(at) in BREAKS or scene.word(at) in PREPOSITIONS) and scene.before(at) is None:
        return None
    low = at
    while low > max(floor, at - LONGEST) and not _breaks(scene, low - 1):
        low -= 1
    mention = scene.before(at)
    if mention is not None:
        first = scene.first_token(mention.start)
        if not _linked(scene, mention, first, low):
            return Found(scene.named(mention), first, at + 1, NAMED, "subject")
    head = _head(scene, low, at)
    if head >= 0:
        first = left(scene, head, low)
        return Found(scene.words(first, at + 1, spoken_for(scene, head, first, at + 1)), first, at + 1, UNNAMED, "unnamed")
    return _unknown(scene, low, at, found=mention is not None)


def _linked(scene: Scene, mention: Mention, first: int, low: int) -> bool:
    """Does a preposition tie the name to a noun before it: "a resident of Nairobi"? Titles stand between the two for people only."""
    if scene.types[mention.entity] != "person":
        first = left(scene, first, low) if first > low else first
    elif first > low and scene.word(first - 1) in DETERMINERS:
        first -= 1
    return first > low and scene.word(first - 1) in PREPOSITIONS


def _breaks(scene: Scene, i: int) -> bool:
    word = scene.word(i)
    return word in BREAKS or word in AUXILIARIES or word in PRONOUNS or (word in CUES and word not in SOURCES and scene.before(i) is None)


def _head(scene: Scene, low: int, at: int) -> int:
    """The noun that speaks: the last one, or the one that a preposition ties it to; -1 for none."""
    heads = [k for k in range(low, at + 1) if scene.word(k) in SOURCES]
    if not heads:
        return -1
    head = heads.pop()
    while heads:
        link = left(scene, head, low) - 1
        if link - 1 < low or scene.word(link) not in PREPOSITIONS or not any(low < k + 1 <= link for k in heads):
            break
        if scene.word(low) in PREPOSITIONS and heads[-1] < link and link - heads[-1] > 4:
            break
        head = heads.pop()
    return head


def left(scene: Scene, head: int, low: int) -> int:
    """Where the phrase of a noun begins: at its determiner, or behind a preposition."""
    k = head
    while k > low and scene.word(k - 1) not in PREPOSITIONS:
        k -= 1
        if scene.word(k) in DETERMINERS:
            break
    return k


def spoken_for(scene: Scene, head: int, first: int, last: int) -> str | None:
    """Whom a spokesman speaks for: a body or a country of his phrase. For a person nobody is credited, it may be his family."""
    if scene.word(head) not in SPOKES:
        return None
    inside = scene.between(scene.tokens.starts[first], scene.tokens.ends[last - 1])
    return next((m.entity for m in inside if scene.types[m.entity] not in {"person", "place"}), None)


def _unknown(scene: Scene, low: int, at: int, *, found: bool) -> Found | None:
    """A name that nobody recognised ("Acme said"), or "the 44-year-old said"."""
    first = at
    while first > low and (
        scene.tokens.words[first - 1][:1].isupper() or scene.word(first - 1) in PARTICLES or scene.tokens.hyphen(first - 1)
    ):
        first -= 1
    if scene.word(first) in COMMON:
        first += 1
    if first <= at and scene.tokens.words[at][:1].isupper() and not found:
        return Found(scene.words(first, at + 1), first, at + 1, UNKNOWN, "unknown_name")
    led = scene.word(low) in DETERMINERS or scene.word(at).endswith("s") or any(scene.word(k) == "'s" for k in range(low, at))
    if led and at - low <= 4 and scene.word(at).isalpha() and not any(scene.word(k) in PREPOSITIONS for k in range(low, at + 1)):
        return Found(scene.words(low, at + 1), low, at + 1, UNKNOWN, "description")
    return None
