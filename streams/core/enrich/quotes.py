"""Quotations of an article with their speakers: `Quote`.

The speaker is found by a verb of speaking (`claims_cues`) in the sentences of the quotation, else by what went before: a quotation that
goes on behind an aside, in the next sentence or in the next paragraph. Without either it is kept without a speaker. Marks are read in
any language, speakers in English only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..article import Quote
from ..offsets import raw_span
from .claims_scene import Scene
from .claims_verbs import Attribution
from .quotes_marks import Marked
from .quotes_speakers import NOBODY, Said, speaker

_GOES_ON, _NEXT_PARAGRAPH, _UNBALANCED, _INNER = 0.85, 0.55, 0.5, 0.9
_SENTENCE_WORDS = 4
"""A quotation without a speaker is taken for speech when it is a sentence: so many words at least, or a stop at its end. Else it is a title or a term."""


def find_quotes(scene: Scene, said: Sequence[Attribution]) -> tuple[Quote, ...]:
    """Quotations by place, inner ones behind the one they lie in. Work is linear in marks and attributions of their sentences."""
    if not scene.marks:
        return ()
    verbs = [one.verb for one in said]
    found = [speaker(scene, mark, said, verbs) for mark in scene.marks]
    found = list(_continued(scene, found))
    return tuple(_quote(scene, mark, one) for mark, one in zip(scene.marks, _opened(scene, found), strict=True))


def _continued(scene: Scene, found: list[Said]) -> Iterator[Said]:
    """Speakers of quotations that stand alone and go on with what was said before."""
    last: tuple[Marked, Said] | None = None
    for mark, one in zip(scene.marks, found, strict=True):
        known = one
        if one.voice is None and mark.parent < 0 and last is not None and _alone(scene, mark):
            known = _carried(scene, *last, mark)
        if mark.parent < 0:
            last = (mark, known)
        yield known


def _alone(scene: Scene, mark: Marked) -> bool:
    """Does it begin its sentence? A fragment inside one is no continuation."""
    return not any(c.isalnum() for c in scene.article.body[scene.article.sentences[_sentence(scene, mark)].start : mark.start])


def _carried(scene: Scene, before: Marked, one: Said, mark: Marked) -> Said:
    if one.voice is None:
        return NOBODY
    sentences, paragraphs = scene.article.sentences, [scene.article.sentences[_sentence(scene, m)].paragraph for m in (before, mark)]
    if before.goes_on and paragraphs[1] == paragraphs[0] + 1:
        return one._replace(method="continued", confidence=one.confidence * _GOES_ON)
    if paragraphs[0] == paragraphs[1] and _sentence(scene, mark) - _sentence_at(scene, before.end) <= 1:
        return one._replace(method="continued", confidence=one.confidence * _GOES_ON)
    if paragraphs[1] == paragraphs[0] + 1 and one.method != "next_paragraph" and sentences[_sentence(scene, mark)].start >= mark.start - 1:
        return one._replace(method="next_paragraph", confidence=_NEXT_PARAGRAPH)
    return NOBODY


def _opened(scene: Scene, found: list[Said]) -> Iterator[Said]:
    """A speech over several paragraphs whose speaker is named at its end."""
    out = found[:]
    outer = [n for n, mark in enumerate(scene.marks) if mark.parent < 0]
    for n, following in reversed(list(pairwise(outer))):
        later = out[following]
        if scene.marks[n].goes_on and out[n].voice is None and later.voice is not None:
            out[n] = later._replace(method="continued", confidence=later.confidence * _GOES_ON)
    return iter(out)


def _sentence(scene: Scene, mark: Marked) -> int:
    return _sentence_at(scene, mark.start)


def _sentence_at(scene: Scene, at: int) -> int:
    token = min(scene.first_token(at), len(scene.tokens.words) - 1)
    return scene.tokens.sentence[token]


def _quote(scene: Scene, mark: Marked, one: Said) -> Quote:
    body = scene.article.body
    surface = body[mark.start : mark.end]
    raw_start, raw_end = raw_span(scene.article.raw_map, mark.start, mark.end)
    sure = one.confidence * (1 if mark.balanced else _UNBALANCED) * (1 if mark.parent < 0 else _INNER)
    whole = surface[-1] in ".,!?…" or len(surface.split()) >= _SENTENCE_WORDS
    direct = one.voice is not None or (whole and _alone(scene, mark) and mark.parent < 0)
    return Quote(
        surface,
        mark.start,
        mark.end,
        raw_start,
        raw_end,
        _sentence(scene, mark),
        direct,
        one.voice,
        one.via,
        one.cue,
        round(sure, 2),
        one.method,
    )
