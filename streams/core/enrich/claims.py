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
from .claims_modes import Hedge, hedge
from .claims_scene import Scene
from .claims_verbs import Attribution
from .claims_words import EXPERTS, FORESEEING, OPINION, PARTICIPLES

MOST = 1_000
"""Claims of one article; more sentences than that are a list, and a record has a limit."""
_PLAIN, _HEDGED, _WOULD = 0.7, 0.8, 0.6
_COORDINATE = frozenset({"but", "while", "and", "whereas", "although", "though", ";"})


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
        here = by_sentence.get(n, [])
        if n in spoken and not here:
            out.append(_by_quote(scene, n, spoken[n]))
        else:
            out += _of_sentence(scene, n, here)
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
    first, last = scene.tokens.opens[n], scene.tokens.opens[n + 1]
    sentence = scene.article.sentences[n]
    main = [one for one in here if one.main and one.method != "citing"] or [
        one for one in here if one.method == "citing" or scene.word(one.verb) in PARTICIPLES
    ]
    if not main:
        found = hedge(scene, first, last)
        yield _unsourced(scene, n, found)
        return
    outer = _outermost(main)
    start = sentence.start
    if outer is main[0] and outer.ahead:
        for before, after in pairwise(main):
            if after.ahead and after.first > before.last and scene.word(after.first - 1) in _COORDINATE and after.method != "coordinated":
                cut = scene.tokens.starts[after.first]
                yield _sourced(scene, n, start, scene.tokens.ends[after.first - 1], outer)
                start, outer = cut, after
    yield _sourced(scene, n, start, sentence.end, outer)


def _outermost(main: list[Attribution]) -> Attribution:
    """What stands at the end of the sentence covers all of it ("X called for Y, the agency said"), else the first."""
    return next((one for one in reversed(main) if not one.ahead), main[0])


def _sourced(scene: Scene, n: int, start: int, end: int, one: Attribution) -> Claim:
    """The mode of what `one` says: reported unless verb or hedge say less."""
    word = scene.word(one.verb)
    mode: Mode = "reported"
    if word in OPINION:
        mode = "speculation"
    elif word in FORESEEING:
        mode = "forecast"
    elif _outsiders(one.voice) and hedge(scene, scene.first_token(start), scene.first_token(end), main=False):
        mode = "speculation"
    return _claim(scene, n, (start, end), mode, _Source(one.via or one.voice, one.cue, one.confidence, one.method))


def _outsiders(voice: Voice) -> bool:
    return voice.entity is None and any(word in EXPERTS for word in voice.surface.lower().split())


def _unsourced(scene: Scene, n: int, found: Hedge | None) -> Claim:
    sentence = scene.article.sentences[n]
    if found is None:
        return _claim(scene, n, (sentence.start, sentence.end), "asserted", _Source(None, None, _PLAIN, "plain"))
    cue = scene.cue(found.first, found.last)
    sure = _WOULD if cue.surface.lower() == "would" else _HEDGED
    return _claim(scene, n, (sentence.start, sentence.end), found.mode, _Source(None, cue, sure, "hedge"))


def _claim(scene: Scene, n: int, span: tuple[int, int], mode: Mode, found: _Source) -> Claim:
    raw_start, raw_end = raw_span(scene.article.raw_map, *span)
    return Claim(*span, raw_start, raw_end, n, mode, found.source, found.cue, round(found.confidence, 2), found.method)
