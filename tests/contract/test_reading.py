"""The examples of docs/reading.md are run; on a whole demonstration, with the notebook, in tests/memory."""

from __future__ import annotations

import contextlib
import io
import re
import textwrap
from pathlib import Path

import pytest

from schemas import example
from streams.cli._export_parquet import parquet

PAGE = (Path(__file__).parents[2] / "docs/reading.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("heading", ["DuckDB", "pandas"])
def test_the_five_lines_run(heading: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file as `dateline export --format parquet` writes it; and they find who is in it."""
    parquet([example("news.enriched/1")], tmp_path / "all.parquet")
    monkeypatch.chdir(tmp_path)
    assert "Lena Orlova" in printed(block(heading))


def test_each_example_is_five_lines_at_most() -> None:
    """As the page promises."""
    for heading in ("DuckDB", "pandas"):
        assert 1 <= len(block(heading).strip().splitlines()) <= 5


def block(heading: str) -> str:
    """The indented lines under `heading:`."""
    found = re.search(rf"^{heading}:\n\n((?:    .*\n)+)", PAGE, re.MULTILINE)
    assert found
    return textwrap.dedent(found[1])


def printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/reading.md", "exec"), {})
    return out.getvalue()
