"""The source beside a verb of speaking: before it, behind it, or at the head of the sentence."""

from __future__ import annotations

from .actors_words import ROLES
from .claims_phrases import APART, AT_HEAD, LONGEST, NAMED, UNKNOWN, UNNAMED, Found, phrase, pronoun, spoken_for
from .claims_scene import Scene
from .claims_words import AUXILIARIES, BREAKS, DETERMINERS, PREPOSITIONS, PRONOUNS, SKIPPED, SOURCES, SPOKES

_APPOSITION = 30
"""Tokens between a name and its verb: "Lena Orlova, who has led the port authority since 2019, said"."""
_MAY_FOLLOW = (
    frozenset(".,;:\"”»'’)—–-")
    | PREPOSITIONS
    | {"who", "after", "during", "before", "when", "as", "while", "and", "late", "earlier", "today", "this", "yesterday"}
)
"""What stands behind a source that stands behind its verb."""
_NEGATIONS = frozenset({"not", "never"})
"""Who has not said something is no source of it."""
_IN_OFFICE = frozenset({",", "and", "of", "the", "for", "&", "-", "'s"})


def subject(scene: Scene, verb: int) -> Found | None:
    """Whoever does the verb at token `verb`, looking left."""
    floor = scene.floor(verb)
    at = verb - 1
    while at >= floor and (scene.word(at) in SKIPPED or (scene.word(at).endswith("ly") and scene.before(at) is None)):
        at -= 1
    word = scene.word(at)
    if at < floor or word in AUXILIARIES or word in DETERMINERS or word in _NEGATIONS:
        return None
    if word in PRONOUNS:
        return pronoun(scene, at)
    if word in {"who", "which"}:
        return _antecedent(scene, at, floor)
    if word in {",", ")", "—", "–"}:
        return _apposition(scene, at, floor)
    if word in {"and", "but", "then"}:
        head = at_head(scene, verb, scene.region(scene.tokens.starts[verb]))
        return head and head._replace(method="coordinated")
    found = phrase(scene, at, floor)
    return _named_before(scene, found, floor) if found and found.method == "unnamed" else found


def _named_before(scene: Scene, found: Found, floor: int) -> Found:
    """The person of an office that follows the name: "Anna Berg, president and chair of the bank said"."""
    k = found.first - 1
    if scene.word(k) == "and" and scene.word(k - 1) in ROLES:
        k -= 2
    mention = scene.before(k - 1) if k > floor and scene.word(k) == "," else None
    if mention is None or scene.types[mention.entity] != "person":
        return found
    return found._replace(voice=scene.named(mention), first=scene.first_token(mention.start), confidence=APART, method="apposition")


def _antecedent(scene: Scene, at: int, floor: int) -> Found | None:
    behind = at - 1 if scene.word(at - 1) != "," else at - 2
    if behind < floor:
        return None
    found = phrase(scene, behind, floor)
    return found and found._replace(method="relative", last=at + 1)


def _apposition(scene: Scene, at: int, floor: int) -> Found | None:
    """The name that the aside before `at` belongs to."""
    lowest = max(floor, at - _APPOSITION)
    opening = {")": "(", "—": "—", "–": "–"}.get(scene.word(at), ",")
    for k in range(at - 1, lowest, -1):
        if scene.word(k) in {'"', "“", "”", ";", ":"}:
            return None
        if scene.word(k) != opening:
            continue
        if opening == "," and (inner := _named_aside(scene, k, at)) is not None:
            return inner
        found = phrase(scene, k - 1, floor)
        if found and (found.confidence >= UNNAMED or (found.method == "unknown_name" and scene.word(k + 1) == "who")):
            return found._replace(last=at + 1, confidence=APART, method="apposition")
        if opening != ",":
            return None
    return None


def _named_aside(scene: Scene, opening: int, at: int) -> Found | None:
    """The name that the aside consists of: "the head of the bank, Anna Berg, said"."""
    mention = scene.before(at - 1)
    if mention is None or scene.types[mention.entity] != "person" or mention.start < scene.tokens.starts[opening]:
        return None
    first = scene.first_token(mention.start)
    if any(scene.word(k) in PREPOSITIONS or scene.word(k) in BREAKS for k in range(opening + 1, first)):
        return None
    return Found(scene.named(mention), first, at + 1, APART, "apposition")


