"""Which of an article's attributions a quotation belongs to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ..article import Cue, Voice
from .claims_phrases import phrase
from .claims_scene import Scene
from .claims_verbs import Attribution
from .claims_voices import at_head
from .claims_words import PRESS
from .quotes_marks import Marked

_MARKS = frozenset(".,;:!?\"“”„«»'‘’…—–-()")


class Said(NamedTuple):
    """Who says a quotation."""

    voice: Voice | None
    via: Voice | None
    cue: Cue | None
    confidence: float
    method: str


NOBODY = Said(None, None, None, 0.5, "none")


def speaker(scene: Scene, mark: Marked, said: Sequence[Attribution], verbs: Sequence[int]) -> Said:
    """The attribution in the sentences of `mark`, outside of it: the one that touches it, the nearest that leads to it, one behind it.

    `verbs`: the verbs of `said`, for searching.
    """
    first, last = scene.first_token(mark.start), scene.first_token(mark.end)
    floor, ceiling = scene.floor(min(first, len(scene.tokens.words) - 1)), scene.ceiling(max(first, last - 1))
    near = [one for one in said[bisect_left(verbs, floor) : bisect_left(verbs, ceiling)] if one.region == mark.parent]
    before = [one for one in near if one.last <= first and one.ahead]
    after = [one for one in near if one.first >= last]
    chosen = _touching(scene, after, last) or _last(before) or _covering(after) or _aside(near, first)
    if chosen is None:
        return _colon(scene, first) if scene.word(first - 2) == ":" and first - 2 > floor else _introduced(scene, mark, said, verbs, floor)
    if not _next_to(scene, chosen, first, last) and _title(scene.article.body[mark.start : mark.end]):
        return NOBODY
    return _passed_on(scene, mark, chosen, first)


def _touching(scene: Scene, after: list[Attribution], last: int) -> Attribution | None:
    """`"...," X said`: only marks between the two."""
    return next(
        (
            one
            for one in after[:1]
            if all(scene.word(k) in _MARKS for k in range(last, min(one.first, last + 4)))
            and one.first <= last + 4
            and not _opens_next(scene, one)
        ),
        None,
    )


def _opens_next(scene: Scene, one: Attribution) -> bool:
    """`"A". X said: "B"`: the words behind A belong to B."""
    return one.first == scene.floor(one.first) and one.ahead and scene.word(one.last) in {":", ","} and scene.word(one.last + 1) in _MARKS


def _last(before: list[Attribution]) -> Attribution | None:
    return before[-1] if before else None


def _covering(after: list[Attribution]) -> Attribution | None:
    """The source at the end of the sentence, for fragments in it."""
    return next((one for one in after if not one.ahead or one.method == "according_to"), None)


def _aside(near: list[Attribution], first: int) -> Attribution | None:
    """`"A," X said, "B"`: B follows an aside."""
    return next((one for one in reversed(near) if one.last <= first), None)


def _colon(scene: Scene, first: int) -> Said:
    """`Lena Orlova: "..."`, as interviews are printed."""
    floor = scene.floor(first - 2)
    found = phrase(scene, first - 3, floor) if first - 3 >= floor else None
    if found is None or found.confidence < 0.9 or found.first > floor + 1:
        return NOBODY
    return Said(found.voice, None, scene.cue(first - 2, first - 1), 0.8, "colon")


def _introduced(scene: Scene, mark: Marked, said: Sequence[Attribution], verbs: Sequence[int], floor: int) -> Said:
    """The sentence before it ends with a comma or a colon and has the speaker: "She commented,", and then the quotation by itself."""
    if (
        floor == 0
        or scene.word(floor - 1) not in {",", ":"}
        or any(c.isalnum() for c in scene.article.body[scene.tokens.starts[floor] : mark.start])
    ):
        return NOBODY
    n = bisect_left(verbs, floor) - 1
    if n < 0 or said[n].verb < scene.floor(floor - 1) or said[n].region != mark.parent:
        return NOBODY
    return Said(said[n].voice, said[n].via, said[n].cue, 0.8, "introduced")


def _next_to(scene: Scene, one: Attribution, first: int, last: int) -> bool:
    between = range(one.last, first) if one.last <= first else range(last, one.first)
    return len(between) <= 4 and all(scene.word(k) in _MARKS or scene.word(k) == "that" for k in between)


def _title(text: str) -> bool:
    """Capitals throughout and no stop: the name of something, not what somebody said."""
    words = text.split()
    return len(words) <= 4 and text[-1] not in ".,!?" and all(word[0].isupper() or word[0].isdigit() for word in words)


def _passed_on(scene: Scene, mark: Marked, one: Attribution, first: int) -> Said:
    """A fragment in the report of an agency is its subject's: KCNA said that Kim ordered to "..."."""
    plain = Said(one.voice, one.via, one.cue, one.confidence, one.method)
    if (
        one.via is not None
        or not _press(scene, one.voice)
        or one.first < first
        or all(scene.word(k) in _MARKS for k in range(scene.floor(first), first))
    ):
        return plain
    found = at_head(scene, first, mark.parent)
    if found is None or found.voice.entity is None or scene.types[found.voice.entity] not in {"person", "country", "party"}:
        return plain
    return Said(found.voice, one.voice, one.cue, 0.6, "passed_on")


def _press(scene: Scene, voice: Voice) -> bool:
    if voice.entity is not None:
        return scene.types[voice.entity] == "media_agency"
    return any(word in PRESS for word in voice.surface.lower().split())
