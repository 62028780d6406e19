"""Invented articles with what should come out of them. `dateline demo` publishes them; the golden tests read the rest."""

from __future__ import annotations

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"
"""The files to publish, in the order of their names."""

EXPECTED = Path(__file__).parent / "expected"
"""One file per article file: what a careful reader finds in each of its records."""

MANIFEST = Path(__file__).parent / "manifest.json"
"""Per file in publishing order: where each of its records should end, and why."""