def behind(scene: Scene, first: int, *, described: bool = True) -> Found | None:
    """The source that begins at token `first`: "according to ...", "..., said ...". `described`: a noun with an article will do."""
    ceiling = scene.ceiling(first) if first < len(scene.tokens.words) else 0
    if first >= ceiling:
        return None
    if scene.word(first) in PRONOUNS | {"him", "her", "them"}:
        return pronoun(scene, first)
    stop = first
    while stop < min(ceiling, first + LONGEST) and scene.word(stop) not in BREAKS and scene.word(stop) not in AUXILIARIES:
        stop += 1
    near = next((k for k in range(first, stop) if scene.word(k) in PREPOSITIONS), stop)
    named = _named_behind(scene, first, near) or _after_office(scene, first, ceiling)
    found = named or _unnamed_behind(scene, first, near, stop)
    return None if found and found.method == "description" and not described else found


def _named_behind(scene: Scene, first: int, near: int) -> Found | None:
    inside = scene.between(scene.tokens.starts[first], scene.tokens.ends[near - 1]) if near > first else ()
    inside = tuple(m for m in inside if scene.word(scene.first_token(m.end)) != "'s")
    if not inside:
        return None
    mention = next((m for m in inside if scene.types[m.entity] == "person"), inside[-1])
    last = scene.first_token(mention.end)
    heads = any(scene.word(k) in SOURCES for k in range(last, near))
    if heads and scene.types[mention.entity] != "person":
        return None
    return Found(scene.named(mention), first, last, NAMED, "subject")


def _after_office(scene: Scene, first: int, ceiling: int) -> Found | None:
    """The name behind a long office: "said bank President and Chief Executive Officer, Anna Berg"."""
    for k in range(first, min(ceiling, first + LONGEST)):
        mention = scene.begins.get(scene.tokens.starts[k])
        if mention is not None and scene.types[mention.entity] == "person":
            return Found(scene.named(mention), first, scene.first_token(mention.end), APART, "subject") if k > first else None
        if not (scene.tokens.words[k][0].isupper() or scene.word(k) in ROLES or scene.word(k) in _IN_OFFICE):
            return None
    return None


def _unnamed_behind(scene: Scene, first: int, near: int, stop: int) -> Found | None:
    head = next((k for k in range(near - 1, first - 1, -1) if scene.word(k) in SOURCES), -1)
    if head >= 0:
        last = stop if scene.word(head) in SPOKES | {"people", "official", "officials", "sources", "source"} else head + 1
        return Found(scene.words(first, last, spoken_for(scene, head, first, last)), first, last, UNNAMED, "unnamed")
    last = first
    if scene.word(first) in DETERMINERS:
        return Found(scene.words(first, near), first, near, UNKNOWN, "description") if near > first + 1 else None
    while last < near and scene.tokens.words[last][:1].isupper():
        last += 1
    return Found(scene.words(first, last), first, last, UNKNOWN, "unknown_name") if last > first else None


def inverted(scene: Scene, verb: int) -> Found | None:
    """Whoever stands behind a verb that follows what was said, if nothing of a clause of its own follows: "..., said Lena Orlova."."""
    found = behind(scene, verb + 1, described=scene.word(verb - 1) != ",")
    if found is None or (found.last < scene.ceiling(verb) and scene.word(found.last) not in _MAY_FOLLOW):
        return None
    return found._replace(method="inverted" if found.method == "subject" else found.method)


def at_head(scene: Scene, before: int, region: int) -> Found | None:
    """The subject of the sentence of token `before`: its first name in that quotation (-1: in none) that is neither possessed nor led
    by a preposition."""
    floor = scene.floor(before)
    for mention in scene.between(scene.tokens.starts[floor], scene.tokens.starts[before]):
        first, last = scene.first_token(mention.start), scene.first_token(mention.end)
        if (
            not _led(scene, first, floor)
            and scene.word(last) != "'s"
            and not scene.tokens.hyphen(last)
            and scene.region(mention.start) == region
        ):
            return Found(scene.named(mention), first, last, AT_HEAD, "subject")
    for k in range(floor, min(before, floor + 3)):  # "Then he resigned, saying ..."
        if scene.word(k) in PRONOUNS:
            return pronoun(scene, k)
    return None


def _led(scene: Scene, first: int, floor: int) -> bool:
    """Does a preposition stand before the phrase at `first`, with or without an article between?"""
    if first > floor and scene.word(first - 1) in DETERMINERS:
        first -= 1
    return first > floor and scene.word(first - 1) in PREPOSITIONS
