"""`dateline evaluate`: annotated texts in, scores out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from streams.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TEXT = "Kenya wins\nKenya beat Peru in Lima on Monday."
MONDAY = {"start": 38, "end": 44, "type": "DATE", "value": "2026-05-04"}


def evaluate(kind: str, *rows: dict[str, Any] | str, options: tuple[str, ...] = ()) -> Result:
    lines = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    return CliRunner().invoke(main, ["evaluate", kind, "-", *options], input=lines)


def scores(kind: str, *rows: dict[str, Any]) -> dict[str, Any]:
    done = evaluate(kind, *rows, options=("--json",))
    assert done.exit_code == 0, done.output
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


@pytest.mark.parametrize("name", ["published_at", "anchor", "dct"])
def test_dates_are_resolved_against_the_day_of_the_text(name: str) -> None:
    """Under any name that annotated sets give it."""
    found = scores("dates", {"doc": "d", "text": TEXT, name: "2026-05-05", "timexes": [MONDAY]})
    assert {n: s["f1"] for n, s in found["scores"].items()} == {"strict": 1, "relaxed": 1, "type": 1, "value": 1}


def test_a_headline_is_read() -> None:
    """Texts are read as an annotator read them: the first line's name counts too."""
    places = [{"start": s, "end": e, "type": "gpe"} for s, e in ((0, 5), (11, 16), (22, 26), (30, 34))]
    found = scores("entities", {"doc": "d", "text": TEXT, "entities": places})
    assert found["scores"]["LOC"] | {"f1": 0} == {"hits": 4, "found": 4, "gold": 4, "precision": 1, "recall": 1, "f1": 0}


def test_only_the_text_is_read() -> None:
    """An address or a title beside it would tell a day that no annotator had."""
    row = {"doc": "d", "text": TEXT, "url": "https://a.example/2026/05/05/x", "title": "Chad", "timexes": [MONDAY]}
    assert scores("dates", row)["scores"]["value"]["hits"] == 0


def test_confusions_say_what_was_taken_for_what() -> None:
    """With the texts, the most frequent first; a wrong value shows both values."""
    rows = [{"doc": d, "text": TEXT, "published_at": "2026-05-12", "timexes": [MONDAY]} for d in "ab"]
    found = scores("dates", *rows, {"doc": "c", "text": TEXT, "published_at": "2026-05-05", "timexes": []})
    assert found["confusions"] == [
        {"kind": "value", "gold": "", "found": "", "times": 2, "texts": [{"text": "Monday: 2026-05-04 → 2026-05-11", "count": 2}]},
        {"kind": "spurious", "gold": "", "found": "DATE", "times": 1, "texts": [{"text": "Monday", "count": 1}]},
    ]
    assert found["worst"] == [{"doc": "c", "errors": 1, "f1": 0.0}]


def test_tags_are_scored_as_codes() -> None:
    """A code that nobody gave costs precision, one that was not found costs recall."""
    text = "Parliament passed the budget on Monday. The finance minister had asked for higher taxes, and the opposition voted against the budget."
    found = scores("tags", {"doc": "d", "text": text, "tags": ["medtop:11000000", "medtop:15000000"]})
    count = found["scores"]["tags"]
    assert (count["gold"], count["recall"]) == (2, 0.5)


def test_the_table_shows_scores_documents_and_confusions() -> None:
    """For a person: three decimals, the worst document by name, a missed name with its text."""
    done = evaluate(
        "entities",
        {
            "doc": "The worst",
            "text": "A ring met Peru.",
            "entities": [{"start": 2, "end": 6, "type": "org"}, {"start": 11, "end": 15, "type": "loc"}],
        },
    )
    assert done.exit_code == 0, done.output
    for part in ("LOC", "1.000", "The worst", "missed", "ring (1)"):
        assert part in done.stdout


def test_a_refused_text_counts_as_empty_and_is_named() -> None:
    """Leaving it out would flatter."""
    done = evaluate("dates", {"doc": "noise", "text": "ADVERTISEMENT", "timexes": [MONDAY | {"start": 0, "end": 13}]}, options=("--json",))
    assert json.loads(done.stdout)["scores"]["strict"] == {"hits": 0, "found": 0, "gold": 1, "precision": 0, "recall": 0, "f1": 0}
    assert "noise: nothing is found, for it was refused" in done.stderr


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"doc": 1, "text": "a"}', '{"doc": 1, "text": 1, "timexes": []}', '{"doc": 1, "text": "a", "timexes": [{}]}']
)
def test_a_line_that_is_no_annotated_text_ends_it(line: str) -> None:
    """Half a set would give wrong numbers: the line is named, with what it should be, and no traceback."""
    done = evaluate("dates", {"doc": "d", "text": TEXT, "timexes": []}, line)
    assert done.exit_code == 1
    assert "line 2 is no annotated text" in done.stderr
    assert '"timexes"' in done.stderr


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    """No score is better than a score of nothing."""
    (tmp_path / "gold.jsonl").write_bytes(b"\n")
    assert CliRunner().invoke(main, ["evaluate", "dates", str(tmp_path / "gold.jsonl")]).exit_code == 1


def test_hostile_names_and_texts_do_not_reach_the_terminal() -> None:
    """Neither in the table nor in JSON."""
    row = {"doc": "\x1b]0;x\x07", "text": "On \u202eMonday", "timexes": [{"start": 3, "end": 10, "type": "\x1b[31m", "value": "\x9b"}]}
    for options in ((), ("--json",)):
        assert evaluate("dates", row, options=options).output.replace("\n", "").isprintable()
