"""What is explained of an actor, how times are given, and how a report is printed."""

from __future__ import annotations

import json
import time
from typing import Any

import click
import pytest

from streams.audit.report import PROMISES, Finding, Report
from streams.cli import Fault
from streams.cli._audit_explain import accounted, chosen
from streams.cli._audit_print import print_report, print_report_json
from streams.cli._times import SinceType
from streams.core.article import Place

PLACE = {"topic": "news.raw", "partition": 0, "offset": 7}


def row(name: str, articles: int, named: int) -> dict[str, Any]:
    mentions = {"named": named, "nominal": 0, "pronoun": 0}
    return {"actor_id": f"cty:{name}", "name": name, "articles": articles, "mentions": mentions}


def mention(named: int) -> dict[str, Any]:
    counts = {"named": named, "nominal": 0, "pronoun": 0}
    head = {"article_id": "a", "rank": [2, "t", 0, "h"], "generation": 1, "day": None, "headline": None, "counts": counts, "place": PLACE}
    return head | {"sentences": [{"index": 3, "start": 0, "end": 5, "text": "Peru."}], "url": "not shown"}


def test_a_number_is_explained_down_to_sentences_and_raw_records() -> None:
    """The row, what each article adds, and that it adds up."""
    account = accounted("cty:Peru", row("Peru", 2, 3), [mention(1), mention(2)])
    assert (account["adds_up"], account["sum"]["articles"], account["sum"]["named"]) == (True, 2, 3)
    assert [(a["version"], a["place"], a["sentences"]) for a in account["articles"]] == 2 * [(2, PLACE, [{"index": 3, "text": "Peru."}])]


@pytest.mark.parametrize("has", [row("Peru", 1, 3), row("Peru", 2, 1), None])
def test_a_row_that_does_not_add_up_is_told(has: dict[str, Any] | None) -> None:
    """Also a row that is missing."""
    assert not accounted("cty:Peru", has, [mention(1)])["adds_up"]


def test_a_name_that_could_mean_several_is_not_guessed() -> None:
    rows = [row("North Korea", 1, 1), row("South Korea", 1, 1)]
    with pytest.raises(Fault, match="cty:North Korea, cty:South Korea"):
        chosen(rows, "korea")
    assert chosen(rows, "south korea") == (rows[1], "cty:South Korea")
    assert chosen(rows, "cty:PER") == (None, "cty:PER")


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800)])
def test_a_duration_counts_back_from_now(text: str, seconds: int) -> None:
    before = time.time()
    since = SinceType().convert(text, None, None) / 1000
    assert before - seconds - 0.001 <= since <= time.time() - seconds


def test_a_time_is_taken_as_it_is() -> None:
    """Without a zone it is UTC; before 1970 is the beginning."""
    assert SinceType().convert("1970-01-01T00:00:01", None, None) == 1000
    assert SinceType().convert("1970-01-01T01:00:01+01:00", None, None) == 1000
    assert SinceType().convert("1812-01-01", None, None) == 0


@pytest.mark.parametrize("text", ["yesterday", "2", "h", "-1h", "2026-99-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="neither a time"):
        SinceType().convert(text, None, None)


def report(*findings: Finding, broken: int) -> Report:
    counts = {"raw": 3, "enriched": 1, "in flight": 1, "lost": 1}
    promises = dict.fromkeys(PROMISES, 0) | {"I1": broken}
    resolutions = {"replayed": 1, "discarded": 0}
    return Report(not broken, False, promises, counts, resolutions, {"news.raw": 3}, 1, 1, {"outputs of old": 2}, findings)  # noqa: FBT003 - in the order of the report


def test_a_report_names_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """Hostile text is made visible; what is not listed is said to be there."""
    print_report(report(Finding("I1", "lost", "gone \x1b[31m", Place("news.raw", 1, 2)), broken=5), 1.25)
    out = capsys.readouterr().out
    assert "I1  BROKEN 5" in out
    assert "lost news.raw/1/2 gone \\u001b[31m" in out
    assert "more of them with --limit" in out
    assert "3 raw = 1 enriched + 1 in flight + 1 lost" in out
    assert "Not checked: 2 outputs of old" in out
    assert "Something is wrong" in out


def test_a_report_as_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    print_report_json(report(Finding("I1", "lost", "gone", Place("news.raw", 1, 2)), broken=1), 0.5)
    parsed = json.loads(capsys.readouterr().out)
    assert (parsed["holds"], parsed["promises"]["I1"], parsed["seconds"]) == (False, 1, 0.5)
    assert parsed["findings"][0]["place"] == {"topic": "news.raw", "partition": 1, "offset": 2}
