"""The engine `gliner:FOLDER`: names from a GLiNER model in a folder. Needs the extra `dateline[gliner]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.enrich.names_engine import EngineError, Span
from .aligned import Found, aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..core.enrich.actors_draft import Draft, Match

ASKED = ("person", "organization", "location")
"""What the model is asked for; the words are those of its training."""
LEAST = 0.5
"""Least score of a name: the threshold of GLiNER's authors."""


class GlinerNames:
    """Names sentence by sentence: longer inputs are cut by the model in silence."""

    method = "gliner"

    def __init__(self, model: Any, name: str) -> None:  # noqa: ANN401 - gliner.GLiNER, of a package that may be absent
        self._model = model
        self.id = f"gliner/{name}"

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        del aliases
        return aligned(self._found(draft), draft.tokens)

    def _found(self, draft: Draft) -> Iterator[Found]:
        tokens = draft.tokens
        for first, last in zip(tokens.opens, tokens.opens[1:], strict=False):
            if first == last:
                continue
            at, end = tokens.starts[first], tokens.ends[last - 1]
            for one in self._model.predict_entities(draft.body[at:end], list(ASKED), threshold=LEAST):
                yield Found(at + one["start"], at + one["end"], one["label"], float(one["score"]))


def load_gliner(folder: str) -> GlinerNames:
    """Nothing is downloaded: `folder` holds the model. Raises EngineError with the cure."""
    try:
        from gliner import GLiNER  # noqa: PLC0415 - an extra: its absence is told in words
    except ImportError as error:
        msg = "the engine `gliner` needs its extra: pip install 'dateline[gliner]'"
        raise EngineError(msg) from error
    if not Path(folder).is_dir():
        msg = f"{folder!r} is no folder with a GLiNER model; download one, and name its folder"
        raise EngineError(msg)
    try:
        model = GLiNER.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # torch, transformers and gliner each have errors of their own for a file that is not what it should be
        msg = f"{folder!r} cannot be read as a GLiNER model: {error}"
        raise EngineError(msg) from error
    return GlinerNames(model, Path(folder).name)
