"""`dateline enrich`: the pure way of an article, called from a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.core.article import EnrichedArticle, Place, Record
from streams.core.process import process
from streams.flow.codec import encode_enriched
from streams.tools import load_tools

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TEXT = (
    "Kenya and Peru sign a fisheries treaty\n"
    "NAIROBI, May 4 (Reuters) - Kenya and Peru signed a treaty on Monday, the foreign ministry in Nairobi said.\n"
    "ADVERTISEMENT\n"
    "Kenya will send inspectors to Lima next week.\n"
)


def enrich(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["enrich", *map(str, args)], input=stdin)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def annotated(*documents: dict[str, Any], options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    done = enrich("--jsonl", "-", *options, stdin="".join(json.dumps(document) + "\n" for document in documents))
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_text_is_not_taken_for_json_lines(story: Path) -> None:
    """It stops at the first line and says what the file is not, instead of once for each line."""
    done = enrich("--jsonl", story)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {story}:1: this is no JSON Lines")
    assert len(done.stderr.splitlines()) == 1


def test_the_summary_says_who_when_and_what_was_left_out(story: Path) -> None:
    """Headline, date and its source, actors with their counts, dates with their days, and the dropped line with its reason."""
    done = enrich(story, "--published-at", "2026-05-04")
    assert done.exit_code == 0, done.output
    for part in (
        "published  2026-05-04  [given",
        "Kenya  [country, cty:KEN]",
        "Monday → 2026-05-04",
        "line 3: ADVERTISEMENT  [advertisement]",
    ):
        assert part in done.stdout


def test_a_missing_date_is_said_with_the_option_that_gives_it(tmp_path: Path) -> None:
    """Relative dates stay open without one, and nobody is left to guess why."""
    (tmp_path / "a.txt").write_text("Kenya and Peru signed a treaty on Monday.", encoding="utf-8")
    shown = enrich(tmp_path / "a.txt").stdout
    assert "--published-at" in shown
    assert "Monday → XXXX-WXX-1\n" in shown


def test_an_inferred_date_is_said_with_its_reasons(tmp_path: Path) -> None:
    """Interval, best day or none, confidence, and the clues that prove it."""
    text = "Kenya built a dam in March 2019, the ministry said. It will be opened in June 2019 by Peru."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    shown = enrich(tmp_path / "a.txt").stdout
    assert "published  inferred: 2019-03-01 … 2019-06-30, no day stands out" in shown
    assert "March 2019 is told as the past; June 2019 is to come" in shown


def test_json_is_what_the_enriched_topic_carries(story: Path) -> None:
    """The same bytes as the pipeline's encoder makes of the same record, times of receipt aside."""
    done = enrich(story, "--json", "--published-at", "2026-05-04")
    value = json.dumps({"text": TEXT, "published_at": "2026-05-04"}, ensure_ascii=False, separators=(",", ":")).encode()
    record = Record(Place("file", 0, 0), None, value, 0, (("content-type", b"application/json"),))
    expected = process(record, load_tools(), max_text_bytes=262_144, max_mentions=500)
    assert isinstance(expected, EnrichedArticle)
    assert done.stdout == encode_enriched(expected).decode() + "\n"


def test_the_same_file_gives_the_same_bytes(story: Path) -> None:
    """No clock, no chance: the output can be compared with diff."""
    assert enrich(story, "--json").stdout == enrich(story, "--json").stdout


@pytest.mark.parametrize("before", ["", "😀 ", "Breaking news\r\n", "<b> "])
def test_annotations_point_into_the_text_as_given(before: str) -> None:
    """Offsets are code points of the given text, whatever cleaning did to it."""
    text = f"{before}Kenya and Peru signed a treaty on May 4, 2026."
    (line,) = annotated({"doc": "d", "text": text})
    assert [text[e["start"] : e["end"]] for e in line["entities"]] == ["Kenya", "Peru"]
    assert [(text[t["start"] : t["end"]], t["type"], t["value"]) for t in line["timexes"]] == [("May 4, 2026", "DATE", "2026-05-04")]


def test_an_annotation_names_what_it_found() -> None:
    """Type, canonical id and form of each entity, places included, and the codes of the tags. "Peruvian" is a nationality, no place."""
    (line,) = annotated({"doc": 1, "text": "Kenya sent inspectors to Lima. Peruvian officials met them."})
    assert line["doc"] == 1
    assert [(e["type"], e["id"], e["form"]) for e in line["entities"]] == [
        ("country", "cty:KEN", "name"),
        ("place", "loc:lima", "name"),
        ("nationality", "cty:PER", "demonym"),
    ]
    assert all(code.startswith("medtop:") for code in line["tags"])


