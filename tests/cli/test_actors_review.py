"""The review list as it is printed."""

from __future__ import annotations

import json

import pytest

from streams.cli._actors_review import print_review, reviewed
from streams.core.lexicon import Lexicon
from streams.core.lexicon_rows import Entry, read_entry

LEXICON = Lexicon.from_rows([{"id": "per:ada-otieno", "name": "Ada Otieno", "type": "person"}])
ROW = {
    "actor_id": "per:~A._Otieno",
    "name": "A. Otieno",
    "type": "person",
    "mentions": {"named": 3, "nominal": 0, "pronoun": 1},
    "articles": 2,
    "provisional": True,
}


def test_rows_to_paste_stand_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line that begins with a brace is a row that the registry takes; the sentences tell why."""
    print_review(reviewed([ROW], {"per:~A._Otieno": ["A. Otieno\x1b[31m spoke."]}, LEXICON))
    lines = capsys.readouterr().out.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    assert [row["id"] for row in rows] == ["per:ada-otieno", "per:a-otieno"]
    assert all(isinstance(read_entry(row), Entry) for row in rows)
    assert any("spoke." in line for line in lines)
    assert "\x1b" not in "".join(lines)


def test_each_value_holds_what_a_program_needs() -> None:
    """Counts, sentences and proposals, under their names."""
    [value] = reviewed([ROW], {}, LEXICON)
    assert (value["mentions"]["named"], value["articles"], value["sentences"]) == (3, 2, [])
    assert [p["alias_of"] for p in value["proposals"]] == ["per:ada-otieno", None]
