"""Engines are loaded by name; what is missing is told with its cure, and an engine that fails costs no article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.core.article import EnrichedArticle, Rejection
from streams.core.enrich import Tools, enrich
from streams.core.enrich.actors_draft import Draft, Match
from streams.core.enrich.names_engine import EngineError, Span, margin_of
from streams.engines import ENGINES, load_engine
from streams.tools import load_tools
from streams.vocabulary import load_vocabulary
from tests.core.enrich.reading import body_of, shipped

ROOT = Path(__file__).parents[2]


class Fixed:
    """An engine that says what the test wants, and counts how often it is asked."""

    id, method = "fixed/1", "fixed"

    def __init__(self, *spans: Span, error: str = "") -> None:
        self.said, self.error, self.asked = list(spans), error, 0

    def spans(self, draft: Draft, aliases: Sequence[Match]) -> list[Span]:
        del draft, aliases
        self.asked += 1
        if self.error:
            raise EngineError(self.error)
        return self.said


def read(text: str, engine: Fixed, day: str | None = "2026-05-04") -> EnrichedArticle | Rejection:
    return enrich(body_of(text, day), Tools(shipped(), load_vocabulary(), names=engine), max_mentions=500)


def test_a_reading_says_whose_names_it_has() -> None:
    """Engine in the reading, method in the mention, and a registry hash of its own."""
    found = read("Qaxil met Kenya.", Fixed(Span(0, 1, "PER", margin_of(0.9))))
    assert isinstance(found, EnrichedArticle)
    assert found.reading.engine.endswith("+fixed/1")
    assert {m.surface: m.method for m in found.reading.mentions}["Qaxil"] == "fixed"
    assert found.reading.registry != load_tools().registry


def test_the_built_in_engine_says_so_too() -> None:
    """Its weights' hash is part of its name."""
    assert "+crf/" in load_tools().engine


def test_an_engine_that_fails_costs_no_article() -> None:
    """The article is a dead letter with a cure, never an article without names."""
    found = read("Qaxil met Kenya.", Fixed(error="the server is away"))
    assert isinstance(found, Rejection)
    assert (found.stage, found.code, found.detail) == ("enrich", "engine_failed", "the server is away")


def test_an_article_is_asked_about_once() -> None:
    """Though one that proves its own day is read a second time with it."""
    engine = Fixed(Span(0, 1, "PER", 0))
    found = read("Qaxil built a dam in March 2019, she said. It will be opened in June 2019.", engine, None)
    assert isinstance(found, EnrichedArticle)
    assert [n.code for n in found.reading.notices] == ["date_inferred"]
    assert engine.asked == 1


@pytest.mark.parametrize("spec", ["", "best", "accurate:x", "spacy", "spacy:", "corenlp", "default:x"])
def test_an_unknown_engine_is_refused_with_those_that_there_are(spec: str) -> None:
    """Nothing is guessed, and the text shows how each is written."""
    with pytest.raises(EngineError) as error:
        load_engine(spec)
    assert all(name in str(error.value) for name in ENGINES)


MISSING = """
import sys
for name in ("gliner", "numpy", "onnxruntime", "spacy"):
    sys.modules[name] = None  # as if it were not installed
from streams.engines import EngineError, load_engine
try:
    load_engine(sys.argv[1])
except EngineError as error:
    print(error)
"""


@pytest.mark.parametrize("spec", ["accurate", "spacy:x", "gliner:."])
def test_a_missing_extra_is_told_with_the_command_that_brings_it(spec: str) -> None:
    """In a process of its own, where the package cannot be imported."""
    done = subprocess.run([sys.executable, "-c", MISSING, spec], cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"pip install 'dateline[{spec.partition(':')[0]}]'" in done.stdout


def test_the_default_needs_no_extra() -> None:
    """Nothing of another engine is imported before it is named."""
    code = MISSING.partition("from streams.engines")[0] + "from streams.tools import load_tools\nprint(load_tools().engine)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "+crf/" in done.stdout


@pytest.mark.parametrize("command", [["enrich", "-"], ["evaluate", "entities", "-"]])
def test_commands_refuse_an_engine_that_cannot_be_used(command: list[str]) -> None:
    """Exit code 78, as for other settings, and no traceback."""
    done = CliRunner().invoke(main, [*command, "--engine", "best"], input='{"doc": "d", "text": "Kenya won.", "entities": []}\n')
    assert (done.exit_code, done.stdout) == (78, "")
    assert "there is no engine 'best'" in done.stderr


def test_an_option_wins_over_the_setting() -> None:
    """`--engine default` reads with the built-in one, whatever the environment says."""
    done = CliRunner().invoke(main, ["enrich", "--json", "--engine", "default", "-"], input="Kenya won.", env={"DATELINE_ENGINE": "best"})
    assert done.exit_code == 0, done.output
    assert "+crf/" in json.loads(done.stdout)["engine"]


def test_a_worker_ends_with_78_if_its_engine_cannot_be_used(tmp_path: Path) -> None:
    """Its supervisor then does not start it again and again."""
    environment = {**os.environ, "DATELINE_ENGINE": "spacy:no_such_model", "DATELINE_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "streams.flow.worker"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 78
    assert "no_such_model" in done.stderr
    assert "Traceback" not in done.stderr
