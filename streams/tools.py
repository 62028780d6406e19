"""The edge of enrichment: reads the registry and the vocabulary from their files, once, at start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.enrich import Tools
from .lexicon import load_lexicon
from .vocabulary import load_vocabulary

if TYPE_CHECKING:
    from pathlib import Path


def load_tools(lexicon: Path | None = None) -> Tools:
    """The shipped registry with the user's own actors after it (`DATELINE_LEXICON`), and the shipped vocabulary of tags.

    Raises LexiconError when the user's file cannot be used; the text names every fault.
    """
    return Tools(load_lexicon(lexicon), load_vocabulary())
