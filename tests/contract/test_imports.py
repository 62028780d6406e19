"""Who may import whom. import-linter holds the arrows between our modules; here is what it cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "streams").rglob("*.py"))
CORE = [path for path in SOURCES if path.is_relative_to(ROOT / "streams/core")]

PURE = frozenset(
    {
        "__future__", "array", "base64", "bisect", "calendar", "collections", "contextlib", "dataclasses", "datetime", "difflib", "enum",
        "fractions", "functools", "hashlib", "heapq", "html", "itertools", "json", "math", "operator", "re", "string", "struct", "types", "typing",
        "unicodedata", "urllib.parse", "zlib",
    }
)  # fmt: skip
"""Of the standard library: what reads no clock, no chance, no environment, no file and no network. `datetime.now` is checked below."""
PURE_LIBRARIES = frozenset({"ftfy", "lxml", "msgspec", "orjson", "trafilatura"})
CLOCKS = frozenset({"now", "today", "utcnow"})
BUILTIN_IO = frozenset({"open", "input", "print", "eval", "exec", "__import__"})


def test_contracts_of_import_linter_hold() -> None:
    """The arrows between rooms, and inside the core, point one way. In a process of its own: it sets up logging for all."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ROOT)))
def test_core_imports_only_what_is_pure(path: Path) -> None:
    """The core is plain functions over plain values: no Kafka, clock, chance, file, network or environment."""
    assert {name for name in imported(path) if not known(name, PURE | PURE_LIBRARIES)} == set()


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ROOT)))
def test_core_reads_no_clock_and_no_file(path: Path) -> None:
    """`datetime` and the built-in functions are pure only in part; the rest of them is not used."""
    calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    clocks = {
        f.attr for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id in {"datetime", "date"}
    }
    builtins = {f.id for f in calls if isinstance(f, ast.Name)}
    assert clocks & CLOCKS | builtins & BUILTIN_IO == set()


def test_only_flow_imports_faust() -> None:
    """Everything else would live on if faust were replaced."""
    users = {path.relative_to(ROOT).parts[1] for path in SOURCES if any(known(name, {"faust", "mode"}) for name in imported(path))}
    assert users <= {"flow"}


def test_what_is_imported_is_declared() -> None:
    """A library that is there only because another one brought it along may be gone with that one's next release."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always, extras = names(project["dependencies"]), names(r for some in project["optional-dependencies"].values() for r in some)
    optional = {path for path in SOURCES if "engines" in path.parts or path.stem in {"_export_parquet", "traces"}}
    assert outside(path for path in SOURCES if path not in optional) <= always
    assert outside(optional) <= always | extras


def names(requirements: Iterable[str]) -> set[str]:
    return {re.split(r"[^\w-]", requirement, maxsplit=1)[0].lower().replace("_", "-") for requirement in requirements}


def outside(paths: Iterable[Path]) -> set[str]:
    """The distributions that these files import from; an extra that is not installed here is taken by its own name."""
    tops = {name.partition(".")[0] for path in paths for name in imported(path)} - sys.stdlib_module_names - {"schemas", "seeds", "streams"}
    distributions = packages_distributions()
    return {min(distributions.get(top, [top])).lower().replace("_", "-") for top in tops}


def imported(path: Path) -> set[str]:
    """Dotted names of what a file imports from outside, wherever in the file it does."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names


def known(module: str, among: AbstractSet[str]) -> bool:
    """Whether `module` or a package that holds it is listed."""
    return any(f"{module}.".startswith(f"{name}.") for name in among)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
