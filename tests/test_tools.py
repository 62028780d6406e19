"""What enrichment knows is read at the edge, once, from the shipped files and the user's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.lexicon import LexiconError
from streams.tools import load_tools


def test_the_shipped_registry_and_vocabulary_are_there() -> None:
    """Without any setting enrichment knows countries by their ids."""
    assert load_tools().lexicon.describe("cty:KEN").name == "Kenya"


def test_two_loads_have_the_same_registry_hash() -> None:
    """The hash names content, not the process that read it."""
    assert load_tools().registry == load_tools().registry


def test_an_actor_of_the_users_own_changes_the_registry_hash(tmp_path: Path) -> None:
    """A reading says that it was made with other knowledge."""
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps({"id": "org:codru-news", "name": "Codru News Agency", "type": "media_agency"}) + "\n")
    tools = load_tools(own)
    assert tools.lexicon.describe("org:codru-news").name == "Codru News Agency"
    assert tools.registry != load_tools().registry


def test_a_faulty_file_is_refused_with_its_name_and_line(tmp_path: Path) -> None:
    """A worker must not start with half of the user's actors."""
    own = tmp_path / "own.jsonl"
    own.write_text('{"id": "org:codru-news"\n')
    with pytest.raises(LexiconError, match=r"own\.jsonl:1"):
        load_tools(own)
