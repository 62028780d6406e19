"""The engine `gliner:FOLDER`. GLiNER needs torch, which is too large for tests: a package of its name with its two functions stands in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.core.enrich.names_engine import EngineError
from streams.engines import load_engine

from .drafts import found

PACKAGE = '''
import pathlib
class GLiNER:
    """Capitalised words are people above the threshold; knows no more than 40 characters."""
    @classmethod
    def from_pretrained(cls, folder, *, local_files_only):
        assert local_files_only
        if not (pathlib.Path(folder) / "gliner_config.json").exists():
            raise KeyError("model_type")
        return cls()
    def predict_entities(self, text, labels, *, threshold):
        assert labels == ["person", "organization", "location"]
        at = 0
        for word in text[:40].split():
            start = text.index(word, at)
            at = start + len(word)
            if word[0].isupper() and threshold <= 0.5:
                yield {"start": start, "end": at, "label": "person", "score": 0.75, "text": word}
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "packages/gliner").mkdir(parents=True)
    (tmp_path / "packages/gliner/__init__.py").write_text(PACKAGE)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.delitem(sys.modules, "gliner", raising=False)
    model = tmp_path / "a-model"
    model.mkdir()
    yield model
    sys.modules.pop("gliner", None)


def test_sentences_are_read_one_by_one(folder: Path) -> None:
    """The model cuts long inputs in silence; offsets come back into the whole text."""
    (folder / "gliner_config.json").write_text("{}")
    engine = load_engine(f"gliner:{folder}")
    assert found(engine, "all is well here, and nobody says a word. Ilse left. later Qaxil came") == [("Ilse", "PER"), ("Qaxil", "PER")]
    assert engine.id == "gliner/a-model"


def test_nothing_is_downloaded(folder: Path) -> None:
    """A name that is no folder is refused with the cure."""
    with pytest.raises(EngineError, match="no folder with a GLiNER model"):
        load_engine(f"gliner:{folder}/not-there")


def test_a_folder_without_a_model_is_told(folder: Path) -> None:
    """Whatever error the library raises."""
    with pytest.raises(EngineError, match="cannot be read as a GLiNER model"):
        load_engine(f"gliner:{folder}")
