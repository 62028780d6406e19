"""The engine `accurate`: a small transformer reads each word in its sentence. Needs the extra `dateline[accurate]`.

MiniLM of 22 million parameters with 8-bit weights, fine-tuned for people, organisations and places; `docs/model-card-accurate.md` says
on what, how well it reads, and how repeatable it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from ..core.enrich.names_engine import EngineError, Span, margin_of
from ..core.enrich.names_votes import agreed
from ..core.tokens import Tokens
from .pieces import Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.enrich.actors_draft import Draft, Match

    Scores = NDArray[np.float32]
    """Log probabilities, a row for each word."""

WINDOW = 200
"""Pieces of one window; the model was trained on windows of this size, cut at the ends of sentences."""
LONGEST = 80
"""Words after which a sentence is cut."""
MOST = 500
"""Pieces after which it is cut too: the model knows 512 places, and one of them is taken."""
LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
_INSIDE = {i: (i - 1, i) for i, label in enumerate(LABELS) if label.startswith("I")}
"""Labels inside a name → those that may stand before them."""
_NEVER = -1e9
_SLOW_FUSION = "SkipLayerNormFusion"
"""One step for a sum and its normalisation: in onnxruntime 1.32 it takes longer on a processor than the two do, a tenth of the whole."""


@dataclass(frozen=True, slots=True)
class _Window:
    pieces: list[int]
    cases: list[int]
    words: list[tuple[int, int]]
    """(place in `pieces`, index of the word) of each word's first piece."""


class Accurate:
    """Finds names in an article's tokens; what it finds is a function of the tokens and of the processor's arithmetic."""

    method = "accurate"

    def __init__(self, model: bytes, vocabulary: Sequence[str], threads: int = 1) -> None:
        """`model` is an ONNX file with inputs ids, case and mask."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW_FUSION]
        )
        self._pieces = Pieces(vocabulary)
        self.id = f"accurate/{hashlib.sha256(model + _SLOW_FUSION.encode()).hexdigest()[:8]}"

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        """The names of an article's tokens."""
        del aliases
        tokens = draft.tokens
        if not tokens.words:
            return []
        scores = self._scores(tokens)
        return agreed([span for span in _spans(_best(scores, tokens), scores) if _a_name(draft, span)], tokens)

    def _scores(self, tokens: Tokens) -> Scores:
        logits = np.zeros((len(tokens.words), len(LABELS)), np.float32)
        for window in _windows(tokens, self._pieces):
            at, words = zip(*window.words, strict=True)
            logits[list(words)] = self._session.run(None, _inputs(window))[0][0, list(at)]
        logits -= logits.max(1, keepdims=True)
        scores: Scores = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return scores


def load_accurate() -> Accurate:
    """The model that comes with Dateline. Raises EngineError when it cannot be loaded."""
    folder = resources.files("streams.data") / "accurate"
    try:
        vocabulary = (folder / "vocabulary.txt").read_text("utf-8").splitlines()
        return Accurate((folder / "names.onnx").read_bytes(), vocabulary)
    except Exception as error:  # onnxruntime has a class of its own for each thing that can be wrong with a file
        msg = f"the model of the engine `accurate` cannot be read; install Dateline anew ({error!s:.200})"
        raise EngineError(msg) from error


def case(word: str) -> int:
    """What the uncased vocabulary does not see: 1 lower case, 2 Capital, 3 ALL CAPITALS, 4 MiXed, 5 a number, 6 marks, 7 others."""
    if word.isdigit():
        return 5
    if not any(c.isalpha() for c in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[0].isupper():
        return 2 if word[1:].islower() else 4
    return 7


def _windows(tokens: Tokens, pieces: Pieces) -> Iterator[_Window]:
    current = _Window([pieces.first], [0], [])
    number = 0
    for first, last in pairwise(tokens.opens):
        for found in _cut(pieces.of(word) for word in tokens.words[first:last]):
            if current.words and len(current.pieces) + sum(map(len, found)) > WINDOW:
                yield current
                current = _Window([pieces.first], [0], [])
            for some in found:
                current.words.append((len(current.pieces), number))
                current.pieces.extend(some)
                current.cases.extend([case(tokens.words[number])] * len(some))
                number += 1
    if current.words:
        yield current


def _cut(words: Iterable[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
    """A sentence, in parts if it is longer than the model has places for."""
    part: list[tuple[int, ...]] = []
    size = 0
    for some in words:
        if len(part) == LONGEST or size + len(some) > MOST:
            yield part
            part, size = [], 0
        part.append(some)
        size += len(some)
    if part:
        yield part


def _inputs(window: _Window) -> dict[str, NDArray[np.int64]]:
    """One window a call: several would have to be padded to one length, and the 8-bit scale of each would depend on the others."""
    ids, cases = (np.array([numbers], np.int64) for numbers in (window.pieces, window.cases))
    return {"ids": ids, "case": cases, "mask": np.ones_like(ids)}


def _best(scores: Scores, tokens: Tokens) -> list[int]:
    """The likeliest labels in which no name begins in its middle; none goes on from one sentence into the next.

    Where the likeliest label of each word obeys that, they are the answer; only other sentences are searched.
    """
    path: list[int] = scores.argmax(1).tolist()
    for first, last in pairwise(tokens.opens):
        before = 0
        for label in path[first:last]:
            if label in _INSIDE and before not in _INSIDE[label]:
                path[first:last] = _searched(scores[first:last].tolist())
                break
            before = label
    return path


def _searched(scores: list[list[float]]) -> list[int]:
    """Viterbi's search over one sentence."""
    value = [_NEVER if label in _INSIDE else score for label, score in enumerate(scores[0])]
    back: list[list[int]] = []
    for row in scores[1:]:
        best = max(range(len(row)), key=value.__getitem__)
        came = [max(_INSIDE[label], key=value.__getitem__) if label in _INSIDE else best for label in range(len(row))]
        value = [value[of] + score for of, score in zip(came, row, strict=True)]
        back.append(came)
    path = [max(range(len(value)), key=value.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _spans(path: list[int], scores: Scores) -> Iterator[Span]:
    i = 0
    while i < len(path):
        last = i + 1
        if path[i]:
            while last < len(path) and path[last] == path[i] + 1 and path[last] in _INSIDE:
                last += 1
            sure = float(np.exp(min(scores[k, path[k]] for k in range(i, last))))
            yield Span(i, last, LABELS[path[i]][2:], margin_of(round(sure, 2)))
        i = last


def _a_name(draft: Draft, span: Span) -> bool:
    """Not without any capital, and no piece of an address ("who@where.example", "a/b", "name.net")."""
    start, end = draft.tokens.starts[span.first], draft.tokens.ends[span.last - 1]
    before, after = draft.body[max(start - 1, 0) : start], draft.body[end : end + 2]
    glued = before in {"@", "/", "_"} or after[:1] in {"@", "_"} or (after[:1] == "." and after[1:].islower())
    return not glued and any(map(str.isupper, draft.body[start:end]))
