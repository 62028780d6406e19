"""One verb of speaking and its source → `Attribution`: which construction it is, and on which side the words lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from ..article import Cue, Voice
from .claims_phrases import Found
from .claims_scene import Scene
from .claims_voices import at_head, behind, inverted, subject
from .claims_words import (
    ALSO_NOUNS,
    BE,
    BREAKS,
    CALLING,
    INVERTIBLE,
    PARTICIPLES,
    PREPOSITIONS,
    READING,
    SAYING_THAT,
    SPEECH,
    SUBORDINATE,
    WITH_THAT,
)

QUOTED = frozenset("quoted quotes cited cites quoting citing".split())
_QUOTES = frozenset("\"“”„«»'‘’「」")
_NO_COMPLEMENT = PREPOSITIONS | {"and", "or", ".", "as", "are", "were", "was", "is", "have", ")", ";"}
_RELATIVE = frozenset({"what", "which", "who", "whom", "that", "whose"})
_BELOW = _RELATIVE | {
    "after",
    "before",
    "since",
    "because",
    "when",
    "if",
    "unless",
    "until",
    "than",
    "once",
    "whether",
    "how",
    "why",
    "where",
}
"""Behind one of these a source speaks in a subordinate clause."""
_BEFORE_NAME = 6
"""Tokens of title, nationality and adjectives before a name: "the official Korean Central News Agency"."""
_REACH = 12
"""Tokens between "quoted" and "as saying"."""


class Attribution(NamedTuple):
    """Tokens `[first, last)` say that `voice` says something."""

    first: int
    last: int
    verb: int
    sentence: int
    region: int
    """The quotation that these words are a part of, -1 for none."""
    voice: Voice
    via: Voice | None
    cue: Cue
    confidence: float
    method: str
    ahead: bool
    """True when what is said follows: "X said ...". False when it went before: "..., X said"."""
    main: bool
    """False in a relative clause: "what he said were moves"."""


def attribution(scene: Scene, i: int) -> Attribution | None:
    """What the cue at token `i` says; None where it is no cue, or nobody is found who speaks."""
    word = scene.word(i)
    special = next((rule for words, rule in _RULES if word in words), None)
    if special is not None:
        return special(scene, i)
    if scene.word(i + 1) == "by" and word in SPEECH | CALLING:
        return _passive(scene, i)
    if _turned(scene, i) and (found := inverted(scene, i)) is not None:
        return _made(scene, found, i, ahead=False)
    return _plain(scene, i, word)


def _plain(scene: Scene, i: int, word: str) -> Attribution | None:
    """The subject before its verb."""
    found = subject(scene, i) if _complete(scene, i, word) else None
    if found is None or (word in ALSO_NOUNS and found.method in {"coordinated", "unknown_name", "apposition", "description"}):
        return None
    if word in READING and found.method in {"description", "unknown_name"}:
        return None  # a thing shows it: the writer's own reading
    return _made(scene, found, i, ahead=not _closes(scene, i, found))


def _turned(scene: Scene, i: int) -> bool:
    """Does the verb follow what was said, so that its subject may stand behind it?"""
    return scene.word(i) in INVERTIBLE and (scene.word(i - 1) in _QUOTES or scene.word(i - 1) == ",") and i > scene.floor(i)


def _complete(scene: Scene, i: int, word: str) -> bool:
    """Is it the verb that it looks like, with something said behind it (or before it)?"""
    after = scene.word(i + 1)
    if word in CALLING:
        said_so = after in {"for", "on", "it", "him", "them", "this"} or _names(scene, i)
        return said_so or any(scene.word(k) in _QUOTES for k in range(i + 1, min(i + _REACH, scene.ceiling(i))))
    if word in WITH_THAT:
        return after in {"that", ":"} or after in _QUOTES or (after == "," and scene.word(i + 2) in _QUOTES) or _ends_quote(scene, i)
    if word in ALSO_NOUNS:
        return after not in _NO_COMPLEMENT or _ends_quote(scene, i)
    return not (after == "to" and word in {"said", "asked", "asks", "ask"})


def _names(scene: Scene, i: int) -> bool:
    """As in "called the plan a mistake"."""
    stop = next((k for k in range(i + 1, min(i + _REACH, scene.ceiling(i))) if scene.word(k) in BREAKS), min(i + _REACH, scene.ceiling(i)))
    return scene.word(i).startswith("call") and any(scene.word(k) in {"a", "an"} for k in range(i + 2, stop))


def _ends_quote(scene: Scene, i: int) -> bool:
    """Does a quotation end shortly before the verb?"""
    n = bisect_right(scene.starts, scene.tokens.starts[i]) - 1
    return n >= 0 and scene.tokens.starts[max(scene.floor(i), i - 6)] <= scene.marks[n].end + 1 <= scene.tokens.starts[i]


def _closes(scene: Scene, i: int, found: Found) -> bool:
    """Does the sentence, or the quotation's aside, end here: "..., the agency said on Friday."?"""
    start, floor = found.first, scene.floor(i)
    while start > max(floor, found.first - _BEFORE_NAME) and not _breaks(scene, start - 1):
        start -= 1
    if start <= floor or (scene.word(start - 1) != "," and scene.word(start - 1) not in _QUOTES):
        return False
    k, stop = i + 1, scene.ceiling(i)
    while (
        k < min(stop, i + _REACH) and scene.word(k) not in SAYING_THAT and scene.word(k) not in {":", ","} and scene.word(k) not in _QUOTES
    ):
        k += 1
    return k == stop or scene.word(k) == "," or (scene.word(k) in _QUOTES and scene.word(k - 1) in {".", ","})


