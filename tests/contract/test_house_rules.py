"""Rules that hold for every file: sizes, docstrings, tests beside code, and words that do not belong into the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("schemas", "seeds", "streams", "tools") for path in (ROOT / room).rglob("*.py"))
ENRICHERS = sorted(p for p in (ROOT / "streams/core/enrich").glob("[!_]*.py") if "\ndef find_" in p.read_text(encoding="utf-8"))
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]

LONG_FILES = {
    "streams/core/article.py": "the vocabulary: types with a docstring each, no code",
}

# in brackets, so that this line is not found itself
FOREIGN = re.compile(r"pypi[.]org|python[h]osted|registry[-]1|npmjs[.]|crates[.]io|/work[/]|/root[/]|work[t]ree")
BINARY = {".png", ".ico", ".woff2", ".gz"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_file_is_short(path: Path) -> None:
    """250 lines at most, or the reason stands above."""
    assert name(path) in LONG_FILES or len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_short(path: Path) -> None:
    """30 lines at most, from `def` to the end; the docstring does not count."""
    functions = [n for n in ast.walk(parsed(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f.name for f in functions if lines(f) > 30] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_module_says_what_it_is(path: Path) -> None:
    """A docstring that is more than a mark; an empty package file needs none."""
    module = parsed(path)
    assert not module.body or len(ast.get_docstring(module) or "") > 20


@pytest.mark.parametrize("path", ENRICHERS, ids=name)
def test_enricher_has_tests(path: Path) -> None:
    """What it finds, and what it must not find, is shown in the test file of its name."""
    assert (ROOT / f"tests/core/enrich/test_{path.stem}.py").exists()


@pytest.mark.parametrize("path", TRACKED)
def test_nothing_names_a_place_that_users_do_not_have(path: str) -> None:
    """No host of a package index (it may be a mirror) and no folder of the machine on which this was written."""
    if Path(path).suffix not in BINARY:
        found = FOREIGN.findall((ROOT / path).read_text(encoding="utf-8", errors="replace"))
        assert found == []


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
