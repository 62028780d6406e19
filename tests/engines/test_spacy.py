"""The engine `spacy:MODEL` with a pipeline that is built here, saved, and loaded as any other."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from streams.core.enrich.names_engine import EngineError, NameEngine
from streams.engines import load_engine

from .drafts import draft_of, found

RULES = {"Ilse Brandvold": "PERSON", "Quorvex Corp.": "ORG", "Lima": "GPE", "Monday": "DATE"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> NameEngine:
    folder = tmp_path_factory.mktemp("spacy") / "model"
    pipeline = spacy.blank("en")
    pipeline.meta |= {"name": "by_hand", "version": "1.2.3"}
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": kind, "pattern": name} for name, kind in RULES.items()])  # type: ignore[attr-defined]
    pipeline.to_disk(folder)
    return load_engine(f"spacy:{folder}")


def test_its_entities_become_names(engine: NameEngine) -> None:
    """In our classes, on our tokens; dates are no names."""
    text = "On Monday Ilse Brandvold 😀 left Quorvex Corp. in Lima."
    assert found(engine, text) == [("Ilse Brandvold", "PER"), ("Quorvex Corp.", "ORG"), ("Lima", "LOC")]


def test_it_is_named_with_its_version(engine: NameEngine) -> None:
    """A reading can be traced to the pipeline that made it."""
    assert engine.id == "spacy/en_by_hand-1.2.3"


def test_the_same_text_gives_the_same_spans(engine: NameEngine) -> None:
    """On this machine, with this pipeline."""
    one = draft_of("Ilse Brandvold left Quorvex Corp.")
    assert engine.spans(one, ()) == engine.spans(one, ())


def test_a_model_that_is_not_there_is_told_with_its_cure(tmp_path: Path) -> None:
    """The command that installs one by name; an empty folder is none either."""
    with pytest.raises(EngineError, match="python -m spacy download no_such"):
        load_engine("spacy:no_such")
    with pytest.raises(EngineError, match="cannot load"):
        load_engine(f"spacy:{tmp_path}")