def _breaks(scene: Scene, i: int) -> bool:
    return scene.word(i) in BREAKS or scene.word(i) in PREPOSITIONS or scene.word(i) in _QUOTES


def _made(  # noqa: PLR0913 - what differs between the constructions
    scene: Scene, found: Found, verb: int, *, ahead: bool, via: Voice | None = None, cue: tuple[int, int] | None = None
) -> Attribution:
    first, last = min(found.first, verb), max(found.last, verb + 1)
    before = scene.word(found.first - 1) if found.first > scene.floor(verb) else ""
    return Attribution(
        first,
        last,
        verb,
        scene.tokens.sentence[verb],
        scene.region(scene.tokens.starts[verb]),
        found.voice,
        via,
        scene.cue(*(cue or (verb, verb + 1))),
        found.confidence,
        found.method,
        ahead,
        main=found.method != "relative"
        and before not in _BELOW
        and not (before in SUBORDINATE - {"as"} and found.first - 1 == scene.floor(verb)),
    )


def _according(scene: Scene, i: int) -> Attribution | None:
    linked = scene.word(i + 1) == "to" if scene.word(i) == "according" else (scene.word(i - 1), scene.word(i + 1)) == ("the", "of")
    found = behind(scene, i + 2) if linked else None
    if found is None:
        return None
    made = _made(scene, found, i, ahead=i == scene.floor(i), cue=(i, i + 2))
    return made._replace(method="according_to", main=True, last=found.last)


def _participle(scene: Scene, i: int) -> Attribution | None:
    """As in ", saying that": what the subject of the sentence adds."""
    before = scene.word(i - 1)
    if before in {"is", "are", "was", "were"} and scene.word(i) not in {"adding", "writing"}:
        found = subject(scene, i - 1)
        return found and _made(scene, found, i, ahead=True)
    if before not in {",", "and", "by", "while", "before", "after"} and before not in _QUOTES:
        found = subject(scene, i) if scene.word(i + 1) in _QUOTES or scene.word(i + 1) == "that" or scene.word(i + 2) in _QUOTES else None
        return found and _made(scene, found, i, ahead=True)._replace(main=False)
    found = at_head(scene, i, scene.region(scene.tokens.starts[i]))
    if found is None:
        return None
    return _made(scene, found, i, ahead=True)._replace(first=i, last=i + 1, method="participle", main=False)


def _passive(scene: Scene, i: int) -> Attribution | None:
    """As in "was praised by X as": with a quotation behind it, X's words."""
    quoted = any(scene.word(k) in _QUOTES for k in range(i + 2, min(i + _REACH, scene.ceiling(i))))
    found = behind(scene, i + 2) if quoted else None
    return found and _made(scene, found, i, ahead=True)._replace(method="passive", main=False)


def _quoted(scene: Scene, i: int) -> Attribution | None:
    """As in "KCNA quoted Kim as saying", "Kim was quoted as saying by KCNA", "citing KCNA"."""
    saying = next((k for k in range(i + 1, min(i + _REACH, scene.ceiling(i))) if scene.word(k) in {"saying", "telling"}), -1)
    if saying < 0 or scene.word(saying - 1) != "as":
        return _cited(scene, i)
    if scene.word(i - 1) in BE:
        speaker = subject(scene, i - 1)
        by = behind(scene, saying + 2) if scene.word(saying + 1) == "by" else None
    else:
        speaker, by = behind(scene, i + 1), subject(scene, i)
    if speaker is None:
        return None
    made = _made(scene, speaker, i, ahead=True, via=by.voice if by else None, cue=(i, i + 1))
    return made._replace(method="quoted", last=saying + 1, first=min(i, speaker.first))


def _cited(scene: Scene, i: int) -> Attribution | None:
    """As in ", citing police": the article has it from them."""
    found = behind(scene, i + 1) if scene.word(i) == "citing" else None
    return found and _made(scene, found, i, ahead=False)._replace(method="citing", last=found.last)


_RULES: tuple[tuple[frozenset[str], Callable[[Scene, int], Attribution | None]], ...] = (
    (frozenset({"according", "words"}), _according),
    (QUOTED, _quoted),
    (PARTICIPLES, _participle),
)
