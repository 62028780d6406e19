"""Who vouches for each sentence of an article, and how sure it is said to be: `Claim`.

One claim a sentence, by its outermost source; a second one where a coordinate clause has a source of its own ("..., but X said").
The source of a sentence that stands in quotation marks is the speaker. What somebody merely intends ("vowed to") is reported.
A sentence with a source is speculation only when the verb says so ("believes") or when outsiders ("experts", "observers") hedge.
English only; sentences of other languages have no claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..article import Claim, Cue, Mode, Quote, Voice
from ..offsets import raw_span
from .claims_modes import hedge
from .claims_scene import Scene
from .claims_verbs import Attribution
from .claims_words import DETERMINERS, EXPERTS, FORESEEING, OPINION, PARTICIPLES

MOST = 1_000
"""Claims of one article; more sentences than that are a list, and a record has a limit."""
_PLAIN, _HEDGED, _WOULD = 0.7, 0.8, 0.6
_CLAUSE = 3
"""Tokens that a clause has at least."""
_COORDINATE = frozenset({"but", "while", "and", "whereas", "although", "though"})


class _Source(NamedTuple):
    source: Voice | None
    cue: Cue | None
    confidence: float
    method: str


def find_claims(scene: Scene, said: Sequence[Attribution], quotes: Sequence[Quote]) -> tuple[Claim, ...]:
    """Claims by place; the spans of one sentence's claims do not overlap. Linear in tokens, attributions and quotations."""
    by_sentence: dict[int, list[Attribution]] = {}
    for one in said:
        if one.region < 0:
            by_sentence.setdefault(one.sentence, []).append(one)
    spoken = _spoken(scene, quotes)
    out: list[Claim] = []
    for n in range(min(len(scene.article.sentences), MOST)):
        here = by_sentence.get(n)
        if here:
            out += _of_sentence(scene, n, here)
        elif n in spoken:
            out.append(_by_quote(scene, n, spoken[n]))
        else:
            sentence = scene.article.sentences[n]
            out.append(_unsourced(scene, n, (sentence.start, sentence.end)))
    return tuple(out)


def _spoken(scene: Scene, quotes: Sequence[Quote]) -> dict[int, Quote]:
    """Sentences that a quotation covers but for its marks."""
    sentences = scene.article.sentences
    out: dict[int, Quote] = {}
    for quote in quotes:
        if scene.region(quote.start - 1) >= 0 or not quote.direct:
            continue
        n = quote.sentence
        while n < len(sentences) and sentences[n].start < quote.end:
            length = sentences[n].end - sentences[n].start
            covered = min(quote.end, sentences[n].end) - max(quote.start, sentences[n].start)
            if covered >= length - 3 or covered >= 0.8 * length:
                out[n] = quote
            n += 1
    return out


def _by_quote(scene: Scene, n: int, quote: Quote) -> Claim:
    sentence = scene.article.sentences[n]
    return _claim(scene, n, (sentence.start, sentence.end), "reported", _Source(quote.speaker, quote.cue, quote.confidence, "quote"))


def _of_sentence(scene: Scene, n: int, here: list[Attribution]) -> Iterator[Claim]:
    sentence = scene.article.sentences[n]
    main = [one for one in here if one.main and one.method != "citing"] or [
        one for one in here if one.method == "citing" or scene.word(one.verb) in PARTICIPLES
    ]
    start, known = sentence.start, _outermost(main)
    for before, one in pairwise((None, *(main if known in main[:1] else ()))):
        if one is not None and one.ahead and (cut := _cut(scene, one, before)) > start:
            end = scene.tokens.ends[scene.first_token(cut) - 1]
            yield _sourced(scene, n, (start, end), known) if before and known else _unsourced(scene, n, (start, end))
            start, known = cut, one
    yield _sourced(scene, n, (start, sentence.end), known) if known else _unsourced(scene, n, (start, sentence.end))


def _cut(scene: Scene, one: Attribution, before: Attribution | None) -> int:
    """Where the coordinate clause of `one` begins: "exports rose, but Kenya said they fell"; -1 when it begins no such clause."""
    floor, at = scene.floor(one.verb), one.first - 1
    at -= scene.word(at) in DETERMINERS
    if at - floor < _CLAUSE or one.method == "coordinated" or (before is not None and before.last > at):
        return -1
    joined = scene.word(at) in _COORDINATE and (before is not None or scene.word(at - 1) == ",")
    return scene.tokens.starts[at + 1] if joined or scene.word(at) == ";" else -1


def _outermost(main: list[Attribution]) -> Attribution | None:
    """What stands at the end of the sentence covers all of it ("X called for Y, the agency said"), else the first."""
    return next((one for one in reversed(main) if not one.ahead), main[0] if main else None)


def _sourced(scene: Scene, n: int, span: tuple[int, int], one: Attribution) -> Claim:
    """The mode of what `one` says: reported unless verb or hedge say less."""
    word = scene.word(one.verb)
    mode: Mode = "reported"
    if word in OPINION:
        mode = "speculation"
    elif word in FORESEEING:
        mode = "forecast"
    elif _outsiders(one.voice) and hedge(scene, scene.first_token(span[0]), scene.first_token(span[1]), main=False):
        mode = "speculation"
    return _claim(scene, n, span, mode, _Source(one.via or one.voice, one.cue, one.confidence, one.method))


def _outsiders(voice: Voice) -> bool:
    return voice.entity is None and any(word in EXPERTS for word in voice.surface.lower().split())


def _unsourced(scene: Scene, n: int, span: tuple[int, int]) -> Claim:
    sentence = scene.article.sentences[n]
    whole = span == (sentence.start, sentence.end)
    first, last = scene.tokens.opens[n : n + 2] if whole else (scene.first_token(span[0]), scene.first_token(span[1]))
    found = hedge(scene, first, last)
    if found is None:
        return _claim(scene, n, span, "asserted", _Source(None, None, _PLAIN, "plain"))
    cue = scene.cue(found.first, found.last)
    sure = _WOULD if cue.surface.lower() == "would" else _HEDGED
    return _claim(scene, n, span, found.mode, _Source(None, cue, sure, "hedge"))


def _claim(scene: Scene, n: int, span: tuple[int, int], mode: Mode, found: _Source) -> Claim:
    raw_start, raw_end = raw_span(scene.article.raw_map, *span)
    return Claim(*span, raw_start, raw_end, n, mode, found.source, found.cue, round(found.confidence, 2), found.method)
