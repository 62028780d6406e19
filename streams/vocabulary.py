"""The vocabulary that ships with Dateline, read from `streams/data`. The core gets it as an argument."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .core.vocabulary import Vocabulary


def load_vocabulary() -> Vocabulary:
    """IPTC Media Topics and our tag rules. Raises `VocabularyError` when the two do not agree."""
    return Vocabulary.from_rows(_rows("mediatopics.jsonl"), _rows("tag_rules.jsonl"))


def _rows(name: str) -> list[dict[str, Any]]:
    text = files("streams.data").joinpath(name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]
