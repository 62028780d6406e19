"""The edge of enrichment: reads the registry, the vocabulary and the weights for names from their files, once, at start."""

from __future__ import annotations

import gzip
from importlib.resources import files
from typing import TYPE_CHECKING

from .core.enrich import Tools
from .core.enrich.names import Recogniser
from .core.enrich.names_model import Model
from .lexicon import load_lexicon
from .vocabulary import load_vocabulary

if TYPE_CHECKING:
    from pathlib import Path


def load_tools(lexicon: Path | None = None, edition: int = 0) -> Tools:
    """The shipped registry with the user's own actors after it (`DATELINE_LEXICON`), the shipped vocabulary of tags and weights for names.
    `edition` is the number of the user's file (`DATELINE_LEXICON_EDITION`).

    Raises LexiconError when the user's file cannot be used; the text names every fault.
    """
    known = load_lexicon(lexicon)
    return Tools(known, load_vocabulary(), Recogniser.of(load_names(), known), edition)


def load_names() -> Model:
    """The shipped weights of the recogniser of names, made by `training/train_names.py`."""
    return Model.from_bytes(gzip.decompress(files("streams.data").joinpath("names.gz").read_bytes()))
