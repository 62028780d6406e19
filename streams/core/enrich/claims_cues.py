"""Every place of an article where somebody says something: verb, source, and who quotes whom.

"X said", "..., said X", "according to X", "X, the head of Y, said", "..., X saying", "Y quoted X as saying", "X: '...'". Pronouns take
the mention that stands there; where none does, "he" and "she" are the last person who spoke, "it" the last body that did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress

from ..article import Voice
from .claims_scene import Scene
from .claims_verbs import QUOTED, Attribution, attribution
from .claims_words import CUES

_CUES = CUES | QUOTED | {"according", "According", "Citing", "Quoting", "words"}


@dataclass(slots=True)
class _Spoke:
    """Who spoke last, for pronouns without a mention."""

    person: Voice | None = None
    body: Voice | None = None
    sentence: int = -1


def attributions(scene: Scene) -> tuple[Attribution, ...]:
    """In the order of the text. Linear: at each verb a bounded number of tokens is looked at."""
    out: list[Attribution] = []
    last = _Spoke()
    words = scene.tokens.words
    for i in compress(range(len(words)), map(_CUES.__contains__, words)):
        if (one := attribution(scene, i)) is not None:
            known = _resolved(scene, one, last)
            out.append(known)
            _remember(scene, known, last)
    return tuple(out)


def _resolved(scene: Scene, one: Attribution, last: _Spoke) -> Attribution:
    if one.method != "pronoun" or one.voice.entity is not None:
        return one
    near = one.sentence - last.sentence <= 3
    known = {"he": last.person, "she": last.person, "it": last.body}.get(one.voice.surface.lower()) if near else None
    if known is None or known.entity is None:
        known = _only_person(scene, one)
    return one if known is None else one._replace(voice=replace(one.voice, entity=known.entity), confidence=0.65)


def _only_person(scene: Scene, one: Attribution) -> Voice | None:
    """The one person who is named in this sentence or the one before it."""
    if one.voice.surface.lower() not in {"he", "she"}:
        return None
    sentences = scene.article.sentences
    start = sentences[max(0, one.sentence - 1)].start
    people = {m.entity: m for m in scene.between(start, one.voice.start) if scene.types[m.entity] == "person"}
    return scene.named(next(iter(people.values()))) if len(people) == 1 else None


def _remember(scene: Scene, one: Attribution, last: _Spoke) -> None:
    if one.region >= 0:
        return
    last.sentence = one.sentence
    kind = scene.types.get(one.voice.entity or "")
    if kind == "person":
        last.person = one.voice
    elif kind is not None:
        last.body = one.voice
    elif one.voice.surface.lower() not in {"he", "she", "it", "they", "we", "i"}:
        last.person = last.body = None  # somebody else has the floor, whose name is not known
