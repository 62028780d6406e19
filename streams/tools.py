"""The edge of enrichment: reads the registry, the vocabulary and the weights for names from their files, once, at start."""

from __future__ import annotations

import gzip
from importlib.resources import files
from typing import TYPE_CHECKING

from .core.enrich import Tools
from .core.enrich.names import Recogniser
from .core.enrich.names_model import Model
from .engines import BUILT_IN, load_engine
from .lexicon import load_lexicon
from .vocabulary import load_vocabulary

if TYPE_CHECKING:
    from pathlib import Path


def load_tools(lexicon: Path | None = None, edition: int = 0, *, engine: str = BUILT_IN, key: str | None = None) -> Tools:
    """The shipped registry with the user's own actors after it (`DATELINE_LEXICON`), the shipped vocabulary of tags, and what finds names.
    `edition` is the number of the user's file (`DATELINE_LEXICON_EDITION`).

    Raises LexiconError when the user's file cannot be used, EngineError when the engine cannot: the text names every fault.
    """
    known = load_lexicon(lexicon)
    names = Recogniser.of(load_names(), known) if engine == BUILT_IN else load_engine(engine, key)
    return Tools(known, load_vocabulary(), names, edition)


def load_names() -> Model:
    """The shipped weights of the recogniser of names, made by `training/train_names.py`."""
    return Model.from_bytes(gzip.decompress(files("streams.data").joinpath("names.gz").read_bytes()))
