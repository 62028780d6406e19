"""The engine `spacy:MODEL`: names from a spaCy pipeline that is installed. Needs the extra `dateline[spacy]` and the model itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.enrich.names_engine import EngineError, Span
from .aligned import Found, aligned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.enrich.actors_draft import Draft, Match

SURE = 0.9
"""spaCy's `ents` carry no probability; this stands for all."""


class SpacyNames:
    """Names by a loaded pipeline, from its `ents`."""

    method = "spacy"

    def __init__(self, pipeline: Any) -> None:  # noqa: ANN401 - spacy.Language, of a package that may be absent
        self._read = pipeline
        meta = pipeline.meta
        self.id = f"spacy/{meta.get('lang')}_{meta.get('name') or 'unnamed'}-{meta.get('version')}"

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        del aliases
        return aligned((Found(e.start_char, e.end_char, e.label_, SURE) for e in self._read(draft.body).ents), draft.tokens)


def load_spacy(model: str) -> SpacyNames:
    """`model` is a package's name or a folder. Raises EngineError with the command that cures it."""
    try:
        import spacy  # noqa: PLC0415 - an extra: its absence is told in words
    except ImportError as error:
        msg = "the engine `spacy` needs its extra: pip install 'dateline[spacy]'"
        raise EngineError(msg) from error
    try:
        return SpacyNames(spacy.load(model))
    except (OSError, ValueError) as error:  # not there; or made by another version, or with parts that are not installed
        msg = f"spaCy cannot load {model!r} ({error}). Install it (python -m spacy download {model}) or name its folder"
        raise EngineError(msg) from error
