"""The examples of docs/reading.md and the notebook beside it, run on what `dateline export` gives of a demonstration."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from streams.core.formats import to_jsonld, to_ninjs
from tests.contract.test_reading import block
from tests.core.test_formats_out import JSON_LD, NINJS, faults
from tests.waiting import until

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).parents[2]
NOTEBOOK: dict[str, Any] = json.loads((ROOT / "docs/reading.ipynb").read_bytes())
SEEDS = 31
"""Records of the sample articles."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `all.parquet` and `all.ndjson`, made by the commands that the notebook names."""
    folder = tmp_path_factory.mktemp("reading")
    variables = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    variables |= {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "DATELINE_DATA_DIR": str(folder)}
    with (folder / "said").open("wb") as log:
        demo = subprocess.Popen([sys.executable, "-m", "streams.cli", "demo", "--no-web"], env=variables, stdout=log, stderr=log)
    try:
        said = until(lambda: _finished((folder / "said").read_text()) or demo.poll(), "the demonstration has read its articles")
        assert isinstance(said, str), (folder / "said").read_text()
        for line in (line for cell in NOTEBOOK["cells"] for line in cell["source"] if line.startswith("    dateline export")):
            words = line.replace("127.0.0.1:9092", said).split()[1:]
            ran = subprocess.run([sys.executable, "-m", "streams.cli", *words], env=variables, cwd=folder, check=False, capture_output=True)
            assert ran.returncode == 0, ran.stderr.decode()
    finally:
        demo.terminate()
        demo.wait(60)
    return folder


def _finished(said: str) -> str | None:
    """The address of the broker, once all is done."""
    address = re.search(r"127\.0\.0\.1:\d+", said)
    counts = [
        tuple(map(int, found))
        for found in re.findall(r"published (\d+) · enriched (\d+) · repeated or stale (\d+) · dead letters (\d+)", said)
    ]
    done = any(sent == SEEDS and sum(ends) >= SEEDS for sent, *ends in counts)
    return address[0] if address and done else None


def run(cells: list[str]) -> dict[str, Any]:
    """As a notebook runs them: one after the other, in one place, with what they print held back."""
    place: dict[str, Any] = {}
    for number, source in enumerate(cells):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, f"cell {number}", "exec"), place)
    return place


def test_the_notebook_runs(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell, and none comes out empty: who is named when, with whom, about what, with the sentences behind a number."""
    monkeypatch.chdir(exported)
    place = run(["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"])
    tables = {name: table for name, table in place.items() if isinstance(table, pd.DataFrame)}
    assert {"articles", "by_day", "about", "together", "said", "named_days", "origin"} <= set(tables)
    assert {name: len(table) for name, table in tables.items() if not len(table)} == {}
    counted = place["articles"].actors.explode().value_counts()
    assert (
        place["most"].iloc[0]
        == counted.iloc[0]
        == len({r["article_id"] for r in place["records"] if place["sentences"](r, place["actor"])})
    )
    assert set(place["articles"].article_id) == {record["article_id"] for record in place["records"]}


@pytest.mark.parametrize("heading", ["DuckDB", "pandas"])
def test_the_five_lines_run_on_an_export(heading: str, exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And name the actor who is in most articles."""
    monkeypatch.chdir(exported)
    most = pd.read_parquet("all.parquet").actors.explode().value_counts().index[0]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block(heading), "docs/reading.md", "exec"), {})
    assert most in out.getvalue()


def test_other_formats_of_an_export_keep_to_their_standards(exported: Path) -> None:
    """Every article of the demonstration, with whatever kinds of actors, tags and dates it has."""
    records = [json.loads(line) for line in (exported / "all.ndjson").read_text().splitlines()]
    assert len({entity["type"] for record in records for entity in record["entities"]}) >= 4
    assert [faults(NINJS, to_ninjs(record)) + faults(JSON_LD, to_jsonld(record)) for record in records] == [[]] * len(records)


def test_the_notebook_is_one() -> None:
    """The format's version 4.5: each cell with an id of its own; nothing that was run is left in it."""
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(ids) == len(set(ids))
    for cell in NOTEBOOK["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)