def test_an_annotation_sets_nouns_and_pronouns_apart() -> None:
    """ "It" and "the country" stand for Kenya and are no names, so that annotated news can be compared."""
    (line,) = annotated({"doc": 1, "text": "Kenya said it would pay. The country agreed."})
    assert [(e["type"], e["id"]) for e in line["entities"]] == [("country", "cty:KEN"), ("pronoun", "cty:KEN"), ("nominal", "cty:KEN")]


def test_an_annotated_text_is_read_whole() -> None:
    """Names and dates of headline, dateline and caption are marked too; the summary of the same text leaves them out."""
    text = "Peru wins the cup\nLima, May 4 (Reuters) - Kenya lost on Monday, officials said.\nADVERTISEMENT\nImage: Jo Marr, Nairobi."
    (line,) = annotated({"doc": "d", "text": text, "published_at": "2026-05-05"})
    named = [text[e["start"] : e["end"]] for e in line["entities"]]
    assert [name for name in ("Peru", "Lima", "Kenya", "Nairobi") if name not in named] == []
    assert [text[t["start"] : t["end"]] for t in line["timexes"]] == ["May 4", "Monday"]


def test_annotating_knows_no_limit_of_mentions() -> None:
    """The limit guards records on the broker; annotations are not sent there."""
    limit = {"DATELINE_MAX_MENTIONS": "1"}
    given = json.dumps({"doc": 1, "text": "Kenya, Peru and Chad met. Kenya left."}) + "\n"
    done = CliRunner().invoke(main, ["enrich", "--jsonl", "-"], input=given, env=limit)
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["entities"]) == 4
    assert CliRunner().invoke(main, ["enrich", "-"], input="Kenya, Peru and Chad met.", env=limit).exit_code == 1


def test_a_document_has_its_own_date_unless_the_options_give_one() -> None:
    """`published_at` of the line counts; the option wins over it."""
    document = {"doc": 1, "text": "Kenya and Peru met on Monday.", "published_at": "2026-05-05"}
    assert annotated(document)[0]["timexes"][0]["value"] == "2026-05-04"
    assert annotated(document, options=("--published-at", "2026-05-12"))[0]["timexes"][0]["value"] == "2026-05-11"


def test_every_document_gets_a_line_even_if_it_is_refused() -> None:
    """Lines of input and output lie side by side; the exit code tells that one was refused, and the line why."""
    done = enrich("--jsonl", "-", stdin='{"doc":1,"text":""}\n{"doc":2\n{"doc":3,"text":"Kenya won."}\n')
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert [line["doc"] for line in lines] == [1, None, 3]
    assert [line.get("error", "").partition(":")[0] for line in lines] == ["read/empty", "read/bad_json", ""]


def test_a_refused_file_is_named_with_the_reason(tmp_path: Path, story: Path) -> None:
    """The others are enriched all the same."""
    (tmp_path / "broken.json").write_bytes(b'{"text": "cut')
    done = enrich(tmp_path)
    assert done.exit_code == 1
    assert f"{tmp_path / 'broken.json'}: read/bad_json" in done.stderr
    assert f"== {story}" in done.stdout


def test_hostile_text_does_not_reach_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and direction overrides in an article are seen, not obeyed, in every form of output."""
    (tmp_path / "a.txt").write_text("Kenya\x1b]0;x\x07 met \u202ePeru\u202c on Monday in Lima.\x9b31m", encoding="utf-8")
    for form in ([], ["--json"], ["--jsonl"]):
        assert enrich(tmp_path / "a.txt", *form).output.replace("\n", "").isprintable()


def test_a_faulty_lexicon_is_told_without_a_traceback(tmp_path: Path, story: Path) -> None:
    """A file of one's own actors that cannot be used ends with the code for settings, and names the file."""
    lexicon = tmp_path / "mine.jsonl"
    lexicon.write_text("{", encoding="utf-8")
    done = CliRunner().invoke(main, ["enrich", str(story)], env={"DATELINE_LEXICON": str(lexicon)})
    assert done.exit_code == 78, done.output
    assert str(lexicon) in done.output
